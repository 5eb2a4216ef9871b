"""Turns a message of WhatsApp into what the bot handles."""

from collections.abc import Mapping
from typing import Any

from bot.channels.json_messages import whole
from bot.channels.whatsapp import addresses, choice_ids
from bot.channels.whatsapp.payload_models import Message, Metadata
from bot.channels.whatsapp.senders import Sender
from data.channels import WHATSAPP
from data.limits.networks import Origin
from data.nik.nested_niks import holds_a_nik
from handlers.messages import Incoming, Kind

ORIGIN = Origin(WHATSAPP.name)
"""WhatsApp gives no network address: what an attacker needs here is many phone numbers."""

_KINDS: Mapping[str, Kind] = {
    "text": "text",
    "button": "text",
    "image": "photo",
    "video": "file",
    "document": "file",
    "audio": "voice",
    "voice": "voice",
    "contacts": "contact",
    "location": "location",
}
"""Any other type that is not ignored is `other`: stickers, orders, forms, polls, and what Meta does not pass on."""
_IGNORED = frozenset({"reaction", "revoke", "edit", "system", "request_welcome"})
"""Nobody waits for an answer: a sign on a message, a deleted one, an edit without its new form, a chat that was opened.

What a system message reports is read by `senders.moves`.
"""
_MEDIA = frozenset({"image", "video", "document", "audio", "voice", "sticker"})
_OF_MEDIA = frozenset({"caption", "sha256", "mime_type", "url"})
"""Fields of an attachment: the caption is its text, and the address of the file is Meta's."""


def read(message: Message, sender: Sender, metadata: Metadata) -> Incoming | None:
    """The message as the bot handles it; None if it gets no answer.

    Raises ValueError when nobody can be found who wrote it.
    """
    if message.type in _IGNORED:
        return None
    in_group = message.group_id is not None
    address = addresses.group(message.group_id) if in_group else sender.address
    if not address:
        raise ValueError("no sender")
    choice, text = _choice(message), _text(message)
    kind = "text" if choice is not None else _kind(message)
    exposes_nik = choice is None and (_hides_a_nik(message) or (in_group and holds_a_nik(text)))
    if not (text or choice or exposes_nik) and (in_group or message.edited):  # e.g. a sticker among neighbours
        return None
    # without a reference: the id of a message holds the person's phone, and no message can be deleted
    return Incoming(
        message.id,
        WHATSAPP.name,
        address,
        "" if choice is not None else text,
        choice=choice,
        origin=ORIGIN,
        pushed=True,
        kind=kind,
        private_link=_link(metadata) if in_group else "",
        source=_source(message),
        forwarded=not in_group and _was_forwarded(message),
        exposes_nik=exposes_nik,
    )


def _kind(message: Message) -> Kind:
    kind = _KINDS.get(message.type, "other")
    return "other" if kind == "text" and not _text(message) else kind


def _choice(message: Message) -> str | None:
    """The value of the pressed button or chosen row."""
    if message.interactive:
        pressed = message.interactive.button_reply or message.interactive.list_reply
        return choice_ids.value(pressed.id) if pressed else None
    return choice_ids.value(message.button.payload) if message.button else None


def _text(message: Message) -> str:
    """What somebody typed: a text, or the words under an attachment."""
    if message.type == "text":
        return message.text.body if message.text else ""
    attached = _attached(message)
    caption = attached.get("caption")
    return whole(caption) or "" if isinstance(caption, str) else ""


def _attached(message: Message) -> Mapping[str, Any]:
    """The part of a message that has the name of its type."""
    found = (message.model_extra or {}).get(message.type)
    return found if isinstance(found, Mapping) else {}


def _hides_a_nik(message: Message) -> bool:
    """Whether a NIK stands in the message outside its text: on a contact, in a file's name, in a form ..."""
    more = dict(message.model_extra or {})
    if message.type in _MEDIA:
        more[message.type] = {name: one for name, one in _attached(message).items() if name not in _OF_MEDIA}
    if message.interactive:
        more["interactive"] = message.interactive.model_extra
    return bool(more) and holds_a_nik(more)


def _was_forwarded(message: Message) -> bool:
    return message.context is not None and bool(message.context.forwarded or message.context.frequently_forwarded)


def _source(message: Message) -> str:
    """`ad` or `post`, for a person who came from one of ours on Facebook or Instagram."""
    return message.referral.source_type[:64] if message.referral else ""


def _link(metadata: Metadata) -> str:
    """The private chat with our number."""
    return f"https://wa.me/{addresses.phone(metadata.display_phone_number)}?text=cek"
