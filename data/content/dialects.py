"""The words by which a message in a language is known that we do not answer in: Javanese, Betawi."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from data.content.texts import CommaSeparated


class Dialect(BaseModel):
    """The words of one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sure: CommaSeparated
    """Words of this language alone."""
    shared: CommaSeparated
    """Words of others, too, which count beside those."""


_DIALECTS = TypeAdapter(dict[str, Dialect])


@cache
def dialects() -> dict[str, Dialect]:
    """Javanese ("jv") and Betawi ("bt"). Raises ValidationError when the file is malformed."""
    return _DIALECTS.validate_python(
        tomllib.loads(files("data").joinpath("texts/dialects.toml").read_text(encoding="utf-8"))
    )
