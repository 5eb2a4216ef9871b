"""A strict fake of WhatsApp's Cloud API: it refuses what Meta refuses, and fails as networks do.

It runs in the loop of the test and speaks real HTTP to the bot. Every call of ours must be valid by Meta's own OpenAPI
where there is a copy of it (`schema.py`), and every webhook is signed and comes again until the bot answers 200.
"""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.cloud_api import schema
from tests.fakes.cloud_api.errors import Refusal
from tests.fakes.cloud_api.limits import Rates
from tests.fakes.cloud_api.nodes import Account, Nodes
from tests.fakes.cloud_api.rules import Parameters
from tests.fakes.cloud_api.statuses import Reporting
from tests.fakes.cloud_api.webhooks import Webhooks

__all__ = ["APP_SECRET", "TOKEN", "VERIFY_TOKEN", "CloudApi", "Faults"]

TOKEN = "EAAtest-token-of-the-fake"
APP_SECRET = "0123456789abcdef0123456789abcdef"
VERIFY_TOKEN = "a-word-that-both-know"


@dataclass
class Faults:
    """How often what goes wrong: a probability for each call of `kinds`, or for each webhook."""

    rates: dict[str, float] = field(default_factory=dict)
    """Of error_500, error_502, reset_before, reset_after, error_after, hang, throttle, garbage; duplicate, disorder."""
    kinds: frozenset[str] = frozenset({"messages", "media"})
    """Of calls: messages, read (and typing), media, node."""
    hang_seconds: float = 30
    next: list[tuple[str, str | int]] = field(default_factory=list)
    """A kind of call and what happens to the next such call: one of the above, or a code of Meta's."""
    always: dict[str, str | int] = field(default_factory=dict)
    """The same for every call of a kind, until it is taken out."""
    seen: Counter[str] = field(default_factory=Counter)


_OF_CALLS = ("error_500", "error_502", "reset_before", "reset_after", "error_after", "hang", "throttle", "garbage")


