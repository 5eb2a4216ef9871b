"""Finds the remarks of a list that say of a person that he or she has left."""

from data import columns
from data.sheets import Sheet

_HEADINGS = frozenset({"keterangan", "ket", "catatan"})
_MOST = 100_000
"""So many remarks are remembered; beyond, each is read anew."""


class Remarks(dict[object, bool]):
    """Cell -> whether its words say that this person has left."""

    def __missing__(self, cell: object) -> bool:
        left = columns.is_listed(cell) is False
        if len(self) < _MOST:
            self[cell] = left
        return left


def remark_columns(sheet: Sheet) -> tuple[int, ...]:
    """The columns that are not read, and whose cells are looked at in every row."""
    read = set(sheet.columns.values())
    return tuple(
        at for at, cell in enumerate(sheet.headings) if at not in read and str(cell).strip().lower() in _HEADINGS
    )
