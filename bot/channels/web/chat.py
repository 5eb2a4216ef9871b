"""The messages of the web chat: one comes in a request, and its replies go back in the response."""

import asyncio
import zlib
from http import HTTPStatus

import structlog
from pydantic_core import to_json
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.channels import json_messages
from bot.channels.json_messages import Malformed, NotJson
from bot.channels.web import plain_form
from bot.channels.web.cookies import Cookies
from bot.channels.web.images import WebPictures
from bot.channels.web.request_head import Head
from bot.chat_reader import ChatReader
from bot.dispatch import REPEATED, Dispatch
from bot.metrics import Metrics
from bot.settings import Settings
from data.channels import WEB
from data.content import texts
from data.content.texts import text
from data.limits.networks import Origin, networks_of
from handlers.messages import Answer, Incoming, Reply
from handlers.outcomes import TO_RETYPE, Outcome

log = structlog.get_logger()

LONGEST_BODY = 64 * 1024
"""Bytes. The longest text that is read takes 48 KiB, when each character is written as an escape."""
_JSON = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
_WORTH_PACKING = 500
"""Bytes; a shorter answer is not compressed."""
_WINDOW, _MEMORY = 13, 6
"""Of the compression: 8 KiB, as long as most answers; more takes longer to set up than to use."""


class _Refused(Exception):
    """A request that is not a message."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Chat:
    """`POST .../chat`, as an ASGI app."""

    def __init__(
        self,
        settings: Settings,
        dispatch: Dispatch,
        chats: ChatReader,
        cookies: Cookies,
        pictures: WebPictures,
        metrics: Metrics,
    ) -> None:
        self._operator, self._public_url = settings.controller, settings.public_url
        self._trusted_proxies = settings.trusted_proxies
        self._dispatch = dispatch
        self._chats = chats
        self._cookies = cookies
        self._pictures = pictures
        self._metrics = metrics
        self._warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI calls it."""
        if scope["method"] != "POST":
            await PlainTextResponse("Method Not Allowed", 405, {"allow": "POST"})(scope, receive, send)
            return
        head = Head.of(scope)
        response = await self._response(head, receive)
        if len(response.body) >= _WORTH_PACKING:
            _pack(response, head)
        await response(scope, receive, send)

    async def _response(self, head: Head, receive: Receive) -> Response:
        kind = head.get(b"content-type").partition(";")[0].strip().lower()
        form = kind == plain_form.KIND
        try:
            message = await self._message(head, kind, receive)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        except _Refused as refused:
            self._metrics.refused(refused.status)
            if form:
                return plain_form.refused(texts.DEFAULT, refused.status, self._operator)
            return _json({"error": refused.why}, refused.status)
        browser = self._cookies.read(head)
        refuses = message.cookies is not None and not self._cookies.has_cookie(head)
        incoming = Incoming(
            message.id,
            WEB.name,
            browser.address,
            message.text or "",
            message.choice,
            self._origin(head),
            acknowledges=True,
            language=message.language if refuses else None,
            typed_picks=False,
            keeps_cookies=not refuses,
            cookies_warned=message.cookies == "refused",
            session=browser.session(head),
        )
        answer = await self._dispatch.handle(incoming)
        if answer == REPEATED:
            answer = await self._answer_repeated(incoming)
        if form:
            replies, as_of = [*map(self._pictures.reply, answer.replies)], self._chats.list_as_of
            day = texts.day(as_of, answer.language) if as_of else ""
            response = plain_form.answer(replies, answer.language, as_of=day, operator=self._operator)
        else:
            response = _json(self._written(answer) | ({"cookies": False} if refuses else {}))
        response.raw_headers += self._cookies.headers(head, browser)
        return response

    async def _message(self, head: Head, kind: str, receive: Receive) -> json_messages.Message:
        """The message in a request. Raises _Refused, or ClientDisconnect when nobody waits for an answer."""
        form = kind == plain_form.KIND
        if form and not plain_form.is_from_our_page(head, self._public_url):
            raise _Refused(403, "send this form from our page")
        if kind not in {"application/json", plain_form.KIND}:  # a form on another site can send other kinds
            raise _Refused(415, "send application/json")
        body = await _body(receive)
        try:
            return plain_form.read(body) if form else json_messages.read(json_messages.Message, body)
        except NotJson as problem:
            raise _Refused(400, str(problem)) from None
        except Malformed as problem:
            raise _Refused(422, str(problem)) from None

    async def _answer_repeated(self, incoming: Incoming) -> Answer:
        language = await self._chats.language(WEB.name, incoming.address) or texts.DEFAULT
        return Answer(Outcome.REPEATED, replies=(Reply(text("repeated", language)),), language=language)

    def _written(self, answer: Answer) -> dict[str, object]:
        return {
            "replies": [*map(self._pictures.reply, answer.replies)],
            "language": answer.language,
            **({"retype": True} if answer.outcome in TO_RETYPE else {}),
            **({"erased": True} if answer.outcome == Outcome.ERASED else {}),
        }

    def _origin(self, head: Head) -> Origin:
        """The networks whose limits count for this request."""
        self._warn_of_untrusted_proxy(head)
        return Origin(WEB.name, networks_of(head.host))

    def _warn_of_untrusted_proxy(self, head: Head) -> None:
        """Warns that behind a proxy that is not trusted, everybody has one address, and shares one quota."""
        if not self._warned and b"x-forwarded-for" in head.headers and not self._trusted_proxies:
            self._warned = True
            log.warning(
                "web.proxy_not_trusted",
                meaning="Requests have X-Forwarded-For, and SIGAP_TRUSTED_PROXIES is empty. If they come through your "
                "own proxy, all people share one quota: name the proxy there.",
            )


async def _body(receive: Receive) -> bytes:
    """The body of a request. Raises _Refused when it is too long. slow_requests.py limits the time."""
    body, more = b"", True
    try:
        while more:
            part = await receive()
            if part["type"] == "http.disconnect":
                raise ClientDisconnect
            body, more = body + part.get("body", b""), part.get("more_body", False)
            if len(body) > LONGEST_BODY:
                raise _Refused(413, "the message is too long")
    except asyncio.CancelledError:  # we are told to stop, and the body did not come in time
        raise _Refused(503, "we are restarting; send it again") from None
    return body


def _json(content: dict[str, object], status: int = 200) -> Response:
    response = Response(to_json(content), status)
    response.raw_headers += _JSON
    return response


def _pack(response: Response, head: Head) -> None:
    """Compresses the body for a browser that reads gzip."""
    headers = [*response.raw_headers, (b"vary", b"Accept-Encoding")]
    if b"gzip" in head.headers.get(b"accept-encoding", b""):
        packing = zlib.compressobj(9, zlib.DEFLATED, 16 + _WINDOW, _MEMORY)
        response.body = packing.compress(response.body) + packing.flush()
        length = b"content-length", b"%d" % len(response.body)
        headers = [*(one for one in headers if one[0] != length[0]), length, (b"content-encoding", b"gzip")]
    response.raw_headers = headers
