"""What the Cloud API answers, as far as we read it. Nothing of it is logged."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, strict=True)


class SentMessage(_Answer):
    """A message that Meta took."""

    id: Annotated[str, Field(min_length=1)]


class Sent(_Answer):
    """The answer to a message."""

    messages: Annotated[tuple[SentMessage, ...], Field(min_length=1)]


class Media(_Answer):
    """The answer to an upload."""

    id: Annotated[str, Field(min_length=1)]


class Done(_Answer):
    """The answer to what has no result."""

    success: bool


class PhoneNumber(_Answer):
    """Our phone number."""

    display_phone_number: Annotated[str, Field(min_length=1)]
    """As people read it: `+62 21 8853 2000`."""


class _Error(_Answer):
    code: int
    error_subcode: int | None = None


class Failed(_Answer):
    """An error of the Graph API. What it says in words may quote the request, and is not read."""

    error: _Error
