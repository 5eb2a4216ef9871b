"""The text of the poster in each language, with its sources (texts/poster.toml)."""

from functools import cache
from importlib.resources import files

import tomli
from pydantic import BaseModel, ConfigDict, TypeAdapter

from data.content.texts import Source


class PosterText(BaseModel):
    """All text of the poster."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    subtitle: str
    about: tuple[str, ...]
    """What SIGAP is, in short sentences."""
    scan: str
    web: str
    telegram: str
    whatsapp: str
    promises: tuple[str, ...]
    """The last promise is the longest."""
    footer: str
    """The date of the facts."""
    source: tuple[Source, ...]


_POSTERS = TypeAdapter(dict[str, PosterText])


@cache
def poster_text(language: str) -> PosterText:
    """The text in one language. Raises KeyError for an unknown one, ValidationError when the file is malformed."""
    written = files("data").joinpath("texts/poster.toml").read_text(encoding="utf-8")
    return _POSTERS.validate_python(tomli.loads(written))[language]
