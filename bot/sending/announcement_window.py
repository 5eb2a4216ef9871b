"""How many announcements may be on their way at once: as many as the rate needs, by the latency that was measured."""

import math

from data.announcements import delivery_claims

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
