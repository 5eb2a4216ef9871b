"""Reads the headings of a list, also if they take two or three rows: "MASA" above "TANGGAL AWAL" and "AKHIR".

The row with the heading of the NIK is the base. Rows above and below that belong to it are joined with it, so that a
heading of a status or an end date is found in any of these rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from data.coverage.columns import columns, nik_cells
from data.coverage.columns.column_kinds import Kind, kind
from data.coverage.columns.error_values import is_error_heading
from data.coverage.columns.headings import UnreadableFile, heading_row, texts_of
from data.import_texts import Sentence

Cells = Sequence[object]
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""First and last cell of each merged range: row and column, the first is 0."""

_MOST_ROWS = 2
"""Most rows above the base that may belong to it, and most rows below."""
_LONGEST = 100
"""Characters of a heading; titles are longer."""
_NO_HEADING = re.compile(r":|\d{5,}|\d[/.\-]\d")
"""Signs of a title ("Per: 5/11/2025") or of a row with people in it."""
_LETTERS = re.compile(r"[A-Za-z]")
_HINT = re.compile(r"\([^()]*+\)")
"""A hint that some forms print below a heading: "(16 digit)", "(dd/mm/yyyy)"."""
_LONGEST_ABOVE, _MOST_ABOVE = 300, 50
"""Characters of a cell, and cells of a row, that are kept from above the headings."""
_MATTER = frozenset({Kind.ENDS, Kind.STARTS, Kind.STATUS})
"""Kinds of columns that may decide who is listed."""
_DECIDE = frozenset({"status", "ends"})
"""Fields that decide who is listed: without them everybody is."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a list."""

    last: int
    """Index of the last row that belongs to them."""
    columns: dict[str, int]
    """Field -> column index."""
    cells: Cells
    """One joined heading for each column."""
    titles: tuple[str, ...]
    """The texts above them."""
    rows: tuple[Cells, ...]
    """The rows that they take, to recognize them when they are repeated on the next page."""
    above: tuple[tuple[str, ...], ...]
    """The rows above them as text, to write them back with rejected rows."""


def find(rows: Sequence[Cells], merged: Merged = ()) -> Headings | None:
    """Finds the headings among the first rows of a list; None where no row heads a column as NIK.

    Raises UnreadableFile when two columns are headed as NIK, a heading is an error value, or the heading of a status or
    an end date stands in a row that cannot be joined.
    """
    base = heading_row(rows)
    if base is None:
        return None
    at, fields = base
    first = last = at
    cells = list(rows[at])
    joined = False
    while (
        first
        and at - first < _MOST_ROWS
        and _belongs_above(rows[first - 1], cells, fields["nik"], _merges(merged, first - 1))
    ):
        first -= 1
        cells = _joined(rows[first], cells, _merges(merged, first), base_is_below=True)
        joined = True
    while last + 1 < len(rows) and last - at < _MOST_ROWS:
        below = rows[last + 1]
        if not _belongs_below(below, cells, fields["nik"], _merges(merged, last)):
            break
        cells = _joined(cells, below, _merges(merged, last), base_is_below=False)
        last += 1
        joined = True
    if joined and (again := heading_row([cells])) is not None:
        fields = again[1]
    if wrong := next(filter(is_error_heading, cells), None):
        raise UnreadableFile("heading.error", heading=wrong)
    _check_below(rows[last + 1 : last + 1 + _MOST_ROWS], fields)
    above = tuple(map(_as_text, rows[:first]))
    return Headings(last, fields, cells, texts_of(rows[:at]), tuple(rows[first : last + 1]), above)


def notes(headings: Headings) -> tuple[Sentence, ...]:
    """What staff should know about how the headings were read."""
    return (Sentence("note.heading_rows", {"rows": len(headings.rows)}),) if len(headings.rows) > 1 else ()


def _as_text(cells: Cells) -> tuple[str, ...]:
    return tuple(_text(cells, at)[:_LONGEST_ABOVE] for at in range(min(len(cells), _MOST_ABOVE)))


def _check_below(rows: Sequence[Cells], fields: dict[str, int]) -> None:
    """Raises UnreadableFile when a heading that decides who is listed stands below the others, not joined with them."""
    for cells in rows:
        if heading_row([cells]) or any(
            nik_cells.contains_long_number(str(cell)) for cell in cells
        ):  # the headings again, or somebody
            continue
        for cell in cells:
            if columns.heading(cell) in _DECIDE - fields.keys() and not _is_a_value(str(cell)):
                raise UnreadableFile("heading.two_rows", heading=cell)


