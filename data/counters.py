"""Counts what happens under a name within a sliding window. Every limit that spans people or messages counts here."""

from collections import OrderedDict, deque
from math import floor
from typing import Protocol

SLOTS = 60
"""A window slides in so many steps: that is how exact it is."""
MOST_NAMES = 100_000
"""So many names are kept, those used last; beyond it, whoever was silent longest is forgotten."""


class Counter(Protocol):
    """How often something happened under a name within the window. Moments are seconds since 1970."""

    async def add(self, name: str, now: float) -> None:
        """Counts one more."""

    async def count(self, name: str, now: float) -> int:
        """How many there were within the window."""

    async def opens(self, name: str, most: int, now: float) -> float | None:
        """None while there were fewer than `most`; else the moment at which there are."""


class MemoryCounter:
    """Counts within this process. A restart begins anew."""

    def __init__(self, window: float, most_names: int = MOST_NAMES) -> None:
        """`window` in seconds."""
        self._window = window
        self._slot = window / SLOTS
        self._most_names = most_names
        self._names: OrderedDict[str, deque[list[int]]] = OrderedDict()
        """By name, and oldest first: the number of the slot, and how many fell into it."""

    async def add(self, name: str, now: float) -> None:
        """Counts one more."""
        slots = self._within(name, now)
        if slots is None:
            slots = self._names[name] = deque()
            if len(self._names) > self._most_names:
                self._names.popitem(last=False)
        else:
            self._names.move_to_end(name)
        slot = floor(now / self._slot)
        if slots and slots[-1][0] >= slot:  # the clock may have been set back
            slots[-1][1] += 1
        else:
            slots.append([slot, 1])

    async def count(self, name: str, now: float) -> int:
        """How many there were within the window."""
        return sum(many for _, many in self._within(name, now) or ())

    async def opens(self, name: str, most: int, now: float) -> float | None:
        """None while there were fewer than `most`; else the moment at which there are."""
        slots = self._within(name, now) or ()
        left = sum(many for _, many in slots)
        if left < most:
            return None
        opens = now
        for slot, many in slots:
            left -= many
            opens = (slot + 1) * self._slot + self._window
            if left < most:
                break
        return opens

    def _within(self, name: str, now: float) -> "deque[list[int]] | None":
        """What is still within the window, under this name."""
        slots = self._names.get(name)
        if slots is None:
            return None
        oldest = floor((now - self._window) / self._slot)
        while slots and slots[0][0] < oldest:
            slots.popleft()
        return slots
