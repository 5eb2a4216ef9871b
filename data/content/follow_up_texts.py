"""The words of follow-ups, which step answers them about which page, and the simpler version of each answer."""

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from data.content.texts import CommaSeparated, read_toml


class FollowUps(BaseModel):
    """The words of follow-ups: what people ask about the answer that they just got."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: dict[str, CommaSeparated]
    """The words and phrases of each kind, in the order in which they are looked for."""
    offices: dict[str, CommaSeparated]
    """The words that name the offices of a step."""
    words: dict[Literal["fillers"], CommaSeparated]
    """Words that may stand beside a follow-up."""
    unclear: dict[Literal["phrases", "fillers"], CommaSeparated]
    """Phrases of somebody who did not understand, and words that may stand beside them."""
    courtesies: dict[Literal["thanks", "greetings", "cries", "beside"], CommaSeparated]
    """Words that may stand before or behind a question without being one."""
    sorrow: dict[str, CommaSeparated]
    """Signs of somebody who is disappointed, or weary."""
    meanings: dict[str, CommaSeparated]
    """The words that people ask the meaning of, by the step that says it."""
    meaning: dict[Literal["asks", "beside"], CommaSeparated]
    """What asks for a meaning, and what may stand beside it."""
    anywhere: dict[str, CommaSeparated]
    """Patterns of questions that one step answers, whatever was answered before."""
    after_pages: dict[str, dict[Literal["pages", "phrases"], CommaSeparated]]
    """Patterns of questions that a step answers after some pages, and these pages."""
    own_desil: dict[Literal["beside"], CommaSeparated]
    """Words that may stand beside the desil of the family where nothing else is asked than whether it may do."""
    of_situations: dict[str, CommaSeparated]
    """Patterns of what is asked about the situation that is talked about, the most telling first."""
    other_situations: dict[str, dict[Literal["of", "phrases"], CommaSeparated]]
    """Patterns of who is in another situation than the one talked about, and of which, if not of any."""
    asks_for_sigap: dict[Literal["phrases"], CommaSeparated]
    """Words of who hopes for SIGAP from what a situation tells."""
    not_of_situations: dict[Literal["phrases"], CommaSeparated]
    """Words with which a message is about something else than a situation."""


class FollowUpPages(BaseModel):
    """Which step answers a follow-up about a page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pages: dict[str, dict[str, str]]
    """For each page, the step of each kind of follow-up; `like` names a page whose other steps it shares."""
    pointless: dict[str, CommaSeparated]
    """For each page, the kinds that make no sense about it."""
    numbered: dict[str, CommaSeparated]
    """For each text with a numbered list of its own, the steps of its items."""
    listed: dict[str, CommaSeparated]
    """The same for lists without numbers, whose items are meant only where more is asked about them."""


_SIMPLE = TypeAdapter(dict[str, dict[str, str]])


@cache
def follow_ups() -> FollowUps:
    """The words of follow-ups. Raises ValidationError when the file is malformed."""
    return FollowUps.model_validate(read_toml("follow_ups"))


@cache
def follow_up_pages() -> FollowUpPages:
    """The steps that answer follow-ups. Raises ValidationError when the file is malformed."""
    return FollowUpPages.model_validate(read_toml("follow_up_pages"))


@cache
def _simple() -> dict[str, dict[str, str]]:
    return _SIMPLE.validate_python(read_toml("simple"))


def simple_pages() -> frozenset[str]:
    """The pages that have a simpler version."""
    return frozenset(_simple())


def simple(page: str, code: str, **values: str) -> str:
    """The simpler version of a page. Raises KeyError for a page that has none, and for a missing value."""
    return _simple()[page][code].format(**values)
