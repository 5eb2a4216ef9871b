"""How fast we may send: so many messages a second overall, and to one chat one a second with short bursts.

What nobody waits for has a lane of its own below replies: paced evenly at its own rate, while a place is left that a
reply may need. It catches up no more than a quarter of a second: what was not sent while it stood still is sent later.

Telegram's own advice: "avoid sending more than one message per second" to a chat, "short bursts" are allowed, and
about 30 messages a second overall (core.telegram.org/bots/faq, read in November 2026).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

_SECOND = 1.02
"""A little more than a second, as what we send does not arrive at an even pace."""
_SWEEP_EVERY = 60.0
_LATEST = 0.25
"""Seconds that the lane below replies may be late and still catch up."""
_BULK_SHARE = 5 / 6
"""Of the overall rate, where none is given: 25 of 30."""


class Limits:
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
        self._taken: deque[float] = deque([-_SECOND] * whole, maxlen=whole)
        self._window = _SECOND * whole / rate
        self._bulk_rate = bulk_rate or rate * _BULK_SHARE
        self._bulk_due = 0.0
        self._apart = 1 / chat_rate
        self._ahead = (chat_burst - 1) * self._apart
        self._chats: dict[str, float] = {}
        self._clock = clock
        self._swept = 0.0

    async def wait(self, address: str, *, low: bool = False) -> None:
        """Returns when a message may go to this chat; `low` is the lane below replies."""
        if low:
            while not await self.bulk(1):
                pass
        if (early := self._in_chat(address)) > 0:
            await asyncio.sleep(early)
        if not low and (early := self._overall()) > 0:
            await asyncio.sleep(early)

    async def bulk(self, most: int, patience: float = _LATEST) -> int:
        """How many messages may go now on the lane below replies, at most so many; their places are taken.

        Waits for the first at most `patience` seconds; 0 when there is none by then.
        """
        end = self._clock() + patience
        while (early := self._until_bulk()) > 0:
            left = end - self._clock()
            if left <= 0:
                return 0
            await asyncio.sleep(min(early, left))
        now = self._clock()
        late = now - self._bulk_due
        if late > _LATEST:
            self._bulk_due, late = now, 0.0
        count = self._places(min(most, 1 + int(late * self._bulk_rate)), now)
        self._bulk_due += count / self._bulk_rate
        self._taken.extend([now] * count)
        return count

    def hold_bulk(self, seconds: float) -> None:
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
        last = self._taken[min(1, len(self._taken) - 1)]
        return max(self._bulk_due, last + self._window) - self._clock()

    def _places(self, wanted: int, now: float) -> int:
        """So many of the places wanted as leave one free for a reply; one at least, as `_until_bulk` waited for it."""
        count = 1
        while count < wanted and count + 1 < len(self._taken) and self._taken[count + 1] + self._window <= now:
            count += 1
        return count

    def _overall(self) -> float:
        now = self._clock()
        moment = max(now, self._taken[0] + self._window)
        self._taken.append(moment)
        return moment - now

    def _sweep(self, now: float) -> None:
        """Forgets, once a minute, the chats whose limit is open again."""
        if now - self._swept >= _SWEEP_EVERY:
            self._swept = now
            self._chats = {address: free for address, free in self._chats.items() if free > now}
