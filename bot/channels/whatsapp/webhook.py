"""Receives webhooks: checks the signature and the length, and acknowledges one once all that it brings is stored."""

import hmac
import re
from urllib.parse import parse_qs

from starlette.types import Receive, Scope, Send

from bot.channels import webhook_body
from bot.channels.webhook_body import BrokenOff
from bot.channels.whatsapp.decode import PayloadDecoder
from bot.channels.whatsapp.receiver import Receiver
from bot.dispatch import NotKept
from bot.setting_values.whatsapp import WhatsAppAccess

WEBHOOK = "/whatsapp/webhook"
"""The path to which Meta sends webhooks."""
SIGNATURE_HEADER = b"x-hub-signature-256"
LONGEST = 4 * 1024 * 1024
"""Bytes of one webhook; Meta's have up to 3 MB."""
_SMALL = 64 * 1024
_MOST_LARGE = 8
"""How many bodies of more than `_SMALL` bytes are read at a time: who sent one is known at its end only."""
_CHALLENGE = re.compile(rb"[!-~]{1,256}")
_LONGEST_QUERY = 4096
_ASKED = ("hub.mode", "hub.verify_token", "hub.challenge")


class _Crowded(Exception):
    """As many large bodies as we hold are being read."""


class WhatsAppWebhook:
    """`POST /whatsapp/webhook`: 200 once all is stored; after any other status Meta sends it again, for seven days.

    What is signed and too long would be as long the next time; so it gets 200 as well, and is counted. `GET` answers
    the question by which Meta's dashboard makes sure that the address is ours.

    It is an ASGI app of its own, because it is the busiest path and needs none of the middleware around the pages.
    """

    def __init__(self, access: WhatsAppAccess, decoder: PayloadDecoder) -> None:
        self._secret = access.app_secret.encode()
        self._verify_token = access.verify_token.encode()
        self._decoder = decoder
        self._large = 0
        self.receiver: Receiver | None = None
        """Set once the replies of the last run are queued; until then Meta must wait."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI calls it."""
        if scope["method"] == "GET":
            status, said = self._handshake(scope["query_string"])
        else:
            status, said = await self._status(scope, receive), b""
        headers = [(b"content-length", str(len(said)).encode())]
        if said:
            headers += [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": said})

    def _handshake(self, query: bytes) -> tuple[int, bytes]:
        """The challenge, if the one who asks knows our word."""
        asked = parse_qs(query[:_LONGEST_QUERY].decode("latin-1"), errors="surrogateescape")
        mode, token, challenge = (asked.get(name, [""])[0].encode("utf-8", "surrogateescape") for name in _ASKED)
        is_known = hmac.compare_digest(token, self._verify_token)
        if not is_known or mode != b"subscribe" or not _CHALLENGE.fullmatch(challenge):
            return 403, b""
        return 200, challenge

    async def _status(self, scope: Scope, receive: Receive) -> int:
        if scope["method"] != "POST":
            return 405
        signature = webhook_body.header(scope, SIGNATURE_HEADER)
        if not signature:
            return 401
        if self.receiver is None:
            return 503
        body = _SignedBody(self, self._secret)
        try:
            raw, size = await webhook_body.read(receive, LONGEST, body.take)
        except BrokenOff:
            return 400
        except _Crowded:
            return 503
        finally:
            body.close()
        if not hmac.compare_digest(signature, body.signature):
            return 403
        if size > LONGEST:
            self._decoder.skip({"bytes": size}, "too long")
            return 200
        try:
            if payload := self._decoder.payload(raw):
                await self.receiver.receive(payload)
        except NotKept:
            return 500
        return 200

    def enter_large(self) -> None:
        """A body turns out to be large. Raises _Crowded."""
        if self._large >= _MOST_LARGE:
            raise _Crowded
        self._large += 1

    def leave_large(self) -> None:
        """A large body was read."""
        self._large -= 1


class _SignedBody:
    """The signature of a body, as its pieces come."""

    def __init__(self, webhook: WhatsAppWebhook, secret: bytes) -> None:
        self._webhook = webhook
        self._mac = hmac.new(secret, digestmod="sha256")
        self._size = 0
        self._large = False

    def take(self, piece: bytes) -> None:
        """Adds the next piece. Raises _Crowded."""
        self._size += len(piece)
        if self._size > _SMALL and not self._large:
            self._webhook.enter_large()
            self._large = True
        self._mac.update(piece)

    def close(self) -> None:
        """The whole body was read, or will not be."""
        if self._large:
            self._webhook.leave_large()

    @property
    def signature(self) -> bytes:
        """As Meta writes it."""
        return b"sha256=" + self._mac.hexdigest().encode()
