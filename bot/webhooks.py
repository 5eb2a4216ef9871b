"""Takes webhooks: who may send them, how long they may be, and when they are acknowledged."""

import asyncio

from starlette.types import Receive, Scope, Send

from bot.dispatch import NotKept
from bot.telegram import SECRET_HEADER, Telegram

LONGEST = 1024 * 1024
"""Bytes of one update."""
SLOWEST = 15.0
"""Seconds an update may take to arrive."""


class TelegramWebhook:
    """`POST /telegram/webhook`: 200 once the answer is kept; Telegram sends again what hears anything else."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI calls it."""
        if scope["method"] != "POST":
            await _say(send, 405)
        elif not self._telegram.knows(_header(scope, SECRET_HEADER)):
            await _say(send, 403)
        elif not self._telegram.listening:
            await _say(send, 503)
        elif (body := await _body(receive)) is None:
            await _say(send, 413)
        else:
            await _say(send, await _take(self._telegram, body))


async def _take(telegram: Telegram, body: bytes) -> int:
    try:
        await telegram.receive(body)
    except NotKept:
        return 500
    return 200


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


async def _body(receive: Receive) -> bytes | None:
    """The body; None for one that is too long, or does not come."""
    body = b""
    try:
        async with asyncio.timeout(SLOWEST):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return None
                body += bytes(message.get("body", b""))
                if len(body) > LONGEST:
                    return None
                if not message.get("more_body"):
                    return body
    except TimeoutError:
        return None


async def _say(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
