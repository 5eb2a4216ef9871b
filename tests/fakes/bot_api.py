"""A strict fake of Telegram's Bot API: it refuses what Telegram refuses, and fails as networks do.

It runs in the loop of the test and speaks real HTTP to the bot, which is a process of its own. Updates survive until
they are confirmed, by an offset or by a webhook's 2xx, so a bot that was killed finds them again.
"""

import asyncio
import itertools
import json
import math
import random
import re
import time
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.fakes import bot_api_rules as rules_of
from tests.fakes.bot_api_chats import Chats, Parameters, Sent
from tests.fakes.bot_api_rules import Refusal, Rules, Throttle, bad_request
from tests.fakes.lateness import Lateness

__all__ = ["TOKEN", "BotApi", "Faults", "Sent"]

TOKEN = "424242:AAtest-token_of_the_fake"
_UPDATE_IDS = itertools.count(700_001)


@dataclass
class Faults:
    """How often what goes wrong: a probability for each call, or for each update delivered."""

    rates: dict[str, float] = field(default_factory=dict)
    """Of error_500, error_502, reset_before, reset_after, error_after, hang, throttle; duplicate, disorder."""
    methods: frozenset[str] = frozenset({"sendmessage", "sendphoto", "senddocument", "deletemessage"})
    hang_seconds: float = 30
    next: list[tuple[str, str]] = field(default_factory=list)
    """Method and fault, forced on the next such call."""
    seen: Counter[str] = field(default_factory=Counter)


_OF_CALLS = ("error_500", "error_502", "reset_before", "reset_after", "error_after", "hang", "throttle")


