"""What Telegram is told: an answer as the parameters of its methods, ready to be sent."""

import json
import re
from collections.abc import Mapping
from html import escape

from data.announcements.announcements import Attachment
from data.channels import TELEGRAM_LIMITS, utf16_units
from data.content import texts
from handlers.messages import Choice, Picture, Reply

LONGEST_DATA = 64
"""Bytes behind a button."""
_BESIDE = 13
"""Letters of a label that still fit beside another on a small phone."""
_HEADLINE = 90
_BREAKS = ("\n\n", "\n", ". ", "? ", "! ", " ")
"""Where a long text may be cut, best first."""

_PREVIEW = json.dumps({"is_disabled": True})


def split(text: str, longest: int = TELEGRAM_LIMITS.text) -> list[str]:
    """The text in pieces that one message holds, cut after a paragraph or a sentence, else between words."""
    pieces = []
    while utf16_units(text) > longest:
        head = _head(text, longest)
        at = next((cut for mark in _BREAKS if (cut := head.rfind(mark) + len(mark.rstrip())) > longest // 4), len(head))
        pieces.append(text[:at].strip())
        text = text[at:].strip()
    return [piece for piece in [*pieces, text] if piece]


def _head(text: str, longest: int) -> str:
    """As much of the text as so many UTF-16 units hold."""
    head = text[:longest]
    while utf16_units(head) > longest:
        head = head[: -max(1, (utf16_units(head) - longest) // 2)]
    return head


def html(text: str) -> str:
    """As Telegram's HTML: every character as it is, and a first paragraph of one short line is bold."""
    head, gap, rest = text.partition("\n\n")
    if not gap or "\n" in head or len(head) > _HEADLINE:
        return escape(text, quote=False)
    return f"<b>{escape(head, quote=False)}</b>{gap}{escape(rest, quote=False)}"


def keyboard(choices: tuple[Choice, ...]) -> str:
    """The buttons, as JSON; two short ones share a row."""
    rows: list[list[dict[str, str]]] = []
    room = False
    for choice in choices:
        button = {"text": choice.label, "callback_data": choice.value}
        short = len(choice.label) <= _BESIDE
        if room and short:
            rows[-1].append(button)
            room = False
        else:
            rows.append([button])
            room = short
    return json.dumps({"inline_keyboard": rows}, ensure_ascii=False)


def messages(reply: Reply, remark: str = "") -> tuple[dict[str, str], ...]:
    """The parameters of one bubble's messages, but for the chat; the buttons stand under the last.

    Each is for the method that `method` names; but a `picture` of ours, and a file that is `made`, are only named, and
    found when they are sent. Telegram knows no alt text: the caption says what the picture says.
    """
    words = f"{reply.spoken}\n\n{remark}" if remark else reply.spoken
    if reply.attachment or reply.original is not None:  # as people will get it, also when Telegram refuses that
        found = [_whole(words, reply.attachment)]
    else:
        found = _in_pieces(reply, words)
    if reply.choices:
        found[-1]["reply_markup"] = keyboard(reply.choices)
    return tuple(found)


def announcement(reply: Reply) -> dict[str, str]:
    """The parameters of the one message of an announcement, but for the chat: never more than one, however long."""
    what = _whole(reply.spoken, reply.attachment)
    return what | {"reply_markup": keyboard(reply.choices)} if reply.choices else what


def method(what: Mapping[str, str]) -> str:
    """By which of Telegram's methods such parameters are sent."""
    if "photo" in what:
        return "sendPhoto"
    return "sendDocument" if "document" in what else "sendMessage"


def _whole(words: str, attachment: Attachment | None) -> dict[str, str]:
    """All of it in one message, with its photo or file by Telegram's id."""
    if attachment is None:
        return _message(html(words))
    kind = "photo" if attachment.kind == "photo" else "document"
    return {kind: attachment.reference, **_caption(words)}


def _in_pieces(reply: Reply, words: str) -> list[dict[str, str]]:
    """As many messages as it takes; words that are too long to stand under a picture or a file follow it."""
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
    """The caption and the buttons as a message of words."""
    beside = {name: one for name, one in what.items() if name not in {"picture", "made", "caption"}}
    return beside | _message(what["caption"])


def commands(language: str) -> str:
    """The commands that Telegram lists, as JSON."""
    listed = texts.language(language).commands.items()
    return json.dumps([{"command": name, "description": what} for name, what in listed], ensure_ascii=False)


def staff_commands() -> str:
    """Those and the ones of the desk, as staff see them."""
    listed = {**texts.language(texts.DEFAULT).commands, **texts.staff_commands()}
    return json.dumps([{"command": name, "description": what} for name, what in listed.items()], ensure_ascii=False)


_KIND_OF_ERROR = re.compile(r"[A-Za-z_' ]+(?:: [A-Za-z_' ]+)?")


def reason(description: str) -> str:
    """Telegram's complaint without what it quotes of a message."""
    found = _KIND_OF_ERROR.match(description)
    return found[0][:80] if found else "unknown"
