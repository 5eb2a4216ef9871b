"""Finds the numbers in a text: which digits belong together, and what the writer calls them.

People write a number with spaces, dots, dashes and line breaks, in full-width or Arabic digits, beside phone
numbers, dates and amounts. Nothing is guessed: digits are joined only where the marks between them allow it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby, islice, pairwise

from data.language.disguised_digits import LIKE_DIGITS
from data.nik import number_labels
from data.nik.form import NIK_LENGTH
from data.nik.other_numbers import mask
from data.nik.regions import KOTA_BEKASI

MOST_GROUPS = 500
"""Groups of digits that are read in one text: enough for 30 NIKs with a space after each digit. Each takes time."""


@dataclass(frozen=True, slots=True)
class Number:
    """Digits that belong together, with their position and what the writer calls them."""

    start: int
    end: int
    digits: str = field(repr=False)
    label: str | None = None
    """nik, kk, account, phone, card or member; None if the writer does not say."""
    obscured: bool = False
    """Some digits are hidden (xxxx) or written as letters (O for 0)."""


_TIGHT = re.compile(r"[^\S\r\n]*+(?:[.\-_·•'’~]{1,3}+[^\S\r\n]*+)?")
_NEAR = re.compile(r"[^\S\r\n]+|[\s.,;:/\\()\[\]{}|\"'’`+&=\-_·•~*>]{1,12}")
_PHONE = re.compile(r"(?:0|62)8\d{7,11}|0[2-79]\d{7,10}")
_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:0?[1-9]|1[0-2])(?:19|20)\d\d")
_MASKED = re.compile(r"[\dx*•●×#? .\-]{6,}")
_LETTERED = re.compile(r"(?<![a-z0-9])[0-9oil]+(?:[ .\-][0-9oil]+)*(?![a-z0-9])")
_LIKE = re.escape("".join(sorted(LIKE_DIGITS)))
_WITH_SIGNS = re.compile(rf"(?<![^\W_])[0-9{_LIKE}][0-9{_LIKE}!|]*(?:[ .\-][0-9{_LIKE}!|]+)*(?![^\W_])")
_ONE_LETTER = re.compile(
    r"(?<![^\W_])(?<![0-9][ .\-])[0-9]++(?:[ .\-][0-9]++)*[^\W\d_][0-9]++(?:[ .\-][0-9]++)*(?![^\W_])"
    r"|(?<![^\W_])[0-9]++[)(@#$%^&][0-9]++(?![^\W_])"
)
"""One letter, or one sign that shares a key with a digit, among digits."""


_FEWEST_MARKED = 3
_MARKED = re.compile(rf"{KOTA_BEKASI}\d\d(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])")
_TORN_PIECE = 4
"""Pieces of a torn number all have at least 4 digits, or all at most 4; a mix is a list number beside a number."""


def is_phone(digits: str) -> bool:
    """Whether these digits have the shape of an Indonesian phone number."""
    return bool(_PHONE.fullmatch(digits))


def _obscured(text: str) -> Iterator[Number]:
    """Numbers with hidden digits: 3275xxxxxx9401."""
    for match in _MASKED.finditer(text):
        if match[0].isdigit():
            continue
        digits = re.sub(r"\D", "", match[0])
        if 4 <= len(digits) < NIK_LENGTH and re.search(r"\d\W{0,20}[x*•●×#?]{2}|[x*•●×#?]{2}\W{0,20}\d", match[0]):
            yield Number(match.start(), match.end(), digits, obscured=True)


def _lettered(text: str) -> Iterator[Number]:
    """Numbers with letters or signs for digits (O for 0, S for 5, | for 1), or with an extra letter among 16 digits."""
    for match in _LETTERED.finditer(text):
        if not match[0].isdigit() and (digits := _beside_letters(match[0])):
            yield Number(match.start(), match.end(), digits, obscured=True)
    for match in _WITH_SIGNS.finditer(text):
        groups = re.split(r"[ .\-]", match[0])
        mixed = not _LETTERED.fullmatch(match[0]) and all(any(map(str.isdigit, group)) for group in groups)
        if mixed and (digits := _beside_letters(match[0].rstrip("!|"))):
            yield Number(match.start(), match.end(), digits, obscured=True)
    for match in _ONE_LETTER.finditer(text):
        written = re.sub(r"[ .\-]", "", match[0])
        if len(written) == NIK_LENGTH and written[0] != "0" and not _WITH_SIGNS.fullmatch(match[0]):
            yield Number(match.start(), match.end(), re.sub(r"[^0-9]", "", match[0]), obscured=True)


def _beside_letters(written: str) -> str:
    """The digits of a number in which letters replace digits; empty if its length cannot be that of a NIK."""
    written = re.sub(r"[ .\-]", "", written)
    digits = re.sub(r"[^0-9]", "", written)
    if written[0] == "0":  # a phone number with a word beside it
        return ""
    long_enough = NIK_LENGTH - 1 <= len(written) <= NIK_LENGTH + 1 and 10 <= len(digits) < min(NIK_LENGTH, len(written))
    return digits if long_enough else ""


def _glue(groups: list[Number]) -> Number:
    """Neighbouring groups of digits as one number."""
    if len(groups) == 1:
        return groups[0]
    return Number(groups[0].start, groups[-1].end, "".join(group.digits for group in groups))


def _split(groups: list[Number], text: str, joins: re.Pattern[str]) -> list[list[Number]]:
    """The groups in runs, within which every gap matches `joins`."""
    runs: list[list[Number]] = []
    for group in groups:
        if runs and joins.fullmatch(text, runs[-1][-1].end, group.start):
            runs[-1].append(group)
        else:
            runs.append([group])
    return runs


def _windows(run: list[Number], good: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Where neighbouring groups form 16 good digits, from left to right without overlap."""
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(run):
        last, digits = first, ""
        while last < len(run) and len(digits) < NIK_LENGTH:
            digits += run[last].digits
            last += 1
        if len(digits) == NIK_LENGTH and good(digits):
            found.append((first, last))
            first = last
        else:
            first += 1
    return found


