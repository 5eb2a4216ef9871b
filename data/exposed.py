"""Which numbers in a text should not stay in a chat: a NIK or nearly one, a KK, an account, a card.

Wider than what is taken for a NIK: a slip of the thumb leaves a number that still gives its owner away.
"""

import re
from datetime import date
from itertools import pairwise

from data.nik import LONGEST, flaw
from data.numbers import NIK_LENGTH, Number, is_phone, numbers
from data.plain import plain

NIK = "nik"
OF_A_PERSON = frozenset({NIK, "kk"})
"""Kinds that are nobody's business whoever wrote them."""
_SHORT = 12
"""From so many digits on a number without a name is nearly a NIK ..."""
_NAMED_SHORT = 8
"""... and with one, or with hidden digits, from so many: what is shorter is the number of a hotline."""
_LABELS = frozenset({"kk", "account", "bank", "card", "member"})
_ALONE = re.compile(r"(?<!\d)\d{16}(?!\d)")
_PIECE = re.compile(r"(?<![0-9a-z|!])[a-z|!]*+\d[0-9a-z|!]*+")
_BETWEEN = {"", " ", ".", "-", "/"}
_LENGTHS = range(NIK_LENGTH - 2, NIK_LENGTH + 3)
_FEWEST, _LETTERS = 11, 4
"""Digits, and letters at most, of a NIK in which some were typed for others."""


def kinds_in(text: str, today: date) -> frozenset[str]:
    """What kinds of such numbers stand in it: nik, kk, account, bank, card, member."""
    if sum(map(str.isdigit, text)) < _NAMED_SHORT:
        return frozenset()
    text = plain(text)[:LONGEST]
    found = {kind for one in numbers(text, lambda digits: flaw(digits, today) is None) if (kind := _kind(one))}
    if _lettered(text) or any(flaw(one, today) is None for one in _ALONE.findall(text)):  # in a link, too
        found.add(NIK)
    return frozenset(found)


def _kind(number: Number) -> str:
    size = len(number.digits)
    if number.label in _LABELS and size >= _NAMED_SHORT:
        return number.label
    if number.obscured or number.label == NIK:
        return NIK if size >= _NAMED_SHORT else ""
    return NIK if size >= _SHORT and not is_phone(number.digits) and number.label != "phone" else ""


def _lettered(text: str) -> bool:
    """Whether a number of about 16 signs holds letters: "327S 0156 0758 9603"."""
    pieces = [(one.start(), one.end()) for one in _PIECE.finditer(text)]
    runs = [[pieces[0]]] if pieces else []
    for (_, end), piece in pairwise(pieces):
        if text[end : piece[0]] in _BETWEEN:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return any(_is_nearly("".join(text[first:last] for first, last in run)) for run in runs)


def _is_nearly(signs: str) -> bool:
    digits = sum(map(str.isdigit, signs))
    return len(signs) in _LENGTHS and digits >= _FEWEST and 0 < len(signs) - digits <= _LETTERS
