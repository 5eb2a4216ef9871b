"""Gives each cell of a merged range the value of its first cell, because the sheet shows that value for all of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from data.coverage.columns import nik_cells
from data.coverage.workbooks.books import Range


def fill(rows: Iterator[tuple[int, list[object]]], ranges: Sequence[Range], nik: int) -> Iterator[list[object]]:
    """The rows with every merged range filled; they are given with their index, which is counted from 0.

    Rows without a NIK stay as they are: a range merged there is a subtitle, a total or a signature.
    """
    beginning: dict[int, list[Range]] = defaultdict(list)
    for one in ranges:
        (_, left), (_, right) = one
        if left == nik or not left <= nik <= right:
            beginning[one[0][0]].append(one)
    open_ranges: list[tuple[Range, object]] = []
    for index, cells in rows:
        if open_ranges:
            open_ranges = [one for one in open_ranges if one[0][1][0] >= index]
        for one in beginning.pop(index, ()):
            left = one[0][1]
            if left < len(cells) and cells[left] != "" and (left != nik or nik_cells.may_be_cut_short(cells[left])):
                open_ranges.append((one, cells[left]))
        if open_ranges:
            _fill(cells, open_ranges, nik)
        yield cells


def _fill(cells: list[object], ranges: Sequence[tuple[Range, object]], nik: int) -> None:
    # The NIK comes first, because it shows whether the row holds a person.
    for ((_, left), (_, right)), value in sorted(ranges, key=lambda one: one[0][0][1] != nik):
        if left != nik and not (nik < len(cells) and str(cells[nik]).strip()):
            continue
        if left == nik:
            cells[left] = cells[left] or value
            continue
        for at in range(left, min(right + 1, len(cells))):
            cells[at] = value  # a value beneath is invisible
