"""Renders an answer as the parameters of Telegram's methods."""

import json
import re
from collections.abc import Mapping
from html import escape

from data.announcements.announcements import Attachment
from data.channels import TELEGRAM_LIMITS, utf16_units
from data.content import texts
from handlers.messages import Choice, Picture, Reply

_SHORT_LABEL = 13
"""Length of a label that fits beside another on a small phone."""
_LONGEST_HEADLINE = 90
_BREAKS = ("\n\n", "\n", ". ", "? ", "! ", " ")
"""Where a long text may be cut, the best places first."""

_PREVIEW = json.dumps({"is_disabled": True})


def split(text: str, longest: int = TELEGRAM_LIMITS.text) -> list[str]:
    """Splits a text into messages: after a paragraph or a sentence if possible, else between words."""
    pieces = []
    while utf16_units(text) > longest:
        head = _head(text, longest)
        at = next((cut for mark in _BREAKS if (cut := head.rfind(mark) + len(mark.rstrip())) > longest // 4), len(head))
        pieces.append(text[:at].strip())
        text = text[at:].strip()
    return [piece for piece in [*pieces, text] if piece]


def _head(text: str, longest: int) -> str:
    """The beginning of a text, at most `longest` UTF-16 units."""
    head = text[:longest]
    while utf16_units(head) > longest:
        head = head[: -max(1, (utf16_units(head) - longest) // 2)]
    return head


def html(text: str) -> str:
    """The text as Telegram's HTML. A first paragraph of one short line is bold."""
    head, gap, rest = text.partition("\n\n")
    if not gap or "\n" in head or len(head) > _LONGEST_HEADLINE:
        return escape(text, quote=False)
    return f"<b>{escape(head, quote=False)}</b>{gap}{escape(rest, quote=False)}"


def keyboard(choices: tuple[Choice, ...]) -> str:
    """The buttons, as JSON; two short ones share a row."""
    rows: list[list[dict[str, str]]] = []
    room = False
    for choice in choices:
        button = {"text": choice.label, "callback_data": choice.value}
        short = len(choice.label) <= _SHORT_LABEL
        if room and short:
            rows[-1].append(button)
            room = False
        else:
            rows.append([button])
            room = short
    return json.dumps({"inline_keyboard": rows}, ensure_ascii=False)


def messages(reply: Reply, remark: str = "") -> tuple[dict[str, str], ...]:
    """The parameters of the messages of one reply, without the chat; the last message has the buttons.

    `method` names the method for each. A `picture` of ours, and a `made` file, are only named here, and read or
    generated when they are sent. Telegram has no alt text, so the caption says what the picture says.
    """
    words = f"{reply.spoken}\n\n{remark}" if remark else reply.spoken
    if reply.attachment or reply.original is not None:  # a preview: just as people will get it
        found = [_single_message(words, reply.attachment)]
    else:
        found = _in_pieces(reply, words)
    if reply.choices:
        found[-1]["reply_markup"] = keyboard(reply.choices)
    return tuple(found)


def announcement(reply: Reply) -> dict[str, str]:
    """The parameters of the one message of an announcement, without the chat: never more than one, however long."""
    what = _single_message(reply.spoken, reply.attachment)
    return what | {"reply_markup": keyboard(reply.choices)} if reply.choices else what


def method(what: Mapping[str, str]) -> str:
    """Telegram's method for these parameters."""
    if "photo" in what:
        return "sendPhoto"
    return "sendDocument" if "document" in what else "sendMessage"


def _single_message(words: str, attachment: Attachment | None) -> dict[str, str]:
    """One message, with its photo or file by Telegram's id."""
    if attachment is None:
        return _message(html(words))
    kind = "photo" if attachment.kind == "photo" else "document"
    return {kind: attachment.reference, **_caption(words)}


def _in_pieces(reply: Reply, words: str) -> list[dict[str, str]]:
    """As many messages as needed; words that are too long for a caption follow the picture or file."""
    found: list[dict[str, str]] = []
    if reply.picture or reply.made:
        fits = utf16_units(words) <= TELEGRAM_LIMITS.caption
        if reply.picture:
            found.append(_picture(reply.picture, words if fits else reply.picture.alt if reply.caption else ""))
        else:
            found.append({"made": reply.made, **_caption(words if fits else "")})
        words = "" if fits else words
    return found + [_message(html(piece)) for piece in split(words)]


def _message(text: str) -> dict[str, str]:
    return {"text": text, "parse_mode": "HTML", "link_preview_options": _PREVIEW}


def _caption(words: str) -> dict[str, str]:
    return {"caption": html(words), "parse_mode": "HTML"} if words else {}


def _picture(picture: Picture, caption: str) -> dict[str, str]:
    fits = utf16_units(caption) <= TELEGRAM_LIMITS.caption
    return {"picture": f"{picture.name}.{picture.language}", **_caption(caption if fits else "")}


def without_file(what: Mapping[str, str]) -> dict[str, str]:
    """The caption and the buttons as a text message."""
    beside = {name: one for name, one in what.items() if name not in {"picture", "made", "caption"}}
    return beside | _message(what["caption"])


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
