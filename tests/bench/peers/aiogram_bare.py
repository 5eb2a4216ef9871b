"""aiogram 3 as its documentation shows it: its session, dispatcher and aiohttp webhook. Keeps nothing."""

import asyncio
import ssl

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.bench.peers import job as jobs


async def run(job: jobs.Job) -> None:
    """Answers until it is killed."""
    people = jobs.People(job)
    session = AiohttpSession(api=TelegramAPIServer.from_base(job.api))
    if job.ca:  # it trusts certifi alone
        session._connector_init["ssl"] = ssl.create_default_context(cafile=job.ca)
    bot = Bot(job.token, session=session)
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        said = people.answer_to(message.text or "")
        rows = [[InlineKeyboardButton(**one) for one in row] for row in said.buttons]
        await message.answer(said.text, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))

    if job.how == "polling":
        await dispatcher.start_polling(bot, handle_signals=False)
        return
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot).register(app, path="/telegram/webhook")
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", job.port).start()
    await bot.set_webhook(job.webhook_url, max_connections=100)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(jobs.given()))
