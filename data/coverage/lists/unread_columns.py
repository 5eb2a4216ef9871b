"""Finds the columns of a list that an import does not read, and what they may mean."""

import re

from data.coverage.columns.column_kinds import Kind, fold, kind
from data.coverage.columns.columns import STATUS_WORDS
from data.coverage.columns.nik_cells import BROKEN_NIK
from data.coverage.lists.sheets import Sheet

_LONGEST = 200
"""Characters of a heading that are looked at."""
_MOST_HEADINGS = 5
"""Most rows below the headings that may belong to them."""


def unread(sheet: Sheet) -> dict[int, str]:
    """Index -> heading of the unread columns, including those without a heading, excluding ignored ones."""
    known = {*sheet.columns.values(), *sheet.ignored}
    return {at: heading for at, heading in enumerate(_headings(sheet)) if at not in known}


def kinds(sheet: Sheet) -> dict[int, Kind]:
    """Index -> kind of the unread columns, judged by the heading and the texts below it before the first person."""
    below = _second_headings(sheet)
    headings = _headings(sheet)
    found: dict[int, Kind] = {}
    for at, heading in unread(sheet).items():
        left = next((one for one in reversed(headings[:at]) if one), "")
        of_two = " ".join(filter(None, (heading or (left if at in below else ""), below.get(at, ""))))
        of_birth = not of_two and bool(_OF_BIRTH.search(fold(left))) and at and headings[at - 1] == left
        found[at] = Kind.HARMLESS if of_birth else kind(of_two)
    return found


def remark_columns(sheet: Sheet) -> tuple[int, ...]:
    """The unread columns that may hold remarks. A row may have fewer cells than columns."""
    return tuple(at for at, kind in kinds(sheet).items() if kind in {Kind.NOTED, Kind.OTHER, Kind.TIMES})


def plain_columns(sheet: Sheet) -> tuple[int, ...]:
    """Unread columns, such as address or work, in which a cell is a remark only if it says nothing else.

    Columns about relatives are left out: the death of a father or a husband is no remark about the person.
    """
    headings = _headings(sheet)
    return tuple(
        at for at, kind in kinds(sheet).items() if kind is Kind.HARMLESS and not _OF_OTHERS.search(fold(headings[at]))
    )


def status_tick_columns(sheet: Sheet) -> frozenset[int]:
    """Columns that are each headed with one status, "AKTIF" beside "NON AKTIF", and ticked for the person's own.

    A heading above all of them is joined with each: "STATUS AKTIF", "STATUS NON AKTIF".
    """
    groups: dict[str, dict[int, str]] = {}
    last = ""
    fields = {at: field for field, at in sheet.columns.items()}
    for at, heading in enumerate(_headings(sheet)):
        if at in sheet.ignored or fields.get(at, "status") not in {"status", "ends"}:
            continue
        words = fold(heading).split()
        for begin in range(max(len(words) - _MOST_WORDS, 0), len(words)):
            if (word := " ".join(words[begin:])) in STATUS_WORDS:
                group = " ".join(words[:begin])
                if not group and at - 1 in groups.get(last, {}):  # a word that heads other lists was not joined
                    group = last
                groups.setdefault(group, {})[at] = word
                last = group
                break
    found: set[int] = set()
    for group, of_columns in groups.items():
        means = {STATUS_WORDS[word] for word in of_columns.values()}
        of_it = {Kind.STATUS, Kind.ANSWERS} if group and _ANSWERS.issuperset(of_columns.values()) else _OF_A_STATUS
        if len(means) > 1 and kind(group) in of_it and (group or not _ANSWERS.issuperset(of_columns.values())):
            found.update(of_columns)
    return frozenset(found)


_MOST_WORDS = 3
"""Most words of a status: "tidak aktif lagi"."""
_ANSWERS = frozenset({"ya", "y", "tidak", "baru", "lanjut", "selesai"})
"""Status words that may answer other questions."""
_OF_A_STATUS = frozenset({Kind.STATUS, Kind.ANSWERS, Kind.OTHER, Kind.ENDS})
_OF_BIRTH = re.compile(r"tempat.*lahir|\bttl\b")
"""A heading that often spans two columns: place and day of birth."""
_OF_OTHERS = re.compile(
    r"nama|ayah|\bibu|bapak|pasangan|suami|\bist?eri|istri|orang ?tua|ortu|wali\b|waris|kepala kel|\bkk\b"
)


def _headings(sheet: Sheet) -> list[str]:
    """The headings, one for each column of the list."""
    headings = [str(cell if cell is not None else "").strip() for cell in sheet.headings]
    return [*headings, *[""] * (sheet.width - len(headings))]


def _second_headings(sheet: Sheet) -> dict[int, str]:
    """Index -> text between the headings and the first person: headings may take two rows."""
    found: dict[int, str] = {}
    at_nik = sheet.columns["nik"]
    for _, cells in sheet.sample[:_MOST_HEADINGS]:
        nik = str(cells[at_nik])[:_LONGEST] if at_nik < len(cells) else ""
        if sum(map(str.isdecimal, nik)) >= BROKEN_NIK:
            break
        if ":" not in "".join(map(str, cells)):  # else the line of a family
            found |= {at: str(cell)[:_LONGEST].strip() for at, cell in enumerate(cells) if _is_in_words(cell)}
    return found


def _is_in_words(cell: object) -> bool:
    return isinstance(cell, str) and any(map(str.isalpha, cell))
