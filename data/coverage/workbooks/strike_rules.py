"""Evaluates conditional formats that strike text where a cell holds a certain word.

Those of a simple form are followed: a cell is a word, holds it, or is not blank. Whom others strike, nobody knows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from data.coverage.columns.columns import word
from data.coverage.workbooks.archives import number

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_RANGE = re.compile(rf"{_CELL.pattern}(?::{_CELL.pattern})?")
_REFERENCE = r"(?P<column_fixed>\$?)(?P<column>[A-Za-z]{1,3})(?P<row_fixed>\$?)(?P<row>\d{1,7})"
_IS = re.compile(rf'{_REFERENCE}\s*=\s*"(?P<text>[^"]*)"')
_IS_NOT_BLANK = re.compile(rf'{_REFERENCE}\s*<>\s*""')
_A_TEXT = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows and columns are counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class StrikeRule:
    """One conditional format, as written in the file."""

    sqref: str = ""
    kind: str = ""
    operator: str = ""
    text: str = ""
    formula: str = ""

    def areas(self) -> list[Area]:
        """The cells that it applies to."""
        found = []
        for match in _RANGE.finditer(self.sqref[:10_000]):
            left, top, right, bottom = match.groups()
            first = int(top) - 1, number(left.encode()) - 1
            last = (int(bottom) - 1, number(right.encode()) - 1) if right else first
            found.append(Area(*first, *last))
        return found

    def strikes(self, area: Area, cells: Sequence[object]) -> bool | None:
        """Whether it strikes a row of the area; None where that cannot be computed."""
        if self.kind == "expression":
            for form in (_IS, _IS_NOT_BLANK):
                if match := form.fullmatch(self.formula.strip().removeprefix("=").strip("()")):
                    return self._by_reference(match, area, cells)
        wanted = self._word()
        if wanted is None:
            return None
        written = [word(cell) for cell in cells[area.left : area.right + 1]]
        return any(wanted in one if self.kind == "containsText" else wanted == one for one in written)

    def _word(self) -> str | None:
        """The word that it looks for in the cells of the area."""
        if self.kind == "containsText" and self.text:
            return word(self.text)
        found = _A_TEXT.fullmatch(self.formula.strip())
        return word(found[1]) if self.kind == "cellIs" and self.operator == "equal" and found else None

    @staticmethod
    def _by_reference(match: "re.Match[str]", area: Area, cells: Sequence[object]) -> bool | None:
        """The result of a formula that refers to a cell relative to the first cell of the area."""
        if match["row_fixed"] or int(match["row"]) - 1 != area.top:  # of another row
            return None
        if not match["column_fixed"] and area.left != area.right:
            return None
        at = number(match["column"].encode()) - 1
        written = word(cells[at]) if at < len(cells) else ""
        wanted = match.groupdict().get("text")
        return bool(written) if wanted is None else written == word(wanted)
