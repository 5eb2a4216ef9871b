"""Holds back a chat that sends more messages in a minute than a person writes. Kept in memory only."""

from collections import deque
from datetime import datetime

WINDOW = 60.0
"""Seconds."""


class Floods:
    """Counts the messages of each chat in the last minute."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._heard: dict[tuple[str, str], deque[float]] = {}
        self._swept = 0.0

    def lets_pass(self, channel: str, address: str, now: datetime) -> bool:
        """Whether this message may be answered. One that may not is not counted, so waiting always helps."""
        moment = now.timestamp()
        self._sweep(moment)
        heard = self._heard.setdefault((channel, address), deque(maxlen=self.most))
        if len(heard) == self.most and moment - heard[0] < WINDOW:
            return False
        heard.append(moment)
        return True

    def _sweep(self, moment: float) -> None:
        """Forgets, once a minute, who has been silent for as long."""
        if moment - self._swept < WINDOW:
            return
        self._swept = moment
        self._heard = {chat: heard for chat, heard in self._heard.items() if moment - heard[-1] < WINDOW}
