"""Webhooks as Meta brings them: signed over the exact bytes, in batches, twice, out of order, and again until 200."""

import asyncio
import hashlib
import hmac
import json
import random
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

Change = dict[str, Any]
"""A field and its value, as they stand in `changes`."""


class Webhooks:
    """What happened, on its way to the bot.

    What happened in one chat goes in its order, each after the one before was taken, until `strikes` says otherwise.
    """

    def __init__(self, secret: str, waba_id: str, strikes: Callable[[str], bool], rng: random.Random) -> None:
        self.url = ""
        """Where the bot takes them; while it is empty, they wait."""
        self.secret = secret
        self.batch = 1
        """How many may go in one request."""
        self.connections = 40
        self.redelivery = 0.05
        """Seconds until a webhook that was not taken comes again; each time twice as long, up to a second."""
        self.answers: Counter[int] = Counter()
        """By HTTP status; 0 is no answer."""
        self.taken_changes: list[Change] = []
        """All that the bot has answered with 200, as often as it has."""
        self._waba_id, self._strikes, self._rng = waba_id, strikes, rng
        self._lanes: dict[str, deque[Change]] = {}
        self._free: deque[str] = deque()
        """Lanes from which nothing is on its way."""
        self._trips: set[asyncio.Task[None]] = set()
        self._held = False
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Before anything happens."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=30), connector=aiohttp.TCPConnector(limit=0)
        )

    async def close(self) -> None:
        """What was not taken is lost."""
        self._held = True
        for trip in self._trips:
            trip.cancel()
        await asyncio.gather(*self._trips, return_exceptions=True)
        if self._session:
            await self._session.close()

    @property
    def pending(self) -> int:
        """How many changes the bot has not taken yet."""
        return sum(map(len, self._lanes.values()))

    def go_to(self, url: str) -> None:
        """From now on they go there, also what waits."""
        self.url = url
        self._pump()

    def deliver(self, lane: str, field: str, value: dict[str, Any]) -> None:
        """Something happened."""
        change = {"value": value, "field": field}
        if lane in self._lanes:
            self._lanes[lane].append(change)
        else:
            self._lanes[lane] = deque([change])
            self._free.append(lane)
        self._pump()

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """While nothing goes; afterwards all goes, in batches."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
            self._pump()

    def repeat(self) -> int:
        """Delivers once more all that was taken, as Meta does for up to seven days. Returns how much it is."""
        once = list(self.taken_changes)
        for number, change in enumerate(once):
            self.deliver(f"again {number}", change["field"], change["value"])
        return len(once)

    def _pump(self) -> None:
        while self.url and not self._held and self._free and len(self._trips) < self.connections:
            taken: dict[str, int] = {}
            left = self.batch
            while self._free and left:
                lane = self._free.popleft()
                taken[lane] = min(left, len(self._lanes[lane]))
                left -= taken[lane]
            trip = asyncio.create_task(self._bring(taken))
            self._trips.add(trip)
            trip.add_done_callback(self._arrived)

    def _arrived(self, trip: asyncio.Task[None]) -> None:
        self._trips.discard(trip)
        if not trip.cancelled() and trip.exception():
            raise AssertionError from trip.exception()
        self._pump()

    async def _bring(self, taken: dict[str, int]) -> None:
        """One request, with so many changes from the head of each lane, until it is taken."""
        for lane in taken:
            waiting = self._lanes[lane]
            if len(waiting) > 1 and self._strikes("disorder"):
                waiting.rotate(-1)
        changes = [self._lanes[lane][at] for lane, most in taken.items() for at in range(most)]
        if len(changes) > 1 and self._strikes("disorder"):
            self._rng.shuffle(changes)
        pause = self.redelivery
        body = self.body(changes)
        while await self.post(body) != 200:
            await asyncio.sleep(pause)
            pause = min(1.0, 2 * pause)
            body = self.body(changes)  # batched anew
        self.taken_changes += changes
        if self._strikes("duplicate"):
            await self.post(body)
        for lane, most in taken.items():
            waiting = self._lanes[lane]
            for _ in range(most):
                waiting.popleft()
            if waiting:
                self._free.append(lane)
            else:
                del self._lanes[lane]

    def body(self, changes: list[Change]) -> bytes:
        """The bytes of one webhook: in several entries, in one, or with what is alike in one value."""
        form = self._rng.choice(("entries", "changes", "values")) if len(changes) > 1 else "changes"
        if form == "values":
            changes = _together(changes)
        lists = [[one] for one in changes] if form == "entries" else [changes]
        entries = [{"id": self._waba_id, "changes": one} for one in lists]
        payload = {"object": "whatsapp_business_account", "entry": entries}
        # Meta writes what is not ASCII, and slashes, as escapes: the signature is over exactly that
        return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode()

    def signature(self, body: bytes) -> str:
        """What stands in `X-Hub-Signature-256`."""
        return "sha256=" + hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()

    async def post(self, body: bytes, signature: str | None = "right") -> int:
        """Posts these bytes once; returns the status of the answer, 0 for none."""
        assert self._session
        headers = {"content-type": "application/json", "user-agent": "facebookexternalua"}
        if signature is not None:
            headers["x-hub-signature-256"] = self.signature(body) if signature == "right" else signature
        try:
            async with self._session.post(self.url, data=body, headers=headers) as response:
                await response.read()
                self.answers[response.status] += 1
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            self.answers[0] += 1
            return 0

    async def verify(self, url: str, verify_token: str, challenge: str = "1158201444") -> bool:
        """What happens in the dashboard before a webhook is accepted; remembers the address when it is."""
        assert self._session
        asked = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
        async with self._session.get(url, params=asked) as response:
            verified = response.status == 200 and await response.text() == challenge
        if verified:
            self.go_to(url)
        return verified


def _together(changes: list[Change]) -> list[Change]:
    """The same with one value for all messages and one for all statuses."""
    merged: dict[str, Change] = {}
    others = []
    for change in changes:
        value = change["value"]
        kind = next((one for one in ("messages", "statuses") if one in value), "")
        if not kind or "errors" in value or (kind == "messages" and "contacts" not in value):
            others.append(change)
            continue
        into = merged.setdefault(kind, {"field": change["field"], "value": {**value, kind: []}})["value"]
        into[kind] = [*into[kind], *value[kind]]
        if into is not value and "contacts" in value:
            into["contacts"] = _once([*into.get("contacts", []), *value["contacts"]])
    return [*merged.values(), *others]


def _once(contacts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({json.dumps(one, sort_keys=True): one for one in contacts}.values())
