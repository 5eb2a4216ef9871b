"""What may be sent to us as JSON: a text or a pressed button. The edge where outside data meets pydantic."""

import json
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator


class Malformed(ValueError):
    """What came is no question; the message says what is wrong, without repeating it."""


class NoJson(Malformed):
    """What came is no JSON at all."""


def whole(text: str | None) -> str | None:
    """Half a surrogate pair, which JSON lets pass, becomes a question mark."""
    return text and text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Question(BaseModel):
    """What every JSON channel sends."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, strict=True)

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
    """One message of the web chat. Sent again with the same id, it is answered once."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
    cookies: Literal["given", "refused"] | None = None
    """What only our page says: it was given cookies with an answer before, or has heard that they do not come back."""
    language: Literal["id", "en", "su"] | None = None
    """In which the page speaks; it counts while no cookie says whose chat this is."""


Kind = TypeVar("Kind", bound=Question)


def read(kind: type[Kind], raw: str | bytes) -> Kind:
    """Raises Malformed or NoJson."""
    try:
        return kind.model_validate(json.loads(raw))
    except ValidationError as problem:
        wrong = [f"{'.'.join(map(str, e['loc'])) or 'line'}: {e['msg']}" for e in problem.errors()]
        raise Malformed("; ".join(wrong)) from None
    except (ValueError, RecursionError):  # a number of 5,000 digits is no JSON of ours, either
        raise NoJson("this is no JSON") from None
