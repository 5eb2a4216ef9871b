"""Counts events by name within a sliding window, for every limit across people or messages."""

from collections import OrderedDict
from collections.abc import Sequence
from math import floor
from typing import Protocol

SLOTS = 60
"""How many steps a window slides in: its precision."""
MOST_NAMES = 100_000
"""The most names kept; beyond it, the least recently used name is dropped."""


class Counter(Protocol):
    """How often something happened under a name within the window. Moments are seconds since 1970."""

    async def add(self, name: str, now: float) -> None:
        """Counts one event."""

    async def count(self, name: str, now: float) -> int:
        """How many events there were within the window."""

    async def opens(self, name: str, most: int, now: float) -> float | None:
        """None while there were fewer than `most` events; otherwise the moment when there will be fewer again."""

    async def take(self, name: str, most: int, now: float) -> float | None:
        """Counts one event and returns None if there were fewer than `most`; otherwise the moment it opens again.

        Check and count are one step, so use this for every limit: between `opens` and `add`, others may count.
        """

    async def give_back(self, name: str, now: float) -> None:
        """Takes back the last event counted, which did not happen after all."""


async def take_all(limits: Sequence[tuple[Counter, str, int]], now: float) -> float | None:
    """Counts one event under every name, or under none: returns None, or the moment when the full one opens again."""
    for n, (counter, name, most) in enumerate(limits):
        if opens := await counter.take(name, most, now):
            for taken, of, _ in limits[:n]:
                await taken.give_back(of, now)
            return opens
    return None


class MemoryCounter:
    """Counts within this process. A restart starts from zero."""

    def __init__(self, window: float, most_names: int = MOST_NAMES) -> None:
        """`window` in seconds."""
        self._window = window
        self._slot = window / SLOTS
        self._most_names = most_names
        self._names: OrderedDict[str, list[int]] = OrderedDict()
        """By name, least recently used first: slot number, events in that slot, and so on, the oldest slot first."""

    async def add(self, name: str, now: float) -> None:
        """Counts one event."""
        self._count(name, self._within(name, now), now)

    def _count(self, name: str, slots: list[int] | None, now: float) -> None:
        if slots is None:
            self._forget(now)
            slots = self._names[name] = []
        else:
            self._names.move_to_end(name)
        slot = floor(now / self._slot)
        if slots and slots[-2] == slot:
            slots[-1] += 1
        else:
            slots += (slot, 1)

    async def count(self, name: str, now: float) -> int:
        """How many events there were within the window."""
        return sum((self._within(name, now) or [])[1::2])

    async def opens(self, name: str, most: int, now: float) -> float | None:
        """None while there were fewer than `most` events; otherwise the moment when there will be fewer again."""
        return self._opens(self._within(name, now) or [], most, now)

    async def take(self, name: str, most: int, now: float) -> float | None:
        """Counts one event and returns None if there were fewer than `most`; otherwise the moment it opens again."""
        slots = self._within(name, now)  # no await between check and count, so they are one step
        opens = self._opens(slots or [], most, now)
        if opens is None:
            self._count(name, slots, now)
        return opens

    async def give_back(self, name: str, now: float) -> None:
        """Takes back the last event counted, which did not happen after all."""
        slots = self._within(name, now)
        if slots:
            slots[-1] -= 1
            if not slots[-1]:
                del slots[-2:]

    def _opens(self, slots: list[int], most: int, now: float) -> float | None:
        left = sum(slots[1::2])
        if left < most:
            return None
        opens = now
        for slot, many in zip(slots[::2], slots[1::2], strict=True):
            left -= many
            opens = (slot + 1) * self._slot + self._window
            if left < most:
                break
        return opens

    def _oldest(self, now: float) -> int:
        return floor((now - self._window) / self._slot)

    def _within(self, name: str, now: float) -> list[int] | None:
        """The slots under this name that are still within the window."""
        slots = self._names.get(name)
        if slots is None:
            return None
        oldest, slot, later = self._oldest(now), floor(now / self._slot), 0
        while slots and slots[0] < oldest:
            del slots[:2]
        while slots and slots[-2] > slot:  # the clock was set back: these slots lie in the future
            later += slots[-1]
            del slots[-2:]
        if later:
            if not slots or slots[-2] != slot:
                slots += (slot, 0)
            slots[-1] += later
        return slots

    def _forget(self, now: float) -> None:
        """Makes room for a new name: drops up to two expired ones, so that no call takes long, or else the oldest."""
        for _ in range(2):
            first = next(iter(self._names), None)
            if first is None or (self._within(first, now) and len(self._names) < self._most_names):
                return
            del self._names[first]
