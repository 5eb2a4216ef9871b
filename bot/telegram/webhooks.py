"""Takes webhooks: who may send them, how long they may be, and when they are acknowledged."""

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.dispatch import NotKept
from bot.telegram.channel import SECRET_HEADER, WEBHOOK, Telegram

LONGEST = 1024 * 1024
"""Bytes of one update."""


class TelegramWebhook:
    """`POST /telegram/webhook`: 200 once the answer is kept; Telegram sends again what hears anything else.

    It stands before the site, as the busiest address, which needs nothing of what surrounds the pages.
    """

    def __init__(self, site: ASGIApp, telegram: Telegram) -> None:
        self._site = site
        self._telegram = telegram

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI calls it."""
        if scope["type"] != "http" or scope["path"] != WEBHOOK:
            await self._site(scope, receive, send)
            return
        status = await self._status(scope, receive)
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def _status(self, scope: Scope, receive: Receive) -> int:
        if scope["method"] != "POST":
            return 405
        if not self._telegram.knows(_header(scope, SECRET_HEADER)):
            return 403
        if not self._telegram.listening:
            return 503
        body = await _body(receive)
        if body is None:
            return 413
        try:
            await self._telegram.receive(body)
        except NotKept:
            return 500
        return 200


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


async def _body(receive: Receive) -> bytes | None:
    """The body; None for one that is too long, or does not come."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > LONGEST:
            return None
        if not message.get("more_body"):
            return bytes(body)
