"""Reads from the XML of a sheet of an .xlsx what its values do not show: hidden, not computed or struck cells.

The library gives a formula without a stored result as a blank cell, and says nothing of hidden rows and columns.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from data.coverage.columns.headings import UnreadableFile
from data.coverage.workbooks import xml_parts
from data.coverage.workbooks.archives import number
from data.coverage.workbooks.strike_rules import StrikeRule
from data.coverage.workbooks.struck_styles import Runs, StruckStyles, is_on

Place = tuple[int, int]
"""Row and column, counted from 0."""

_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_RANGE = re.compile(r"([A-Za-z]{1,3}\d{1,7}):([A-Za-z]{1,3}\d{1,7})")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
_MOST = 4_000_000
"""Most cells and rows that are kept of one sheet."""
_OF_RULES = frozenset({"conditionalFormatting", "cfRule", "strike", "sqref"})
_MOST_RULES = 1000
_YES = frozenset({"1", "true"})


@dataclass(slots=True)
class Marks:
    """The content of a sheet beside the values of its cells; rows and columns are counted from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    without_result: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Column -> rows with a formula whose result is not stored."""
    errors: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    """Row -> column -> the error in a cell that the library gives as blank."""
    struck: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Row -> columns with struck text."""
    rules: list[StrikeRule] = field(default_factory=list)
    """Conditional formats that may strike text."""
    comments: dict[Place, str] = field(default_factory=dict)
    """The comments by cell."""
    drawn: int = 0
    """Number of cells of a web page that show a drawing and no text."""


def of_sheet(archive: zipfile.ZipFile, part: str, known: StruckStyles) -> Marks:
    """Reads the marks of a sheet. Raises UnreadableFile when the part is no XML."""
    reading = _Reading(known)
    xml_parts.read(archive, part, reading, ordered=True)
    return reading.found()


def place(text: str) -> Place | None:
    """Row and column of a reference like B3; None for any other text."""
    matched = _PLACE.fullmatch(text)
    return (int(matched[2]) - 1, number(matched[1].encode()) - 1) if matched else None


