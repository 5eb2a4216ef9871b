"""python-telegram-bot as its documentation shows it: its updater, tornado and httpx (with sniffio). Keeps nothing."""

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, MessageHandler, filters

from tests.bench.peers import job as jobs


def run(job: jobs.Job) -> None:
    """Answers until it is killed."""
    people = jobs.People(job)

    async def answer(update: Update, _context: Any) -> None:
        assert update.message
        said = people.answer_to(update.message.text or "")
        rows = [[InlineKeyboardButton(**one) for one in row] for row in said.buttons]
        await update.message.reply_text(said.text, reply_markup=InlineKeyboardMarkup(rows))

    app = Application.builder().token(job.token).base_url(f"{job.api}/bot").build()
    app.add_handler(MessageHandler(filters.TEXT, answer))
    if job.how == "polling":
        app.run_polling(stop_signals=())
    else:
        app.run_webhook(
            "127.0.0.1",
            job.port,
            url_path="/telegram/webhook",
            webhook_url=job.webhook_url,
            max_connections=100,
            stop_signals=(),
        )


if __name__ == "__main__":
    run(jobs.given())
