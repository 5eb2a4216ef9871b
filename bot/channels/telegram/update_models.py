"""The fields of Telegram's updates that we read, validated by pydantic."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter

from bot.channels.json_messages import JsonModel, whole

_Text = Annotated[str, AfterValidator(whole)]
_Id = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""The range of integers that the database can store."""


class User(JsonModel):
    """Somebody who writes."""

    id: _Id
    is_bot: bool = False
    language_code: _Text | None = None


class Me(JsonModel):
    """Our own bot, as `getMe` describes it."""

    id: int
    username: Annotated[str, Field(min_length=1)]


class Chat(JsonModel):
    """A private chat, or a group."""

    id: _Id
    type: _Text


class Message(JsonModel):
    """A message: a text, or an attachment."""

    model_config = ConfigDict(extra="allow")
    """Lets us see that a message holds fields that we do not know; none of them is stored."""

    message_id: _Id
    chat: Chat
    sender: Annotated[User | None, Field(alias="from")] = None
    sender_chat: Any = None
    """The group or channel in whose name somebody writes; `sender` is then a user of Telegram's own."""
    is_automatic_forward: Any = None
    """Says that it is a post of the channel to which the group belongs."""
    text: Annotated[_Text | None, Field(repr=False)] = None
    caption: Annotated[_Text | None, Field(repr=False)] = None
    entities: Any = None
    caption_entities: Any = None
    reply_markup: Any = None
    date: Any = None
    edit_date: Any = None
    media_group_id: Any = None
    """Of an album: each of its photos is a message, and an update, of its own."""
    message_thread_id: Any = None
    is_topic_message: Any = None
    reply_to_message: "Message | None" = None
    forward_origin: Any = None
    forward_date: Any = None
    """Says that a message was forwarded, on Bot API servers from before 2024."""
    photo: Any = None
    document: Any = None
    video: Any = None
    video_note: Any = None
    animation: Any = None
    audio: Any = None
    voice: Any = None
    contact: Any = None
    location: Any = None
    sticker: Any = None
    dice: Any = None
    poll: Any = None
    game: Any = None
    story: Any = None

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Leaves out unknown fields: they may hold what people wrote."""
        return ((name, value) for name, value in super().__repr_args__() if name in Message.model_fields)


class _File(JsonModel):
    """A file. In `Message` attachments are `Any`, so that an odd attachment does not make the message unreadable."""

    file_id: Annotated[_Text, Field(min_length=1)]
    file_unique_id: Annotated[_Text, Field(min_length=1)]
    file_size: Annotated[int, Field(ge=0, lt=2**63)] = 0


class PhotoSize(_File):
    """One of the sizes in which Telegram keeps a photo."""

    width: int
    height: int


class Document(_File):
    """A document."""

    file_name: _Text = ""
    mime_type: _Text = ""


PHOTO_SIZES: TypeAdapter[list[PhotoSize]] = TypeAdapter(Annotated[list[PhotoSize], Field(min_length=1)])


class PressedButton(JsonModel):
    """A pressed button (`callback_query`)."""

    id: _Text
    sender: Annotated[User, Field(alias="from")]
    message: Message | None = None
    data: _Text | None = None


class MembershipStatus(JsonModel):
    """What a member may do."""

    status: _Text


class Membership(JsonModel):
    """Our membership in a chat, as it is now."""

    chat: Chat
    new_chat_member: MembershipStatus


class Update(JsonModel):
    """An update of the Bot API."""

    update_id: _Id
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: PressedButton | None = None
    my_chat_member: Membership | None = None
