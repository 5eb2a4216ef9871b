"""The web chat over HTTP: the site, its page and the health checks. `chat.py` answers the messages."""

import asyncio
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.channels.web import images as web_pictures
from bot.channels.web import page
from bot.channels.web.chat import Chat
from bot.channels.web.cookies import Cookies
from bot.channels.web.headers import SafeHeaders
from bot.channels.web.https import ForwardedScheme
from bot.channels.web.images import WebPictures
from bot.channels.web.request_head import Head
from bot.channels.web.static_files import Packed
from bot.chat_reader import ChatReader
from bot.dispatch import Dispatch
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

CAPABILITIES = Capabilities()


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
        self._path, self._framed_by = settings.web_path, settings.embed_origins
        self._trusted_proxies = settings.trusted_proxies
        self._chats = chats
        self._readiness = readiness
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
        self.chat = Chat(settings, dispatch, chats, cookies, self.pictures, metrics)

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
        )
        pages.router.redirect_slashes = False  # otherwise it would redirect people to whatever host the request names
        chats = {f"{path.rstrip('/')}/chat" for path in below}

        async def site(scope: Scope, receive: Receive, send: Send) -> None:
            app = self.chat if scope["type"] == "http" and scope["path"] in chats else pages
            await app(scope, receive, send)

        safe = SafeHeaders(site, self._framed_by)
        trusted = [one.strip() for one in self._trusted_proxies.split(",") if one.strip()]
        if not trusted:
            return safe
        return ForwardedScheme(ProxyHeadersMiddleware(safe, trusted_hosts=trusted))  # type: ignore[arg-type]

    def _pages_below(self, path: str) -> Sequence[Route]:
        return [
            Route(f"{path}/", self.home),
            Route(f"{path}/{page.AT}/{{name}}", self.files.serve),
            Route(f"{path}/{web_pictures.AT}/{{name}}", self.pictures.files.serve),
        ]

    async def _to_page(self, _request: Request) -> Response:
        """Adds the slash to which the URLs of the page are relative."""
        return RedirectResponse(f"{self._path}/")

    async def run(self, inbound: Inbound) -> None:  # noqa: ARG002 - each request is answered where it comes in
        """Waits until it is cancelled: the server takes the requests."""
        await asyncio.Event().wait()

    async def send(self, address: Address, outgoing: Outgoing, priority: Priority, tag: str = "") -> str:  # noqa: ARG002
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
        head = Head.of(request.scope)
        browser = self._cookies.read(head)
        chosen, news = None, False
        if not browser.is_new:
            chosen, news = await asyncio.gather(  # which share a transaction
                self._chats.language(WEB.name, browser.address), self._chats.has_news(WEB.name, browser.address)
            )
        written = self._pages[chosen or texts.DEFAULT, news]
        response = written.response(request, {"cache-control": "private, no-cache"}, kind="text/html")
        response.raw_headers += self._cookies.headers(head, browser)  # a first message may be sent twice
        return response

    async def healthz(self, _request: Request) -> Response:
        """Alive."""
        return JSONResponse({"alive": True})

    async def readyz(self, _request: Request) -> Response:
        """As `Readiness` says, with the readiness of the other channels."""
        state = await self._readiness.state({one.name: one.ready for one in self._others})
        return JSONResponse(state, 200 if state["ready"] else 503)
