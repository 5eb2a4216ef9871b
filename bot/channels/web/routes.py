"""The web chat as HTTP: the page, one message in and its replies out, and whether we are alive."""

import asyncio
from typing import TYPE_CHECKING

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.app import App
from bot.channels import json_messages
from bot.channels.json_messages import Malformed, NoJson
from bot.channels.web import images as web_pictures
from bot.channels.web import page
from bot.channels.web.cookies import COOKIE, Cookies
from bot.channels.web.headers import SafeHeaders
from bot.channels.web.https import ForwardedScheme
from bot.channels.web.images import WebPictures
from bot.channels.web.static_files import Packed
from bot.dispatch import REPEATED
from data.channels import WEB
from data.content import texts
from data.content.texts import text
from data.limits.networks import Origin, networks_of
from handlers.messages import Answer, Incoming, Reply
from handlers.outcomes import Outcome

if TYPE_CHECKING:
    from bot.channels.telegram.channel import Telegram

__all__ = ["COOKIE", "Web", "web_app"]

log = structlog.get_logger()

LONGEST_BODY = 64 * 1024
"""Bytes. The longest text that is read, each character written as an escape, takes 48 KiB."""


class _Refused(Exception):
    """A request that is no message of ours."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Web:
    """The web channel of a running bot."""

    def __init__(self, app: App, telegram: "Telegram | None" = None) -> None:
        self._app = app
        self._telegram = telegram
        self.files = page.files()
        """What the page loads."""
        self.pictures = WebPictures()
        self._pages = {
            (code, news): Packed.of((page.with_news(written) if news else written).encode())
            for code, written in page.pages(self.files).items()
            for news in (False, True)
        }
        self._cookies = Cookies(app.key, app.clock, app.cookies_before)
        self._warned = False

    # ------------------------------------------------------------ pages

    async def home(self, request: Request) -> Response:
        """The chat, greeting in the language this browser chose before."""
        browser = self._cookies.read(request)
        chosen = None if browser.is_new else await self._app.dispatch.language(WEB.name, browser.address)
        news = not browser.is_new and await self._app.dispatch.has_news(WEB.name, browser.address)
        written = self._pages[chosen or texts.DEFAULT, news]
        response = written.response(request, {"cache-control": "private, no-cache"}, kind="text/html")
        self._cookies.hand_out(
            request, response, browser
        )  # now, so that a first message sent twice comes from one chat
        return response

    async def healthz(self, _request: Request) -> Response:
        """Alive."""
        return JSONResponse({"alive": True})

    async def readyz(self, _request: Request) -> Response:
        """Able to answer: the live database takes a turn, NIKs can be checked, and Telegram is connected if wanted.

        And able to send by ourselves: `up_to_date` is named when the live database is an older copy. While staff have
        stopped all checks, `checks` is false and the rest goes on: another process could answer no more than this one.
        """
        about, dispatch = self._app.coverage.about, self._app.dispatch
        able = {"database": await dispatch.ready()}
        if not dispatch.up_to_date:
            able["up_to_date"] = False
        if self._telegram:
            able["telegram"] = self._telegram.ready
        ready = all(able.values()) and about is not None
        state = {"ready": ready, **able, "coverage": about.as_of.isoformat() if about else None}
        if not dispatch.checks_on:
            state["checks"] = False
        return JSONResponse(state, 200 if ready else 503)

    # ------------------------------------------------------------ the chat

    async def chat(self, request: Request) -> Response:
        """One message in, its replies out."""
        try:
            message = await _message(request)
        except ClientDisconnect:
            return Response(status_code=400)
        except _Refused as refused:
            self._app.metrics.refused(refused.status)
            return JSONResponse({"error": refused.why}, refused.status)
        browser = self._cookies.read(request)
        refuses = message.cookies is not None and not self._cookies.came(request)
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
        answer = await self._app.dispatch.handle(incoming)
        if answer == REPEATED:
            answer = await self._answered_before(incoming)
        written = self._written(answer) | ({"cookies": False} if refuses else {})
        response = JSONResponse(written, headers={"cache-control": "no-store"})
        self._cookies.hand_out(request, response, browser)
        return response

    async def _answered_before(self, incoming: Incoming) -> Answer:
        language = await self._app.dispatch.language(WEB.name, incoming.address) or texts.DEFAULT
        return Answer(Outcome.REPEATED, replies=(Reply(text("repeated", language)),), language=language)

    def _written(self, answer: Answer) -> dict[str, object]:
        return {"replies": [*map(self.pictures.reply, answer.replies)], "language": answer.language}

    def _origin(self, request: Request) -> Origin:
        """The networks that limits count; the chat's own quota comes on top."""
        self._warn_of_a_strange_proxy(request)
        return Origin(WEB.name, networks_of(request.client.host if request.client else None))

    def _warn_of_a_strange_proxy(self, request: Request) -> None:
        """A proxy that is not trusted makes everybody one address, and their quota one."""
        if not self._warned and "x-forwarded-for" in request.headers and not self._app.settings.trusted_proxies:
            self._warned = True
            log.warning(
                "web.proxy_not_trusted",
                meaning="Requests carry X-Forwarded-For, and SIGAP_TRUSTED_PROXIES is empty. Behind a proxy of ours, "
                "all people would share one quota: name it there.",
            )


async def _message(request: Request) -> json_messages.Message:
    """The message in a request. Raises _Refused, and ClientDisconnect when nobody waits for an answer."""
    body = await _body(request)
    try:
        return json_messages.read(json_messages.Message, body)
    except NoJson as problem:
        raise _Refused(400, str(problem)) from None
    except Malformed as problem:
        raise _Refused(422, str(problem)) from None


async def _body(request: Request) -> bytes:
    """The body, unless it is none of ours or too long. Raises _Refused. How long it may take, slow_requests.py says."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":  # no form of another site can send this
        raise _Refused(415, "send application/json")
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_BODY:
                raise _Refused(413, "the message is too long")
    except asyncio.CancelledError:  # we are told to stop, and this one has not come in time
        raise _Refused(503, "we are starting anew; send it again") from None
    return body


# ---------------------------------------------------------------- the one list of routes


def web_app(app: App, telegram: "Telegram | None" = None) -> ASGIApp:
    """The whole site, and the webhook."""
    web = Web(app, telegram)
    pages = Starlette(
        routes=[
            Route("/", web.home),
            Route("/chat", web.chat, methods=["POST"], middleware=[Middleware(GZipMiddleware, minimum_size=500)]),
            Route("/healthz", web.healthz),
            Route("/readyz", web.readyz),
            Route(f"{page.AT}/{{name}}", web.files.serve),
            Route(f"{web_pictures.AT}/{{name}}", web.pictures.files.serve),
        ],
        middleware=[Middleware(SafeHeaders)],
    )
    pages.router.redirect_slashes = False  # it would send people to whatever host the request names
    trusted = [one.strip() for one in app.settings.trusted_proxies.split(",") if one.strip()]
    site = ForwardedScheme(ProxyHeadersMiddleware(pages, trusted_hosts=trusted))  # type: ignore[arg-type]
    if telegram is None:
        return site
    from bot.channels.telegram.webhook import TelegramWebhook  # noqa: PLC0415 - it loads Telegram's libraries

    return TelegramWebhook(site, telegram)
