"""How fast messages may go, and to how many people who did not write."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.cloud_api.errors import Refusal
from tests.fakes.lateness import Lateness

DAY = 86_400.0


@dataclass
class Rates:
    """How fast messages may go."""

    per_second: float = 80
    pair_seconds: float = 6
    """One message to a person in so many seconds, on average."""
    pair_burst: int = 45
    tier: int = 250
    """People a day to whom messages may go that the person did not ask for."""


UNLIMITED = Rates(1e6, 0, 10**6, 10**6)


class Limits:
    """Counts the messages of the last second, a bucket of tokens for each chat, and the people of the last day."""

    def __init__(self, rates: Rates, lateness: Lateness, now: Callable[[], float]) -> None:
        self.rates, self._lateness, self._now = rates, lateness, now
        self._last: deque[float] = deque()
        self._tokens: dict[str, tuple[float, float]] = {}
        self._reached: dict[str, float] = {}

    def pace(self, chat: str) -> None:
        """Raises Refusal for a message that comes too soon; what this machine's own lateness explains is forgiven."""
        now, late = time.monotonic(), self._lateness.now
        while self._last and now - self._last[0] >= 1 - late:
            self._last.popleft()
        if len(self._last) >= self.rates.per_second:
            raise Refusal(130429, "Message failed to send because there were too many messages sent from this number.")
        if self.rates.pair_seconds:
            tokens, since = self._tokens.get(chat, (float(self.rates.pair_burst), self._now()))
            tokens = min(self.rates.pair_burst, tokens + (self._now() - since) / self.rates.pair_seconds)
            if tokens + late / self.rates.pair_seconds < 1:
                raise Refusal(131056, "Too many messages were sent to this person in a short time.")
            self._tokens[chat] = tokens - 1, self._now()
        self._last.append(now)

    def reach(self, chat: str) -> None:
        """Raises Refusal where a message that the person did not ask for would reach too many people in a day."""
        self._reached = {one: at for one, at in self._reached.items() if self._now() - at < DAY}
        if chat not in self._reached and len(self._reached) >= self.rates.tier:
            raise Refusal(80007, "The messaging limit of this number is reached.")
        self._reached[chat] = self._now()
