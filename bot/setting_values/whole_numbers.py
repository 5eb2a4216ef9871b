"""Reads a whole number in the forms that people here use: 100000, 100.000, 100,000 or 100 000."""

import re

_PLAIN = re.compile(r"[0-9]+")
_IN_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:([.,\s'_])[0-9]{3})(?:\1[0-9]{3})*")
_LONGEST = 15
"""Digits."""


def read(text: str) -> int:
    """The number. Raises ValueError for anything that may mean another number: 1.5, 10.00, 1.000,5."""
    text = text.strip()
    digits = re.sub(r"[.,\s'_]", "", text)
    if len(digits) > _LONGEST or not (_PLAIN.fullmatch(text) or _IN_GROUPS.fullmatch(text)):
        raise ValueError("write a whole number, such as 100000 or 100.000")
    return int(digits)
