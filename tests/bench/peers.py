"""The bots we measure ourselves against: they only look a NIK up and answer, and keep nothing.

`python -m tests.bench.peers aiogram|ptb webhook|polling URL PORT SNAPSHOT KEYFILE`
"""

import asyncio
import logging
import sqlite3
import sys
from datetime import date
from pathlib import Path
from typing import Any

from data import hashing
from data.content.texts import day, text
from data.coverage import snapshots
from data.nik import nik
from tests.fakes.bot_api import TOKEN

BUTTONS = (("Cara periksa data", "info.update"), ("Kenapa tak tercatat?", "info.why"), ("Menu", "menu"))


class List:
    """The snapshot, asked in the loop's own thread: the fastest way there is."""

    def __init__(self, file: Path, key: hashing.Key) -> None:
        self._rows = sqlite3.connect(snapshots.uri(file), uri=True)
        self._key = key

    def answer(self, typed: str) -> str:
        """What the bot says of the NIK in a text."""
        found = nik.find(typed, date.today())  # noqa: DTZ011 - as the bot does, without its clock
        if not found.nik:
            return text("check.ask", "id", example="")
        row = self._rows.execute("SELECT status FROM people WHERE nik = ?", (self._key.of_nik(found.nik),)).fetchone()
        as_of = day(date(2026, 11, 1), "id")
        return (
            text("check.found", "id", as_of=as_of, since="", until="")
            if row
            else text("check.not_listed", "id", as_of=as_of)
        )


async def aiogram_bot(how: str, api: str, port: int, people: List) -> None:
    """Bare aiogram 3: its own session, dispatcher and aiohttp webhook."""
    from aiogram import Bot, Dispatcher  # noqa: PLC0415 - only the peer that runs is loaded
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message  # noqa: PLC0415
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler  # noqa: PLC0415
    from aiohttp import web  # noqa: PLC0415

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        rows = [[InlineKeyboardButton(text=label, callback_data=data)] for label, data in BUTTONS]
        await message.answer(people.answer(message.text or ""), reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))

    if how == "polling":
        await dispatcher.start_polling(bot, handle_signals=False)
        return
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot).register(app, path="/telegram/webhook")
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/telegram/webhook", max_connections=100)
    await asyncio.Event().wait()


def ptb_bot(how: str, api: str, port: int, people: List) -> None:
    """Stock python-telegram-bot: its own updater, tornado and httpx (with sniffio installed)."""
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update  # noqa: PLC0415
    from telegram.ext import Application, MessageHandler, filters  # noqa: PLC0415

    async def answer(update: Update, _context: Any) -> None:
        assert update.message
        rows = [[InlineKeyboardButton(label, callback_data=data)] for label, data in BUTTONS]
        said = people.answer(update.message.text or "")
        await update.message.reply_text(said, reply_markup=InlineKeyboardMarkup(rows))

    app = Application.builder().token(TOKEN).base_url(f"{api}/bot").build()
    app.add_handler(MessageHandler(filters.TEXT, answer))
    if how == "polling":
        app.run_polling(stop_signals=())
    else:
        url = f"http://127.0.0.1:{port}/telegram/webhook"
        app.run_webhook(
            "127.0.0.1", port, url_path="/telegram/webhook", webhook_url=url, max_connections=100, stop_signals=()
        )


def main() -> None:
    """Runs one peer until it is killed."""
    which, how, api, port, snapshot, key = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    people = List(Path(snapshot), hashing.read(Path(key)))
    if which == "aiogram":
        asyncio.run(aiogram_bot(how, api, int(port), people))
    else:
        ptb_bot(how, api, int(port), people)


if __name__ == "__main__":
    main()
