"""Whether a text that many will read gives somebody's number away: a NIK, a KK, a mobile phone, however it is written.

Stricter than `data.nik`, which answers a person: here the name beside a number says nothing, as a NIK that is called
"nomor KK" is a NIK all the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import accumulate
from typing import Literal
from urllib.parse import unquote

from data import nik
from data.numbers import NIK_LENGTH
from data.plain import normalized
from data.unseen import without_unseen

Kind = Literal["nik", "phone"]

_DIGITS_IN_WORDS = {
    word: str(digit)
    for digit, words in enumerate(
        (
            "nol kosong enol noo zero",
            "satu hiji siji se one",
            "dua loro two",
            "tiga tige tilu telu three",
            "empat opat papat four",
            "lima limo lime five",
            "enam enem genep six",
            "tujuh tuju pitu seven",
            "delapan lapan dalapan wolu eight",
            "sembilan salapan sanga songo nine",
        )
    )
    for word in words.split()
}
_WORD = re.compile("|".join(sorted(_DIGITS_IN_WORDS, key=len, reverse=True)), re.IGNORECASE)
_ALONE = re.compile(rf"(?<![^\W_])(?:{_WORD.pattern})(?![^\W\d_])", re.IGNORECASE)
_IN_A_ROW = re.compile(rf"(?:{_WORD.pattern}){{4,}}", re.IGNORECASE)
"""Without spaces between: "tigaduatujuhlima"."""
_ALIKE = {"0": "OoQDОо", "1": "IilL|Іі", "2": "Zz", "5": "Ss", "8": "Bb"}
"""Letters that are read as a digit among digits, also Cyrillic ones."""
_LETTERS = str.maketrans({letter: digit for digit, letters in _ALIKE.items() for letter in letters})
_LOOKS_LIKE_DIGITS = re.compile(rf"(?<![^\W_])[0-9{''.join(_ALIKE.values())}]++(?![^\W_])")
_LONE_LETTERS = re.compile(r"[OoIl|ОоІі]{1,4}")
_LATIN = str.maketrans("аАеЕоОрРсСуУхХіІ", "aAeEoOpPcCyYxXiI")
"""Cyrillic letters that look like ours."""
_ONE_BY_ONE = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .\-]{1,3}[^\W\d_]){3,}(?![^\W_])")
"""Words whose letters stand apart: "T I G A D U A"."""
_TENS = re.compile(
    r"(?<!\d)(?:([1-9]) ?puluh(?: ([1-9])(?!\d))?|([1-9]) ?belas|(sepuluh)|(sebelas))(?![^\W\d_])", re.IGNORECASE
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|(?<![\w.@\-])(?>(?:[\w\-]++\.)+)[a-z]{2,}/[^\s<>\"]*", re.IGNORECASE)
"""In it stand numbers of videos, posts and places."""
_GROUP = re.compile(r"[0-9]+")
_TIME_OR_DATE = re.compile(
    r"(?<!\d)(?<!\d{3}[ .\-/])"
    r"(?:[0-2]?\d[.:][0-5]\d(?: ?[-–] ?[0-2]?\d[.:][0-5]\d)?|[0-3]?\d([/.\-])[01]?\d\1(?:20)?\d\d)"
    r"(?!\d)(?![.:/\-]\d)(?![ .\-/]\d{3})"
)
"""Not where a longer group stands right beside it: "3275 05.09 0388 9401" holds no time of day."""
_SPACE = re.compile(r"\s+")
_GAP = re.compile(r"[\W_]{0,6}")
_WORD_BETWEEN = re.compile(r"[\W_]{0,6}(?:[^\W\d_]{1,6}[\W_]{0,6})?")
_ESCAPED_TWICE = 3
_LARGE = 4
"""Digits of groups that belong together even with a word between: "3275 lalu 0509 lalu 0388 lalu 9401"."""
_LONGEST_UNBROKEN = 12
"""Digits in a row; from so many on a number is somebody's, whatever it is."""
_PHONE = re.compile(r"(?:0|62)8\d{8,11}")
_PHONE_IN_PAIRS = re.compile(r"(?<![\d.])08(?:\.\d\d){4,5}(?:\.?\d)?(?!\.?\d)")
_PHONE_WITHOUT_0 = re.compile(r"(?<![\d.])(?<!id )(?<!id: )8[1-9]\d([ .\-])\d{3,4}\1\d{3,4}(?![\d.])", re.IGNORECASE)
"""An "812 3456 7890" that is called an ID is that of a meeting."""
_OF_A_PHONE = range(10, 15)
"""So many digits it has, with 0 or 62."""
_SHORTEST_GROUP = 3
"""Digits of a group of a telephone number, on average: "RT 08, 09, 10, 11, 12" is none."""
_BETWEEN_PHONES = re.compile(r"[,;/]|\b(?:atau|dan|or|and)\b")


