"""Finds what may be a personal number (a NIK, a KK, a mobile phone), which must not be kept, logged or repeated.

One kind of pattern in named degrees: how many digits make a number somebody's, and what may stand between two of them.
The degrees differ in what else has many digits in that place: an identifier in a log, a date in a reason.
"""

import re

from data.language.normalize import ascii_digit, is_invisible

CUT = "[redacted]"


def _digits(least: int, between: str) -> str:
    """The fewest digits of such a number, and what may stand between two of them."""
    return rf"\d(?:{between}\d){{{least - 1},}}"


IN_A_QUESTION = re.compile(r"\+?" + _digits(3, r"[\s.\-/()]{0,3}"))
"""For questions that were not understood, which are kept for staff: hardly any number helps them."""
IN_A_LABEL = re.compile(_digits(6, r"[\W_]{0,6}"))
"""For the name that staff give a cadre: "0812 3456 7890" is a personal number, "RW 05 RT 12" is not."""
IN_A_REASON = re.compile(r"\d[\d\s.-]{6,}\d")
"""For the reason for sending at night: up to eight signs between two digits."""
IN_A_HEADING = re.compile(_digits(9, r"[\W_]{0,3}"))
"""For the heading of a column, quoted in the report of an import."""
IN_A_COHORT = re.compile(_digits(11, r"[\s.\-]?"))
"""For the name of a programme, which each person in the list has."""
IN_A_MESSAGE = re.compile(_digits(12, r"[\s.\-/_]{0,2}"))
"""For messages, where the classifier reads a NIK or KK as one word."""
IN_AN_AUDIT = re.compile(r"\d{12}|(?<!\d)(?=(?:[ .-]?\d){12})\d{3,}(?:[ .-]\d{3,})+")
"""In a detail of the audit, where dates stand as well: 12 digits in a row or in groups of three and more, as in
3275 0509 0388 9401 and 0812-3456-7890."""

_GAP = r"(?>(?:\\[nrtfv]|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|[^0-9A-Za-z]){0,12})"
"""Whatever people put between digits, also as `repr` and JSON write it. An atomic group and no `(...){0,12}+`:
Python 3.11.0 to 3.11.4 matches possessive repeats of a group wrongly (gh-106052)."""
_IN_A_LOG = re.compile(r"(?:\+\s*)?" + _digits(12, _GAP))
_PHONE_IN_A_LOG = re.compile(rf"(?:\+\s*)?(?<!\d)(?:6{_GAP}2|0){_GAP}8(?:{_GAP}\d){{7,11}}(?!\d)")
_TIMESTAMP = re.compile(
    r"(?<!\d)(?<!\d[^0-9A-Za-z])(?<!\d[^0-9A-Za-z]{2})"
    r"20\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?)?"
    r"(?![^0-9A-Za-z]{0,3}\d)"
)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def redact(text: str) -> str:
    """A text for a log, without runs of 12 digits or more, however separated, and without mobile phone numbers."""
    if not any(char.isdecimal() for char in text):
        return text
    parts, done = [], 0
    for stamp in _TIMESTAMP.finditer(text):  # a time of day is no number of a person
        parts += [_cut(text[done : stamp.start()]), stamp[0]]
        done = stamp.end()
    return "".join([*parts, _cut(text[done:])])


def _cut(text: str) -> str:
    if not text.isascii():
        text = "".join(map(_plain, text))
    text = _ESCAPED.sub(_plain_escape, text)
    return _PHONE_IN_A_LOG.sub(CUT, _IN_A_LOG.sub(CUT, text))  # the shorter phone numbers are cut last


def _plain_escape(escape: re.Match[str]) -> str:
    """A digit that JSON wrote as an escape, as an ASCII digit."""
    return ascii_digit(chr(int(escape[1], 16))) or escape[0]


def _plain(char: str) -> str:
    """A digit of any script as ASCII, an invisible mark as nothing, any other character unchanged."""
    if char.isascii():
        return char
    return ascii_digit(char) or ("" if is_invisible(char) else char)
