"""The kinds of numbers in a text that should not stay in a chat: a NIK or almost one, a KK, an account, a card.

Wider than what counts as a NIK: a number with a typing error still identifies its owner.
"""

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

from data.language.normalize import normalize
from data.nik.digit_groups import Number, is_phone, numbers
from data.nik.form import NIK_LENGTH, flaw
from data.nik.nik import LONGEST, SHOWN_EXAMPLE, is_in_a_link

NIK = "nik"
OF_A_PERSON = frozenset({NIK, "kk"})
"""Kinds that are personal, whoever sent them."""
_LOOKED_AT = 600
"""How many characters are searched for numbers and their names, which takes time; a NIK is found further on, too."""
_SHORT = 12
"""From this many digits on, a number without a name counts as almost a NIK."""
_NAMED_SHORT = 8
"""The same for a number with a name or hidden digits; anything shorter is the number of a hotline."""
_LABELS = frozenset({"kk", "account", "bank", "card", "member"})
_NEVER_A_PHONE = frozenset({"kk", "member"})
_ALONE = re.compile(r"(?<!\d)\d{16}(?!\d)")
_HOUR = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
_AMOUNT = r"[1-9](?:\d{0,2}(?:\.\d{3})*\.\d00|\d{2,5}00)"
_POSTAL = r"1[0-7]\d{3}"
_EVERYDAY = [
    re.compile(pattern)
    for pattern in (
        rf"(?<![\d.:,])(?<!\d[ \-]){_HOUR}(?:\W{{1,3}}{_HOUR})+(?![.:,]?\d)(?![ \-]\d)",
        rf"(?<![\d.,])(?<!\d[ \-]){_AMOUNT}(?:[\s,;/\-]{{1,3}}{_AMOUNT})+(?![.,]?\d)(?![ \-]\d)",
        rf"(?<![\d.,])(?<!\d[ \-]){_POSTAL}(?:[\s,;/]{{1,3}}{_POSTAL})+(?![.,]?\d)(?![ \-]\d)",
        r"(?<![\d.,])(?<!\d[ \-])(?:19|20)\d\d(?:[\s,;/\-]{1,3}(?:19|20)\d\d)+(?![.,]?\d)(?![ \-]\d)",
        r"(?<!\d)(?<!\d[ .\-])1500[ .]?\d{3}(?:[\s,;/\-]{1,3}1500[ .]?\d{3})*(?![ .\-]?\d)",
        r"(?:\+ ?62[ .\-]?\(?[2-79]\d{0,2}|(?<!\d)62[ .\-]?\(?21)\)?[ .\-]{0,2}\d{3,4}[ .\-]?\d{3,5}(?!\d)",
    )
]
"""Opening hours, amounts, postal codes, years in a row; numbers of offices."""
_GROUPS = re.compile(r"(?<!\d)\d{1,6}(?:[\s.,;/\-]{1,3}\d{1,6}){2,}(?!\d)")
_SHOWN = re.compile(rf"(?<!\d){SHOWN_EXAMPLE.replace(' ', '[ .-]?')}(?!\d)")
_PIECE = re.compile(r"(?<![0-9a-z|!])(?=[a-z|!]*+[0-9])[0-9a-z|!]++")
_BETWEEN = {"", " ", ".", "-", "/"}
_LENGTHS = range(NIK_LENGTH - 2, NIK_LENGTH + 3)
_FEWEST, _LETTERS = 11, 4
"""The fewest digits, and the most letters, of a NIK in which some letters were typed for digits."""


def must_leave_the_chat(kinds: frozenset[str], *, forwarded: bool) -> bool:
    """Whether a message with these kinds is deleted; a forwarded bank account stays, as evidence of fraud."""
    return bool(kinds & OF_A_PERSON if forwarded else kinds)


def kinds_in(text: str, today: date, normalized: Callable[[str], str] = normalize) -> frozenset[str]:
    """The kinds of such numbers in a text: nik, kk, account, bank, card, member.

    `normalized` may be a function that remembers the form of a text.
    """
    if sum(map(str.isdigit, text)) < _NAMED_SHORT:
        return frozenset()
    text = _mask(normalized(text)[:LONGEST], today)
    begin = text[:_LOOKED_AT]
    found = {kind for one in numbers(begin, lambda digits: flaw(digits, today) is None) if (kind := _kind(one))}
    alone = any(flaw(one, today) is None for one in _ALONE.findall(text))
    if alone or _lettered(begin) or is_in_a_link(text, today):
        found.add(NIK)
    return frozenset(found)


def _mask(text: str, today: date) -> str:
    """The text without our example and without everyday rows of numbers."""

    def blank(found: re.Match[str]) -> str:
        digits = re.sub(r"[^0-9]", "", found[0])
        return found[0] if len(digits) == NIK_LENGTH and flaw(digits, today) is None else "¤" * len(found[0])

    text = _SHOWN.sub("¤", text)
    for pattern in _EVERYDAY:
        text = pattern.sub(blank, text)
    return _GROUPS.sub(lambda found: blank(found) if _counts_on(found[0]) else found[0], text)


def _counts_on(row: str) -> bool:
    """Whether a row of numbers goes up or down in even steps: 1 2 3, 17121 17122 17123."""
    numbers = [int(one) for one in re.findall(r"[0-9]+", row)]
    steps = {right - left for left, right in pairwise(numbers)}
    return len(steps) == 1 and steps != {0}


def _kind(number: Number) -> str:
    size = len(number.digits)
    if number.label in _NEVER_A_PHONE and is_phone(number.digits):
        return ""
    if number.label in _LABELS and size >= _NAMED_SHORT:
        return number.label
    if number.obscured or number.label == NIK:
        return NIK if size >= _NAMED_SHORT else ""
    return NIK if size >= _SHORT and not is_phone(number.digits) and number.label != "phone" else ""


def _lettered(text: str) -> bool:
    """Whether a number of about 16 characters contains letters: "327S 0156 0758 9603"."""
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
