"""Offices and numbers that residents may be told: each with its source, or the day that staff checked it."""

import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError, model_validator

from data.content import texts
from data.content.texts import Source
from data.files import given_files
from data.problems import Problem
from data.shortened import cut

FILE = "contacts.toml"
_MOST = 64 << 10
"""Bytes; an office takes 200."""
_LONGEST_LINE = 1000
"""Characters, comments apart; no value has more than 120."""
_MOST_DOTS = 5
"""In a key: the parser takes memory with the square of them."""
_NAMED = 5
"""Entries that are named when they are wrong."""

Matter = Literal["population", "welfare", "bpjs", "emergency"]
MATTERS: tuple[Matter, ...] = get_args(Matter)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\n]*$")]
DETAILS = ("address", "phone", "whatsapp", "web", "hours")


class ContactsProblem(Problem):
    """A contacts file is wrong; the message names the entry and what to do."""


class Contact(BaseModel):
    """One office. What is not known is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Line
    matters: tuple[Matter, ...]
    address: Line | None = None
    phone: Line | None = None
    whatsapp: Line | None = None
    web: Line | None = None
    hours: Line | None = None
    source: Source | None = None
    verified_on: date | None = None
    review_by: date | None = None
    """Until when it surely holds, where that is known; else as `data.content.review_periods` says of a contact."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.source and self.source_name is None:
            raise ValueError(f"{self.source.split()[0]} is no source with a short name in texts/sources.toml")
        return self

    @property
    def shown(self) -> bool:
        """Whether residents may be told: somebody vouches for it."""
        return self.verified_on is not None or self.source is not None

    @property
    def source_name(self) -> str | None:
        """The source as residents are told it."""
        known = texts.sources().get(self.source.split()[0]) if self.source else None
        return known.short if known else None

    @property
    def source_date(self) -> str | None:
        """The date of the source: a year, a month or a day, in ISO form."""
        return self.source.split()[1] if self.source else None


Contacts = TypeAdapter(dict[str, Contact])


def _is_strange(line: str) -> bool:
    """Whether a line cannot be of a list of contacts: too long, or its key of too many parts."""
    line = line.strip()
    if line.startswith("#"):
        return False
    return len(line) > _LONGEST_LINE or line.partition("=")[0].count(".") > _MOST_DOTS


def _read(written: str, where: str) -> dict[str, Contact]:
    for number, line in enumerate(written.splitlines(), start=1):
        if _is_strange(line):
            raise ContactsProblem(
                f"{where}: line {number} is none of a contact. The form is explained at the top of data/{FILE}."
            )
    try:
        return Contacts.validate_python(tomllib.loads(written))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ContactsProblem(f"{where} is no valid TOML: {error}.") from None
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False, include_context=False)
        wrong = "; ".join(f"{cut('.'.join(map(str, e['loc'])))}: {e['msg']}" for e in errors[:_NAMED])
        wrong += f"; and {len(errors) - _NAMED:,} more" if len(errors) > _NAMED else ""
        raise ContactsProblem(f"{where}: {wrong}. The form is explained at the top of data/{FILE}.") from None


def read(data_dir: Path) -> tuple[Contact, ...]:
    """Those that residents may be told. Raises ContactsProblem."""
    return tuple(contact for contact in read_all(data_dir) if contact.shown)


def read_all(data_dir: Path) -> tuple[Contact, ...]:
    """Ours, and over them those of staff in the data directory. Raises ContactsProblem."""
    found = _read(files("data.content").joinpath(FILE).read_text(encoding="utf-8"), f"data/content/{FILE}")
    own = data_dir / FILE
    if own.exists():
        try:
            found |= _read(given_files.read(own, _MOST).decode("utf-8"), str(own))
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is no UTF-8 text"
            raise ContactsProblem(f"{own} cannot be read: {why}.") from None
    return tuple(found.values())
