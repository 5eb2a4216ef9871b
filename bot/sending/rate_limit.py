"""Limits how fast we send: messages a second overall, and for each chat one a second with short bursts.

Bulk messages (announcements and notices) have their own lower-priority limiter: a steady rate, at most 0.25 seconds of
backlog as a burst, and never the last free slot, which is kept for a reply.

Telegram's own advice: "avoid sending more than one message per second" to a chat, "short bursts" are allowed, and
about 30 messages a second overall (core.telegram.org/bots/faq, read in November 2026).
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable

from data.announcements import delivery_claims

_SECOND = 1.02
"""A little more than a second, because messages do not arrive at the pace at which they are sent."""
_SWEEP_EVERY = 10.0
"""Seconds between two sweeps of the chats."""
_MAX_BACKLOG = 0.25
"""Seconds of delay that bulk messages may catch up; a longer delay is not made up for."""
_CATCH_UP_FACTOR = 1.04
"""The bulk rate is multiplied by this while there is a backlog."""
_MAX_BURST = 0.03
"""Seconds: bulk messages that fall due within this time go together, as no timer fires a thousand times a second."""
_BULK_SHARE = 5 / 6
"""The bulk rate as a part of the overall rate, where none is given: 25 of 30."""


class RateLimit:
    """Says when the next message may go, first come, first served."""

    def __init__(
        self,
        rate: float,
        chat_rate: float,
        chat_burst: int,
        clock: Callable[[], float] = time.monotonic,
        bulk_rate: float | None = None,
    ) -> None:
        whole = max(1, int(rate))
        self._sent_at: deque[list[float]] = deque([[-_SECOND]] * whole, maxlen=whole)
        """When the last messages went: slots, each in a list of its own, so that `mark_sent` can move it."""
        self._reserved: deque[list[float]] = deque()
        """The slots of `reserve_bulk` that are not used yet."""
        self._window = _SECOND * whole / rate
        self._bulk_rate = bulk_rate or rate * _BULK_SHARE
        self._bulk_due = self._bulk_next = 0.0
        self._chat_interval = 1 / chat_rate
        self._chat_burst = (chat_burst - 1) * self._chat_interval
        self._chats: dict[str, float] = {}
        self._clock = clock
        self._swept = 0.0

    async def wait(self, address: str, *, bulk: bool = False) -> None:
        """Returns when a message may go to this chat; `bulk` messages have a lower priority than replies."""
        if bulk:
            while not await self._reserve(1, _MAX_BACKLOG):
                pass
        if (early := self._in_chat(address, self._clock())) > 0:
            await asyncio.sleep(early)
        if not bulk and (early := self._overall()) > 0:
            await asyncio.sleep(early)

    async def reserve_bulk(self, most: int, patience: float = _MAX_BACKLOG) -> int:
        """Reserves slots for bulk messages: returns how many may go now, up to `most`.

        Waits for the first slot at most `patience` seconds; 0 when there is none by then. Call `mark_sent` for each.
        """
        slots = await self._reserve(most, patience)
        self._reserved.extend(slots)
        return len(slots)

    def mark_sent(self) -> None:
        """A bulk message with a reserved slot goes now: the slot counts from this moment, not from the reservation."""
        now = self._clock()
        while self._reserved and now - self._reserved[0][0] > _SECOND:
            self._reserved.popleft()  # never used
        if self._reserved:
            self._reserved.popleft()[0] = now

    async def _reserve(self, most: int, patience: float) -> list[list[float]]:
        """The slots of the bulk messages that may go now."""
        end = self._clock() + patience
        while (early := self._until_bulk()) > 0:
            left = end - self._clock()
            if left <= 0:
                return []
            await asyncio.sleep(min(early, left))
        now, fastest = self._clock(), self._bulk_rate * _CATCH_UP_FACTOR
        if now - self._bulk_due > _MAX_BACKLOG:
            self._bulk_due = now
        self._bulk_next = max(self._bulk_next, now - _MAX_BURST)
        due = min((now - self._bulk_due) * self._bulk_rate, (now - self._bulk_next) * fastest)
        count = self._free_slots(min(most, 1 + int(due)), now)
        self._bulk_due += count / self._bulk_rate
        self._bulk_next += count / fastest
        slots = [[now] for _ in range(count)]
        self._sent_at.extend(slots)
        return slots

    async def until_bulk(self) -> None:
        """Returns when a bulk message may go, without a slot for it."""
        while (early := self._until_bulk()) > 0:  # noqa: ASYNC110 - a pause may begin meanwhile
            await asyncio.sleep(min(early, _MAX_BACKLOG))

    def pause_bulk(self, seconds: float) -> None:
        """No bulk message goes for this time."""
        self._bulk_due = max(self._bulk_due, self._clock() + seconds)

    def chat_is_free(self, address: str) -> bool:
        """Whether a message may go to this chat right now; if so, its slot is taken."""
        now = self._clock()
        if self._chats.get(address, now) - self._chat_burst > now:
            return False
        self._in_chat(address, now)
        return True

    def _in_chat(self, address: str, now: float) -> float:
        """Takes the next slot of this chat; returns the seconds until then."""
        self._sweep(now)
        free = max(self._chats.get(address, now), now)
        self._chats[address] = free + self._chat_interval
        return free - self._chat_burst - now

    def _until_bulk(self) -> float:
        """Seconds until a bulk message may go and leave a slot free for a reply."""
        (last,) = self._sent_at[min(1, len(self._sent_at) - 1)]
        return max(self._bulk_due, self._bulk_next, last + self._window) - self._clock()

    def _free_slots(self, wanted: int, now: float) -> int:
        """How many of the wanted slots leave one free for a reply; at least one, as `_until_bulk` waited for it."""
        count = 1
        while count < wanted and count + 1 < len(self._sent_at) and self._sent_at[count + 1][0] + self._window <= now:
            count += 1
        return count

    def _overall(self) -> float:
        """Takes the next slot of the overall rate; returns the seconds until then."""
        now = self._clock()
        moment = max(now, self._sent_at[0][0] + self._window)
        self._sent_at.append([moment])
        return moment - now

    def _sweep(self, now: float) -> None:
        """Forgets, every ten seconds, chats that may be written to again: an announcement adds thousands."""
        if now - self._swept >= _SWEEP_EVERY:
            self._swept = now
            self._chats = {address: free for address, free in self._chats.items() if free > now}


_MARGIN = 1.5
"""Little's law says how many are under way on average; some take longer, and a result waits for its transaction."""
_WEIGHT = 1 / 8
"""Of a new measurement in the average."""


class AnnouncementWindow:
    """The window of one channel: a quarter second's worth at first, and more where messages take longer.

    More are never sent than the rate allows, so a slow channel gets no more messages, only the same number in time.
    """

    def __init__(self, rate: float) -> None:
        """`rate` is in messages a second."""
        self._rate = rate
        self._least, self._most = delivery_claims.usually_open(rate), delivery_claims.most_open(rate)
        self._seconds = 0.0
        self.size = self._least
        """Messages."""

    def measured(self, seconds: float) -> None:
        """A message took so long, from the transaction that claimed it to the answer of the channel."""
        self._seconds += (seconds - self._seconds) * _WEIGHT
        needed = math.ceil(self._rate * self._seconds * _MARGIN)
        self.size = min(self._most, max(self._least, needed))
