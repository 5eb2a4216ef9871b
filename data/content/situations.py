"""The guide by situation (data/content/situations.toml): what to do at which office, in three messages each.

The first says where to go, what to bring and what to say there, the second what to ask for and when to come back, the
third what to do if it is refused. Their steps are `situation.NAME`, that followed by `.after`, and by `.refused`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

import tomli
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from data.content import fine_answers
from data.content.fine_answers import FineAnswer
from data.content.texts import DEFAULT, Source

PREFIX = "situation."
"""The beginning of the step of each message."""
WHERE, AFTER, REFUSED = ".where", ".after", ".refused"
"""What follows the name of a situation in the steps of its messages; the first is reached without it, too."""
OFFICE, PAPERS, WORDS = ".office", ".papers", ".words"
"""The same of each line of the first message, which answers who asks about it just after that."""
ASK, BACK = ".ask", ".back"
"""The same of the lines of the second message."""
THIS = "*"
"""What stands for the situation that is talked about, where a step is named for all of them."""
LIST = "situations"
"""The step from which a situation is chosen; those of its groups begin with it."""
LONGEST_MESSAGE = 450

Heading = Literal["where", "bring", "say", "ask_back", "return_when", "refused"]
Group = Literal["ktp", "kk", "move", "data", "others"]
_Words = Annotated[str, StringConstraints(min_length=1)]
_Lines = Annotated[tuple[_Words, ...], Field(min_length=1)]


class Situation(BaseModel):
    """What somebody is in, and what to do. Words by language; another language than these gets Indonesian."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: Group
    answers: Annotated[tuple[str, ...], Field(min_length=1)]
    """The fine questions that it answers, the nearest first: its label, topic, page and simpler version are its own."""
    lead: Mapping[str, _Words] = Field(default_factory=dict)
    """What comes first: a kind word, or the answer itself."""
    where: Mapping[str, _Words]
    bring: Mapping[str, _Words]
    say: _Words
    """The sentence to say at the counter: Indonesian, in whatever language somebody reads."""
    means: _Words
    """What it says, in English."""
    ask_back: Mapping[str, _Words]
    return_when: Mapping[str, _Words]
    remind: int = 0
    """In how many days that is; 0 on a day that an officer names."""
    refused: Mapping[str, _Lines]
    buttons: Annotated[tuple[str, ...], Field(max_length=2)] = ()
    """The steps below its messages, besides those of its other messages."""
    source: Annotated[tuple[Source, ...], Field(min_length=1)]

    @property
    def answer(self) -> FineAnswer:
        """The fine question that is nearest to it."""
        return fine_answers.answers()[self.answers[0]]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    headings: Mapping[Heading, Mapping[str, str]]
    situations: Mapping[str, Situation]

    @model_validator(mode="after")
    def _of_known_questions(self) -> Self:
        asked = [name for one in self.situations.values() for name in one.answers]
        if unknown := set(asked) - fine_answers.answers().keys():
            raise ValueError(f"no such fine question: {', '.join(sorted(unknown))}")
        if len(set(asked)) < len(asked):
            raise ValueError("two situations answer the same fine question")
        return self


@cache
def _read() -> _File:
    written = files("data.content").joinpath("situations.toml").read_text(encoding="utf-8")
    return _File.model_validate(tomli.loads(written))


def situations() -> Mapping[str, Situation]:
    """Every situation, by its name. Raises ValidationError when the file is malformed."""
    return _read().situations


def message(name: str, part: str, code: str) -> str:
    """One of the messages of a situation, as a list of short lines. Raises KeyError for an unknown name."""
    one, heading = situations()[name], _read().headings
    lang = code if code in one.where else DEFAULT

    def line(key: Heading, words: str) -> str:
        return f"• {heading[key][lang]}: {words}"

    if part == REFUSED:
        return "\n".join((heading["refused"][lang], *(f"• {words}" for words in one.refused[lang])))
    said = f'"{one.say}"' if lang == DEFAULT else f'"{one.say}" ({one.means})'
    lines = {
        OFFICE: line("where", one.where[lang]),
        PAPERS: line("bring", one.bring[lang]),
        WORDS: line("say", said),
    }
    second = {ASK: line("ask_back", one.ask_back[lang]), BACK: line("return_when", one.return_when[lang])}
    if part == AFTER:
        return "\n".join(second.values())
    if part in lines or part in second:
        return (lines | second)[part].removeprefix("• ")
    return "\n".join((f"{one.lead[lang]}\n", *lines.values()) if one.lead else lines.values())


def name_in(step: str) -> str:
    """The name of the situation that a step belongs to; empty if it is none of these."""
    name = step.removeprefix(PREFIX).partition(".")[0] if step.startswith(PREFIX) else ""
    return name if name in situations() else ""


def part_in(step: str) -> str:
    """What follows the name of the situation in a step; empty where nothing does."""
    return step.removeprefix(f"{PREFIX}{name}") if (name := name_in(step)) else ""


def row_of(page: str) -> str:
    """The row of follow-ups about a message of a situation, which all situations share; any other page itself."""
    return f"{PREFIX[:-1]}{part_in(page)}" if name_in(page) else page


def of_this(step: str, page: str) -> str:
    """The step, where one named for all situations is that of the one talked about; their list if that is none."""
    if not step.startswith(THIS):
        return step
    return step.replace(THIS, f"{PREFIX}{name}") if (name := name_in(page)) else LIST


def page_of(page: str, part: str) -> str:
    """What is talked about after an answer: its page, or of a message of a situation, its step."""
    return part if name_in(part) else page


def is_beside(step: str, page: str) -> bool:
    """Whether a step answers in short what was asked beside a situation, which stays the one that is talked about."""
    return bool(name_in(page)) and not name_in(step) and step.startswith(fine_answers.PREFIX)
