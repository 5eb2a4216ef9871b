"""What stands before or behind a question without being one: thanks, greetings, sighs, forms of address."""

import re
from collections.abc import Iterable

from data.content import follow_up_texts
from data.language import spelling

THANKS = "terimakasih"
"""In canonical spelling."""
_WRITTEN = follow_up_texts.follow_ups().courtesies
_BESIDE = frozenset(_WRITTEN["beside"])
_SPELT = {" ".join(spelling.words(one)) for some in ("thanks", "beside") for one in _WRITTEN[some]}
"""The same in canonical spelling, in which a single word of another spelling is found: "makasiii"."""
_MUCH = re.compile(r"[ \t]{1,3}(?:bnyk|byk|banyak|banget|bgt|bngt|sekali|skali|pisan|yaa*|y|loh|so much|very much)\b")
"""What stands behind thanks."""
_REPEATED = re.compile(r"(.)\1{2,}")
_BETWEEN = " \t\n,.!…;:-"
_KIN = re.compile(r"(?:bapak|ibu|kaka)\s+(?:saya|sy|gue|gw|aku|abdi)\b")
"""What begins like a form of address and is none: "bapak saya"."""


def _by_letter(phrases: Iterable[str], nth: int) -> dict[str, list[str]]:
    """The phrases by their first or last letter, the longest first."""
    found: dict[str, list[str]] = {}
    for one in sorted(phrases, key=len, reverse=True):
        found.setdefault(one[nth], []).append(one)
    return found


_ALL = {one for some in _WRITTEN.values() for one in some}
_BEGINNINGS = _by_letter(_ALL, 0)
_ENDS = _by_letter(_ALL.difference(_WRITTEN["greetings"]), -1)
"""A greeting at the end is a time of day: "tadi malam"."""


def without(plain: str) -> str | None:
    """What a normalized message says besides thanks, greetings and sighs; None if there are none."""
    begins, ends, real = 0, len(plain), False
    while found := _at_the_beginning(plain[begins:ends]):
        begins, real = begins + found[0], real or found[1]
    while found := _at_the_end(plain[begins:ends]):
        ends, real = ends - found[0], real or found[1]
    return plain[begins:ends].strip(_BETWEEN) if real else None


def _at_the_beginning(plain: str) -> tuple[int, bool] | None:
    """How many characters a courtesy at the beginning takes, and whether it is more than a form of address."""
    left = plain.lstrip(_BETWEEN)
    if _KIN.match(left):
        return None
    for one in _BEGINNINGS.get(left[:1], ()):
        if left.startswith(one) and not left[len(one) : len(one) + 1].isalnum():
            much = _MUCH.match(left[len(one) :]) if one not in _BESIDE else None
            return len(plain) - len(left) + len(one) + (much.end() if much else 0), one not in _BESIDE
    word = next(iter(left.split(maxsplit=1)), "").rstrip(_BETWEEN + "?")
    spelt = " ".join(spelling.canonical([_REPEATED.sub(r"\1", word)])) if word.isalpha() else ""
    if spelt not in _SPELT or left[len(word) : len(word) + 1] == "?":
        return None
    thanks = spelt == THANKS
    much = _MUCH.match(left[len(word) :]) if thanks else None
    return len(plain) - len(left) + len(word) + (much.end() if much else 0), thanks


def _at_the_end(plain: str) -> tuple[int, bool] | None:
    """The same at the end, where a question mark stays."""
    left = plain.rstrip(_BETWEEN)
    for one in _ENDS.get(left[-1:], ()):
        if left.endswith(one) and left != one and left[-len(one) - 1] in _BETWEEN:
            return len(plain) - len(left) + len(one), one not in _BESIDE
    return None