def _stray(groups: list[Number], *, leads: bool) -> bool:
    """Whether leftovers beside a number surely do not belong to it: a list number, a postal code, a phone, a date."""
    digits = "".join(group.digits for group in groups)
    if not digits or is_phone(digits) or _DATE.fullmatch(digits):
        return True
    return len(digits) <= 3 if leads else len(groups) == 1 and len(digits) == 5


def _cut(run: list[Number], good: Callable[[str], bool]) -> list[Number]:
    """The numbers in one run of tightly written groups: 16 digits where these stand out, otherwise the whole run."""
    if len(run) == 1:
        return run
    if sum(len(group.digits) for group in run) == NIK_LENGTH:
        return [_glue(run)]
    windows = _windows(run, good)
    if not windows:
        return [_glue(run)]
    numbers: list[Number] = []
    done = 0
    for first, last in windows:
        if not _stray(run[done:first], leads=True):
            return [_glue(run)]
        numbers += [_glue(run[done:first])] if done < first else []
        numbers.append(_glue(run[first:last]))
        done = last
    if not _stray(run[done:], leads=False):
        return [_glue(run)]
    return numbers + ([_glue(run[done:])] if done < len(run) else [])


def _torn(pieces: list[Number], digits: str, text: str, good: Callable[[str], bool]) -> bool:
    """Whether pieces that form 16 digits are one number, torn apart by a line break or a comma."""
    gaps = (text[left.end : right.start] for left, right in pairwise(pieces))
    if not good(digits) and not all(gap.isspace() for gap in gaps):
        return False
    if min(lengths := [len(piece.digits) for piece in pieces]) < _TORN_PIECE < max(lengths):
        return False  # "…388953\n1. tolong": the 1 is a list number, never the missing digit
    return not any(is_phone(piece.digits) for piece in pieces)


