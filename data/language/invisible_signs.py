"""Removes invisible characters that reverse words, hide some, or split a number: our texts need none of them."""

import re
import unicodedata

_MOST_ACCENTS = 3
"""The most marks on one letter; no language of ours needs more."""
_FILLERS = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Blank letters and other characters without a shape, in whatever category Unicode puts them."""
_SELECTORS = re.compile(r"[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ON_KEYS = frozenset("#*0123456789")
_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_CONTROLS = dict.fromkeys({*range(32), 127} - {*map(ord, "\n\t")})
_LINES = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\x0b": "\n", "\x0c": "\n"}
_LINE = re.compile("|".join(_LINES))


def without_invisible(text: str) -> str:
    r"""The text as it looks: without controls, direction overrides, zero-width characters, tags and piles of accents.

    Characters that join several emoji into one stay. Every kind of line break becomes `\n`, which looks the same.
    """
    text = _LINE.sub(lambda found: _LINES[found[0]], text)
    if text.isascii():
        return text.translate(_CONTROLS)
    kept: list[str] = []
    accents = 0
    for at, char in enumerate(text):
        accents = accents + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if accents <= _MOST_ACCENTS and _is_seen(char, kept[-1] if kept else "", text[at + 1 : at + 2]):
            kept.append(char)
    return "".join(kept)


def _is_seen(char: str, before: str, after: str) -> bool:
    if char in "\n\t":
        return True
    if char == _JOINER:
        return _ends_an_emoji(before) and _is_emoji(after)
    if _SELECTORS.match(char):
        return char == _AS_EMOJI and (_is_emoji(before) or (before in _ON_KEYS and after == "\u20e3"))
    return char not in _FILLERS and unicodedata.category(char) not in _UNSEEN


def _is_emoji(char: str) -> bool:
    return bool(char) and (unicodedata.category(char) in {"So", "Sk"} or char in "‼⁉↔↕↖↗↘↙↩↪▶◀⤴⤵〰〽©®™ℹⓂ♀♂")


def _ends_an_emoji(char: str) -> bool:
    return _is_emoji(char) or char == _AS_EMOJI
