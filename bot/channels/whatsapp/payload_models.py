"""The fields of WhatsApp's webhooks that we read, validated by pydantic.

What cannot be read becomes an `Odd` in its place, so that it takes nothing of its batch along. Source of the fields:
developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference, read in November 2026.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import core_schema

from bot.channels.json_messages import JsonModel, whole
from bot.channels.skipped_updates import wrong_fields

T = TypeVar("T")

_LONGEST_NUMBER = 15
"""Digits of a moment."""


@dataclass(frozen=True, slots=True)
class Odd:
    """An element of a list that is not as we know it."""

    fields: tuple[str, ...]
    """The names of the fields that are wrong."""


def _or_odd(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError as problem:
        return Odd(tuple(wrong_fields(problem)))


def _or_none(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError:
        return None


def _seconds(value: Any) -> int:
    """Seconds since 1970; 0 where they cannot be read. Meta writes them as text, and sometimes as a number."""
    try:
        found = int(value) if isinstance(value, str | int) and len(str(value)) <= _LONGEST_NUMBER else 0
    except ValueError:
        return 0
    return max(0, found)


def _or_odd_list(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    found = [] if value is None else _or_odd(value, read)
    return [found] if isinstance(found, Odd) else found


class _Each:
    """Reads each element of a list as one of our models; as an Odd where that fails, also where there is no list."""

    def __init__(self, kind: type[BaseModel]) -> None:
        self._kind = kind

    def __get_pydantic_core_schema__(self, _: Any, read: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        each = core_schema.no_info_wrap_validator_function(_or_odd, read(self._kind))
        return core_schema.no_info_wrap_validator_function(_or_odd_list, core_schema.list_schema(each))


_Text = Annotated[str, AfterValidator(whole)]
_Seconds = Annotated[int, BeforeValidator(_seconds)]
_Lenient = Annotated[T | None, WrapValidator(_or_none)]
"""Of a message that can be answered without it."""


class Contact(JsonModel):
    """Who wrote a message of the same value: only the ids, not the name."""

    wa_id: Any = None
    user_id: Any = None


class Metadata(JsonModel):
    """Which of our numbers is meant."""

    phone_number_id: _Text
    display_phone_number: Any = None


class Words(JsonModel):
    """A text message."""

    body: Annotated[_Text, Field(repr=False)]


class Pressed(JsonModel):
    """A pressed reply button, or a chosen row."""

    id: _Text


class Interactive(JsonModel):
    """The answer to buttons or a list of ours; a form has neither."""

    model_config = ConfigDict(extra="allow")

    button_reply: _Lenient[Pressed] = None
    list_reply: _Lenient[Pressed] = None


class TemplateButton(JsonModel):
    """A pressed quick reply of a template."""

    payload: _Text


class Context(JsonModel):
    """What a message answers, or whether it was passed on."""

    forwarded: Any = None
    frequently_forwarded: Any = None


class Referral(JsonModel):
    """The advertisement or post from which the person came."""

    source_type: _Text


class System(JsonModel):
    """A person has another phone number, or another id."""

    type: _Text
    user_id: Any = None
    previous_user_id: Any = None
    wa_id: Any = None
    new_wa_id: Any = None
    """Written instead of `wa_id` by versions before 12."""
    customer: Any = None
    """The phone before the change; in later versions it is the sender of the message."""


class Message(JsonModel):
    """A message of a person."""

    model_config = ConfigDict(extra="allow")
    """Lets us search what came with it for a NIK; none of it is stored."""

    id: Annotated[_Text, Field(min_length=1, max_length=512)]
    type: _Text
    timestamp: _Seconds = 0
    sender: Annotated[Any, Field(alias="from")] = None
    from_user_id: Any = None
    group_id: Any = None
    edited: bool = False
    """Whether it is the new form of a message that was sent before."""
    text: _Lenient[Words] = None
    interactive: _Lenient[Interactive] = None
    button: _Lenient[TemplateButton] = None
    context: _Lenient[Context] = None
    referral: _Lenient[Referral] = None
    system: _Lenient[System] = None

    @model_validator(mode="before")
    @classmethod
    def _as_edited(cls, given: Any) -> Any:
        """An edit has the new form of the message within."""
        if not (isinstance(given, Mapping) and given.get("type") == "edit"):
            return given
        edit = given.get("edit")
        new = edit.get("message") if isinstance(edit, Mapping) else None
        if not isinstance(new, Mapping):
            return given
        outside = {name: value for name, value in given.items() if name not in {"edit", "type", "context"}}
        return {**new, **outside, "edited": True}

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Leaves out unknown fields: they may hold what people wrote."""
        return ((name, value) for name, value in super().__repr_args__() if name in Message.model_fields)


class Pricing(JsonModel):
    """How a message of ours is billed. `billable` was its old form, and is not read."""

    type: _Text = ""
    category: _Text


class Failure(JsonModel):
    """Why a message of ours failed, or what went wrong at Meta's."""

    code: int


class Status(JsonModel):
    """The state of a message of ours."""

    id: Annotated[_Text, Field(min_length=1, max_length=512)]
    status: _Text
    timestamp: _Seconds = 0
    recipient_id: Any = None
    recipient_user_id: Any = None
    biz_opaque_callback_data: _Lenient[_Text] = None
    pricing: _Lenient[Pricing] = None
    errors: _Lenient[list[Failure]] = None


class Preference(JsonModel):
    """A person stopped our advertising, or allows it again."""

    value: _Text
    timestamp: _Seconds = 0
    wa_id: Any = None
    user_id: Any = None


class Conversations(JsonModel):
    """The value of a change that concerns people: what they wrote, what became of our messages, what they want."""

    metadata: Metadata
    contacts: Annotated[list[Contact | Odd], _Each(Contact)] = Field(default=[])
    messages: Annotated[list[Message | Odd], _Each(Message)] = Field(default=[])
    statuses: Annotated[list[Status | Odd], _Each(Status)] = Field(default=[])
    user_preferences: Annotated[list[Preference | Odd], _Each(Preference)] = Field(default=[])
    errors: _Lenient[list[Failure]] = None


class Change(JsonModel):
    """One thing that happened; the form of its value depends on the field."""

    field: _Text
    value: Annotated[Any, Field(repr=False)] = None


class Entry(JsonModel):
    """What happened at one business account."""

    time: _Seconds = 0
    changes: Annotated[list[Change | Odd], _Each(Change)] = Field(default=[])


class Payload(JsonModel):
    """A whole webhook."""

    object: _Text
    entry: Annotated[list[Entry | Odd], _Each(Entry)]
