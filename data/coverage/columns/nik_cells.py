"""Judges whether a cell holds a NIK: one definition for each degree of certainty, from a sound NIK to a mere suspicion.

Certain degrees decide that people would be passed over or that a column holds NIKs; suspicions decide that a row holds
somebody and must not be dropped without a word.
"""

import re
from datetime import date

from data.nik.form import NIK_LENGTH, flaw

_LONGEST = 200
"""Characters of a cell that are looked at."""
_LONGEST_BESIDE = 100
_SEPARATORS = re.compile(r"[ .'’`\-]")
_APART = re.compile(r"(?<!\d)\d(?:[ .\-]{0,3}\d){15}(?!\d)")
_RUN = re.compile(r"\d(?:[ .\-]?\d){15}")
_WHOLE_RUN = re.compile(rf"(?<!\d){_RUN.pattern}(?!\d)")
_WHOLE_CELL = re.compile(rf"{_RUN.pattern}(?:\.0)?")
_LONG_NUMBER = re.compile(r"\d{12}")

MOST_OF_A_NIK = 12
"""Digits from which on a number may be a NIK of which the rest was lost."""
BROKEN_NIK = 8
"""Digits from which on a number may be a NIK that is badly broken, and still somebody's."""


def is_sound(cell: object) -> bool:
    """Whether the whole cell is a well-formed NIK, however its digits are separated. Excel's float counts, too."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    digits = _SEPARATORS.sub("", str(cell)[:_LONGEST])
    return len(digits) == NIK_LENGTH and digits.isdecimal() and flaw(digits, date.max) is None


def contains_sound(cell: object) -> bool:
    """Whether a well-formed NIK stands somewhere in a cell. The number of a family card may look like one."""
    text = str(cell)[:_LONGEST]
    if len(text) < NIK_LENGTH:
        return False
    digits = ("".join(filter(str.isdecimal, found)) for found in _APART.findall(text))
    return any(len(one) == NIK_LENGTH and flaw(one, date.max) is None for one in digits)


def has_form(cell: object) -> bool:
    """Whether the whole cell is written as a NIK is, well-formed or not: 16 digits, with single signs between them."""
    return bool(_WHOLE_CELL.fullmatch(str(cell).strip()))


def has_digits(cell: object) -> bool:
    """Whether a cell has exactly the digits of a NIK and no letters, whatever signs stand between them."""
    text = str(cell)[:_LONGEST_BESIDE]
    return sum(map(str.isdecimal, text)) == NIK_LENGTH and not any(map(str.isalpha, text))


def contains_form(text: str) -> bool:
    """Whether a number of exactly 16 digits stands somewhere in a text."""
    return bool(_WHOLE_RUN.search(text))


def contains_run(text: str) -> bool:
    """Whether 16 digits follow each other somewhere in a text, perhaps as part of a longer number."""
    return bool(_RUN.search(text))


def may_be_cut_short(cell: object) -> bool:
    """Whether a cell has the digits of a NIK that lost a few of them."""
    return sum(map(str.isdigit, str(cell))) >= MOST_OF_A_NIK


def contains_long_number(text: str) -> bool:
    """Whether a number as long as most of a NIK stands somewhere in a text, with nothing between its digits."""
    return bool(_LONG_NUMBER.search(text))


def may_be_a_heading(cell: object) -> bool:
    """Whether a cell may stand in a row of headings: neither a NIK nor a number as long as one is in it."""
    return not (contains_long_number(str(cell)[:_LONGEST]) or contains_sound(cell))
