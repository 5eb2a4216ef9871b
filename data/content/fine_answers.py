"""The answers to fine questions (data/content/answers): what one person wants to know, in one to three sentences.

A fine question belongs to a topic and to a page, which has more about it. Its answer is the step `answer.NAME`. How
people ask it stands in workshop/examples/questions, from which the model learns.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

import tomli
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from data.content.texts import DEFAULT, LONGEST_LABEL, Day, Source

PREFIX = "answer."
"""The beginning of the step of each answer."""
LONGEST_ANSWER = 320
LONGEST_SIMPLE = 160

_Label = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_LABEL)]
_Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ANSWER)]
_Simple = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_SIMPLE)]


class FineAnswer(BaseModel):
    """One fine question: where it belongs, and its answer in each language. Without Sundanese, that is Indonesian."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    """The topic, as in the training messages."""
    page: str
    """The page that has more about it."""
    label: Mapping[str, _Label]
    """What the question is called on a button."""
    id: _Words
    en: _Words
    su: _Words | None = None
    by_page: bool = False
    """Whether the page of its topic answers a message, as it asks or does something; these words stand by buttons."""
    ends_a_matter: bool = True
    """Whether to ask below it if it helped: not to who complains or worries, nor where we do not know."""
    buttons: Annotated[tuple[str, ...], Field(max_length=3)]
    """The steps below the answer."""
    source: tuple[Source, ...] = ()
    review_by: Day | None = None
    """The review date, if it differs from that of its sources."""
    simple: Mapping[str, _Simple] = Field(default_factory=dict)
    """The answer in simpler words; empty for a short one."""

    @property
    def topic_alone(self) -> str:
        """The topic without the redirect of what is out of scope."""
        return self.topic.partition(":")[0]

    def text(self, code: str) -> str:
        """The answer in a language."""
        return str(getattr(self, code) or getattr(self, DEFAULT))

    def is_in(self, code: str) -> bool:
        """Whether the answer is written in a language."""
        return bool(getattr(self, code))

    def label_in(self, code: str) -> str:
        """The label in a language."""
        return self.label.get(code) or self.label[DEFAULT]

    def simple_in(self, code: str) -> str:
        """The answer in simpler words; the answer itself if it is short."""
        return self.simple.get(code) or self.simple.get(DEFAULT) or self.text(code)


_ANSWERS = TypeAdapter(dict[str, FineAnswer])


def read(toml: str) -> dict[str, FineAnswer]:
    """The answers of one file. Raises TOMLDecodeError and ValidationError."""
    return _ANSWERS.validate_python(tomli.loads(toml))


def _read() -> Iterator[tuple[str, FineAnswer]]:
    for file in sorted(files("data.content").joinpath("answers").iterdir(), key=lambda one: one.name):
        yield from read(file.read_text(encoding="utf-8")).items()


@cache
def answers() -> Mapping[str, FineAnswer]:
    """The answer to each fine question, by its name. Raises ValidationError when a file is malformed."""
    return dict(_read())


def of_step(step: str) -> FineAnswer | None:
    """The answer that a step gives; None for any other step."""
    return answers().get(step.removeprefix(PREFIX)) if step.startswith(PREFIX) else None
