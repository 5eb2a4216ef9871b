"""Bare loops that send one message to so many chats and keep nothing: what a broadcast of ours is measured against.

`python -m tests.bench.senders aiogram|ptb URL COUNT FIRST`; prints CPU seconds and seconds, as JSON.
"""

import asyncio
import json
import logging
import sys
import time
from collections.abc import Awaitable, Callable

import uvloop

from data.content import texts
from tests.bench.audience import LETTER
from tests.fakes.bot_api import TOKEN

AT_ONCE = 100
"""As many as ours may have on their way."""
_STOP = texts.label("unsubscribe", "id")
Send = Callable[[int], Awaitable[object]]


async def _all(send: Send, first: int, count: int) -> None:
    """Every message a task, so many of them on their way."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(chat: int) -> None:
        async with room:
            await send(chat)

    await send(first)  # which connects
    cpu, begun = time.process_time(), time.perf_counter()
    await asyncio.gather(*(one(first + n) for n in range(1, count)))
    print(json.dumps({"cpu": time.process_time() - cpu, "seconds": time.perf_counter() - begun}))


async def aiogram_sends(api: str, first: int, count: int) -> None:
    """aiogram 3 with its own session."""
    from aiogram import Bot  # noqa: PLC0415 - only the peer that runs is loaded
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions  # noqa: PLC0415

    stop = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=_STOP, callback_data="unsubscribe")]])
    hidden = LinkPreviewOptions(is_disabled=True)
    async with Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api))) as bot:

        def send(chat: int) -> Awaitable[object]:
            return bot.send_message(chat, LETTER, parse_mode="HTML", link_preview_options=hidden, reply_markup=stop)

        await _all(send, first, count)


async def ptb_sends(api: str, first: int, count: int) -> None:
    """python-telegram-bot as its manual shows it, but on our client instead of httpx."""
    from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions  # noqa: PLC0415

    from bot.channels.telegram.http import ApiRequest  # noqa: PLC0415

    stop = InlineKeyboardMarkup([[InlineKeyboardButton(_STOP, callback_data="unsubscribe")]])
    hidden = LinkPreviewOptions(is_disabled=True)
    request = ApiRequest(api, connections=100, read_timeout=10)
    await request.initialize()
    bot = Bot(TOKEN, base_url=f"{api}/bot", request=request)

    def send(chat: int) -> Awaitable[object]:
        return bot.send_message(chat, LETTER, parse_mode="HTML", link_preview_options=hidden, reply_markup=stop)

    await _all(send, first, count)
    await request.shutdown()


def main() -> None:
    """Sends with one peer, on the event loop that ours has, too."""
    which, api, count, first = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    work = {"aiogram": aiogram_sends, "ptb": ptb_sends}[which]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work(api, int(first), int(count)))


if __name__ == "__main__":
    main()
