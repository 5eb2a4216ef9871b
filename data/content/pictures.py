"""The explanatory pictures in each language: the image, and its content as text for people who cannot see it."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import tomli
from pydantic import BaseModel, ConfigDict, TypeAdapter

from data.content.texts import Source

NAMES = ("kelurahan", "app", "protects", "papers")
NUMBERED = frozenset({"kelurahan", "app"})
"""Pictures whose lines are numbered steps."""
LONGEST_ALT = 900


class Line(BaseModel):
    """One line of a picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    head: str = ""
    more: str = ""
    heading: str = ""
    """A heading above this line and those that follow."""
    say: str = ""
    """What to say at the counter."""
    warn: str = ""
    no: bool = False
    """Marks what is not included."""


class PictureText(BaseModel):
    """All text of one picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    lead: str
    lines: tuple[Line, ...]
    footer: tuple[str, ...]
    """Sentences, each on its own line."""
    source: tuple[Source, ...]


_PICTURES = TypeAdapter(dict[str, dict[str, PictureText]])


@cache
def _all() -> dict[str, dict[str, PictureText]]:
    return _PICTURES.validate_python(
        tomli.loads(files("data").joinpath("texts/pictures.toml").read_text(encoding="utf-8"))
    )


def picture_text(name: str, language: str) -> PictureText:
    """The text of a picture. Raises KeyError for an unknown one, ValidationError when the file is malformed."""
    return _all()[language][name]


@cache
def png(name: str, language: str) -> bytes:
    """The picture as PNG. Raises FileNotFoundError for an unknown one."""
    return files("data").joinpath(f"pictures/{name}.{language}.png").read_bytes()


@cache
def alt(name: str, language: str) -> str:
    """The content of a picture as text, line by line. Raises KeyError for an unknown one."""
    picture = picture_text(name, language)
    lines = "\n".join(_read_out(picture.lines, numbered=name in NUMBERED))
    return "\n\n".join([picture.title, picture.lead, lines, " ".join(picture.footer)])


def _read_out(lines: tuple[Line, ...], *, numbered: bool) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if line.heading:
            yield line.heading
        joint = ". " if line.more[:1].isupper() else ", "
        said = joint.join(filter(None, (line.head, line.more)))
        spoken = " ".join(filter(None, (said, f"“{line.say}”" if line.say else "", line.warn)))
        yield f"{number}. {spoken}" if numbered else f"• {spoken}"
