"""Every sentence we say, by key and language, with the source and date of its facts."""

import tomllib
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

LANGUAGES = ("id", "en")
DEFAULT = "id"
WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian Time; it has no summer time."""

LONGEST_REPLY = 900
LONGEST_FIRST = 350
LONGEST_LABEL = 20

Source = Annotated[str, StringConstraints(pattern=r"^S\d{1,2} \d{4}(-\d{2}){0,2} [HM]$")]
"""A source of sources.toml, its date, and the confidence in the fact: high or medium. Nothing lower is told."""


class Sentence(BaseModel):
    """One reply."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    source: tuple[Source, ...] = ()


class Language(BaseModel):
    """One file of texts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    months: tuple[str, ...]
    labels: dict[str, str]
    """Of buttons."""
    phrases: dict[str, str]
    """Parts that are set into replies."""
    replies: dict[str, Sentence]


@cache
def language(code: str) -> Language:
    """One language. Raises ValidationError when its file is malformed."""
    written = files("data").joinpath(f"texts/{code}.toml").read_text(encoding="utf-8")
    return Language.model_validate(tomllib.loads(written))


def text(key: str, code: str, **values: object) -> str:
    """The reply with its values set in. Raises KeyError for an unknown key or a value not given."""
    return language(code).replies[key].text.format(**values).strip()


def phrase(key: str, code: str, **values: object) -> str:
    """A part of a reply with its values set in."""
    return language(code).phrases[key].format(**values)


def label(key: str, code: str) -> str:
    """The words on a button."""
    return language(code).labels[key]


def day(value: date, code: str) -> str:
    """A date in words: 5 November 2025."""
    return f"{value.day} {language(code).months[value.month - 1]} {value.year}"


def moment(value: datetime, code: str) -> str:
    """A date and time of day in Bekasi, rounded up to the minute, so that it is never too early."""
    local = (value + timedelta(seconds=59)).astimezone(WIB)
    return phrase("moment", code, day=day(local.date(), code), hour=f"{local:%H}", minute=f"{local:%M}")
