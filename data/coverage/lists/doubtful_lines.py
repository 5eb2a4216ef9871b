"""Finds lines within a list that change what its rows mean: other headings, a legend of signs or colours, titles.

A title like "B. PESERTA YANG SUDAH KELUAR" above people who have the status "Aktif" is one; see `NonPersonRows.title`.
"""

import re
from collections.abc import Sequence

from data.coverage.columns.column_kinds import Kind, fold, kind
from data.coverage.columns.columns import heading
from data.coverage.columns.remarks import says_left
from data.coverage.lists.sheets import Sheet
from data.coverage.lists.titles import says_all_left

_MOST = 4
"""Most lines that are kept."""
_CELLS = 100
"""Cells of a line that are looked at."""
_LONGEST = 200
"""Characters of a cell that are looked at."""
_CELLS_OF_A_LEGEND = 4
_LEAST_FIELDS = 2
"""Fewest fields in a row of headings: the NIK and another."""
_MATTER = frozenset({Kind.ENDS, Kind.STATUS, Kind.COVER})
_MEANS_MUCH = frozenset({"status", "ends", "starts"})
_OF_SIGNS = re.compile(
    r"[*†‡+✝]{1,3} ?\)?[ =:.\-]{0,5}[^\W\d]|(?:ket|keterangan|catatan|note|nb)?[ .:]{0,3}(?:tanda|bintang|\*)"
)
_OF_COLOURS = re.compile(
    r"\b(?:(?:ber)?warna|(?:di)?arsir(?:an)?|di ?blok|stabilo|merah|kuning|hijau|biru|abu ?-? ?abu|oranye?|jingga|hitam"
    r"|cetak (?:tebal|miring)|(?:di)?coret(?:an)?)\b"
)
_CODE = re.compile(
    r"(?:(?<![a-z0-9])(?:[a-z]{1,3}|\d{1,2})\)? ?=|(?:^|[,;:(*/)] ?)(?:[a-z]|\d{1,2})\)? ?:)(?=\s{0,3}([^=:,;]{3,60}))"
)
"""Codes that a legend explains: "M = Meninggal, P = Pindah"."""


class DoubtfulLines:
    """Inspects the rows without a readable NIK."""

    def __init__(self, sheet: Sheet) -> None:
        self.found: list[tuple[str, int, str]] = []
        """Key of the sentence, row, and text of the line."""
        self._headings = [str(cell if cell is not None else "") for cell in sheet.headings]
        self._columns = sheet.columns
        self._fields = {at: field for field, at in sheet.columns.items()}

    def inspect(self, row: int, cells: Sequence[object]) -> None:
        """Inspects a row, and keeps it if it changes the meaning of others."""
        if len(self.found) >= _MOST:
            return
        written = {
            at: text
            for at, cell in enumerate(cells[:_CELLS])
            if isinstance(cell, str) and (text := " ".join(cell[:_LONGEST].split()))
        }
        if other := self._other_heading(written):
            self.found.append(("rows.other_headings", row, other))
        elif (
            0 < len(written) <= _CELLS_OF_A_LEGEND
            and (text := " ".join(dict.fromkeys(written.values())))
            and (key := _legend(text.lower()))
        ):
            self.found.append((key, row, text))

    def add_title(self, title: tuple[int, str]) -> None:
        """Keeps the title of a group if it says that all have left, although its first person counts as listed."""
        if len(self.found) < _MOST and says_all_left(title[1]):
            self.found.append(("rows.group_active", *title))

    def _other_heading(self, written: dict[int, str]) -> str:
        """In a repeated row of headings, the first that does not fit its column; empty where there is none."""
        if len(written) < _LEAST_FIELDS:
            return ""
        fields = {at: field for at, text in written.items() if (field := heading(text))}
        if len(fields) < _LEAST_FIELDS or "nik" not in fields.values():
            return ""
        return next((text for at, text in written.items() if not self._fits(at, text, fields.get(at))), "")

    def _fits(self, at: int, text: str, field: str | None) -> bool:
        own = self._headings[at] if at < len(self._headings) else ""
        if fold(text) in fold(own):
            return True
        if field != self._fields.get(at) and (at in self._fields or field in self._columns or field in _MEANS_MUCH):
            return False
        return field is not None or kind(text) not in _MATTER or kind(text) is kind(own)


def _legend(line: str) -> str:
    """What to say of a line by which a sign, or a colour, is that of people who have left; empty for any other."""
    if any(says_left(_without_next_code(match[1])) for match in _CODE.finditer(line)):
        return "rows.codes"
    of_signs = _OF_SIGNS.match(line)
    if not (of_signs or _OF_COLOURS.search(line)) or not says_all_left(line):
        return ""
    return "rows.signs" if of_signs else "rows.colours"


def _without_next_code(words: str) -> str:
    """The explanation of a code without the next code, which may follow directly: "aktif 2 = keluar"."""
    return _NEXT_CODE.sub("", words)


_NEXT_CODE = re.compile(r" (?:[a-z0-9]|\d{2}|[a-z]{2,3})\)? ?$")