class BotApi(Chats):
    """The server, and all that people and bot did."""

    def __init__(self, *, token: str = TOKEN, rules: Rules | None = None, seed: int = 1) -> None:
        self.lateness = Lateness()
        super().__init__(Throttle(rules or Rules(), self.lateness))
        self.token, self.username, self.bot_id = token, "SigapUjiBot", int(token.partition(":")[0])
        self.faults = Faults()
        self.latency = 0.0
        self.redelivery = 0.2
        self.refused: list[tuple[str, int, str]] = []
        self.calls: Counter[str] = Counter()
        self.strangers: Counter[str] = Counter()
        """Calls with another token."""
        self.unanswered: set[str] = set()
        self.webhook: Parameters = {}
        self.url = ""
        self._rng = random.Random(seed)
        self._pending: dict[int, tuple[int, Parameters]] = {}
        """In the order in which they came, which is that of their ids."""
        self._ids, self._tail = _UPDATE_IDS, 0
        self._held: dict[tuple[str, str], float] = {}
        """Until when a method is answered with 429, in all chats or in one."""
        self.says_instead: dict[str, list[str]] = {}
        """Answers to the next calls of a method, instead of what they ask for."""
        self.says_oddly: dict[str, list[tuple[int, str]]] = {}
        """The same with the status of each."""
        self._raw: dict[int, bytes] = {}
        self._of_chat: defaultdict[int, deque[int]] = defaultdict(deque)
        self._again: deque[Parameters] = deque(maxlen=1000)
        self._news = asyncio.Event()
        self._poll, self._ended_by = 0, ""
        self.waited_for = False
        """Whether a poll waits for news."""
        self._couriers: dict[int, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(40)
        self._last_error: tuple[int, str] | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await self._site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        self._measuring = asyncio.create_task(self.lateness.measure())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.webhook = {}
        errands = [self._measuring, *self._couriers.values()]
        for errand in errands:
            errand.cancel()
        await asyncio.gather(*errands, return_exceptions=True)
        self._news.set()
        self._poll += 1
        await self._session.close()
        await self._runner.cleanup()

    # ------------------------------------------------------------ what happens in the world

    @asynccontextmanager
    async def unplugged(self) -> AsyncIterator[None]:
        """While nobody can connect to it."""
        port = self._runner.addresses[0][1]
        await self._site.stop()
        assert self._runner.server
        await self._runner.server.shutdown(0.01)
        try:
            yield
        finally:
            self._site = web.TCPSite(self._runner, "127.0.0.1", port)
            await self._site.start()

    def deliver(self, chat: int, **what: Any) -> int:
        """Something happened in a chat: the bot hears of it, once it confirms no more."""
        update_id = self._tail = next(self._ids)
        self._pending[update_id] = (chat, {"update_id": update_id, **what})
        self._of_chat[chat].append(update_id)
        self._news.set()
        self._send_courier(chat)
        return update_id

    def deliver_raw(self, raw: str | bytes, chat: int = 0) -> int:
        """An update as these bytes, however odd; `ID` in them is its number in the queue."""
        update_id = self.deliver(chat)
        written = raw.encode() if isinstance(raw, str) else raw
        self._raw[update_id] = written.replace(b"ID", str(update_id).encode())
        return update_id

    def ids_begin_anew(self, first: int = 101) -> None:
        """As after a week without updates: the next update gets a random, here a lower, id. Only an empty queue may."""
        assert not self._pending
        self._ids, self._tail = itertools.count(first), first - 1

    def hold(self, method: str, seconds: float, chat: int | str = "") -> None:
        """Flood control: for so long this method, or only for one chat, is answered with 429 and how long to wait."""
        self._held[method.lower(), str(chat)] = time.monotonic() + seconds

    def end_the_poll(self) -> None:
        """As when a proxy between ends it: the poll that is held open has an answer, and the next one follows."""
        self._poll, self._ended_by = self._poll + 1, "a proxy"
        self._news.set()

    @property
    def pending(self) -> int:
        """Updates not confirmed yet."""
        return len(self._pending)

    @property
    def taken(self) -> bool:
        """Whether the bot has dealt with all that happened: it is confirmed, and by polling it waits for more.

        What it dealt with is in its database, which says whether the answers have been sent: see tests.telegrams.
        """
        return not self._pending and not self._again and (bool(self.webhook) or self.waited_for)

    # ------------------------------------------------------------ webhooks

    def _send_courier(self, chat: int) -> None:
        """One courier a chat: its updates go one after the other."""
        courier = self._couriers.get(chat)
        if self.webhook and (courier is None or courier.done()):
            self._couriers[chat] = asyncio.create_task(self._bring(chat))

    async def _bring(self, chat: int) -> None:
        waiting = self._of_chat[chat]
        while self.webhook and waiting:
            update = self._pending[waiting[0]][1]
            async with self._slots:
                done = await self._post(update)
                if done and self._strikes("duplicate"):
                    await self._post(update)
            if done:
                del self._pending[waiting.popleft()]
            else:
                await asyncio.sleep(self.redelivery)

    async def _post(self, update: Parameters) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": str(self.webhook.get("secret_token", ""))}
        try:
            body = self._raw.get(update["update_id"]) or json.dumps(update).encode()
            headers["content-type"] = "application/json"
            async with self._session.post(self.webhook["url"], data=body, headers=headers) as response:
                said = await response.read()
                if 200 <= response.status < 300:
                    if said.startswith(b"{") and "method" in (called := json.loads(said)):
                        await self._do(called["method"].lower(), called)
                    return True
                self._last_error = (int(time.time()), f"Wrong response from the webhook: {response.status}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._last_error = (int(time.time()), f"Connection failed: {type(error).__name__}")
        return False

    # ------------------------------------------------------------ calls

    async def _call(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, request.match_info["method"].lower())

    async def _answer(self, request: web.Request, method: str) -> web.StreamResponse:
        parameters = await _parameters(request)
        if request.match_info["token"] != self.token:
            self.strangers[method] += 1
            return _said(Refusal(401, "Unauthorized"))
        self.calls[method] += 1
        held = (self._held.get((method, one), 0.0) for one in ("", str(parameters.get("chat_id"))))
        if (left := max(held) - time.monotonic()) > 0:
            return _said(Refusal(429, f"Too Many Requests: retry after {math.ceil(left)}", math.ceil(left)))
        fault = self._fault(method)
        if self.latency:
            await asyncio.sleep(self.latency)
        if odd := self._odd(method):
            return odd
        if failed := await self._fail(request, fault):
            return failed
        try:
            result = await self._do(method, parameters)
        except Refusal as refusal:
            self.refused.append((method, refusal.code, refusal.description))
            return _said(refusal)
        if fault == "reset_after":
            return _reset(request)
        if fault == "error_after":
            return _said(Refusal(500, "Internal Server Error"))
        if method == "getupdates" and isinstance(result, list):
            written = [self._raw.get(one["update_id"]) or json.dumps(one).encode() for one in result]
            body = b'{"ok":true,"result":[' + b",".join(written) + b"]}"
            return web.Response(body=body, content_type="application/json")
        return web.json_response({"ok": True, "result": result})

    def _odd(self, method: str) -> web.Response | None:
        if self.says_instead.get(method):
            return web.Response(text=self.says_instead[method].pop(), content_type="application/json")
        if self.says_oddly.get(method):
            status, body = self.says_oddly[method].pop()
            return web.Response(status=status, text=body, content_type="application/json")
        return None

    async def _fail(self, request: web.Request, fault: str | None) -> web.Response | None:
        """What happens instead of an answer; None when the call is answered, or answered and then lost."""
        if fault == "hang":
            await asyncio.sleep(self.faults.hang_seconds)
        if fault in {"reset_before", "hang"}:
            return _reset(request)
        if fault == "error_500":
            return _said(Refusal(500, "Internal Server Error"))
        if fault == "refuse":
            return _said(
                bad_request('can\'t parse entities: Unsupported start tag "3275050903889401" at byte offset 7')
            )
        if fault == "error_502":
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        return _said(Refusal(429, "Too Many Requests: retry after 1", 1)) if fault == "throttle" else None

    def _fault(self, method: str) -> str | None:
        for n, (wanted, fault) in enumerate(self.faults.next):
            if wanted.lower() == method:
                del self.faults.next[n]
                self.faults.seen[fault] += 1
                return fault
        if not self.faults.rates or method not in self.faults.methods:
            return None
        return next((fault for fault in _OF_CALLS if self._strikes(fault)), None)

    def _strikes(self, fault: str) -> bool:
        strikes = self._rng.random() < self.faults.rates.get(fault, 0)
        self.faults.seen[fault] += strikes
        return strikes

    async def _download(self, request: web.Request) -> web.Response:
        file = self.files.at(request.match_info["path"])
        if file is None or request.match_info["token"] != self.token:
            return _said(Refusal(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _do(self, method: str, parameters: Parameters) -> Any:
        handler = getattr(self, f"_{method}", None)
        if handler is None:
            raise Refusal(404, "Not Found")
        return await handler(parameters)

    # ------------------------------------------------------------ methods: what the bot hears

    async def _getme(self, _: Parameters) -> Any:
        return {"id": self.bot_id, "is_bot": True, "first_name": "SIGAP", "username": self.username,
                "can_join_groups": True, "can_read_all_group_messages": True}  # fmt: skip

    async def _getupdates(self, parameters: Parameters) -> Any:
        if self.webhook:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        self._poll += 1
        mine, self._ended_by = self._poll, "other getUpdates request; make sure that only one bot instance is running"
        self._news.set()  # an older poll ends
        offset = int(parameters.get("offset") or 0)
        if offset > max(self._pending, default=self._tail) + 10:  # in the future: answered from the head
            offset = 0
        for one in list(itertools.takewhile(lambda one: one < offset, self._pending)):
            chat, update = self._pending.pop(one)
            self._of_chat[chat].remove(one)
            if self._strikes("duplicate"):
                self._again.append(update)
        end = time.monotonic() + float(parameters.get("timeout") or 0)
        while not self._pending and not self._again and time.monotonic() < end and mine == self._poll:
            self._news.clear()
            self.waited_for = True
            try:
                await asyncio.wait_for(self._news.wait(), max(0.01, end - time.monotonic()))
            except TimeoutError:
                break
            finally:
                self.waited_for = self.waited_for and mine != self._poll  # a younger poll waits on
        if mine != self._poll:
            raise Refusal(409, f"Conflict: terminated by {self._ended_by}")
        limit = min(100, int(parameters.get("limit") or 100))
        wanted = rules_of.json_object(parameters.get("allowed_updates") or "[]", "allowed_updates")
        found = [update for _, update in list(self._pending.values())[:limit]]
        known = {*wanted, *(["update_id"] if self._raw else [])}
        found = [update for update in found if not wanted or update.keys() & known]
        if len(found) > 1 and self._strikes("disorder"):
            at = self._rng.randrange(len(found) - 1)
            found[at], found[at + 1] = found[at + 1], found[at]
        while self._again:
            found.insert(0, self._again.popleft())
        return found

    async def _setwebhook(self, parameters: Parameters) -> Any:
        url = str(parameters.get("url", ""))
        if not re.match(r"https://|http://(127\.0\.0\.1|localhost)[:/]", url):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", str(parameters.get("secret_token", ""))):
            raise bad_request("secret token contains unallowed characters")
        most = int(parameters.get("max_connections") or 40)
        if not 1 <= most <= 100:
            raise bad_request("max_connections must be 1-100")
        rules_of.json_object(parameters.get("allowed_updates") or "[]", "allowed_updates")
        self.webhook = parameters
        self._poll, self._ended_by = self._poll + 1, "setWebhook request"
        self._news.set()
        self._slots = asyncio.Semaphore(most)
        for chat in {chat for chat, _ in self._pending.values()}:
            self._send_courier(chat)
        return True

    async def _deletewebhook(self, _: Parameters) -> Any:
        self.webhook = {}
        return True

    async def _getwebhookinfo(self, _: Parameters) -> Any:
        date, message = self._last_error or (None, None)
        error = {"last_error_date": date, "last_error_message": message} if date else {}
        set_by_it = {}
        if self.webhook:
            most = int(self.webhook.get("max_connections") or 40)
            kinds = rules_of.json_object(self.webhook.get("allowed_updates") or "[]", "allowed_updates")
            set_by_it = {"max_connections": most, **({"allowed_updates": kinds} if kinds else {})}
        return {"url": self.webhook.get("url", ""), "has_custom_certificate": False,
                "pending_update_count": self.pending, **set_by_it, **error}  # fmt: skip

    async def _answercallbackquery(self, parameters: Parameters) -> Any:
        if parameters.get("callback_query_id") not in self.unanswered:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        self.unanswered.remove(parameters["callback_query_id"])
        return True


async def _parameters(request: web.Request) -> Parameters:
    """From the address, a form, JSON or multipart."""
    found: Parameters = dict(request.query)
    if request.content_type == "application/json":
        found |= await request.json()
    elif request.method == "POST":
        found |= await request.post()
    return found


def _said(refusal: Refusal) -> web.Response:
    more = {"parameters": {"retry_after": refusal.retry_after}} if refusal.retry_after else {}
    said = {"ok": False, "error_code": refusal.code, "description": refusal.description, **more}
    return web.json_response(said, status=refusal.code)


def _reset(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
