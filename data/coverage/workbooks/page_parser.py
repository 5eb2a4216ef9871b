"""Parses the HTML of a page into tables: rows, the lines above a table, and what is hidden, drawn or struck out."""

import re
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser

from data.coverage.columns.columns import is_listed, word
from data.coverage.columns.headings import UnreadableFile
from data.coverage.columns.remarks import says_left
from data.coverage.workbooks.page_cells import ICON, NonTextContent, Styles, is_struck, styles
from data.coverage.workbooks.page_names import name_of_leavers, name_of_row
from data.coverage.workbooks.page_tables import MOST_COLUMNS, MOST_ROWS, Table, is_blank

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style"})
_BREAKS = frozenset({"br", "p", "div", "li"})
_WITHIN_A_LINE = frozenset("a b big button em font i label mark small span strong sub sup u".split())
_AROUND = frozenset({"div", "section", "fieldset", "article", "main", "form"})
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_WAY_OUT = frozenset({"keluar", "logout", "log out", "sign out"})
"""Texts of a link or a button that ends a session: they say nothing of the people below."""
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:E[+-]?\d+)?", re.IGNORECASE)
_PIECE = 1 << 16
_MOST_ABOVE = 30
"""Lines above a table that are kept, the last of them: the headings are looked for in the first 50 rows."""
_LONGEST_TAG = 1 << 17
"""Characters of a tag or a comment: the parser looks for its end anew with each piece."""


def parse(text: str, names: list[str]) -> list[Table]:
    """The tables of a page; `names` are those of its sheets, as lines above the first table. Raises UnreadableFile."""
    page = _Page(styles(text), names)
    for at in range(0, len(text), _PIECE):
        page.feed(text[at : at + _PIECE])
        if len(page.rawdata) > _LONGEST_TAG:
            raise UnreadableFile("page.damaged")
    page.close()
    return page.tables()


@dataclass(slots=True)
class _OpenTable:
    """A table that is being read, and its open row and cell."""

    table: Table
    row: list[object] | None = None
    cell: list[str] | None = None
    wide: int = 1
    is_number: bool = False
    is_hidden: bool = False
    is_struck: bool = False
    called: str = ""
    """The name of the row or the cell, if it says that somebody has left."""
    row_called: str = ""
    non_text: NonTextContent = field(default_factory=lambda: NonTextContent([]))

    def end_cell(self) -> None:
        if self.cell is None:
            return
        assert self.row is not None
        own = " ".join("".join(self.cell).split())
        text = self.non_text.with_text(own)
        self.table.drawn += text == ICON
        if text and (self.is_struck or self.non_text.is_struck):
            self.table.struck.setdefault(len(self.table.rows), set()).add(len(self.row))
        elif own and (said := self._leaving_beside(own)) and said not in own:
            self.table.comments[len(self.table.rows), len(self.row)] = said
        self.row.append(_number(text) if self.is_number else text)
        self.row += [""] * (self.wide - 1)
        if len(self.row) > MOST_COLUMNS:
            raise UnreadableFile("page.damaged")
        self.cell = None

    def _leaving_beside(self, own: str) -> str:
        """Non-text content which says that somebody has left; beside a status word it was joined with the text."""
        words = self.non_text.words if is_listed(own) is None else ()
        return next(filter(says_left, words), self.called)

    def end_row(self) -> None:
        self.end_cell()
        if self.row is None:
            return
        if self.is_hidden and not is_blank(self.row):
            self.table.hidden.add(len(self.table.rows))
        self.table.rows.append(self.row)
        if len(self.table.rows) > MOST_ROWS:
            raise UnreadableFile("page.damaged")
        self.row = None


