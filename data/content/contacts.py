"""Offices and their contact details, each with its source or the day on which staff verified it."""

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

import tomli
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError, model_validator

from data.content import texts
from data.content.texts import Source
from data.files import given_files
from data.problems import Problem
from data.shortened import cut

FILE = "contacts.toml"
_MOST = 64 << 10
"""The most bytes of the file; an office takes 200."""
_LONGEST_LINE = 1000
"""The most characters of a line, without comments; values have at most 120."""
_MOST_DOTS = 5
"""The most dots in a key: the parser's memory grows with their square."""
_NAMED = 5
"""The most invalid entries named in an error."""

Matter = Literal["population", "welfare", "bpjs", "emergency"]
MATTERS: tuple[Matter, ...] = get_args(Matter)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\n]*$")]
DETAILS = ("address", "phone", "whatsapp", "web", "hours")


class ContactsProblem(Problem):
    """A contacts file is invalid; the message names the entry and what to do."""


class Contact(BaseModel):
    """One office. Unknown details are left out."""

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
    """The day until which it is valid, if known; otherwise `data.content.review_periods` decides."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.source and self.source_name is None:
            raise ValueError(f"{self.source.split()[0]} is not a source with a short name in texts/sources.toml")
        return self

    @property
    def shown(self) -> bool:
        """Whether residents may see it: it has a source, or staff verified it."""
        return self.verified_on is not None or self.source is not None

    @property
    def source_name(self) -> str | None:
        """The source's name as shown to residents."""
        known = texts.sources().get(self.source.split()[0]) if self.source else None
        return known.short if known else None

    @property
    def source_date(self) -> str | None:
        """The date of the source: a year, a month or a day, in ISO form."""
        return self.source.split()[1] if self.source else None


Contacts = TypeAdapter(dict[str, Contact])


def _is_strange(line: str) -> bool:
    """Whether a line cannot belong to a list of contacts: it is too long, or its key has too many parts."""
    line = line.strip()
    if line.startswith("#"):
        return False
    return len(line) > _LONGEST_LINE or line.partition("=")[0].count(".") > _MOST_DOTS


def _read(written: str, where: str) -> dict[str, Contact]:
    for number, line in enumerate(written.splitlines(), start=1):
        if _is_strange(line):
            raise ContactsProblem(
                f"{where}: line {number} is not part of a contact. The format is explained at the top of "
                f"data/content/{FILE}."
            )
    try:
        return Contacts.validate_python(tomli.loads(written))
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise ContactsProblem(f"{where} is not valid TOML: {error}.") from None
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False, include_context=False)
        wrong = "; ".join(f"{cut('.'.join(map(str, e['loc'])))}: {e['msg']}" for e in errors[:_NAMED])
        wrong += f"; and {len(errors) - _NAMED:,} more" if len(errors) > _NAMED else ""
        raise ContactsProblem(f"{where}: {wrong}. The format is explained at the top of data/content/{FILE}.") from None


def read(data_dir: Path) -> tuple[Contact, ...]:
    """The contacts that residents may see. Raises ContactsProblem."""
    return tuple(contact for contact in read_all(data_dir) if contact.shown)


def read_all(data_dir: Path) -> tuple[Contact, ...]:
    """All contacts: ours, replaced or extended by the file in the data directory. Raises ContactsProblem."""
    found = _read(files("data.content").joinpath(FILE).read_text(encoding="utf-8"), f"data/content/{FILE}")
    own = data_dir / FILE
    if own.exists():
        try:
            found |= _read(given_files.read(own, _MOST).decode("utf-8"), str(own))
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise ContactsProblem(f"{own} cannot be read: {why}.") from None
    return tuple(found.values())
