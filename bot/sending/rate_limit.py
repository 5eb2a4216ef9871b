"""How fast we may send: so many messages a second overall, and to one chat one a second with short bursts.

What nobody waits for has a lane of its own below replies: paced evenly at its own rate, while a place is left that a
reply may need. It catches up no more than a quarter of a second, and gently: what was not sent while it stood still is
sent later, never in a heap.

Telegram's own advice: "avoid sending more than one message per second" to a chat, "short bursts" are allowed, and
about 30 messages a second overall (core.telegram.org/bots/faq, read in November 2026).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

_SECOND = 1.02
"""A little more than a second, as what we send does not arrive at an even pace."""
_SWEEP_EVERY = 10.0
_LATEST = 0.25
"""Seconds that the lane below replies may be late and still catch up."""
_CATCH_UP_FACTOR = 1.04
"""Of its rate: so fast the lane goes while it catches up ..."""
_MAX_BURST = 0.03
"""... and at once what is due at that pace in so many seconds, as nothing wakes us for each of a thousand."""
_BULK_SHARE = 5 / 6
"""Of the overall rate, where none is given: 25 of 30."""


class RateLimit:
    """Hands out the moments at which messages may go, first come, first served."""

    def __init__(
        self,
        rate: float,
        chat_rate: float,
        chat_burst: int,
        clock: Callable[[], float] = time.monotonic,
        bulk_rate: float | None = None,
    ) -> None:
        whole = max(1, int(rate))
        self._taken: deque[list[float]] = deque([[-_SECOND]] * whole, maxlen=whole)
        """The moments of the last messages, each in a list of its own: one that leaves late moves on."""
        self._waiting: deque[list[float]] = deque()
        """Of `bulk`, those that have not left yet."""
        self._window = _SECOND * whole / rate
        self._bulk_rate = bulk_rate or rate * _BULK_SHARE
        self._bulk_due = self._bulk_next = 0.0
        self._apart = 1 / chat_rate
        self._ahead = (chat_burst - 1) * self._apart
        self._chats: dict[str, float] = {}
        self._clock = clock
        self._swept = 0.0

    async def wait(self, address: str, *, low: bool = False) -> None:
        """Returns when a message may go to this chat; `low` is the lane below replies."""
        if low:
            while not await self._bulk(1, _LATEST):
                pass
        if (early := self._in_chat(address)) > 0:
            await asyncio.sleep(early)
        if not low and (early := self._overall()) > 0:
            await asyncio.sleep(early)

    async def bulk(self, most: int, patience: float = _LATEST) -> int:
        """How many messages may go now on the lane below replies, at most so many; their places are taken.

        Waits for the first at most `patience` seconds; 0 when there is none by then. `leaves` is to be told of each.
        """
        places = await self._bulk(most, patience)
        self._waiting.extend(places)
        return len(places)

    def mark_sent(self) -> None:
        """A message that `bulk` allowed goes only now, as it was written down first: its place counts from now on."""
        now = self._clock()
        while self._waiting and now - self._waiting[0][0] > _SECOND:
            self._waiting.popleft()  # not needed after all
        if self._waiting:
            self._waiting.popleft()[0] = now

    async def _bulk(self, most: int, patience: float) -> list[list[float]]:
        """The places of the messages that may go now on the lane below replies."""
        end = self._clock() + patience
        while (early := self._until_bulk()) > 0:
            left = end - self._clock()
            if left <= 0:
                return []
            await asyncio.sleep(min(early, left))
        now, fastest = self._clock(), self._bulk_rate * _CATCH_UP_FACTOR
        if now - self._bulk_due > _LATEST:
            self._bulk_due = now
        self._bulk_next = max(self._bulk_next, now - _MAX_BURST)
        due = min((now - self._bulk_due) * self._bulk_rate, (now - self._bulk_next) * fastest)
        count = self._slots(min(most, 1 + int(due)), now)
        self._bulk_due += count / self._bulk_rate
        self._bulk_next += count / fastest
        places = [[now] for _ in range(count)]
        self._taken.extend(places)
        return places

    def pause_bulk(self, seconds: float) -> None:
        """Nothing goes on the lane below replies for so long."""
        self._bulk_due = max(self._bulk_due, self._clock() + seconds)

    def chat_is_free(self, address: str) -> bool:
        """Whether this chat may hear one more right now; if so, the place is taken."""
        now = self._clock()
        if self._chats.get(address, now) - self._ahead > now:
            return False
        self._in_chat(address)
        return True

    def _in_chat(self, address: str) -> float:
        """Seconds until this chat may hear one more; the place is taken with the question."""
        now = self._clock()
        self._sweep(now)
        free = max(self._chats.get(address, now), now)
        self._chats[address] = free + self._apart
        return free - self._ahead - now

    def _until_bulk(self) -> float:
        """Seconds until it is the lane's turn, and a reply has a place beside one more."""
        (last,) = self._taken[min(1, len(self._taken) - 1)]
        return max(self._bulk_due, self._bulk_next, last + self._window) - self._clock()

    def _slots(self, wanted: int, now: float) -> int:
        """So many of the places wanted as leave one free for a reply; one at least, as `_until_bulk` waited for it."""
        count = 1
        while count < wanted and count + 1 < len(self._taken) and self._taken[count + 1][0] + self._window <= now:
            count += 1
        return count

    def _overall(self) -> float:
        now = self._clock()
        moment = max(now, self._taken[0][0] + self._window)
        self._taken.append([moment])
        return moment - now

    def _sweep(self, now: float) -> None:
        """Forgets, every ten seconds, the chats whose limit is open again: a broadcast adds one a message."""
        if now - self._swept >= _SWEEP_EVERY:
            self._swept = now
            self._chats = {address: free for address, free in self._chats.items() if free > now}
