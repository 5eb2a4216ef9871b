"""How fast we may send: so many messages a second overall, and to one chat one a second with short bursts.

What nobody waits for goes below replies: only while a part of the second is free that replies may need.

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
_SPARE = 6
"""A sixth of each second stays free of what nobody waits for: 5 of 30."""


class Limits:
    """Hands out the moments at which messages may go, first come, first served."""

    def __init__(
        self, rate: float, chat_rate: float, chat_burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        whole = max(1, int(rate))
        self._taken: deque[float] = deque([-_SECOND] * whole, maxlen=whole)
        self._window = _SECOND * whole / rate
        self._spare = whole // _SPARE
        self._apart = 1 / chat_rate
        self._ahead = (chat_burst - 1) * self._apart
        self._chats: dict[str, float] = {}
        self._clock = clock
        self._swept = 0.0

    async def wait(self, address: str, *, low: bool = False) -> None:
        """Returns when a message may go to this chat; `low` is the lane below replies."""
        if low:
            while (early := self._until_free()) > 0:  # noqa: ASYNC110 - replies may take the room meanwhile
                await asyncio.sleep(early)
        if (early := self._in_chat(address)) > 0:
            await asyncio.sleep(early)
        if (early := self._overall()) > 0:
            await asyncio.sleep(early)

    def _in_chat(self, address: str) -> float:
        """Seconds until this chat may hear one more; the place is taken with the question."""
        now = self._clock()
        self._sweep(now)
        free = max(self._chats.get(address, now), now)
        self._chats[address] = free + self._apart
        return free - self._ahead - now

    def _until_free(self) -> float:
        """Seconds until so few messages went in the last second that replies have room beside one more."""
        return self._taken[self._spare] + self._window - self._clock()

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
