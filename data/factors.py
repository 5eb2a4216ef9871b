"""The second factor: the first name as on the KTP, or the last 4 digits of the KK."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from data.numbers import plain

KK_DIGITS = 4


class Factor(StrEnum):
    """What a snapshot asks for beside the NIK."""

    NONE = "none"
    NAME = "name"
    KK = "kk"


_TITLES = frozenset("H HJ DR DRS DRA IR KH PROF HI".split())
_WORD = re.compile(r"[A-Z']+")
_SPEECH = re.compile(
    r"^\W*(?:(?:nama|nm|name|ngaran|jeneng)\s*(?:depan|lengkap|saya|sy|aku|gua|gue|ktp|ku|nya|kuring|abdi)*"
    r"\s*(?:di ktp|sesuai ktp)?|(?:my|first|the)\s+(?:first\s+)?name|saya|sy|aku|gua|gue|i\s?'?a?m"
    r"|atas nama|a[./]\s?n\.?)"
    r"(?:\s*(?:is|adalah|itu|ialah))?\s*[:=]?\s+",
    re.IGNORECASE,
)
"""How people begin the answer: "nama saya Budi", "a.n. Budi", "my name is Budi"."""


def first_name(text: str) -> str:
    """The first name in capital letters, without accents and titles (H., Hj., Drs.); empty when there is none."""
    first, _, _ = text.partition(" ")
    if first.isascii() and first.isalpha() and first.isupper() and first not in _TITLES:
        return first  # most of any list; the long way gives the same
    return _spelled(text)


@lru_cache(maxsize=50_000)
def _spelled(text: str) -> str:
    spelled = unicodedata.normalize("NFKD", text).upper()
    spelled = spelled.replace("’", "'").replace("`", "'")
    words = [
        word.replace("'", "") for word in _WORD.findall("".join(c for c in spelled if not unicodedata.combining(c)))
    ]
    words = [word for word in words if word]
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    return words[0] if words else ""


def typed_name(text: str) -> str:
    """The first name in a person's answer: "nama saya Budi Santoso" is BUDI; empty when there is none."""
    return first_name(_SPEECH.sub("", text.strip(), count=1)) if not any(c.isdecimal() for c in text) else ""


def last_digits(text: str) -> str:
    """The last 4 digits of a KK number of 16 digits; empty when it has another length."""
    digits = re.sub(r"[\s.\-'’`]", "", plain(text))
    return digits[-KK_DIGITS:] if re.fullmatch(r"[0-9]{16}", digits) else ""


def typed_digits(text: str) -> str:
    """The 4 digits in a person's answer, or the last 4 of a whole KK number; empty otherwise."""
    runs = re.findall(r"[0-9]+", re.sub(r"(?<=[0-9])[ .\-](?=[0-9])", "", plain(text)))
    return str(runs[0])[-KK_DIGITS:] if len(runs) == 1 and len(runs[0]) in {KK_DIGITS, 16} else ""
