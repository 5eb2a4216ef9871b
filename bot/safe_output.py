"""Makes text safe for whoever looks at it: in a terminal, which obeys signs, and in a spreadsheet, which runs formulas.

What visitors wrote, what stands in a file and how a file is called come from outside, whichever listing shows them.
"""

import csv
import re
from collections.abc import Iterable
from typing import Protocol

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

STRANGE = "\ufffd"
_KEPT = frozenset("\n\t\u200c\u200d\ufe0e\ufe0f")
"""Line ends; joiners and the marks that choose a picture or a letter belong to words and to emoji."""
_FORMULA = re.compile(r"\A(?:\s*+[=+\-@\uff0b\uff0d\uff1d\uff20].|[\t\r\n])", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,20})?")


def safe(text: str) -> str:
    """The text without what a terminal would obey: escapes, controls, marks that turn the direction of writing."""
    if text.isprintable():
        return text
    return "".join(map(_safe, text))


def one_line(text: str) -> str:
    """The same on one line: a line end would begin what looks like a line of ours."""
    return safe(re.sub(r"[\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", text))


def escaped(json_text: str) -> str:
    """JSON in which such signs are written as escapes; it means the same."""
    if json_text.isprintable():
        return json_text
    return "".join(char if _safe(char) == char else json_escape(char) for char in json_text)


def json_escape(char: str) -> str:
    """A sign as JSON writes it in four or eight digits."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


class _Writable(Protocol):
    def write(self, text: str, /) -> object: ...


class Table:
    """A CSV file in which no spreadsheet finds a formula: a text that looks like one begins with '."""

    def __init__(self, file: _Writable) -> None:
        # Each text is quoted: where a spreadsheet parts at semicolons, one within a text would begin a cell.
        self._table = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)

    def write(self, row: Iterable[object]) -> None:
        """One row."""
        self._table.writerow([_cell(one) if isinstance(one, str) else one for one in row])


def _cell(text: str) -> str:
    shown = "".join(char if _safe(char) == char else json_escape(char) for char in text)
    return f"'{shown}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else shown


def _safe(char: str) -> str:
    if char.isprintable() or char in _KEPT:
        return char
    return " " if char.isspace() and char > "\x9f" else STRANGE


class SafeConsole(Console):
    """A console in which every piece of text passes `safe`, also in tables and frames; markup in it means nothing."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(markup=False, highlight=False, emoji=False, stderr=stderr)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As Console does; its own control codes, and no others, pass."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else safe(text), style, control)
