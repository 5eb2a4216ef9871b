"""The words by which the language of a message is known, where it is not Indonesian."""

from functools import cache

from pydantic import BaseModel, ConfigDict, TypeAdapter

from data.content.texts import CommaSeparated, read_toml


class Dialect(BaseModel):
    """The words of one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sure: CommaSeparated
    """Words of this language alone."""
    shared: CommaSeparated
    """Words of others, too, which count beside those."""
    points: CommaSeparated = ()
    """Those of them that ask or point, so that few words are a message."""


_DIALECTS = TypeAdapter(dict[str, Dialect])


@cache
def dialects() -> dict[str, Dialect]:
    """English ("en"), Sundanese ("su"), Javanese ("jv"), Betawi ("bt") and Indonesian ("id").

    Raises ValidationError when the file is malformed.
    """
    return _DIALECTS.validate_python(read_toml("dialects"))
