"""How late this machine does what is due: where others use the processors, what left apart arrives together."""

import asyncio
import time
from collections import deque

_EVERY = 0.01
_REMEMBERED = 2.0
"""Seconds: a message that is on its way longer than this is late for another reason."""
_MOST = 0.5
"""Seconds that are forgiven at most, or nothing would be too fast any more."""


class Lateness:
    """Measured by a task that wants to be woken every hundredth of a second, beside what it is to judge."""

    def __init__(self) -> None:
        self._due = float("inf")
        self._seen: deque[tuple[float, float]] = deque()
        self.worst = 0.0
        """Seconds; the most so far."""

    async def measure(self) -> None:
        """Runs until it is cancelled."""
        while True:
            self._due = time.monotonic() + _EVERY
            await asyncio.sleep(_EVERY)
            now = time.monotonic()
            self._seen.append((now, now - self._due))
            self.worst = max(self.worst, now - self._due)
            while now - self._seen[0][0] > _REMEMBERED:
                self._seen.popleft()

    @property
    def now(self) -> float:
        """Seconds by which something may have been late in the last two seconds."""
        return min(_MOST, max(0.0, time.monotonic() - self._due, *(late for _, late in self._seen)))
