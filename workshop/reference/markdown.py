"""Writes Markdown: a page, a table, a cell of it."""

from collections.abc import Iterable, Sequence


def document(title: str, *parts: str) -> str:
    """A page: its title, and its parts with an empty line between."""
    return "\n\n".join([f"# {title}", *(part.strip("\n") for part in parts if part)]) + "\n"


def generated(title: str, first: str, *parts: str) -> str:
    """A page that says that it is generated, below its first paragraph."""
    note = "<!-- Generated from the code by `python -m workshop.reference`: change it there. -->"
    return document(title, first, note, *parts)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; line ends and bars within its cells are made harmless."""
    lines = [list(heads), ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def code(text: str) -> str:
    """Text in the typeface of code; an empty text stays empty."""
    return f"`{text}`" if text else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
