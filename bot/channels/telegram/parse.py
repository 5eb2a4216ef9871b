"""Turns an update of Telegram into what the bot handles: a message, a pressed button, or a person who left."""

import json
import re
from dataclasses import dataclass

from pydantic import ValidationError

from bot.channels.telegram import document_kinds
from bot.channels.telegram.forum_topics import topic_of
from bot.channels.telegram.update_models import PHOTO_SIZES, Document, Message, PressedButton, Update, User
from bot.sending.address import MessagePosition
from data.announcements.announcements import Attachment
from data.channels import TELEGRAM
from data.content import texts
from data.limits.networks import Origin
from data.nik.nested_niks import holds_a_nik
from handlers.messages import Incoming, Kind

ORIGIN = Origin(TELEGRAM.name)
"""Telegram gives no network address: what an attacker needs here is many accounts."""
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that we ask for; none of Telegram's channels."""

_LANGUAGES = {"in": "id", **{code: code for code in texts.LANGUAGES}}
"""Some old phones call Indonesian `in`."""
_SOURCE = re.compile(r"/start(?:@\w+)? ([a-z0-9_-]{1,64})")
_COMMAND = re.compile(r"/\w+(?:@(\w+))?")


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """The person blocked us, or we were removed from a group."""

    address: str


_KINDS: tuple[tuple[str, Kind], ...] = (
    ("animation", "other"),  # has a document, too
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


_METADATA = frozenset(
    "author_signature business_connection_id direct_messages_topic effect_id ephemeral_message_id external_reply "
    "forward_from forward_from_chat forward_from_message_id forward_sender_name forward_signature "
    "guest_bot_caller_chat guest_bot_caller_user guest_query_id has_media_spoiler has_protected_content "
    "is_from_offline is_paid_post is_topic_message link_preview_options message_thread_id paid_star_count quote "
    "receiver_user reply_to_checklist_task_id reply_to_poll_option_id reply_to_story sender_boost_count "
    "sender_business_bot sender_tag show_caption_above_media suggested_post_info via_bot".split()
)
"""Fields of the Bot API that may accompany any message, and hold nothing that somebody sent."""
_SERVICE_MESSAGES = frozenset(
    "boost_added channel_chat_created chat_background_set chat_owner_changed chat_owner_left checklist_tasks_added "
    "checklist_tasks_done community_chat_added community_chat_joined community_chat_removed connected_website "
    "delete_chat_photo direct_message_price_changed forum_topic_closed forum_topic_created forum_topic_edited "
    "forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden gift_upgrade_sent "
    "giveaway_completed giveaway_created group_chat_created left_chat_member left_chat_participant "
    "managed_bot_created message_auto_delete_timer_changed migrate_from_chat_id migrate_to_chat_id new_chat_member "
    "new_chat_members new_chat_participant new_chat_photo new_chat_title paid_message_price_changed pinned_message "
    "poll_option_added poll_option_deleted proximity_alert_triggered refunded_payment successful_payment "
    "suggested_post_approval_failed suggested_post_approved suggested_post_declined suggested_post_paid "
    "suggested_post_refunded supergroup_chat_created video_chat_ended video_chat_participants_invited "
    "video_chat_scheduled video_chat_started voice_chat_ended voice_chat_participants_invited voice_chat_scheduled "
    "voice_chat_started write_access_allowed".split()
)
"""Fields of service messages, which report an event in the chat: nobody waits for an answer."""
_READ_ELSEWHERE = frozenset("message_id chat sender sender_chat reply_to_message pinned_message text caption".split())
"""Fields of a message that say where it stands, hold another message as a whole, or are read as what somebody wrote."""


def read(update: Update, username: str, bot_id: int) -> Incoming | PersonLeft | None:
    """The message in an update; None for an update that gets no answer."""
    if update.callback_query:
        return _pressed(update, update.callback_query, username)
    if update.my_chat_member:
        gone = update.my_chat_member.new_chat_member.status in {"kicked", "left"}
        return PersonLeft(str(update.my_chat_member.chat.id)) if gone else None
    message = update.message or update.edited_message
    if message is None or message.sender is None:
        return None
    private = message.chat.type == "private"
    if message.sender.is_bot and (private or message.sender_chat is None):  # an anonymous admin is a "bot", too
        return None
    text = message.text or message.caption or ""
    hidden = _hides_a_nik(message)
    kind = _kind(message) or ("other" if hidden else None)
    if kind is None or (update.edited_message and not text and not hidden):  # e.g. a poll that got a vote
        return None
    holds_nik = hidden or (not private and holds_a_nik(text))
    if not private and not holds_nik and not _is_to_us(message, text, username, bot_id):
        return None
    return Incoming(
        _message_id(update, message.message_id, message.date, message.edit_date),
        TELEGRAM.name,
        str(message.chat.id),
        text,
        origin=ORIGIN,
        pushed=True,
        kind=kind,
        language=language_of(message.sender),
        private_link="" if private else _link(username),
        reference=str(MessagePosition(str(message.message_id) if private or holds_nik else "", _topic(message))),
        source=_source(text),
        attachment=_attachment(message, kind) if private else None,
        forwarded=private and (message.forward_origin is not None or message.forward_date is not None),
        hides_links=_hides_links(message),
        exposes_nik=holds_nik,
        album=_album(message) if private else "",
    )


def _message_id(update: Update, *more: object) -> str:
    """Identifies an update that comes again; by more than its number, as numbers start anew after a while."""
    marks = [one for one in more if isinstance(one, str) or (isinstance(one, int) and abs(one) < 2**63)]
    return ".".join(map(str, (update.update_id, *marks)))


def _album(message: Message) -> str:
    known = message.media_group_id
    return str(known)[:64] if isinstance(known, str) or (isinstance(known, int) and abs(known) < 2**63) else ""


def _kind(message: Message) -> Kind | None:
    """The kind of a message; None for a service message, such as a new member."""
    if message.text is not None:
        return "text"
    if kind := next((kind for name, kind in _KINDS if getattr(message, name) is not None), None):
        return kind
    unknown = {name for name, value in (message.model_extra or {}).items() if value is not None} - _METADATA
    if unknown & _SERVICE_MESSAGES:
        return None
    # an attachment of a new or a rare kind; only attachments have captions
    return "other" if message.caption is not None or (unknown and message.chat.type == "private") else None


def _hides_links(message: Message) -> bool:
    """Whether a link is hidden behind other words or a button; anything malformed may hide one."""
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
    """The attached photo or file, as it can be sent again; None when it is malformed."""
    try:
        if kind == "photo":
            largest = max(PHOTO_SIZES.validate_python(message.photo), key=lambda size: size.width * size.height)
            return Attachment("photo", largest.file_id, largest.file_unique_id, size=largest.file_size)
        if kind == "file" and message.document is not None:
            file = Document.model_validate(message.document)
            kind_of_file = document_kinds.declared_kind(file.file_name, file.mime_type)
            return Attachment(kind_of_file, file.file_id, file.file_unique_id, file.file_name, file.file_size)
    except ValidationError:
        pass
    return None


def _pressed(update: Update, pressed: PressedButton, username: str) -> Incoming | None:
    if pressed.message is None or pressed.data is None:
        return None
    private = pressed.message.chat.type == "private"
    return Incoming(
        _message_id(update, pressed.id),
        TELEGRAM.name,
        str(pressed.message.chat.id),
        choice=pressed.data,
        origin=ORIGIN,
        pushed=True,
        language=language_of(pressed.sender),
        private_link="" if private else _link(username),
        reference=str(MessagePosition(thread=_topic(pressed.message))),
    )


def _topic(message: Message) -> str:
    return topic_of(message.message_thread_id, message.is_topic_message)


def language_of(sender: User) -> str | None:
    """The language of the person's app, when it is one of ours."""
    return _LANGUAGES.get((sender.language_code or "").split("-")[0].lower())


def _hides_a_nik(message: Message) -> bool:
    """Whether a NIK stands in the message outside its text: in a link, a contact, a poll, a quote, a file's name ..."""
    known, unknown = vars(message), message.model_extra or {}
    more = message.model_fields_set - _READ_ELSEWHERE
    return holds_a_nik([known.get(name, unknown.get(name)) for name in more])


def _is_to_us(message: Message, text: str, username: str, bot_id: int) -> bool:
    """Whether a message in a group is for us: a command, our name, or a reply to us.

    A post of a channel comes into its group by itself, so that nobody there asked us.
    """
    if message.is_automatic_forward:
        return False
    if command := _COMMAND.match(text):
        return command[1] is None or command[1].lower() == username.lower()
    answered = message.reply_to_message and message.reply_to_message.sender
    if answered and answered.id == bot_id:
        return True
    return f"@{username}".lower() in text.lower()


def _link(username: str) -> str:
    return f"https://t.me/{username}?start=cek"


def _source(text: str) -> str:
    """The poster or link that the person came from."""
    found = _SOURCE.fullmatch(text)
    return found[1] if found else ""