def _mend(numbers: list[Number], text: str, good: Callable[[str], bool]) -> list[Number]:
    """The same numbers, with torn ones joined again."""
    digits = "".join(number.digits for number in numbers)
    nth = {start: at for at, start in enumerate(accumulate((len(one.digits) for one in numbers), initial=0))}
    mended: list[Number] = []
    first = start = 0
    while first < len(numbers):
        last = nth.get(start + NIK_LENGTH, first)
        whole = digits[start : start + NIK_LENGTH]
        if last <= first + 1 or not _torn(numbers[first:last], whole, text, good):
            last = first + 1
        mended.append(_glue(numbers[first:last]))
        start += len(mended[-1].digits)
        first = last
    return mended


def _is_marked_nearly(groups: list[Number], text: str) -> bool:
    """Whether a NIK begins here that is written with another mark and may have a few digits too many or too few.

    "3275,0156,0758,960": day and month of birth are where a NIK has them, as in no reference number of a letter.
    """
    if not _FEWEST_MARKED <= len(groups) <= NIK_LENGTH + 2:
        return False
    digits = "".join(group.digits for group in groups)
    if not (NIK_LENGTH - 2 <= len(digits) <= NIK_LENGTH + 2 and _MARKED.match(digits)):
        return False
    gaps = {text[left.end : right.start].strip() for left, right in pairwise(groups)}
    return len(gaps) == 1 and len(gap := gaps.pop()) == 1 and gap in ",/;:|_+="


def _together(text: str, good: Callable[[str], bool]) -> list[Number]:
    """All numbers in a blanked text; 16 digits that stand alone are found first."""
    runs = islice(re.finditer(r"[0-9]+", text), MOST_GROUPS)
    groups = [Number(match.start(), match.end(), match[0]) for match in runs]
    numbers: list[Number] = []
    for cluster in _split(groups, text, _NEAR):
        if len(cluster) == 1:
            numbers += cluster
            continue
        for alone, pieces in groupby(cluster, lambda group: len(group.digits) == NIK_LENGTH):
            if alone:
                numbers += pieces
            elif _is_marked_nearly(parts := list(pieces), text):
                numbers.append(_glue(parts))
            else:
                cut = [number for run in _split(parts, text, _TIGHT) for number in _cut(run, good)]
                numbers += _mend(cut, text, good)
    return numbers


def _name(numbers: list[Number], text: str) -> list[Number]:
    """The same numbers, labelled with what the writer calls them."""
    if not numbers:
        return []
    ends = [number.start for number in numbers[1:]] + [None]
    behind = [number_labels.label_behind(text[number.end : end]) for number, end in zip(numbers, ends, strict=True)]
    if len(numbers) > 1 and all(behind) and not number_labels.label_before(text[: numbers[0].start]):
        return [replace(number, label=label) for number, label in zip(numbers, behind, strict=True)]
    named: list[Number] = []
    said: list[str] = []  # names whose number has not come yet: "NIK dan KK: 3275... 3174..."
    done = 0
    for number, end in zip(numbers, ends, strict=True):
        last = end is None
        before = text[done : number.start]
        after = number_labels.label_after(text[number.end : end], last=last)
        names = number_labels.label_before(before)
        done = number.end
        label = None
        if len(names) > 1 and last:
            label = "nik" if "nik" in names else names[0]  # "NIK/KK 3275...": one number, both names
        elif names:
            label, *said = names
        elif said and number_labels.is_filler(before):
            label = said.pop(0)
        elif after:
            label, length = after
            done += length
        named.append(replace(number, label=label) if label else number)
    return named


def numbers(text: str, good: Callable[[str], bool]) -> list[Number]:
    """The numbers in a plain text (see `data.language.normalize`), from left to right.

    `good` says whether 16 digits are well formed, which decides where neighbouring groups may be cut or joined.
    """
    rest = mask(text)
    obscured = [*_obscured(rest), *_lettered(rest)]
    for number in obscured:
        rest = rest[: number.start] + "¤" * (number.end - number.start) + rest[number.end :]
    found = sorted([*_together(rest, good), *obscured], key=lambda number: number.start)
    return _name(found, text)
