"""Renders what we send as the parameters of Telegram's methods. Telegram has no alt text."""

import json
import re
from html import escape

import msgspec

from bot.channels import headings
from bot.sending.outgoing import Document, Message, Photo, Text
from data.announcements.announcements import Attachment
from data.content import texts
from handlers.messages import Choice, CopyButton, LinkButton

_SHORT_LABEL = 13
"""Length of a label that fits beside another on a small phone."""
_STYLES = {"primary": "primary", "confirm": "success", "danger": "danger"}
"""The colours of buttons, by their role: blue, green, red (since Bot API 9.4)."""
_PREVIEW = json.dumps({"is_disabled": True})


def html(text: str, heading: str = "") -> str:
    """The text as Telegram's HTML, with its heading bold."""
    head, rest = headings.split(text, heading)
    return f"<b>{escape(head, quote=False)}</b>{escape(rest, quote=False)}" if head else escape(text, quote=False)


def keyboard(
    choices: tuple[Choice, ...],
    copies: tuple[CopyButton, ...] = (),
    link: LinkButton | None = None,
    *,
    styled: bool = True,
    opens_field: bool = False,
) -> str:
    """The buttons, as JSON; two short ones share a row, and each that copies or opens a page has its own.

    `opens_field` also opens the text field, for an answer that is typed (since Bot API 10.3).
    """
    rows: list[list[dict[str, object]]] = []
    room = False
    for choice in choices:
        button: dict[str, object] = {"text": choice.label, "callback_data": choice.value}
        if styled and (style := _STYLES.get(choice.role)):
            button["style"] = style
        short = len(choice.label) <= _SHORT_LABEL
        if room and short:
            rows[-1].append(button)
            room = False
        else:
            rows.append([button])
            room = short
    rows += [[{"text": one.label, "copy_text": {"text": one.text}}] for one in copies]
    rows += [[{"text": link.label, "url": link.url}]] if link else []
    opened = {"force_reply": True} if opens_field else {}
    return msgspec.json.encode({"inline_keyboard": rows, **opened}).decode()


def method(message: Message) -> str:
    """Telegram's method for a message."""
    if isinstance(message, Photo):
        return "sendPhoto"
    return "sendDocument" if isinstance(message, Document) else "sendMessage"


def has_optional_fields(message: Message) -> bool:
    """Whether a message has fields that an older Bot API server may refuse; `parameters` can leave them out."""
    more = isinstance(message, Text) and bool(message.copies or message.placeholder)
    return more or any(choice.role in _STYLES for choice in message.choices)


def parameters(message: Message, *, optional: bool = True) -> dict[str, str]:
    """The parameters of a message, without the chat, and without the file that must be uploaded."""
    if isinstance(message, Text):
        found = {"text": html(message.text, message.heading), "parse_mode": "HTML", "link_preview_options": _PREVIEW}
    else:
        found = {kind(message): message.file.reference} if isinstance(message.file, Attachment) else {}
        if message.text:
            found |= {"caption": html(message.text), "parse_mode": "HTML"}
    markup = _markup(message, optional=optional)
    return found | {"reply_markup": markup} if markup else found


def _markup(message: Message, *, optional: bool) -> str:
    """What is below the message, and how the text field is opened. Empty for neither.

    Where there are buttons, Telegram has no parameter for the words in the text field: then it opens without them.
    """
    copies, placeholder = (message.copies, message.placeholder) if optional and isinstance(message, Text) else ((), "")
    link = message.link if isinstance(message, Text) else None
    if message.choices or copies or link:
        return keyboard(message.choices, copies, link, styled=optional, opens_field=bool(placeholder))
    if not placeholder:
        return ""
    return json.dumps({"force_reply": True, "input_field_placeholder": placeholder}, ensure_ascii=False)


def kind(message: Photo | Document) -> str:
    """The parameter that holds the file."""
    return "photo" if isinstance(message, Photo) else "document"


def commands(language: str) -> str:
    """The commands that Telegram lists, as JSON."""
    listed = texts.language(language).commands.items()
    return json.dumps([{"command": name, "description": what} for name, what in listed], ensure_ascii=False)


def staff_commands() -> str:
    """The commands that staff see: those of everybody, and those of the desk."""
    listed = {**texts.language(texts.DEFAULT).commands, **texts.staff_commands()}
    return json.dumps([{"command": name, "description": what} for name, what in listed.items()], ensure_ascii=False)


_KIND_OF_ERROR = re.compile(r"[A-Za-z_' ]+(?:: [A-Za-z_' ]+)?")


def reason(description: str) -> str:
    """Telegram's error description, without anything it quotes from a message."""
    found = _KIND_OF_ERROR.match(description)
    return found[0][:80] if found else "unknown"
