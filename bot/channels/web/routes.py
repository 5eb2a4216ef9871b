"""The web chat over HTTP: the page, the messages, and the health checks."""

import asyncio
from collections.abc import Sequence

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.channels import json_messages
from bot.channels.json_messages import Malformed, NotJson
from bot.channels.web import images as web_pictures
from bot.channels.web import page, plain_form
from bot.channels.web.cookies import Cookies
from bot.channels.web.headers import SafeHeaders
from bot.channels.web.https import ForwardedScheme
from bot.channels.web.images import WebPictures
from bot.channels.web.static_files import Packed
from bot.chat_reader import ChatReader
from bot.dispatch import REPEATED, Dispatch
from bot.metrics import Metrics
from bot.sending.address import Address
from bot.sending.capabilities import Capabilities
from bot.sending.contract import Channel, Inbound, Priority
from bot.sending.errors import Refused, SendError
from bot.sending.outgoing import Outgoing
from bot.settings import Settings
from bot.upkeep.readiness import Readiness
from data.channels import WEB
from data.content import texts
from data.content.texts import text
from data.limits.networks import Origin, networks_of
from handlers.messages import Answer, Incoming, Reply
from handlers.outcomes import TO_RETYPE, Outcome

log = structlog.get_logger()

CAPABILITIES = Capabilities()
LONGEST_BODY = 64 * 1024
"""Bytes. The longest text that is read takes 48 KiB, when each character is written as an escape."""

_COMPRESSED = Middleware(GZipMiddleware, minimum_size=500)


