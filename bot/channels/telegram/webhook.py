"""Takes webhooks: who may send them, how long they may be, and when they are acknowledged."""

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.telegram.channel import SECRET_HEADER, WEBHOOK, Telegram
from bot.dispatch import NotKept

LONGEST = 1024 * 1024
"""Bytes of one update."""
_MOST_DROPPED = 16 * LONGEST
"""Bytes of a longer one that are taken and dropped, as its sender may not look for an answer before it has sent all."""


class _BrokenOff(Exception):
    """The body ended before its end: nobody waits for an answer."""


class TelegramWebhook:
    """`POST /telegram/webhook`: 200 once the answer is kept; Telegram sends again what hears anything else.

    An update that is too long is no shorter the next time, and would hold up those behind it for ever: so it hears
    200, too, and is counted. One that came empty lost its body on the way, and should come again.

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
        try:
            body, size = await _body(receive)
            if size > LONGEST:
                self._telegram.drop(size)
                return 200
            if not body:
                return 400
            await self._telegram.receive(body)
        except _BrokenOff:
            return 400
        except NotKept:
            return 500
        return 200


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


async def _body(receive: Receive) -> tuple[bytes, int]:
    """The body and its bytes, as far as they were taken; of one that is too long nothing is kept. Raises _BrokenOff."""
    body, size = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _BrokenOff
        piece = message.get("body", b"")
        size += len(piece)
        if size > LONGEST:
            body.clear()
        else:
            body += piece
        if not message.get("more_body") or size > _MOST_DROPPED:
            return bytes(body), size
