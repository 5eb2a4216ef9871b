"""Caps the chats, subscriptions and questions that visitors can make us store, for each network and chat.

The caps lie far above what comes through one address of a mobile carrier, and rise with an expected crowd.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from data.limits import expected_crowds
from data.limits.check_limits import DAY, Alarm
from data.limits.networks import Origin
from data.limits.sliding_counters import Counter, MemoryCounter, take_all

Kept = Literal["recent", "language", "check", "chat", "subscription", "question"]
"""In order: a new chat with nothing but its recent answers; one of which the language is known, too; one that asked for
a NIK and must give the second factor; any other new chat; a subscription; a question that was not understood. Each
kind has its own cap."""

_OF_NETWORK: dict[Kept, int] = {
    "recent": 15_000,
    "language": 10_000,
    "check": 15_000,  # more than a network may check: `data.limits.check_limits` refuses first
    "chat": 10_000,
    "subscription": 3_000,
    "question": 200,
}
"""In a day, from one address."""
_OF_CHAT: dict[Kept, int] = {
    "recent": 100,
    "language": 100,
    "check": 100,
    "chat": 100,
    "subscription": 20,
    "question": 20,
}
"""In a day, from one chat."""


class Caps:
    """Counts stored items, in memory."""

    def __init__(self, alarm: Alarm, counters: Callable[[float], Counter] = MemoryCounter) -> None:
        self._alarm = alarm
        self._day, self._told = counters(DAY), counters(DAY)
        self.expected_people = 0
        """How many people are expected today beyond the usual number (`data.limits.expected_crowds`)."""

    async def allows(self, what: Kept, origin: Origin, chat: str, now: datetime) -> bool:
        """Counts one more item and returns True if it may be stored. The first refusal of a network raises an alarm.

        None is raised for recent answers, whose loss nobody notices.
        """
        moment = now.timestamp()
        if await self._day.take(f"{what} {chat}", _OF_CHAT[what], moment):
            return False
        if not origin.networks:
            return True
        times = expected_crowds.limit_factor(self.expected_people)
        limits = [
            (self._day, f"{what} {network.name}", _OF_NETWORK[what] * network.share * times)
            for network in origin.networks
        ]
        if not await take_all(limits, moment):
            return True
        await self._day.give_back(f"{what} {chat}", moment)
        if what != "recent" and not await self._told.take(f"{what} {origin.networks[-1].name}", 1, moment):
            self._alarm("no_room", f"One network made us keep as much as any may in a day ({what}).")
        return False
