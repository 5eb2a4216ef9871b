"""Normalizes typed text, so that digits and letters are the same whatever the script or font."""

import re
import unicodedata
from typing import Literal

MOST_MARKS = 30
"""The most accents on one letter (UAX #15, Stream-Safe Text Format): ordering n of them takes n * n steps."""
HIDDEN_MARKS = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")
"""Characters that are no accents, but decompose into accents only."""
_MOST_KEPT = 4096
"""How many characters have their form cached."""
_ESCAPES = re.compile(r"[&%<\\\\]")
_MAY_GROW = 200
"""How many characters normalization may add to a short text: one may become 18, as U+FDFA does."""


_BLANK = re.compile(
    r"&(?:amp;){0,2}(?:nbsp|ensp|emsp|thinsp|numsp|puncsp|hairsp|newline|tab"
    r"|#0{0,4}(?:9|10|13|32|160|8195|8201|8239)(?![0-9])|#x0{0,4}(?:9|a|d|20|a0|2003|2009|202f)(?![0-9a-f]));?"
    r"|%(?:20|09|0a|0d|c2%a0)|<br ?/?>|\\u00a0|\\xa0",
    re.IGNORECASE,
)
"""Blanks as pages and links write them."""


def decode_blanks(text: str) -> str:
    """The text with blanks in place of the codes that pages and links use for one: &nbsp;, &#160;, %20, <br>."""
    return _BLANK.sub(" ", text) if _ESCAPES.search(text) else text


def ascii_digit(char: str) -> str | None:
    """A digit of any script as ASCII, even raised or circled; None for any other character."""
    value = unicodedata.digit(char, None)
    return None if value is None else str(value)


def is_invisible(char: str) -> bool:
    """Whether a character shows nothing of its own, like a joiner, or only marks the previous one, like an accent."""
    return unicodedata.category(char) in {"Cf", "Mn", "Me"}


class _Shown(dict[int, str | None]):
    """The normalized form of each character: an ASCII digit, a '-', nothing, or itself."""

    def __missing__(self, code: int) -> str | None:
        if len(self) >= _MOST_KEPT:
            self.clear()
        char = chr(code)
        if char.isdecimal():
            shown = ascii_digit(char)
        elif unicodedata.category(char) == "Pd" or char == "\u2212":
            shown = "-"
        else:
            shown = None if is_invisible(char) else char
        self[code] = shown
        return shown


_SHOWN = _Shown()


def normalize(text: str) -> str:
    """The text in lower case with ASCII digits, without invisible marks, every dash as '-'."""
    if text.isascii():
        return text.lower()
    return unicode_form("NFKC", text).translate(_SHOWN).lower()


def unicode_form(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """The text in a normal form of Unicode, in a time bounded by its length.

    Too many accents, and growth beyond twice the length, are cut off; `expands_too_much` tells whether that happens.
    """
    return unicodedata.normalize(form, _limit_marks(text))[: 2 * len(text) + _MAY_GROW]


def expands_too_much(text: str) -> bool:
    """Whether NFKC would make the text so long that it is cut."""
    if text.isascii():
        return False
    piled = _limit_marks(text)
    return len(piled) < len(text) or len(unicodedata.normalize("NFKC", piled)) > 2 * len(text) + _MAY_GROW


def _limit_marks(text: str) -> str:
    """The text without marks beyond the first `MOST_MARKS` on a letter."""
    if len(text) <= MOST_MARKS or text.isascii():
        return text
    among = {char for char in set(text) if unicodedata.combining(char) or char in HIDDEN_MARKS}
    if not among:
        return text
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if char in among else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)