class CloudApi(Reporting):
    """The server, and all that people and bot did."""

    def __init__(self, *, rates: Rates | None = None, seed: int = 1) -> None:
        super().__init__(rates)
        self.token, self.app_secret, self.verify_token = TOKEN, APP_SECRET, VERIFY_TOKEN
        self.faults = Faults()
        self.latency = 0.0
        self.url = ""
        self.refused: list[Refusal] = []
        """What was refused for a reason of its own: neither forced nor for rates."""
        self.calls: Counter[str] = Counter()
        """By kind: messages, read, media, node."""
        self.strangers = 0
        """Calls with another token."""
        self.account = Account()
        self.says_oddly: dict[str, list[tuple[int, str]]] = {}
        """Status and body of the answers to the next calls of a kind, instead of what they ask for."""
        self._rng = random.Random(seed)
        self.webhooks = Webhooks(self.app_secret, self.waba_id, self._strikes, self._rng)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=120 * 2**20)
        version = "/{version:v[0-9]+[.][0-9]+}"
        app.router.add_post(f"{version}/{{phone_id:[0-9]+}}/messages", self._messages)
        app.router.add_post(f"{version}/{{phone_id:[0-9]+}}/media", self._upload)
        app.router.add_route("*", f"{version}/{{path:.+}}", self._node)
        app.router.add_get("/whatsapp_business/attachments/{media_id}", self._download)
        app.router.add_route("*", "/{path:.*}", self._nowhere)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await self._site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        await self.webhooks.open()
        self._measuring = asyncio.create_task(self.lateness.measure())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._measuring.cancel()
        await asyncio.gather(self._measuring, return_exceptions=True)
        await self.webhooks.close()
        await self._runner.cleanup()

    # ------------------------------------------------------------ what happens in the world

    @property
    def taken(self) -> bool:
        """Whether the bot has taken all that happened, also what became of its messages."""
        return not self.webhooks.pending

    def deliver(self, lane: str, field: str, value: dict[str, Any]) -> None:
        """Something happened: the bot hears of it. What is in one lane keeps its order."""
        self.webhooks.deliver(lane, field, value)

    def tells(self, field: str, value: dict[str, Any]) -> None:
        """Meta reports something of the account, a template or the number."""
        self.deliver(f"account {field}", field, value)

    @asynccontextmanager
    async def unplugged(self) -> AsyncIterator[None]:
        """While nobody can connect to it, and nothing comes from it."""
        port = self._runner.addresses[0][1]
        await self._site.stop()
        assert self._runner.server
        await self._runner.server.shutdown(0.01)
        try:
            async with self.webhooks.held():
                yield
        finally:
            self._site = web.TCPSite(self._runner, "127.0.0.1", port)
            await self._site.start()

    # ------------------------------------------------------------ calls

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        try:
            message = await request.json()
        except ValueError:
            message = None
        kind = "read" if isinstance(message, dict) and "status" in message else "messages"
        return await self._answer(request, kind, lambda: self._take(request, message))

    def _take(self, request: web.Request, message: Any) -> Parameters:
        self._mine(request)
        if request.content_type != "application/json" or not isinstance(message, dict):
            raise Refusal(100, "The parameter messaging_product is required.")
        said = self._say(message)
        schema.check_response(message, said)
        return said

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        fields: Parameters = {}
        if request.content_type == "multipart/form-data":
            for name, value in (await request.post()).items():
                uploaded = isinstance(value, web.FileField)
                fields[name] = (value.filename, value.content_type, value.file.read()) if uploaded else value  # type: ignore[union-attr]

        def take() -> Parameters:
            self._mine(request)
            return {"id": self.media.uploaded(fields).id}

        return await self._answer(request, "media", take)

    def _mine(self, request: web.Request) -> None:
        if request.match_info["phone_id"] != self.phone_id:
            raise Refusal(
                100,
                title="Unsupported post request. Object with ID does not exist, cannot be loaded due to missing "
                "permissions, or does not support this operation",
                subcode=33,
            )

    async def _node(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, "node", lambda: self._ask(request))

    def _ask(self, request: web.Request) -> Parameters:
        path, nodes = request.match_info["path"], Nodes(self.account, self.phone_id, self.waba_id, self.business_id)
        if request.method == "DELETE" and path in self.media.files:
            self.media.forget(path)
            return {"success": True}
        if request.method == "POST" and path == f"{self.waba_id}/subscribed_apps":
            self.account.subscribed = True
            return {"success": True}
        if request.method == "GET":
            if path == self.phone_id:
                return nodes.phone(request.query.get("fields", ""), self.webhooks.url)
            if path == f"{self.waba_id}/subscribed_apps":
                return nodes.subscribed_apps()
            if path == f"{self.account.app_id}/subscriptions":
                return nodes.subscriptions(self.webhooks.url)
            if path == "debug_token" and request.query.get("input_token") == self.token:
                return nodes.token()
            if re.fullmatch("[0-9]+", path):
                return self.media.about(path, self.url)
        raise Refusal(100, title=f"Unsupported {request.method.lower()} request.", subcode=33)

    async def _download(self, request: web.Request) -> web.Response:
        file = self.media.files.get(request.match_info["media_id"])
        if file is None or not self._knows(request):
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.mime)

    async def _nowhere(self, request: web.Request) -> web.Response:
        return _said(Refusal(100, title=f"Unknown path components: /{request.match_info['path']}"))

    def _knows(self, request: web.Request) -> bool:
        of_app = f"{self.account.app_id}|{self.app_secret}"
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return (given or request.query.get("access_token")) in {self.token, of_app}

    # ------------------------------------------------------------ what goes wrong

    async def _answer(self, request: web.Request, kind: str, take: Any) -> web.StreamResponse:
        if not self._knows(request):
            self.strangers += 1
            return _said(Refusal(190, title="Invalid OAuth access token - Cannot parse access token"))
        self.calls[kind] += 1
        fault = self._fault(kind)
        if self.latency:
            await asyncio.sleep(self.latency)
        if self.says_oddly.get(kind):
            status, body = self.says_oddly[kind].pop(0)
            return web.Response(status=status, text=body, content_type="application/json")
        if failed := await self._fail(request, fault):
            return failed
        try:
            said = take()
        except Refusal as refusal:
            if refusal.code not in {130429, 131056}:
                self.refused.append(refusal)
            return _said(refusal)
        if fault == "reset_after":
            return _reset(request)
        return _said(Refusal(131000)) if fault == "error_after" else web.json_response(said)

    async def _fail(self, request: web.Request, fault: str | int | None) -> web.Response | None:
        """What happens instead of an answer; None when the call is answered, or answered and then lost."""
        if isinstance(fault, int):
            return _said(Refusal(fault))
        if fault == "hang":
            await asyncio.sleep(self.faults.hang_seconds)
        if fault in {"reset_before", "hang"}:
            return _reset(request)
        if fault == "error_500":
            return _said(Refusal(131000))
        if fault == "error_502":
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        if fault == "garbage":
            return web.Response(text=json.dumps(["what", {"is": "this"}]), content_type="application/json")
        return _said(Refusal(130429)) if fault == "throttle" else None

    def _fault(self, kind: str) -> str | int | None:
        for n, (wanted, fault) in enumerate(self.faults.next):
            if wanted == kind:
                del self.faults.next[n]
                self.faults.seen[str(fault)] += 1
                return fault
        if kind in self.faults.always:
            return self.faults.always[kind]
        if not self.faults.rates or kind not in self.faults.kinds:
            return None
        return next((fault for fault in _OF_CALLS if self._strikes(fault)), None)

    def _strikes(self, fault: str) -> bool:
        strikes = self._rng.random() < self.faults.rates.get(fault, 0)
        self.faults.seen[fault] += strikes
        return strikes


def _said(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body, status=refusal.status)


def _reset(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
