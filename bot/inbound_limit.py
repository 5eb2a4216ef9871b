"""Limits inbound messages: of one chat a minute, and of one network. The counters are kept in memory only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from data.limits import expected_crowds
from data.limits.networks import Origin
from data.limits.sliding_counters import Counter, MemoryCounter, take_all

MINUTE = 60.0
HOUR = 3600.0
"""Seconds."""


class Decision(Enum):
    """What to do with a message."""

    ALLOW = "pass"
    WARN = "tell"
    """The chat sends too many: tell the person to wait."""
    DROP = "silence"
    """The chat sends too many, and the person was told so within the last minute."""
    CROWDED = "crowded"
    """The network of the chat sends too many."""


@dataclass(frozen=True, slots=True)
class InboundLimits:
    """The limits; 0 means no limit."""

    of_chat: int = 20
    """Messages in a minute."""
    of_network: int = 0
    """Messages in a minute."""
    chats_of_network: int = 0
    """Chats that write within an hour."""


class InboundLimiter:
    """Counts messages by chat, and messages and chats by network."""

    def __init__(self, most: InboundLimits, counters: Callable[[float], Counter] = MemoryCounter) -> None:
        self.max_weight = most
        self.expected_people = 0
        """Expected above the usual (`data.limits.expected_crowds`): raises the limits of networks meanwhile."""
        self._messages, self._warnings = counters(MINUTE), counters(MINUTE)
        self._chats = counters(HOUR)

    async def check(self, channel: str, address: str, origin: Origin | None, now: datetime) -> Decision:
        """Decides on a message. A message that is not allowed does not count for its chat, so waiting always helps."""
        moment, chat = now.timestamp(), f"{channel}:{address}"
        if await self._messages.take(chat, self.max_weight.of_chat, moment):
            await self._count_for_networks(origin, moment)
            return Decision.DROP if await self._warnings.take(chat, 1, moment) else Decision.WARN
        if origin and origin.networks and await self._crowded(chat, origin, moment):
            await self._messages.give_back(chat, moment)
            return Decision.CROWDED
        return Decision.ALLOW

    async def _count_for_networks(self, origin: Origin | None, now: float) -> None:
        """Counts a message beyond a chat's limit for its networks as well, up to their limits."""
        for counter, network, most in self._limits(origin, self._messages, self.max_weight.of_network):
            await counter.take(network, most, now)

    async def _crowded(self, chat: str, origin: Origin, now: float) -> bool:
        limits = self._limits(origin, self._messages, self.max_weight.of_network)
        new = not await self._chats.take(chat, 1, now)
        if new:
            limits += self._limits(origin, self._chats, self.max_weight.chats_of_network)
        else:
            await self._chats.add(chat, now)  # a chat that keeps writing stays known
        if not await take_all(limits, now):
            return False
        if new:
            await self._chats.give_back(chat, now)
        return True

    def _limits(self, origin: Origin | None, counter: Counter, most: int) -> list[tuple[Counter, str, int]]:
        """The limits of every network that a message came through; none when `most` is 0."""
        networks = origin.networks if origin and most else ()
        times = expected_crowds.limit_factor(self.expected_people)
        return [(counter, network.name, most * network.share * times) for network in networks]
