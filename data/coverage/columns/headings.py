"""Finds the heading row of a list: the first row with a heading of the NIK."""

from collections.abc import Iterable, Sequence

from data.coverage.columns import nik_cells
from data.coverage.columns.cell_names import letters
from data.coverage.columns.columns import heading
from data.import_texts import TextProblem

TITLE_ROWS = 50
"""Rows that are searched for the heading row; offices put titles, logos and dates above it."""
_LONGEST = 200
"""Characters of a cell that are looked at."""


class UnreadableFile(TextProblem):
    """The file cannot be read as a participants file; the message says what to do."""


def heading_row(rows: Sequence[Sequence[object]]) -> tuple[int, dict[str, int]] | None:
    """Index and columns of the first row with a heading of the NIK. Raises UnreadableFile when it has two.

    A row with a person's number is no heading row: in a form, "NIK" stands beside the NIK of a person.
    """
    for index, cells in enumerate(rows):
        if not all(map(nik_cells.may_be_a_heading, cells)):
            continue
        columns = _columns(cells)
        if "nik" in columns:
            return index, columns
    return None


def holds_somebody(rows: Iterable[Sequence[object]]) -> bool:
    """Whether a NIK stands in a cell of its own, in a column that is not headed as a family card number.

    A NIK after a label with a colon ("NIK PJ:") belongs to an official who signs.
    """
    of_families: set[int] = set()
    for cells in rows:
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and heading(cell) == "kk":
                of_families.add(at)
            elif (
                at not in of_families
                and nik_cells.is_sound(cell)
                and not (at and str(cells[at - 1]).rstrip().endswith(":"))
            ):
                return True
    return False


def texts_of(rows: Sequence[Sequence[object]]) -> tuple[str, ...]:
    """The texts in the rows above the heading row."""
    return tuple(str(cell)[:_LONGEST] for cells in rows for cell in cells if isinstance(cell, str) and cell.strip())


def width(headings: Sequence[object]) -> int:
    """Number of columns up to the last heading."""
    return max((at + 1 for at, cell in enumerate(headings) if str(cell).strip()), default=0)


def _columns(cells: Sequence[object]) -> dict[str, int]:
    """The fields of a heading row. Raises UnreadableFile when it has two headings of the NIK."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        field = heading(cell)
        if field == "nik" and "nik" in found:
            raise UnreadableFile("heading.nik_twice", first=letters(found["nik"] + 1), second=letters(index + 1))
        if field:
            found.setdefault(field, index)
    return found