def _number(text: str) -> object:
    """Keeps a number of Excel a number: a NIK has lost its last digit in it and must be rejected."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else text


class _Page(HTMLParser):
    """Collects the tables of a page."""

    def __init__(self, known: Styles, names: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._known = known
        self._open: list[_OpenTable] = []
        self._found: list[Table] = []
        self._unseen = 0
        self._above = deque(names, maxlen=_MOST_ABOVE)
        self._line: list[str] = []
        self._hidden: list[str] = []
        """Open elements within a cell whose text is invisible, the innermost last."""
        self._in_link = False
        self._options: _Options | None = None
        """The options of the open selection list."""
        self._around: list[tuple[str, str]] = []
        """The open elements around tables, each with its name if that says that people have left."""

    def tables(self) -> list[Table]:
        """The tables that were found."""
        while self._open:
            self._end_table()
        return self._found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _WITHIN_A_LINE:
            self._end_line()
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._begin_table(dict(attrs))
        elif self._open and tag == "tr":
            self._begin_row(dict(attrs))
        elif self._open and tag in {"td", "th"}:
            self._begin_cell(dict(attrs))
        else:
            self._in_link = self._in_link or tag in {"a", "button"}
            if tag in _AROUND:
                self._around.append((tag, name_of_leavers(attrs)))
            if self._open and self._open[-1].cell is not None:
                self._begin_within(tag, dict(attrs))
            if tag in _BREAKS:
                self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _WITHIN_A_LINE:
            self._end_line()
        self._end_within(tag)
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif not self._open:
            return
        elif tag == "table":
            self._end_table()
        elif tag == "tr":
            self._open[-1].end_row()
        elif tag in {"td", "th"}:
            self._open[-1].end_cell()

    def _end_within(self, tag: str) -> None:
        """Ends an element that is neither a table nor a part of one."""
        if tag in {"a", "button"}:
            self._in_link = False
        elif tag == "select" and self._options is not None:
            chosen, self._options = self._options.chosen(), None
            self.handle_data(f" {chosen} ")
        elif tag in _AROUND:
            self._end_around(tag)
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._options is not None:
            self._options.add_text(data)
            return
        if self._open and (cell := self._open[-1].cell) is not None:
            if self._hidden:
                self._open[-1].non_text.is_drawn |= bool(data.strip())
            else:
                cell.append(data)
        elif not (self._in_link and word(data) in _WAY_OUT):
            self._line.append(data)

    def _end_line(self) -> None:
        """Completes a line outside any cell: it stands above a table."""
        text = " ".join("".join(self._line).split()) if self._line else ""
        self._line.clear()
        if text and self._open:
            self._open[-1].table.above.append(text)
        elif text:
            self._above.append(text)

    def _begin_table(self, attributes: dict[str, str | None]) -> None:
        for frame in self._open:
            frame.table.is_layout = True
        called = [name for _, name in self._around if name] if not self._open else []
        table = Table(above=[] if self._open else [*self._above], is_hidden=_is_hidden(attributes))
        table.called = [*called, *filter(None, [name_of_leavers(attributes.items())])]
        if not self._open:
            self._above.clear()
        self._hidden.clear()
        self._found.append(table)
        self._open.append(_OpenTable(table))

    def _end_table(self) -> None:
        self._open.pop().end_row()
        self._hidden.clear()

    def _begin_within(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Begins an element within a cell."""
        if tag in {"select", "option"}:
            self._choose(tag, attributes)
        is_hidden = _is_hidden(attributes) or (bool(self._hidden) and tag == self._hidden[-1])
        if is_hidden and tag not in _VOID:
            self._hidden.append(tag)
        elif not self._hidden and not is_hidden:
            self._open[-1].non_text.add(tag, attributes, self._known)

    def _choose(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "select":
            self._options = _Options()
        elif self._options is not None:
            self._options.begin(is_chosen="selected" in attributes)

    def _end_around(self, tag: str) -> None:
        """Ends an element, and elements within it that were never closed."""
        for at in range(len(self._around) - 1, -1, -1):
            if self._around[at][0] == tag:
                del self._around[at:]
                return

    def _begin_row(self, attributes: dict[str, str | None]) -> None:
        frame = self._open[-1]
        frame.end_row()
        frame.row, frame.is_hidden = [], _is_hidden(attributes)
        frame.is_struck = is_struck("tr", attributes, self._known)
        frame.row_called = frame.called = name_of_row(tuple(attributes.items()))

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        frame = self._open[-1]
        frame.end_cell()
        if frame.row is None:  # a cell without a row
            frame.row, frame.is_hidden, frame.is_struck, frame.row_called = [], False, False, ""
        frame.cell, frame.wide = [], _span(attributes.get("colspan"))
        frame.is_number = "x:num" in attributes
        frame.non_text = NonTextContent([])
        frame.called = frame.row_called or name_of_row(tuple(attributes.items()))
        if self._known.is_worth_a_look(attributes):
            frame.non_text.add("td", attributes, self._known)
        self._hidden.clear()
        if _span(attributes.get("rowspan")) > 1:
            frame.table.merged.add(len(frame.table.rows))


@dataclass(slots=True)
class _Options:
    """The options of a selection list in a cell, which shows the chosen one."""

    texts: list[list[str]] = field(default_factory=list)
    at: int | None = None
    """Index of the chosen option; where none is, a page shows the first."""

    def begin(self, *, is_chosen: bool) -> None:
        """Begins an option."""
        if is_chosen:
            self.at = len(self.texts)
        self.texts.append([])

    def add_text(self, text: str) -> None:
        """Adds text to the current option."""
        if self.texts:
            self.texts[-1].append(text)

    def chosen(self) -> str:
        """The text that the page shows."""
        return " ".join("".join(self.texts[self.at or 0]).split()) if self.texts else ""


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _span(written: str | None) -> int:
    """The number of columns or rows that a cell spans. Raises UnreadableFile for more than a sheet has."""
    text = (written or "").strip()
    if not text.isdecimal():
        return 1
    if len(text) > 7 or int(text) > MOST_COLUMNS:
        raise UnreadableFile("page.damaged")
    return max(int(text), 1)
