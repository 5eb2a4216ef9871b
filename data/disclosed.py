"""Whether a text that many will read gives somebody's number away: a NIK, a KK, a mobile phone, however it is written.

Stricter than `data.nik`, which answers a person: here the name beside a number says nothing, as a NIK that is called
"nomor KK" is a NIK all the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
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
            "nol kosong enol zero",
            "satu hiji siji one",
            "dua loro two",
            "tiga tilu telu three",
            "empat opat papat four",
            "lima five",
            "enam genep six",
            "tujuh pitu seven",
            "delapan dalapan wolu eight",
            "sembilan salapan sanga nine",
        )
    )
    for word in words.split()
}
_WORD = re.compile("|".join(_DIGITS_IN_WORDS), re.IGNORECASE)
_ALONE = re.compile(rf"(?<![^\W_])(?:{_WORD.pattern})(?![^\W\d_])", re.IGNORECASE)
_IN_A_ROW = re.compile(rf"(?:{_WORD.pattern}){{4,}}", re.IGNORECASE)
"""Without spaces between: "tigaduatujuhlima"."""
_ALIKE = {"0": "OoQDОо", "1": "IilL|Іі", "2": "Zz", "5": "Ss", "8": "Bb"}
"""Letters that are read as a digit among digits, also Cyrillic ones."""
_LETTERS = str.maketrans({letter: digit for digit, letters in _ALIKE.items() for letter in letters})
_LOOKS_LIKE_DIGITS = re.compile(rf"(?<![^\W_])[0-9{''.join(_ALIKE.values())}]++(?![^\W_])")
_LONE_LETTERS = re.compile(r"[OoIl|ОоІі]{1,4}")
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
_LARGE = 4
"""Digits of groups that belong together even with a word between: "3275 lalu 0509 lalu 0388 lalu 9401"."""
_LONGEST_UNBROKEN = 12
"""Digits in a row; from so many on a number is somebody's, whatever it is."""
_PHONE = re.compile(r"(?:0|62)8\d{8,11}")
_LONGEST_PHONE = 13
_SHORTEST_GROUP = 3
"""Digits of a group of a telephone number, on average: "RT 08, 09, 10, 11, 12" is none."""
_BETWEEN_PHONES = re.compile(r"[,;/]|\b(?:atau|dan|or|and)\b")


def kind_of(text: str, today: date, known: frozenset[str] = frozenset()) -> Kind | None:
    """What stands in the text that should not; None when nothing does.

    `known` are telephone numbers of offices, as `phones_in` gives them: they may be said. So may landlines and short
    numbers.
    """
    shown = _with_digits(unquote(text))
    if any(_holds_a_nik(run, today) for run in _runs(shown, _WORD_BETWEEN, least=_LARGE)):
        return "nik"
    for run in _runs(shown, _GAP):
        if any(len(group) >= _LONGEST_UNBROKEN and not _is_phone(group) for group in run) or _holds_a_nik(run, today):
            return "nik"
        if _holds_a_phone(run, known):
            return "phone"
    return None


def phones_in(line: str) -> frozenset[str]:
    """The telephone numbers in a line of a contact, digits only, with 0 for +62."""
    return frozenset(_local("".join(_GROUP.findall(one))) for one in _BETWEEN_PHONES.split(line))


def _local(digits: str) -> str:
    return f"0{digits[2:]}" if digits.startswith("62") else digits


def _with_digits(text: str) -> str:
    """The text with every digit as an ASCII one: of any script, circled, in words, or a letter that looks like one."""
    seen = normalized("NFKC", without_unseen(text))
    shown = "".join(_digit(char) for char in seen if unicodedata.category(char) not in {"Mn", "Me", "Cf"})
    shown = _IN_A_ROW.sub(lambda found: _WORD.sub(_said, found[0]), shown)
    shown = _ALONE.sub(_said, shown)
    shown = _LOOKS_LIKE_DIGITS.sub(_as_digits, shown)
    return _TIME_OR_DATE.sub(" x ", _SPACE.sub(" ", shown))


def _said(found: re.Match[str]) -> str:
    return _DIGITS_IN_WORDS[found[0].lower()]


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


def _windows(run: list[str], longest: int) -> Iterator[tuple[str, int]]:
    """What neighbouring groups make together, up to so many digits, and how many they are."""
    for first in range(len(run)):
        digits = ""
        for last in range(first, len(run)):
            digits += run[last]
            if len(digits) > longest:
                break
            yield digits, last - first + 1


def _holds_a_nik(run: list[str], today: date) -> bool:
    return any(len(digits) == NIK_LENGTH and nik.flaw(digits, today) is None for digits, _ in _windows(run, NIK_LENGTH))


def _is_phone(digits: str) -> bool:
    return bool(_PHONE.fullmatch(digits))


def _holds_a_phone(run: list[str], known: frozenset[str]) -> bool:
    return _local("".join(run)) not in known and any(
        _is_phone(digits)
        and _local(digits) not in known
        and (len(digits) >= _SHORTEST_GROUP * groups or groups == len(digits))
        for digits, groups in _windows(run, _LONGEST_PHONE)
    )