class _Refused(Exception):
    """A request that is not a message."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Web:
    """The web channel of a running bot: people ask, and the answer goes back with the request."""

    name = WEB.name
    capabilities = CAPABILITIES
    ready = True

    def __init__(
        self,
        settings: Settings,
        dispatch: Dispatch,
        chats: ChatReader,
        readiness: Readiness,
        cookies: Cookies,
        metrics: Metrics,
        others: Sequence[Channel] = (),
    ) -> None:
        """`others` are the channels whose readiness `/readyz` shows beside its own."""
        self._operator, self._public_url = settings.controller, settings.public_url
        self._path, self._framed_by = settings.web_path, settings.embed_origins
        self._trusted_proxies = settings.trusted_proxies
        self._dispatch = dispatch
        self._chats = chats
        self._readiness = readiness
        self._metrics = metrics
        self._others = others
        self.files = page.files()
        """The files that the page loads."""
        self.pictures = WebPictures()
        self._pages = {
            (code, news): Packed.of((page.with_news(written) if news else written).encode())
            for code, written in page.pages(self.files, settings.controller).items()
            for news in (False, True)
        }
        self._cookies = cookies
        self._warned = False

    # ------------------------------------------------------------ as a channel

    def routes(self) -> Sequence[Mount]:
        """The whole site, with the middleware around it: it takes every path that no other channel has."""
        return [Mount("/", self.site())]

    def site(self) -> ASGIApp:
        """The site."""
        below = [self._path, "/"] if self._path != "/" else ["/"]  # a proxy may have removed the path
        pages = Starlette(
            routes=[
                *(Route(path, self._to_page) for path in below[:-1]),
                *(route for path in below for route in self._pages_below(path.rstrip("/"))),
                Route("/healthz", self.healthz),
                Route("/readyz", self.readyz),
            ],
            middleware=[Middleware(SafeHeaders, self._framed_by)],
        )
        pages.router.redirect_slashes = False  # otherwise it would redirect people to whatever host the request names
        trusted = [one.strip() for one in self._trusted_proxies.split(",") if one.strip()]
        return ForwardedScheme(ProxyHeadersMiddleware(pages, trusted_hosts=trusted))  # type: ignore[arg-type]

    def _pages_below(self, path: str) -> Sequence[Route]:
        return [
            Route(f"{path}/", self.home),
            Route(f"{path}/chat", self.chat, methods=["POST"], middleware=[_COMPRESSED]),
            Route(f"{path}/{page.AT}/{{name}}", self.files.serve),
            Route(f"{path}/{web_pictures.AT}/{{name}}", self.pictures.files.serve),
        ]

    async def _to_page(self, _request: Request) -> Response:
        """Adds the slash to which the URLs of the page are relative."""
        return RedirectResponse(f"{self._path}/")

    async def run(self, inbound: Inbound) -> None:  # noqa: ARG002 - each request is answered where it comes in
        """Waits until it is cancelled: the server takes the requests."""
        await asyncio.Event().wait()

    async def send(self, address: Address, outgoing: Outgoing, priority: Priority) -> str:  # noqa: ARG002
        """Raises Refused: nobody can be written to first."""
        raise Refused("the web chat cannot push")

    async def close(self, patience: float) -> None:
        """Nothing is left: the server has finished the requests."""

    def advice(self, problem: SendError) -> str:
        """As the error says."""
        return str(problem)

    # ------------------------------------------------------------ pages

    async def home(self, request: Request) -> Response:
        """The page, which greets in the language that this browser chose before."""
        browser = self._cookies.read(request)
        chosen, news = None, False
        if not browser.is_new:
            chosen, news = await asyncio.gather(  # which share a transaction
                self._chats.language(WEB.name, browser.address), self._chats.has_news(WEB.name, browser.address)
            )
        written = self._pages[chosen or texts.DEFAULT, news]
        response = written.response(request, {"cache-control": "private, no-cache"}, kind="text/html")
        self._cookies.set_cookies(request, response, browser)  # a first message may be sent twice
        return response

    async def healthz(self, _request: Request) -> Response:
        """Alive."""
        return JSONResponse({"alive": True})

    async def readyz(self, _request: Request) -> Response:
        """As `Readiness` says, with the readiness of the other channels."""
        state = await self._readiness.state({one.name: one.ready for one in self._others})
        return JSONResponse(state, 200 if state["ready"] else 503)

    # ------------------------------------------------------------ the chat

    async def chat(self, request: Request) -> Response:
        """One message in, its replies out."""
        kind = _content_type(request)
        form = kind == plain_form.KIND
        try:
            message = await self._message(request, kind)
        except ClientDisconnect:
            return Response(status_code=400)
        except _Refused as refused:
            self._metrics.refused(refused.status)
            if form:
                return plain_form.refused(texts.DEFAULT, refused.status, self._operator)
            return JSONResponse({"error": refused.why}, refused.status)
        browser = self._cookies.read(request)
        refuses = message.cookies is not None and not self._cookies.has_cookie(request)
        incoming = Incoming(
            message.id,
            WEB.name,
            browser.address,
            message.text or "",
            message.choice,
            self._origin(request),
            acknowledges=True,
            language=message.language if refuses else None,
            typed_picks=False,
            keeps_cookies=not refuses,
            cookies_warned=message.cookies == "refused",
            session=browser.session(request),
        )
        answer = await self._dispatch.handle(incoming)
        if answer == REPEATED:
            answer = await self._answer_repeated(incoming)
        if form:
            replies, as_of = [*map(self.pictures.reply, answer.replies)], self._chats.list_as_of
            day = texts.day(as_of, answer.language) if as_of else ""
            response = plain_form.answer(replies, answer.language, as_of=day, operator=self._operator)
        else:
            written = self._written(answer) | ({"cookies": False} if refuses else {})
            response = JSONResponse(written, headers={"cache-control": "no-store"})
        self._cookies.set_cookies(request, response, browser)
        return response

    async def _message(self, request: Request, kind: str) -> json_messages.Message:
        """The message in a request. Raises _Refused, or ClientDisconnect when nobody waits for an answer."""
        form = kind == plain_form.KIND
        if form and not plain_form.is_from_our_page(request, self._public_url):
            raise _Refused(403, "send this form from our page")
        if kind not in {"application/json", plain_form.KIND}:  # a form on another site can send other kinds
            raise _Refused(415, "send application/json")
        body = await _body(request)
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
            "replies": [*map(self.pictures.reply, answer.replies)],
            "language": answer.language,
            **({"retype": True} if answer.outcome in TO_RETYPE else {}),
            **({"erased": True} if answer.outcome == Outcome.ERASED else {}),
        }

    def _origin(self, request: Request) -> Origin:
        """The networks whose limits count for this request."""
        self._warn_of_untrusted_proxy(request)
        return Origin(WEB.name, networks_of(request.client.host if request.client else None))

    def _warn_of_untrusted_proxy(self, request: Request) -> None:
        """Warns that behind a proxy that is not trusted, everybody has one address, and shares one quota."""
        if not self._warned and "x-forwarded-for" in request.headers and not self._trusted_proxies:
            self._warned = True
            log.warning(
                "web.proxy_not_trusted",
                meaning="Requests have X-Forwarded-For, and SIGAP_TRUSTED_PROXIES is empty. If they come through your "
                "own proxy, all people share one quota: name the proxy there.",
            )


def _content_type(request: Request) -> str:
    """The kind of the body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _body(request: Request) -> bytes:
    """The body of a request. Raises _Refused when it is too long. slow_requests.py limits the time."""
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_BODY:
                raise _Refused(413, "the message is too long")
    except asyncio.CancelledError:  # we are told to stop, and the body did not come in time
        raise _Refused(503, "we are restarting; send it again") from None
    return body
