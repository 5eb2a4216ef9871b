"""The messages that may come as JSON, validated by pydantic: a text, or a pressed button."""

import json
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator


class Malformed(ValueError):
    """The input is not a message; the error says what is wrong without quoting it."""


class NotJson(Malformed):
    """The input is not JSON at all."""


def whole(text: str | None) -> str | None:
    """The text with a question mark for each lone surrogate, which JSON allows."""
    return text and text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class JsonModel(BaseModel):
    """What somebody outside sent as JSON: it cannot change, and no error or cache keeps it."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        cache_strings="keys",  # not what somebody wrote: it may be a NIK, which is kept no longer than its turn
    )


class Question(JsonModel):
    """The fields of every JSON channel."""

    model_config = ConfigDict(strict=True)

    text: Annotated[str | None, AfterValidator(whole)] = Field(default=None, repr=False)
    choice: Annotated[str | None, AfterValidator(whole)] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.choice is None):
            raise ValueError('give either "text" or "choice"')
        return self


class Line(Question):
    """One line of `sigap ask`."""

    chat: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Message(Question):
    """A message of the web chat. If it is sent again with the same id, it is answered once."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
    cookies: Literal["given", "refused"] | None = None
    """Sent by our page only: cookies were set with an earlier answer, or were refused by the browser."""
    language: Literal["id", "en", "su"] | None = None
    """The language of the page; it counts while no cookie identifies the chat."""


Kind = TypeVar("Kind", bound=Question)


def read(kind: type[Kind], raw: str | bytes) -> Kind:
    """Reads a message. Raises Malformed or NotJson."""
    try:
        return kind.model_validate_json(raw)
    except ValidationError:
        return _read_loosely(kind, raw)


def _read_loosely(kind: type[Kind], raw: str | bytes) -> Kind:
    """Reads what Python's own parser takes beside: other encodings, lone surrogates. Says what is wrong, too."""
    try:
        return kind.model_validate(json.loads(raw))
    except ValidationError as problem:
        wrong = [f"{'.'.join(map(str, e['loc'])) or 'line'}: {e['msg']}" for e in problem.errors()]
        raise Malformed("; ".join(wrong)) from None
    except (ValueError, RecursionError):  # a number of 5,000 digits is an error, too
        raise NotJson("this is not JSON") from None
