"""The questions that a chat may be asked: one class each, with what its answer needs. None holds a NIK."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal, TypeGuard

from pydantic import PlainSerializer

from data.chats.recent_answers import Moment, SeveralNiks, Stored
from data.coverage.second_factor import Factor

Instant = Annotated[datetime, PlainSerializer(datetime.timestamp)]
"""A moment that is stored with its fraction of a second, to be compared within seconds."""


@dataclass(frozen=True, slots=True)
class AskFactor(Stored):
    """The second factor of a NIK is asked for."""

    until: Moment
    nik: bytes
    factor: Factor
    others: SeveralNiks | None = None
    session: str = ""
    """The browser session that was asked, where several may share a chat."""
    kind: Literal["factor"] = "factor"


@dataclass(frozen=True, slots=True)
class PickNik(Stored):
    """Which of several NIKs is to be checked is asked."""

    until: Moment
    others: SeveralNiks
    session: str = ""
    """As in `AskFactor`."""
    kind: Literal["pick"] = "pick"


@dataclass(frozen=True, slots=True)
class AnswerGuide(Stored):
    """The current step of the guide asks something."""

    until: Moment
    kind: Literal["guide"] = "guide"


@dataclass(frozen=True, slots=True)
class WhichKecamatan(Stored):
    """The kecamatan whose announcements are wanted is asked."""

    until: Moment
    kind: Literal["kecamatan"] = "kecamatan"


@dataclass(frozen=True, slots=True)
class CompareMessage(Stored):
    """A message to compare with our announcements is awaited."""

    until: Moment
    kind: Literal["genuine"] = "genuine"


@dataclass(frozen=True, slots=True)
class SubscribePrompt(Stored):
    """Whether the person wants announcements is asked, once in the lifetime of a chat."""

    until: Moment
    session: str = ""
    """As in `AskFactor`: nobody else's "ya" is a consent. Empty also where an earlier version asked in any session."""
    kind: Literal["invite"] = "invite"


@dataclass(frozen=True, slots=True)
class DeskButtons(Stored):
    """Buttons of the staff desk, whose labels may be typed."""

    until: Moment
    labels: dict[str, str]
    """The value of each button by its label."""
    number: int = 0
    """The broadcast it is about; 0: none."""
    argument: str = ""
    held: str = ""
    """Text that came unasked and waits for a decision."""
    album_ignored: Instant | None = None
    """When it was last said that further pictures are ignored."""
    kind: Literal["desk.press"] = "desk.press"


@dataclass(frozen=True, slots=True)
class FirstHalf(Stored):
    """A text that is too long and that the app may have split."""

    at: Instant
    length: int
    """In UTF-16 units."""


@dataclass(frozen=True, slots=True)
class DeskInput(Stored):
    """A step of the staff desk waits for typed text or a file; the labels of its buttons may be typed, too."""

    until: Moment
    step: str
    labels: dict[str, str] = field(default_factory=dict)
    number: int = 0
    argument: str = ""
    first_half: FirstHalf | None = None
    kind: Literal["desk.input"] = "desk.input"


@dataclass(frozen=True, slots=True)
class CadreLabel(Stored):
    """The label of a cadre who is to be invited is asked."""

    until: Moment
    months: int
    kind: Literal["desk.cadre"] = "desk.cadre"


DeskQuestion = DeskButtons | DeskInput | CadreLabel
Question = AskFactor | PickNik | AnswerGuide | WhichKecamatan | CompareMessage | SubscribePrompt | DeskQuestion


def session_of(question: Question) -> str | None:
    """The browser session that alone may answer; None if any session of the chat may."""
    if isinstance(question, SubscribePrompt):
        return question.session or None
    return question.session if concerns_a_nik(question) else None


def concerns_a_nik(question: Question) -> TypeGuard[AskFactor | PickNik]:
    """Whether it holds keyed hashes of a NIK."""
    return isinstance(question, AskFactor | PickNik)