def kind_of(text: str, today: date, known: frozenset[str] = frozenset()) -> Kind | None:
    """What stands in the text that should not; None when nothing does.

    `known` are telephone numbers of offices, as `phones_in` gives them: they may be said. So may landlines and short
    numbers.
    """
    shown = _with_digits(_unescaped(text))
    far = list(_runs(shown, _WORD_BETWEEN, least=_LARGE))
    if any(_holds_a_nik(run, today) for run in far) or _holds_a_long_number(_LINK.sub(" x ", shown)):
        return "nik"
    for run in _runs(shown, _GAP):
        if _holds_a_nik(run, today):
            return "nik"
        if _holds_a_phone(run, known):
            return "phone"
    others = (found[0] for one in (_PHONE_IN_PAIRS, _PHONE_WITHOUT_0) for found in one.finditer(shown))
    said = {"".join(filter(str.isdigit, other)) for other in others}
    if any(_holds_a_phone(run, known) for run in far) or {one if one[0] == "0" else f"0{one}" for one in said} - known:
        return "phone"
    return None


def _unescaped(text: str) -> str:
    """What a link or a page shows for its escapes (%33, &#51;), also for those of escapes."""
    for _ in range(_ESCAPED_TWICE):
        shown = unescape(unquote(text))
        if shown == text:
            break
        text = shown
    return text


def _holds_a_long_number(shown: str) -> bool:
    return any(len(one) >= _LONGEST_UNBROKEN and not _is_phone(one) for one in _GROUP.findall(shown))


def phones_in(line: str) -> frozenset[str]:
    """The telephone numbers in a line of a contact, digits only, with 0 for +62."""
    return frozenset(_local("".join(_GROUP.findall(one))) for one in _BETWEEN_PHONES.split(line))


def _local(digits: str) -> str:
    return f"0{digits[2:]}" if digits.startswith("62") else digits


def _with_digits(text: str) -> str:
    """The text with every digit as an ASCII one: of any script, circled, in words, or a letter that looks like one."""
    seen = normalized("NFKC", without_unseen(text))
    shown = "".join(_digit(char) for char in seen if unicodedata.category(char) not in {"Mn", "Me", "Cf"})
    shown = _ONE_BY_ONE.sub(lambda found: re.sub(r"[ .\-]", "", found[0]), shown.translate(_LATIN))
    shown = _IN_A_ROW.sub(lambda found: _WORD.sub(_said, found[0]), shown)
    shown = _ALONE.sub(_said, shown)
    shown = _TENS.sub(_counted, shown)
    shown = _LOOKS_LIKE_DIGITS.sub(_as_digits, shown)
    return _TIME_OR_DATE.sub(" x ", _SPACE.sub(" ", shown))


def _said(found: re.Match[str]) -> str:
    return _DIGITS_IN_WORDS[found[0].lower()]


def _counted(found: re.Match[str]) -> str:
    tens, ones, teen, ten, _ = found.groups()
    if tens:
        return f"{tens}{ones or 0}"
    return f"1{teen}" if teen else "10" if ten else "11"


def _digit(char: str) -> str:
    if char.isascii():
        return char
    value = unicodedata.numeric(char, -1)  # also of Chinese digits
    return str(int(value)) if value in range(10) else char


def _as_digits(found: re.Match[str]) -> str:
    """O and l stand for digits where digits stand beside them, or in a short group of them alone."""
    written = found[0]
    meant = any(char.isdecimal() for char in written) or _LONE_LETTERS.fullmatch(written)
    return written.translate(_LETTERS) if meant else written


def _runs(text: str, gap: re.Pattern[str], least: int = 1) -> Iterator[list[str]]:
    """Groups of digits that stand together, with nothing but such gaps between them; smaller ones part them."""
    run: list[str] = []
    end = 0
    for group in _GROUP.finditer(text):
        if run and (len(group[0]) < least or not gap.fullmatch(text, end, group.start())):
            yield run
            run = []
        if len(group[0]) >= least:
            run.append(group[0])
        end = group.end()
    if run:
        yield run


def _windows(run: list[str], *lengths: int) -> Iterator[tuple[str, int]]:
    """What neighbouring groups make together where that are so many digits, and how many groups they are."""
    digits = "".join(run)
    nth = {end: number for number, end in enumerate(accumulate(map(len, run), initial=0))}
    for start, first in nth.items():
        for length in lengths:
            if last := nth.get(start + length):
                yield digits[start : start + length], last - first


def _holds_a_nik(run: list[str], today: date) -> bool:
    return any(nik.flaw(digits, today) is None for digits, _ in _windows(run, NIK_LENGTH))


def _is_phone(digits: str) -> bool:
    return bool(_PHONE.fullmatch(digits))


def _holds_a_phone(run: list[str], known: frozenset[str]) -> bool:
    return _local("".join(run)) not in known and any(
        _is_phone(digits)
        and _local(digits) not in known
        and (len(digits) >= _SHORTEST_GROUP * groups or groups == len(digits))
        for digits, groups in _windows(run, *_OF_A_PHONE)
    )
