"""Shortens lists and names, so that a sentence stays short whatever a file holds."""

from collections.abc import Sequence

LONGEST = 60
"""The most characters of a name; the name of a sheet may be very long."""


def first_few(names: Sequence[object], most: int, longest: int = LONGEST) -> str:
    """The first names, and how many more there are: `a, b and 9,998 more`."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(cut(str(name), longest) for name in names[:most]) + more


def cut(name: str, longest: int = LONGEST) -> str:
    """A name, cut off at its end if it is too long."""
    return name if len(name) <= longest else f"{name[:longest]}…"


def fitted(text: str, longest: int) -> str:
    """The text with its end left out so that, with the ellipsis, it has at most `longest` characters."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
