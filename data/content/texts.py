"""All texts by key and language, with the source and date of their facts."""

from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Self

import tomli
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, TypeAdapter, model_validator

from data.clock import WIB
from data.content import review_periods
from data.content.review_periods import Kind

Day = date
"""The type `date`, for classes with a field of that name."""
LANGUAGES = ("id", "en", "su")
DEFAULT = "id"

LONGEST_REPLY = 900
LONGEST_FIRST = 350
LONGEST_LABEL = 20

Source = Annotated[str, StringConstraints(pattern=r"^S\d{1,2} (\d{4}(-\d{2}){0,2}|undated) [HM]$")]
"""A source in sources.toml, its date, and the confidence in the fact: high or medium. Less is not published."""


CommaSeparated = Annotated[
    tuple[str, ...], BeforeValidator(lambda written: [" ".join(one.split()) for one in written.split(",")])
]
"""Words and phrases separated by commas; a line may end with a comma."""


class Publication(BaseModel):
    """A source of facts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    date: Annotated[str, StringConstraints(pattern=r"^(\d{4}(-\d{2}){0,2}|undated)$")]
    short: str | None = None
    """Its name as shown to residents."""
    kind: Kind
    checked: Day | None = None
    """The day of the last review; None if there was none since the date of the source."""
    review_by: Day | None = None
    """The day on which the fact ends, if known; otherwise its kind decides."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        looked = self.checked or review_periods.first_day(self.date)
        if looked and self.review_by and self.review_by <= looked:
            raise ValueError("review_by is not after the day of the last review")
        return self

    @property
    def due(self) -> Day:
        """The last day before a review is due."""
        return self.review_by or review_periods.review_by(
            self.checked or review_periods.first_day(self.date), self.kind
        )


class Sentence(BaseModel):
    """One reply."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    source: tuple[Source, ...] = ()
    review_by: Day | None = None
    """The review date of this sentence, if it differs from that of its sources."""

    @model_validator(mode="after")
    def _of_a_fact(self) -> Self:
        if self.review_by and not self.source:
            raise ValueError("review_by needs a source")
        return self


class Language(BaseModel):
    """The texts of one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    months: tuple[str, ...]
    labels: dict[str, str]
    """Labels of buttons."""
    commands: dict[str, str]
    """Commands listed in apps, with their descriptions."""
    phrases: dict[str, str]
    """Parts of replies."""
    replies: dict[str, Sentence]


_SOURCES = TypeAdapter(dict[str, Publication])


class Keywords(BaseModel):
    """Words and phrases that name pages, or that are signs of a situation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pages: dict[str, CommaSeparated]
    """The words and phrases of each page."""
    signs: dict[str, CommaSeparated]
    """Those of accidents, of despair, of insults, of hypothetical questions ..."""


_WEB = TypeAdapter(dict[str, dict[str, str]])
_WISHES = TypeAdapter(dict[str, CommaSeparated])
_TYPED = TypeAdapter(dict[str, dict[str, CommaSeparated]])


def read_toml(name: str) -> dict[str, object]:
    """The content of a file of data/texts, by its name without the ending."""
    return tomli.loads(files("data").joinpath(f"texts/{name}.toml").read_text(encoding="utf-8"))


@cache
def sources() -> dict[str, Publication]:
    """Every source, by its number. Raises ValidationError when the file is malformed."""
    return _SOURCES.validate_python(read_toml("sources"))


@cache
def keywords() -> Keywords:
    """Words and phrases of pages and signs. Raises ValidationError when the file is malformed."""
    return Keywords.model_validate(read_toml("keywords"))


@cache
def wishes() -> dict[str, tuple[str, ...]]:
    """The words of wishes, by their class. Raises ValidationError when the file is malformed."""
    return _WISHES.validate_python(read_toml("wishes"))


@cache
def _typed() -> dict[str, dict[str, tuple[str, ...]]]:
    return _TYPED.validate_python(read_toml("typed"))


def typed(table: str) -> dict[str, tuple[str, ...]]:
    """A table of the words that people type, such as commands, yes and no. Raises KeyError for an unknown one."""
    return _typed()[table]


@cache
def _choices() -> dict[str, dict[str, tuple[str, ...]]]:
    return _TYPED.validate_python(read_toml("choices"))


def choices(table: str) -> dict[str, tuple[str, ...]]:
    """A table of what people type in place of a button. Raises KeyError for an unknown one."""
    return _choices()[table]


@cache
def web(code: str) -> dict[str, str]:
    """The texts of the web page itself, in one language. Raises ValidationError when the file is malformed."""
    return _WEB.validate_python(read_toml("web"))[code]


class TelegramProfile(BaseModel):
    """What Telegram shows about the bot, in one language. The limits are those of setMyDescription and its sister."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    description: Annotated[str, StringConstraints(min_length=1, max_length=512)]
    """In the empty chat, before the first message."""
    short_description: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    """On the bot's profile, and where its link is shared."""


