"""The NIK: finds one in a text, and says what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from data.language.normalize import decode_blanks, normalize, unicode_form
from data.nik import excel_numbers, other_numbers
from data.nik.digit_groups import Number, is_phone, numbers
from data.nik.form import NIK_LENGTH, flaw
from data.nik.regions import KOTA_BEKASI

Problem = Literal["none", "too_short", "too_long", "bad_date", "unknown_region", "several"]
SHOWN_EXAMPLE = "3275 0141 0590 9001"
"""Well formed, and nobody's: serials 9xxx are reserved for made-up NIKs."""
EXAMPLE = SHOWN_EXAMPLE.replace(" ", "")
LONGEST = 4096
"""The most characters of a text that are read, counted after normalisation."""

_SHORT = 12
"""From this many digits on, a number counts as an incomplete NIK, unless it is called something else."""

_LABELLED_SHORT = 5
_BEKASI_SHORT = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What a text holds."""

    nik: str | None = field(default=None, repr=False)
    """16 ASCII digits, if the text holds exactly one well-formed NIK."""
    niks: list[str] = field(default_factory=list, repr=False)
    """Every well-formed NIK once, in the order of the text."""
    problem: Problem | None = "none"
    """None: one good NIK. `none`: the text holds no NIK."""
    digits: int = 0
    """How many digits the malformed number has."""
    other: str | None = None
    """What the number is instead, as its writer says: kk, account, bank, phone, card, member; `zeros`: serial 0000."""
    obscured: bool = False
    """Some digits were hidden (xxxx) or written as letters."""
    rounded: bool = False
    """A number comes from a number cell of Excel, which may have lost its last digit."""


def masked(nik: str) -> str:
    """The NIK as a label that does not reveal the birth date."""
    return f"{nik[:4]}••••{nik[12:]}"


_DIGIT = re.compile(r"[0-9]")
_ALONE = re.compile(r"(?:/?cek )?(?:nik )?([0-9]{16})", re.IGNORECASE)
"""A NIK as most people send it. The words before it only name it, so that nothing else needs to be looked at."""
_ALONE_IN = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
_APART_IN = re.compile(r"(?<=[0-9])(?:[.\-_+]|%20)(?=[0-9])")
"""What may stand between the digits of a NIK in a link."""
_NEVER_16 = {"member", "bank", "phone"}
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")


def _wrong(number: Number, text: str, today: date) -> Problem | None:
    """What is wrong with a number that may be meant as a NIK; `none` if it is not meant as one."""
    digits, length = number.digits, len(number.digits)
    called_nik = number.label == "nik"
    if number.label in _NEVER_16 and length == NIK_LENGTH and flaw(digits, today) is None:
        return None  # "nomor peserta", "kerja mandiri": such numbers are shorter, so this is the NIK
    if number.label and not called_nik:
        return "none"
    if number.obscured:
        return "too_short"
    if length == NIK_LENGTH:
        found = flaw(digits, today)
        return "none" if found == "serial" else found
    written = text[number.start : number.end]
    if not called_nik and (is_phone(digits) or digits[0] == "0" or _THOUSANDS.fullmatch(written)):
        return "none"
    if length > NIK_LENGTH:
        return "too_long"
    begins_as_ours = digits.startswith(KOTA_BEKASI) and length >= _BEKASI_SHORT
    meant = length >= _SHORT or begins_as_ours or (called_nik and length >= _LABELLED_SHORT)
    return "too_short" if meant else "none"


def is_too_long(text: str) -> bool:
    """Whether a part of the text would not be read. Some characters become longer when normalised."""
    return len(text) > LONGEST or (not text.isascii() and len(unicode_form("NFKC", text)) > LONGEST)


def stands_alone(text: str) -> bool:
    """Whether a text is 16 digits and nothing else, but for "cek" or "nik" before them."""
    return bool(_ALONE.fullmatch(text))


def is_in_a_link(plain: str, today: date) -> bool:
    """Whether a well-formed NIK stands in a link of a normalized text, where `find` reads none."""
    if not _DIGIT.search(plain):
        return False
    links = (_APART_IN.sub("", link) for link in other_numbers.LINK.findall(plain[:LONGEST]))
    return any(flaw(digits, today) is None for link in links for digits in _ALONE_IN.findall(link))


def find(text: str, today: date | None = None, normalized: Callable[[str], str] = normalize) -> Found:
    """The NIK in a text as people type it, or what is wrong with it. Nothing is repaired or guessed.

    `today` decides the century of two-digit years; the default is this machine's date. `normalized` may be a function
    that remembers the form of a text.
    """
    today = today or date.today()  # noqa: DTZ011 - a birth date has no time zone
    if (alone := _ALONE.fullmatch(text)) and flaw(alone[1], today) is None:
        return Found(alone[1], [alone[1]], None)
    written = normalized(decode_blanks(text))[:LONGEST]
    if not _DIGIT.search(written):
        return Found()
    text = excel_numbers.without_decimals(written)
    seen = [
        (number, _wrong(number, text, today)) for number in numbers(text, lambda digits: flaw(digits, today) is None)
    ]
    niks = list(dict.fromkeys(number.digits for number, wrong in seen if wrong is None))
    if niks:
        rounded = not excel_numbers.rounded(written).isdisjoint(niks)
        return Found(niks[0] if len(niks) == 1 else None, niks, None if len(niks) == 1 else "several", rounded=rounded)
    meant = [(number, wrong) for number, wrong in seen if wrong != "none"]
    if meant:
        number, wrong = max(meant, key=lambda item: (item[0].label == "nik", len(item[0].digits) == NIK_LENGTH))
        return Found(problem=wrong, digits=len(number.digits), obscured=number.obscured)
    if excel_numbers.is_scientific(written):
        return Found(problem="too_short", rounded=True)
    other = next((number.label for number, _ in seen if number.label not in {None, "nik"}), None)
    if any(len(number.digits) == NIK_LENGTH and number.label in {None, "nik"} for number, _ in seen):
        other = other or "zeros"  # well formed but for the serial 0000
    phone = any(is_phone(number.digits) for number, _ in seen)
    return Found(other=other or ("phone" if phone else None))
