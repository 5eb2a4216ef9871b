"""What a step may use, and how it answers."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from data import texts
from data.chats import Chat, Pending
from data.coverage import Coverage
from data.database import Transaction
from data.keys import Key
from handlers.messages import Choice, Incoming, Reply, Turn


@dataclass(frozen=True, slots=True)
class House:
    """What stays the same from message to message."""

    coverage: Coverage
    key: Key | None
    stale_days: int = 90
    checks_per_day: int = 5
    controller: str = ""
    """Who answers for the data; empty: the city."""
    dpo: str = ""
    """The data protection officer, and how to reach one."""


@dataclass(frozen=True, slots=True)
class Context:
    """One message, its chat, and the moment."""

    house: House
    tx: Transaction
    now: datetime
    incoming: Incoming
    chat: Chat

    @property
    def language(self) -> str:
        """The language of the answer."""
        return self.chat.language or texts.DEFAULT

    @property
    def today(self) -> date:
        """The day in Bekasi."""
        return self.now.astimezone(texts.WIB).date()

    def text(self, key: str, **values: object) -> str:
        """A sentence in the language of the chat."""
        return texts.text(key, self.language, **values)

    def phrase(self, key: str, **values: object) -> str:
        """A part of a sentence in the language of the chat."""
        return texts.phrase(key, self.language, **values)

    def day(self, value: date) -> str:
        """A date in the language of the chat."""
        return texts.day(value, self.language)

    def buttons(self, **values: str) -> tuple[Choice, ...]:
        """Buttons by label key and value: `buttons(check="check")`."""
        return tuple(Choice(texts.label(key, self.language), value) for key, value in values.items())

    def answer(
        self,
        outcome: str,
        text: str,
        choices: tuple[Choice, ...] = (),
        *,
        topic: str | None = None,
        pending: Pending | Literal["keep"] | None = "keep",
        sure: bool = True,
        offered: tuple[str, ...] = (),
    ) -> Turn:
        """One reply. A question that waits goes on waiting, unless `pending` names another one or None."""
        chat = self.chat if pending == "keep" else replace(self.chat, pending=pending)
        return Turn((Reply(text, choices),), chat, outcome, topic, sure, offered)