def _merges(merged: Merged, row: int) -> Merged:
    """The merged ranges that begin in this row."""
    return [one for one in merged if one[0][0] == row]


def _text(cells: Cells, at: int) -> str:
    return str(cells[at]).strip() if at < len(cells) and cells[at] is not None else ""


def _is_blank(text: str) -> bool:
    """Whether a heading has no meaning by itself: "", "(3)", "(dd/mm/yyyy)"."""
    return not _LETTERS.search(_HINT.sub("", text))


def _could_be_headings(cells: Cells) -> bool:
    """Whether every filled cell of a row may be a heading."""
    written = [cell for cell in cells if str(cell if cell is not None else "").strip()]
    return bool(written) and all(
        isinstance(cell, str) and len(cell) <= _LONGEST and not _NO_HEADING.search(cell) for cell in written
    )


def _belongs_above(above: Cells, cells: Cells, nik: int, merges: Merged) -> bool:
    """Whether the row above belongs to these headings and is no title."""
    if not _could_be_headings(above):
        return False
    written = [at for at in range(len(above)) if _text(above, at)]
    if any(last[0] > first[0] for first, last in merges):
        return True
    if len(written) > 1 or _spans_several(above, written[0], cells, nik, merges):
        return True
    return not _text(cells, written[0]) and columns.heading(above[written[0]]) is not None


def _spans_several(above: Cells, at: int, cells: Cells, nik: int, merges: Merged) -> bool:
    """Whether the only text in a row heads several columns, as "STATUS" above "AKTIF" and "NON AKTIF" does.

    A title stands above all columns, including that of the NIK.
    """
    wide = next((last[1] for first, last in merges if first[1] == at), at)
    if at <= nik <= wide:
        return False
    if wide > at:
        return kind(above[at]) in _MATTER | {Kind.ANSWERS}
    return columns.heading(above[at]) in _DECIDE and bool(at and _text(cells, at) and _text(cells, at + 1))


def _belongs_below(below: Cells, cells: Cells, nik: int, merges: Merged) -> bool:
    """Whether the row below belongs to these headings and holds no person."""
    if not _could_be_headings(below):
        return False
    written = [text for at in range(len(below)) if (text := _text(below, at))]
    if all(map(_HINT.fullmatch, written)):
        return True
    if _text(below, nik) and columns.heading(_text(below, nik)) != "nik":
        return False
    if any(last[0] > first[0] or last[1] > first[1] for first, last in merges):
        return True
    groups = _groups(cells, below, ())
    holds_a_name = any(_text(below, at) and columns.heading(cell) == "name" for at, cell in enumerate(cells))
    for at in range(len(below)):
        text = _text(below, at)
        # "pindah ke Karawang" beside a name is a remark, and heads nothing
        matters = not holds_a_name and kind(text) in _MATTER
        names_a_field = not _is_a_value(text) and (columns.heading(text) or matters)
        if text and (names_a_field or (groups[at] and not _text(cells, at))):
            return True
    return False


def _is_a_value(text: str) -> bool:
    """Whether a word that heads columns in some lists is a value in others: "selesai", or SD, a school."""
    return columns.is_listed(text) is not None or text.lower() == "sd"


def _groups(above: Cells, below: Cells, merges: Merged) -> list[str]:
    """For each column the heading above it, which may span several columns."""
    wide = {first[1]: last[1] for first, last in merges}
    find: list[str] = []
    held, until = "", -1
    for at in range(max(len(above), len(below))):
        if text := _text(above, at):
            held, until = text, wide.get(at, -1)
        elif (until >= 0 and at > until) or not _text(below, at):
            held = ""
        find.append(held)
    return find


def _joined(above: Cells, below: Cells, merges: Merged, *, base_is_below: bool) -> list[object]:
    """Joins two rows of headings: for each column the text that is a known heading, or both texts."""
    groups = _groups(above, below, merges)
    joined: list[object] = []
    for at, group in enumerate(groups):
        upper, lower = _text(above, at), _text(below, at)
        both = f"{group} {lower}".strip()
        if _is_blank(lower):
            joined.append(upper or lower)  # a group reaches no further than what stands below it
        elif meant := next(filter(columns.heading, (both, lower)), None):
            joined.append(meant)
        elif not base_is_below and (groups.count(group) == 1 or columns.heading(group) == "nik"):
            joined.append(group if columns.heading(group) else both)
        else:
            joined.append(both)  # the upper text may be a title after all: it must not head a column by itself
    return joined
