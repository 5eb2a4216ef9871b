"""What Telegram is told: an answer as the parameters of its methods, ready to be sent."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape

from data import texts
from handlers.messages import Choice, Picture, Reply

LONGEST = 4096
"""UTF-16 units of a message; Telegram refuses longer ones."""
LONGEST_CAPTION = 1024
"""UTF-16 units under a photo."""
LONGEST_DATA = 64
"""Bytes behind a button."""
_BESIDE = 13
"""Letters of a label that still fit beside another on a small phone."""
_HEADLINE = 90
_BREAKS = ("\n\n", "\n", ". ", "? ", "! ", " ")
"""Where a long text may be cut, best first."""

_PREVIEW = json.dumps({"is_disabled": True})


def split(text: str, longest: int = LONGEST) -> list[str]:
    """The text in pieces that one message holds, cut after a paragraph or a sentence, else between words."""
    pieces = []
    while _units(text) > longest:
        head = _head(text, longest)
        at = next((cut for mark in _BREAKS if (cut := head.rfind(mark) + len(mark.rstrip())) > longest // 4), len(head))
        pieces.append(text[:at].strip())
        text = text[at:].strip()
    return [piece for piece in [*pieces, text] if piece]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _head(text: str, longest: int) -> str:
    """As much of the text as so many UTF-16 units hold."""
    head = text[:longest]
    while _units(head) > longest:
        head = head[: -max(1, (_units(head) - longest) // 2)]
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


@lru_cache(maxsize=2048)
def messages(reply: Reply, remark: str = "") -> tuple[dict[str, str], ...]:
    """The parameters of one bubble's messages, but for the chat; the buttons stand under the last.

    Each is for `sendMessage`, or, where it names a photo, for `sendPhoto`. Telegram knows no alt text: the caption says
    what the picture says.
    """
    words = f"{reply.words}\n\n{remark}" if remark else reply.words
    found: list[dict[str, str]] = []
    if reply.picture:
        fits = _units(words) <= LONGEST_CAPTION
        found.append(_photo(reply.picture, words if fits else reply.picture.alt if reply.beside else ""))
        words = "" if fits else words
    found += [_message(html(piece)) for piece in split(words)]
    if reply.choices:
        found[-1]["reply_markup"] = keyboard(reply.choices)
    return tuple(found)


def _message(text: str) -> dict[str, str]:
    return {"text": text, "parse_mode": "HTML", "link_preview_options": _PREVIEW}


def _photo(picture: Picture, caption: str) -> dict[str, str]:
    """Only the photo's name: what is sent for it is found when it is sent."""
    named = {"photo": f"{picture.name}.{picture.language}"}
    if not caption or _units(caption) > LONGEST_CAPTION:
        return named
    return named | {"caption": html(caption), "parse_mode": "HTML"}


def without_photo(photo: Mapping[str, str]) -> dict[str, str]:
    """The caption and the buttons as a message of words."""
    beside = {name: what for name, what in photo.items() if name not in {"photo", "caption"}}
    return beside | _message(photo["caption"])


def commands(language: str) -> str:
    """The commands that Telegram lists, as JSON."""
    listed = texts.language(language).commands.items()
    return json.dumps([{"command": name, "description": what} for name, what in listed], ensure_ascii=False)


_KIND_OF_ERROR = re.compile(r"[A-Za-z_' ]+(?:: [A-Za-z_' ]+)?")


def reason(description: str) -> str:
    """Telegram's complaint without what it quotes of a message."""
    found = _KIND_OF_ERROR.match(description)
    return found[0][:80] if found else "unknown"
