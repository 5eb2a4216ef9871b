"""What Telegram tells us, read once at the edge: a message, a pressed button, a person who left."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.channels.json_messages import whole
from bot.channels.telegram import document_kinds
from bot.channels.telegram.forum_topics import Spot, topic_of
from data.announcements.announcements import Attachment
from data.channels import TELEGRAM
from data.content import texts
from data.limits.networks import Origin
from data.nik import nik
from handlers.messages import Incoming, Kind

ORIGIN = Origin(TELEGRAM.name)
"""Telegram tells no address: what costs something here is an account."""
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update we ask for; of channels we hear nothing."""

_LANGUAGES = {"in": "id", **{code: code for code in texts.LANGUAGES}}
"""Some old phones call Indonesian `in`."""
_SOURCE = re.compile(r"/start(?:@\w+)? ([a-z0-9_-]{1,64})")
_COMMAND = re.compile(r"/\w+(?:@(\w+))?")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


_Text = Annotated[str, AfterValidator(whole)]
_Id = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""What a database can keep."""


class User(_Part):
    """Who writes."""

    id: _Id
    is_bot: bool = False
    language_code: _Text | None = None


class Me(_Part):
    """Ourselves."""

    id: int
    username: Annotated[str, Field(min_length=1)]


class Chat(_Part):
    """Where."""

    id: _Id
    type: _Text


class Message(_Part):
    """What was written, or attached."""

    model_config = ConfigDict(extra="allow")
    """So that we see that there is something which we do not know; nothing of it is kept."""

    message_id: _Id
    chat: Chat
    sender: Annotated[User | None, Field(alias="from")] = None
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
    """How servers from before 2024 say that a message was forwarded."""
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
        """Without what we do not know: people's words may stand in it."""
        return ((name, value) for name, value in super().__repr_args__() if name in Message.model_fields)


class _File(_Part):
    """What Telegram calls a file; what was attached stays `Any` above, so that a message is heard however odd it is."""

    file_id: Annotated[_Text, Field(min_length=1)]
    file_unique_id: Annotated[_Text, Field(min_length=1)]
    file_size: Annotated[int, Field(ge=0, lt=2**63)] = 0


class _Size(_File):
    width: int
    height: int


class _Document(_File):
    file_name: _Text = ""
    mime_type: _Text = ""


_SIZES: TypeAdapter[list[_Size]] = TypeAdapter(Annotated[list[_Size], Field(min_length=1)])


class Callback(_Part):
    """A pressed button."""

    id: _Text
    sender: Annotated[User, Field(alias="from")]
    message: Message | None = None
    data: _Text | None = None


class _Status(_Part):
    status: _Text


class Membership(_Part):
    """What we may do in a chat, as it is now."""

    chat: Chat
    new_chat_member: _Status


class Update(_Part):
    """One thing that happened."""

    update_id: _Id
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Callback | None = None
    my_chat_member: Membership | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """The person blocked us, or we were put out of a group."""

    address: str


_KINDS: tuple[tuple[str, Kind], ...] = (
    ("animation", "other"),  # comes with a document
    ("photo", "photo"),
    ("document", "file"),
    ("video", "file"),
    ("video_note", "voice"),
    ("audio", "voice"),
    ("voice", "voice"),
    ("contact", "contact"),
    ("location", "location"),
    ("sticker", "other"),
    ("dice", "other"),
    ("poll", "other"),
    ("game", "other"),
    ("story", "other"),
)


_BESIDE = frozenset(
    "author_signature business_connection_id direct_messages_topic effect_id external_reply forward_from "
    "forward_from_chat forward_from_message_id forward_sender_name forward_signature has_media_spoiler "
    "has_protected_content is_automatic_forward is_from_offline is_paid_post is_topic_message link_preview_options "
    "message_thread_id paid_star_count quote reply_to_checklist_task_id reply_to_story sender_boost_count "
    "sender_business_bot sender_chat sender_tag show_caption_above_media suggested_post_info via_bot".split()
)
"""What may stand beside anything in a message, as the Bot API lists it: nothing that somebody sent."""
_SERVICE = frozenset(
    "boost_added channel_chat_created chat_background_set chat_owner_changed chat_owner_left checklist_tasks_added "
    "checklist_tasks_done connected_website delete_chat_photo direct_message_price_changed forum_topic_closed "
    "forum_topic_created forum_topic_edited forum_topic_reopened general_forum_topic_hidden "
    "general_forum_topic_unhidden gift_upgrade_sent giveaway_completed giveaway_created group_chat_created "
    "left_chat_member message_auto_delete_timer_changed migrate_from_chat_id migrate_to_chat_id new_chat_members "
    "new_chat_member new_chat_participant left_chat_participant new_chat_photo new_chat_title "
    "paid_message_price_changed pinned_message proximity_alert_triggered refunded_payment successful_payment "
    "suggested_post_approval_failed suggested_post_approved suggested_post_declined suggested_post_paid "
    "suggested_post_refunded supergroup_chat_created video_chat_ended video_chat_participants_invited "
    "video_chat_scheduled video_chat_started voice_chat_ended voice_chat_participants_invited voice_chat_scheduled "
    "voice_chat_started write_access_allowed".split()
)
"""What Telegram tells by itself, because something happened in the chat: nobody waits for an answer."""


