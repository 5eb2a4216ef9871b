"""What Excel makes of a NIK in a number cell: thousands separators, decimals, a last digit of zero, 3.2E+15.

Excel keeps 15 significant digits, so the sixteenth digit of a NIK becomes 0. It cannot be restored.
"""

import re

_APART = r"[1-9](?:(?P<mark>[.,'’ ])[0-9]{3})(?:(?P=mark)[0-9]{3}){4}"
_SIXTEEN = r"[1-9](?:[ .\-]?[0-9]){15}"
_NONE = r"[.,]0{1,6}(?![0-9])"
"""Zeros as decimals, which mean nothing."""
_DECIMALS = re.compile(rf"(?<![0-9.,])(?P<whole>{_APART}|{_SIXTEEN}){_NONE}")
_AS_NUMBER = re.compile(rf"(?<![0-9.,])(?:(?P<apart>{_APART})(?![0-9])|(?P<plain>{_SIXTEEN})(?={_NONE}))")
_SCIENTIFIC = re.compile(r"(?<![0-9.,])[1-9][.,][0-9]{2,15} ?e ?\+? ?15(?![0-9])")


def without_decimals(text: str) -> str:
    """The plain text (see `data.language.normalize`) with 3,275,...,603.00 as 3,275,...,603."""
    return _DECIMALS.sub(lambda found: found["whole"], text)


def rounded(text: str) -> set[str]:
    """The 16-digit numbers in a plain text that Excel may have rounded: formatted like its numbers, and ending in 0."""
    found = (re.sub(r"[^0-9]", "", one["apart"] or one["plain"]) for one in _AS_NUMBER.finditer(text))
    return {digits for digits in found if digits.endswith("0")}


def is_scientific(text: str) -> bool:
    """Whether a 16-digit number stands in a plain text as 3.27502E+15."""
    return bool(_SCIENTIFIC.search(text))
