"""Receives webhooks: checks the secret and the length, and acknowledges an update once its answer is stored."""

import hmac

from starlette.types import Receive, Scope, Send

from bot.channels import webhook_body
from bot.channels.telegram.decode import UpdateDecoder
from bot.channels.telegram.receiver import UpdateReceiver
from bot.channels.telegram.update_source import UpdateSource
from bot.channels.webhook_body import BrokenOff
from bot.dispatch import NotKept

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
LONGEST = 1024 * 1024
"""Bytes of one update."""


class TelegramWebhook:
    """`POST /telegram/webhook`: 200 once the answer is stored; after any other status Telegram sends the update again.

    An update that is too long would be as long the next time, and would block those behind it for ever; so it gets 200
    as well, and is counted. An empty body was lost by the network, and should come again.

    It is an ASGI app of its own, because it is the busiest path and needs none of the middleware around the pages.
    """

    def __init__(self, secret: str, source: UpdateSource, decoder: UpdateDecoder) -> None:
        self._secret = secret.encode()
        self._source = source
        self._decoder = decoder
        self.receiver: UpdateReceiver | None = None
        """Set once we know our name, and have queued the replies of the last run; until then Telegram must wait."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI calls it."""
        status = await self._status(scope, receive)
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def _status(self, scope: Scope, receive: Receive) -> int:
        if scope["method"] != "POST":
            return 405
        if not hmac.compare_digest(webhook_body.header(scope, SECRET_HEADER), self._secret):
            return 403
        if self.receiver is None:
            return 503
        try:
            body, size = await webhook_body.read(receive, LONGEST)
            if size > LONGEST:
                self._source.note_contact()
                self._decoder.skip({"bytes": size}, "too long")
                return 200
            if not body:
                return 400
            self._source.note_contact()
            if update := self._decoder.update(body):
                await self.receiver.receive([update])
        except BrokenOff:
            return 400
        except NotKept:
            return 500
        return 200
