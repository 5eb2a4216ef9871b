"""Makes text safe to show in a terminal, which obeys control characters, and in a spreadsheet, which runs formulas.

Messages, the contents of files and file names come from outside, whichever listing shows them.
"""

import csv
import re
from collections.abc import Iterable
from typing import Protocol

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

REPLACEMENT = "\ufffd"
_KEPT = frozenset("\n\t\u200c\u200d\ufe0e\ufe0f")
"""Line ends; joiners and variation selectors, which are parts of words and emoji."""
_FORMULA = re.compile(r"\A(?:\s*+[=+\-@\uff0b\uff0d\uff1d\uff20].|[\t\r\n])", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,20})?")


def safe(text: str) -> str:
    """The text without characters that a terminal obeys: escapes, controls, marks that change the writing direction."""
    if text.isprintable():
        return text
    return "".join(map(_safe, text))


def one_line(text: str) -> str:
    """The same on one line, because text behind a line end would look like a line of ours."""
    return safe(re.sub(r"[\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", text))


def escaped(json_text: str) -> str:
    """JSON with such characters written as escapes, which means the same."""
    if json_text.isprintable():
        return json_text
    return "".join(char if _safe(char) == char else json_escape(char) for char in json_text)


def json_escape(char: str) -> str:
    """A character as a JSON escape."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


class _Writable(Protocol):
    def write(self, text: str, /) -> object: ...


class Table:
    """A CSV file without formulas: a text that looks like a formula gets a leading apostrophe."""

    def __init__(self, file: _Writable) -> None:
        # Each text is quoted, because a spreadsheet that splits at semicolons would split the text.
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
    return " " if char.isspace() and char > "\x9f" else REPLACEMENT


class SafeConsole(Console):
    """A console that passes all text through `safe`, also in tables and frames; it ignores markup."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(markup=False, highlight=False, emoji=False, stderr=stderr)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As Console does; only its own control codes pass."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else safe(text), style, control)
