"""Reads from the names of a page's elements (id, class, title) whether the people in them have left or were refused."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from data.coverage.columns.remarks import says_left
from data.coverage.lists.titles import word_of_nobody_listed

_IN_WORDS = frozenset({"title", "summary", "aria-label"})
_NAMES = _IN_WORDS | {"id", "class", "name"}
_OF_STYLES = frozenset({"inactive", "stop", "off", "out", "deleted", "removed", "draft", "exit"})
"""Classes and marks by which pages are styled: an inactive tab is only one that is not in front."""
_OF_BUTTONS = frozenset("btn button tombol aksi action kolom col hapus delete".split())
_PREFIX = re.compile(r"^(?:tbl|tab|table|div|grid|dt)(?=[a-z])")
_LONGEST_NAME = 200
"""Characters of a name that are looked at."""

Attribute = tuple[str, str | None]


def name_of_leavers(attributes: Iterable[Attribute]) -> str:
    """The name of a table, or of an element around it, if it says that the people in it have left or were refused."""
    return _name(attributes, _names_leavers)


@lru_cache(maxsize=10_000)
def name_of_row(attributes: tuple[Attribute, ...]) -> str:
    """The name of a row or a cell, if it says that its person has left; cached, because many rows are alike."""
    return _name(attributes, says_left)


def _name(attributes: Iterable[Attribute], says_so: Callable[[str], bool]) -> str:
    """The first name of an element of which `says_so` is true; empty where there is none."""
    for name, value in attributes:
        if value and (name in _NAMES or name.startswith("data-")):
            for words in [value] if name in _IN_WORDS else value.split():
                spread = _spread(words)
                if spread not in _OF_STYLES and _OF_BUTTONS.isdisjoint(spread.split()) and says_so(spread):
                    return spread
    return ""


def _spread(words: str) -> str:
    """A name as separate words: "dataKeluar" is "data keluar"."""
    return " ".join(re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", words[:_LONGEST_NAME]).lower()))


def _names_leavers(words: str) -> bool:
    return word_of_nobody_listed([_PREFIX.sub(r"\g<0> ", words)]) is not None
