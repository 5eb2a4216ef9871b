"""The questions that a chat may be asked: one class each, with what its answer needs. None holds a NIK."""

from typing import TypeGuard

from msgspec import Struct

from data.chats.recent_answers import Moment, SeveralNiks
from data.coverage.second_factor import Factor


class _Question(Struct, frozen=True, tag_field="kind"):
    """What every question has."""

    until: Moment
    """The moment from which its answer is no longer awaited."""

    @property
    def kind(self) -> str:
        """The name of the question."""
        return str(self.__struct_config__.tag)


class AskFactor(_Question, frozen=True, tag="factor"):
    """The second factor of a NIK is asked for."""

    nik: bytes
    factor: Factor
    others: SeveralNiks | None = None
    session: str = ""
    """The browser session that was asked, where several may share a chat."""


class PickNik(_Question, frozen=True, tag="pick"):
    """Which of several NIKs is to be checked is asked."""

    others: SeveralNiks
    session: str = ""
    """As in `AskFactor`."""


class AnswerGuide(_Question, frozen=True, tag="guide"):
    """The current step of the guide asks something."""


class WhichKecamatan(_Question, frozen=True, tag="kecamatan"):
    """The kecamatan whose announcements are wanted is asked."""


class CompareMessage(_Question, frozen=True, tag="genuine"):
    """A message to compare with our announcements is awaited."""


class SubscribePrompt(_Question, frozen=True, tag="invite"):
    """Whether the person wants announcements is asked, once in the lifetime of a chat."""

    session: str = ""
    """As in `AskFactor`: nobody else's "ya" is a consent. Empty also where an earlier version asked in any session."""


class DeskButtons(_Question, frozen=True, tag="desk.press"):
    """Buttons of the staff desk, whose labels may be typed."""

    labels: dict[str, str]
    """The value of each button by its label."""
    number: int = 0
    """The broadcast it is about; 0: none."""
    argument: str = ""
    held: str = ""
    """Text that came unasked and waits for a decision."""
    album_ignored: Moment | None = None
    """When it was last said that further pictures are ignored."""


class FirstHalf(Struct, frozen=True):
    """A text that is too long and that the app may have split."""

    at: Moment
    length: int
    """In UTF-16 units."""


class DeskInput(_Question, frozen=True, tag="desk.input"):
    """A step of the staff desk waits for typed text or a file; the labels of its buttons may be typed, too."""

    step: str
    labels: dict[str, str] = {}
    number: int = 0
    argument: str = ""
    first_half: FirstHalf | None = None


class CadreLabel(_Question, frozen=True, tag="desk.cadre"):
    """The label of a cadre who is to be invited is asked."""

    months: int


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
