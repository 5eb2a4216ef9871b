"""pyTelegramBotAPI, its asynchronous half; by webhook behind aiohttp, as its examples show. Keeps nothing."""

import asyncio

from telebot.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.bench.peers import job as jobs
from tests.bench.peers.pytelegrambotapi_bot import bot_of, serve


async def run(job: jobs.Job) -> None:
    """Answers until it is killed."""
    people = jobs.People(job)
    bot = bot_of(job)

    @bot.message_handler(content_types=["text"])
    async def answer(message: Message) -> None:
        said = people.answer_to(message.text or "")
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(**one) for one in row] for row in said.buttons])
        await bot.send_message(message.chat.id, said.text, reply_markup=keyboard)

    if job.how == "polling":
        await bot.infinity_polling(timeout=20, request_timeout=30)
    else:
        await serve(bot, job)


if __name__ == "__main__":
    asyncio.run(run(jobs.given()))
