"""Suggests which column may hold the status or the NIK in a sheet or a file without such a heading."""

from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from data.coverage.columns import columns, nik_cells
from data.coverage.columns.cell_names import letters
from data.coverage.columns.column_kinds import Kind, kind
from data.import_texts import Sentence, list_names
from data.shortened import cut

_ROWS = 200
"""Rows that are looked at."""
_LONGEST = 200
"""Characters of a cell that are looked at."""
_NEARLY_ALL = 0.9
_NAMED = 5
_LEAST_PEOPLE = 2
"""Fewest NIKs in a column of people: a single one may be that of an official who signs."""


def hint(
    headings: Sequence[object], rows: Iterable[Sequence[object]], nik: int, known: Collection[int]
) -> Sentence | str:
    """A sentence that names likely status columns; empty where there is none. `known` are the columns that are read."""
    people = [cells for cells in islice(rows, _ROWS) if nik < len(cells) and _is_somebody(cells[nik])]
    likely = [
        f"{letters(at + 1)} ({cut(str(heading).strip())})" if str(heading).strip() else letters(at + 1)
        for at, heading in enumerate(headings)
        if at not in known and (kind(heading) is Kind.STATUS or _holds_a_status(people, at))
    ]
    if not likely:
        return ""
    return Sentence(
        "columns.likely" if len(likely) == 1 else "columns.likely_ones", {"columns": list_names(likely, _NAMED)}
    )


def nik_hint(rows: Iterable[Sequence[object]]) -> Sentence | str:
    """A sentence that names the columns with numbers like a NIK; empty where there is none."""
    above: dict[int, str] = {}
    held: dict[int, int] = {}
    for cells in islice(rows, _ROWS):
        for at, cell in enumerate(cells):
            if nik_cells.contains_sound(cell):
                held[at] = held.get(at, 0) + 1
            elif at not in held and isinstance(cell, str) and cell.strip():
                above[at] = " ".join(cell.split())
    likely = [
        f"{letters(at + 1)} ({cut(above[at])})" if at in above else letters(at + 1)
        for at, count in held.items()
        if count >= _LEAST_PEOPLE and columns.heading(above.get(at, "")) != "kk"
    ]
    return Sentence("columns.likely_nik", {"columns": list_names(likely, _NAMED)}) if likely else ""


def _is_somebody(cell: object) -> bool:
    return nik_cells.may_be_cut_short(str(cell)[:_LONGEST])


def _holds_a_status(people: Sequence[Sequence[object]], at: int) -> bool:
    """Whether nearly all filled cells of a column are status words."""
    cells = [cells[at] for cells in people if at < len(cells) and not columns.is_blank(cells[at])]
    return bool(cells) and sum(columns.is_listed(cell) is not None for cell in cells) >= _NEARLY_ALL * len(cells)
