"""Holds back a chat that sends more messages in a minute than a person writes. Kept in memory only."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

WINDOW = 60.0
"""Seconds."""


class Verdict(Enum):
    """What becomes of a message."""

    PASS = "pass"  # noqa: S105 - no password
    TELL = "tell"
    """Too many: the person is told to wait."""
    SILENCE = "silence"
    """Too many, and the person was told so within the last minute."""


@dataclass(slots=True)
class _Chat:
    heard: "deque[float]"
    told: float = -WINDOW


class Floods:
    """Counts the messages of each chat in the last minute."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._chats: dict[tuple[str, str], _Chat] = {}
        self._swept = 0.0

    def judge(self, channel: str, address: str, now: datetime) -> Verdict:
        """Whether this message may be answered. One that may not is not counted, so waiting always helps."""
        moment = now.timestamp()
        self._sweep(moment)
        chat = self._chats.get((channel, address))
        if chat is None:
            chat = self._chats[channel, address] = _Chat(deque(maxlen=self.most))
        if len(chat.heard) < self.most or moment - chat.heard[0] >= WINDOW:
            chat.heard.append(moment)
            return Verdict.PASS
        if moment - chat.told < WINDOW:
            return Verdict.SILENCE
        chat.told = moment
        return Verdict.TELL

    def _sweep(self, moment: float) -> None:
        """Forgets, once a minute, who has been silent for as long."""
        if moment - self._swept < WINDOW:
            return
        self._swept = moment
        self._chats = {name: chat for name, chat in self._chats.items() if moment - chat.heard[-1] < WINDOW}
