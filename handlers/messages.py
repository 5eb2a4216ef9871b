"""The neutral words of every channel: what came in, what goes out."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from data.chats import Chat
from data.texts import DEFAULT


@dataclass(frozen=True, slots=True)
class Limit:
    """How many different NIKs may be asked from one place: this chat, this web address, the whole web."""

    bucket: bytes
    """A keyed hash of the place; only the edge knows the place itself."""
    most: int
    window: timedelta
    place: Literal["chat", "address", "everywhere"] = "chat"
    tries: int = 3
    """How often a second factor may fail to match for one NIK in a day."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a person: typed text, or the value of a pressed button."""

    id: str
    channel: str
    address: str
    text: str = field(default="", repr=False)
    choice: str | None = None
    limits: tuple[Limit, ...] = ()
    """The chat's own first. Empty without a key: then nothing can be checked."""
    acknowledges: bool = False
    """On a channel of question and answer, a message says that the answers before it have arrived."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: the words on it, and the value that comes back. It never carries a NIK or a hash."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble with its buttons."""

    text: str
    choices: tuple[Choice, ...] = ()
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person hears, and what is counted."""

    outcome: str
    """A dotted word: `check.found`."""
    topic: str | None = None
    """What the person wanted, as far as we understood."""
    sure: bool = True
    offered: tuple[str, ...] = ()
    """Topics offered instead of an answer, best first."""
    replies: tuple[Reply, ...] = ()
    language: str = DEFAULT
    """In which it is written."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message led to."""

    answer: Answer
    chat: Chat | None
    """How the chat goes on; None forgets it."""