_TELEGRAM = TypeAdapter(dict[str, TelegramProfile])


@cache
def telegram(code: str) -> TelegramProfile:
    """What Telegram shows about the bot. Raises ValidationError when the file is malformed or a text is too long."""
    return _TELEGRAM.validate_python(read_toml("telegram"))[code]


@cache
def web_extras(code: str) -> dict[str, str]:
    """The texts of what stands below an answer on the web page. Raises ValidationError when the file is malformed."""
    return _WEB.validate_python(read_toml("web_extras"))[code]


@cache
def language(code: str) -> Language:
    """All texts of one language. Raises ValidationError when the file is malformed."""
    return Language.model_validate(read_toml(code))


class _Desk(BaseModel):
    """The texts for staff, in Indonesian."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    commands: dict[str, str]
    labels: dict[str, str]
    phrases: dict[str, str]
    replies: dict[str, str]


@cache
def _desk() -> _Desk:
    return _Desk.model_validate(read_toml("staff"))


def staff(key: str, **values: object) -> str:
    """A reply to staff, with its values filled in. Raises KeyError for an unknown key or a missing value."""
    return _desk().replies[key].format(**values).strip()


def staff_phrase(key: str, **values: object) -> str:
    """A part of a reply to staff. Raises KeyError for an unknown key or a missing value."""
    return _desk().phrases[key].format(**values)


def is_staff_text(key: str) -> bool:
    """Whether there is a reply to staff with this key."""
    return key in _desk().replies


def is_staff_phrase(key: str) -> bool:
    """Whether there is a part with this key; a reason stored by an older version may have none."""
    return key in _desk().phrases


def staff_commands() -> dict[str, str]:
    """The commands of staff, with their descriptions."""
    return _desk().commands


def staff_label(key: str) -> str:
    """The label of a button for staff."""
    return _desk().labels[key]


def text(key: str, code: str, **values: object) -> str:
    """A reply, with its values filled in. Raises KeyError for an unknown key or a missing value."""
    return language(code).replies[key].text.format(**values).strip() if values else _whole_text(key, code)


@cache
def _whole_text(key: str, code: str) -> str:
    return language(code).replies[key].text.format().strip()


def phrase(key: str, code: str, **values: object) -> str:
    """A part of a reply, with its values filled in."""
    return language(code).phrases[key].format(**values)


def label(key: str, code: str) -> str:
    """The label of a button."""
    return language(code).labels[key]


def day(value: date, code: str) -> str:
    """A date in words: 5 November 2025."""
    return f"{value.day} {language(code).months[value.month - 1]} {value.year}"


def partial_date(written: str, code: str) -> str:
    """A date that may be only a month or a year: 2025, November 2025, 12 November 2025."""
    year, month, dom = (*map(int, written.split("-")), 0, 0)[:3]
    words = [str(dom)] if dom else []
    return " ".join([*words, *([language(code).months[month - 1]] if month else []), str(year)])


def moment(value: datetime, code: str) -> str:
    """A date and time in Bekasi, rounded up to the minute so that it is never too early."""
    local = (value + timedelta(seconds=59)).astimezone(WIB)
    return phrase("moment", code, day=day(local.date(), code), hour=f"{local:%H}", minute=f"{local:%M}")
