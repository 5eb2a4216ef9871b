"""Bounds what visitors can make us keep: chats, subscriptions and questions, by network and chat."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from data.brake import DAY
from data.counters import Counter, MemoryCounter
from data.origins import Origin

Kept = Literal["chat", "subscription", "question"]

_OF_NETWORK: dict[Kept, int] = {"chat": 10_000, "subscription": 500, "question": 200}
"""A day, from one address."""
_OF_CHAT: dict[Kept, int] = {"chat": 100, "subscription": 20, "question": 20}
"""A day, from one chat."""


class Caps:
    """Counts what is kept, in memory."""

    def __init__(self, counters: Callable[[float], Counter] = MemoryCounter) -> None:
        self._day = counters(DAY)

    async def allows(self, what: Kept, origin: Origin, chat: str, now: datetime) -> bool:
        """Whether one more may be kept; it is counted then."""
        moment = now.timestamp()
        names = [(f"{what} {chat}", _OF_CHAT[what])]
        names += [(f"{what} {network.name}", _OF_NETWORK[what] * network.share) for network in origin.networks]
        for name, most in names:
            if await self._day.opens(name, most, moment):
                return False
        for name, _ in names:
            await self._day.add(name, moment)
        return True
