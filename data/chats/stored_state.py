"""Writes the state of a chat as versioned JSON and reads it back, also as earlier versions of the program wrote it."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, TypeVar

import structlog
from msgspec import MsgspecError, Struct
from msgspec.json import Decoder, Encoder

from data.chats import earlier_versions, questions
from data.chats.questions import Question
from data.chats.recent_answers import RecentAnswer

log = structlog.get_logger()

LARGEST = 16_384
"""The most bytes of a chat's recent answers; beyond them, the oldest are dropped."""

Read = TypeVar("Read")

_UNREADABLE = (MsgspecError, ValueError, RecursionError)
"""What is raised for JSON that no version wrote; the last one for JSON that is nested too deep."""


class _StoredQuestion(Struct, frozen=True):
    v: Literal[3]
    question: Question


class _StoredAnswers(Struct, frozen=True):
    v: Literal[3]
    answers: tuple[RecentAnswer, ...]


class _StoredGuide(Struct, frozen=True):
    v: Literal[2]
    step: str
    answers: dict[str, str]


_ENCODER = Encoder()
_QUESTION, _ANSWERS, _GUIDE = Decoder(_StoredQuestion), Decoder(_StoredAnswers), Decoder(_StoredGuide)


def _read(what: str, read: Callable[[], Read], read_earlier: Callable[[], Read], otherwise: Read) -> Read:
    """What is stored. What neither this version nor an earlier one wrote is dropped, and logged without its content."""
    try:
        return read()
    except _UNREADABLE:
        try:
            return read_earlier()
        except _UNREADABLE:
            log.warning("chat.state_dropped", what=what)
            return otherwise


def dump_question(question: Question) -> str:
    """The stored form of a question."""
    return _ENCODER.encode(_StoredQuestion(3, question)).decode()


def load_question(kept: str, until: datetime) -> Question | None:
    """A question from its stored form; None if it cannot be read, or if it asks nothing."""
    return _read(
        "question",
        lambda: _QUESTION.decode(kept).question,
        lambda: earlier_versions.question(kept, until),
        None,
    )


def concerns_a_nik(kept: str, until: datetime) -> bool:
    """Whether a stored question holds keyed hashes of a NIK."""
    question = load_question(kept, until)
    return question is not None and questions.concerns_a_nik(question)


def dump_answers(answers: tuple[RecentAnswer, ...]) -> str:
    """The stored form of recent answers, without the oldest ones where they would take too much space."""
    written = _ENCODER.encode(_StoredAnswers(3, answers))
    return written.decode() if len(written) <= LARGEST else dump_answers(answers[1:])


def load_answers(kept: str) -> tuple[RecentAnswer, ...]:
    """Recent answers from their stored form; none if it cannot be read."""
    return _read("recent", lambda: _ANSWERS.decode(kept).answers, lambda: earlier_versions.recent_answers(kept), ())


def dump_guide(step: str, answers: dict[str, str]) -> str:
    """The stored form of the position in the guide."""
    return _ENCODER.encode(_StoredGuide(2, step, answers)).decode()


def load_guide(kept: str) -> tuple[str, dict[str, str]] | None:
    """The step of the guide and the answers so far; None if they cannot be read."""

    def read() -> tuple[str, dict[str, str]] | None:
        guide = _GUIDE.decode(kept)
        return guide.step, guide.answers

    return _read("guide", read, lambda: earlier_versions.guide(kept), None)