def read(update: Update, username: str, bot_id: int) -> Incoming | Left | None:
    """The message in an update; None where silence fits."""
    if update.callback_query:
        return _pressed(update, update.callback_query, username)
    if update.my_chat_member:
        gone = update.my_chat_member.new_chat_member.status in {"kicked", "left"}
        return Left(str(update.my_chat_member.chat.id)) if gone else None
    message = update.message or update.edited_message
    if message is None or message.sender is None or message.sender.is_bot:
        return None
    text = message.text or message.caption or ""
    kind = _kind(message)
    if kind is None or (update.edited_message and not text):  # a live location moves, a poll gets votes
        return None
    private = message.chat.type == "private"
    if not private and not _is_to_us(message, text, username, bot_id):
        return None
    return Incoming(
        _known_as(update, message.message_id, message.date, message.edit_date),
        TELEGRAM.name,
        str(message.chat.id),
        text,
        origin=ORIGIN,
        pushed=True,
        kind=kind,
        language=language_of(message.sender),
        private_link="" if private else _link(username),
        reference=str(Spot(str(message.message_id) if private else "", _topic(message))),
        source=_source(text),
        attachment=_attachment(message, kind) if private else None,
        forwarded=private and (message.forward_origin is not None or message.forward_date is not None),
        hides_links=_hides_links(message),
        album=_album(message) if private else "",
    )


def _known_as(update: Update, *more: object) -> str:
    """How an update is known when it comes again: by more than its number, as numbers begin anew."""
    marks = [one for one in more if isinstance(one, str) or (isinstance(one, int) and abs(one) < 2**63)]
    return ".".join(map(str, (update.update_id, *marks)))


def _album(message: Message) -> str:
    known = message.media_group_id
    return str(known)[:64] if isinstance(known, str) or (isinstance(known, int) and abs(known) < 2**63) else ""


def _kind(message: Message) -> Kind | None:
    """What kind of message it is; None for one that nobody wrote: a pinned message, a new member."""
    if message.text is not None:
        return "text"
    if kind := next((kind for name, kind in _KINDS if getattr(message, name) is not None), None):
        return kind
    unknown = {name for name, value in (message.model_extra or {}).items() if value is not None} - _BESIDE
    if unknown & _SERVICE:
        return None
    # a kind of attachment that is newer than we are, or a rare one; words stand under nothing else
    return "other" if message.caption is not None or (unknown and message.chat.type == "private") else None


def _hides_links(message: Message) -> bool:
    """Whether a link stands behind other words, or on a button: what is not as we know it may hide one."""
    for marks in (message.entities, message.caption_entities):
        if marks and not (isinstance(marks, list) and all(map(_marks_no_link, marks))):
            return True
    try:
        under = json.dumps(message.reply_markup) if message.reply_markup else ""
    except (TypeError, ValueError, RecursionError):
        return True
    return any(f'"{one}"' in under for one in ("url", "login_url", "web_app"))


def _marks_no_link(mark: object) -> bool:
    kind = mark.get("type") if isinstance(mark, dict) else None
    return isinstance(kind, str) and kind not in {"text_link", "text_mention"}


def _attachment(message: Message, kind: Kind) -> Attachment | None:
    """The photo or file that was attached, as it can be sent again; None for one that is not as we know them."""
    try:
        if kind == "photo":
            largest = max(_SIZES.validate_python(message.photo), key=lambda size: size.width * size.height)
            return Attachment("photo", largest.file_id, largest.file_unique_id, size=largest.file_size)
        if kind == "file" and message.document is not None:
            file = _Document.model_validate(message.document)
            kind_of_file = document_kinds.told(file.file_name, file.mime_type)
            return Attachment(kind_of_file, file.file_id, file.file_unique_id, file.file_name, file.file_size)
    except ValidationError:
        pass
    return None


def _pressed(update: Update, pressed: Callback, username: str) -> Incoming | None:
    if pressed.message is None or pressed.data is None:
        return None
    private = pressed.message.chat.type == "private"
    return Incoming(
        _known_as(update, pressed.id),
        TELEGRAM.name,
        str(pressed.message.chat.id),
        choice=pressed.data,
        origin=ORIGIN,
        pushed=True,
        language=language_of(pressed.sender),
        private_link="" if private else _link(username),
        reference=str(Spot(topic=_topic(pressed.message))),
    )


def _topic(message: Message) -> str:
    return topic_of(message.message_thread_id, message.is_topic_message)


def language_of(sender: User) -> str | None:
    """The language the person's app is set to, when it is one of ours."""
    return _LANGUAGES.get((sender.language_code or "").split("-")[0].lower())


def _is_to_us(message: Message, text: str, username: str, bot_id: int) -> bool:
    """In a group: a command, our name, an answer to us; or a NIK, which should not stand there."""
    if command := _COMMAND.match(text):
        return command[1] is None or command[1].lower() == username.lower()
    answered = message.reply_to_message and message.reply_to_message.sender
    if answered and answered.id == bot_id:
        return True
    return f"@{username}".lower() in text.lower() or bool(nik.find(text).niks)


def _link(username: str) -> str:
    return f"https://t.me/{username}?start=cek"


def _source(text: str) -> str:
    """The poster or link that brought the person here."""
    found = _SOURCE.fullmatch(text)
    return found[1] if found else ""
