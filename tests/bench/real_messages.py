"""How well real messages are understood: `python -m tests.bench.understanding --real`.

tests/messages/real: messages adapted from public comments, labelled by people who saw no line of the training; nobody
trains on them. A topic is right as in `tests.bench.understanding`. A fine answer is right if a thoughtful clerk would
accept it for the message.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from handlers.reading import Reading
from handlers.words.intent import Intent
from tests.support.paths import TESTS

FOLDER = TESTS / "messages" / "real"
_DAY = date(2026, 11, 30)
"""The day as of which they are read; it matters for birth dates in NIKs only."""


class RealMessage(BaseModel):
    """One message with its labels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    topic: str
    also: tuple[str, ...]
    """Other topics that are right."""
    question: str
    """The fine question that it asks; "none" if no fine answer fits."""
    question_also: tuple[str, ...]
    language: str
    style: str
    kind: str
    """What it was adapted from: an app review, a press quote, a forum ..."""
    source: str

    @property
    def topics(self) -> frozenset[str]:
        """All topics that are right."""
        return frozenset({self.topic, *self.also})

    @property
    def questions(self) -> frozenset[str]:
        """All fine questions that are right."""
        return frozenset({self.question, *self.question_also}) - {"none"}


@dataclass
class FineTally:
    """What became of the fine questions of some messages."""

    messages: int = 0
    answered: int = 0
    """With a fine answer."""
    right: int = 0
    offered: int = 0
    """A right one was a button of the question which topic is meant."""
    hosts: set[str] = field(default_factory=set)

    def note(self, meaning: Intent, one: RealMessage) -> None:
        self.messages += 1
        self.hosts.add(one.source)
        self.answered += bool(meaning.question)
        self.right += meaning.question in one.questions
        if meaning.topic is None:
            offered = {question for _, question in meaning.offers}
            self.offered += bool(offered & one.questions)

    def __str__(self) -> str:
        return (
            f"{self.answered} of {self.messages} get a fine answer, {self.right} of these a right one; "
            f"{self.offered} more are offered it; {len(self.hosts)} sources"
        )


def read(file: Path) -> list[RealMessage]:
    """The messages of a file. Raises ValidationError."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [RealMessage.model_validate(json.loads(line)) for line in lines]


def understand(one: RealMessage) -> Intent:
    """Reads a message as the bot does, long stories sentence by sentence."""
    return Reading(one.text, _DAY).intent


@dataclass(frozen=True, slots=True)
class Reached:
    """How many phrasings of fine questions, by somebody who saw no training, lead to them."""

    phrasings: int
    answered: int
    """With the right answer at once."""
    offered: int
    """With a choice in which the right question is named."""
    wrong: int
    """With the answer to another question."""

    @property
    def share(self) -> float:
        """The part that reaches its question, at once or as a choice."""
        return (self.answered + self.offered) / self.phrasings

    def __str__(self) -> str:
        return (
            f"{self.phrasings} phrasings: {self.answered} answered, {self.offered} offered ({100 * self.share:.1f} % "
            f"reach their question), {self.wrong} get another answer, the others a page or another choice"
        )


def phrasings() -> Reached:
    """How the phrasings in phrases.tsv, five of each question, are understood."""
    lines = (FOLDER / "phrases.tsv").read_text(encoding="utf-8").splitlines()
    answered = offered = wrong = 0
    for name, text in (line.split("\t") for line in lines):
        meaning = Reading(text, _DAY).intent
        answered += meaning.question == name
        wrong += meaning.question not in {name, ""}
        offered += meaning.topic is None and name in {question for _, question in meaning.offers}
    return Reached(len(lines), answered, offered, wrong)


def report(tally: Callable[[Iterable[tuple[Intent, frozenset[str]]]], object]) -> None:
    """Prints how each file is understood, and each kind of source and style of it."""
    for file in sorted(FOLDER.glob("*.jsonl")):
        found = [(one, understand(one)) for one in read(file)]
        print(f"{file.stem}: {tally((meaning, one.topics) for one, meaning in found)}")
        fine = FineTally()
        for one, meaning in found:
            fine.note(meaning, one)
        print(f"  {fine}")
        for what in ("kind", "style", "language"):
            for value in sorted({getattr(one, what) for one, _ in found}):
                own = [(meaning, one.topics) for one, meaning in found if getattr(one, what) == value]
                print(f"  {what:8} {value:22} {tally(own)}")
    print(f"each question, {phrasings()}")