class _Reading:
    """Reads the elements of a sheet."""

    def __init__(self, known: StruckStyles) -> None:
        self._marks = Marks()
        self._known = known
        self._format = ""
        self._text = ""
        """The index of a shared text, digit by digit."""
        self._runs: Runs | None = None
        """The pieces of a text inside a cell."""
        self._arrays: list[tuple[Place, Place]] = []
        """Array formulas, which stand once and fill several cells."""
        self._filled: dict[int, set[int]] = defaultdict(set)
        """Column of an array formula -> rows with a stored result."""
        self._row = self._column = -1
        self._kind = ""
        self._formula = self._result = self._within = False
        self._kept = 0
        self._rule: StrikeRule | None = None
        """The conditional format that is being read."""
        self._within_rule = ""
        self._sqref, self._is_striking = "", False
        self._own: list[StrikeRule] = []
        """Conditional formats with their formats and cells beside them, as newer versions of Excel write them."""

    def start_element(self, name: str, attributes: Sequence[str]) -> None:
        """Begins an element."""
        local = name.rpartition(":")[2]
        if self._runs is not None:
            self._runs.start_element(local, dict(zip(attributes[::2], attributes[1::2], strict=True)))
        if local == "c":
            self._cell(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        elif local in {"v", "t"}:
            self._within = True
            # Excel stores the result "" so; a formula that was never computed has no kind yet.
            self._result = self._result or (local == "v" and self._kind == "str")
        elif local == "is":
            self._runs = Runs()
        elif local in _OF_RULES or self._rule is not None:
            self._begin_rule(local, dict(zip(attributes[::2], attributes[1::2], strict=True)))
        elif local == "f":
            self._formula = True
            self._array(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        elif local == "row":
            self._begin_row(dict(zip(attributes[::2], attributes[1::2], strict=True)))
        elif local == "col":
            self._hide(dict(zip(attributes[::2], attributes[1::2], strict=True)))

    def add_text(self, text: str) -> None:
        """Adds text within an element."""
        if self._within and text:
            self._result = True
            if self._kind == "s" and self._known.texts:
                self._text += text
        if self._runs is not None:
            self._runs.add_text(text)
        if self._within_rule == "sqref":
            for rule in self._own:
                rule.sqref += text
        elif self._within_rule and self._rule is not None:
            self._rule.formula += text

    def _begin_rule(self, local: str, attributes: dict[str, str]) -> None:
        """Begins a conditional format, a part of one, or an element with several."""
        if local == "conditionalFormatting":
            self._sqref, self._own = attributes.get("sqref", ""), []
        elif local == "cfRule":
            said = [attributes.get(name, "") for name in ("type", "operator", "text")]
            self._rule = StrikeRule(self._sqref, *said)
            self._is_striking = attributes.get("dxfId") in self._known.rules
        elif local == "strike":
            self._is_striking = self._is_striking or (self._rule is not None and is_on(attributes))
        elif local in {"formula", "f", "sqref"}:
            self._within_rule = local

    def _end_rule(self, local: str) -> None:
        self._within_rule = ""
        if local == "cfRule" and self._rule is not None:
            if self._is_striking and len(self._marks.rules) < _MOST_RULES:
                self._marks.rules.append(self._rule)
                self._own += [] if self._sqref else [self._rule]
            self._rule = None

    def end_element(self, name: str) -> None:
        """Ends an element."""
        local = name.rpartition(":")[2]
        if self._runs is not None:
            self._runs.end_element(local)
        if local == "c":
            self._note_struck()
            if self._formula and not self._result:
                self._keep()
                self._marks.without_result[self._column].add(self._row)
            elif self._result and self._arrays and self._column in self._filled:
                self._keep()
                self._filled[self._column].add(self._row)
        elif local in {"v", "t"}:
            self._within = False
        elif local in _OF_RULES or self._rule is not None:
            self._end_rule(local)

    def found(self) -> Marks:
        """The marks, once everything was read."""
        for (top, left), (bottom, right) in self._arrays:
            for column in range(left, right + 1):
                blank = set(range(top, bottom + 1)) - self._filled[column]
                if blank:
                    self._marks.without_result[column] |= blank
        return self._marks

    def _note_struck(self) -> None:
        own = self._runs is not None and self._runs.are_struck
        if self._result and (own or self._format in self._known.formats or self._text in self._known.texts):
            self._keep()
            self._marks.struck[self._row].add(self._column)
        self._runs, self._text = None, ""

    def _keep(self) -> None:
        self._kept += 1
        if self._kept > _MOST:
            raise UnreadableFile("book.many_marks")

    def _begin_row(self, attributes: dict[str, str]) -> None:
        written = attributes.get("r", "")
        self._row = int(written) - 1 if written.isdecimal() and len(written) < 9 else self._row + 1
        self._column = -1
        if attributes.get("hidden") in _YES:
            self._keep()
            self._marks.hidden_rows.add(self._row)

    def _cell(self, attributes: dict[str, str]) -> None:
        if found := place(attributes.get("r", "")):
            self._row, self._column = found
        else:
            self._column += 1
        self._kind, self._format = attributes.get("t", ""), attributes.get("s", "0")
        self._formula = self._result = self._within = False

    def _array(self, attributes: dict[str, str]) -> None:
        """Notes an array formula, which stands in the first of its cells; a shared formula stands in each."""
        matched = _RANGE.fullmatch(attributes.get("ref", ""))
        if not matched or attributes.get("t") != "array":
            return
        first, last = place(matched[1]), place(matched[2])
        if first and last and first != last and last[0] < _LAST_ROW and last[1] < _LAST_COLUMN:
            cells = (last[0] - first[0] + 1) * (last[1] - first[1] + 1)
            self._kept += cells
            if self._kept > _MOST:
                raise UnreadableFile("book.many_marks")
            self._arrays.append((first, last))
            for column in range(first[1], last[1] + 1):
                self._filled[column]  # results are noted from here on

    def _hide(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in _YES and first.isdecimal() and last.isdecimal() and len(first + last) < 16:
            self._marks.hidden_columns.update(range(int(first) - 1, min(int(last), _LAST_COLUMN)))
