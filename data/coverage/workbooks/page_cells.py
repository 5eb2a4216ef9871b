"""Reads what a cell of a web page shows beside its text: pictures, ticked boxes, icons drawn by styles, struck text.

A cell with a drawing and no text is not blank. What the drawing means is not guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from data.coverage.columns import columns

ICON = "[ikon]"
"""Stands for a drawing without text."""
_PICTURES = frozenset({"img", "svg", "canvas", "object", "embed", "picture", "video"})
_BOXES = frozenset({"checkbox", "radio"})
_OF_A_TEXT = frozenset({"font", "br", "hr", "wbr", "option", "select", "input"})
_STRUCK = frozenset({"s", "del", "strike"})
_LONGEST = 200
"""Characters of a class or a style that are looked at."""
_MOST_RULES = 20_000
_PLAIN_CLASS = re.compile(r"(?:mso|xl|font)\w{0,20}", re.IGNORECASE)
"""Classes of fonts in pages that Word and Excel write."""
_COLOUR = re.compile(r"background(?:-color)?\s{0,9}:(?!\s{0,9}(?:white|transparent|none|inherit|#fff))", re.IGNORECASE)
_DRAWS = re.compile(
    r"content\s{0,9}:\s{0,9}(?!(?:none|normal|counter|inherit|initial|['\"]\s{0,9}['\"]))|background[a-z-]{0,9}\s{0,9}:[^;]{0,200}url\(",
    re.IGNORECASE,
)
_LINE_THROUGH = re.compile(r"text-decoration[a-z-]{0,9}\s{0,9}:[^;]{0,60}line-through", re.IGNORECASE)
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]{0,60})")

Attributes = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Styles:
    """Names of the classes with which the page's own styles draw something or strike text."""

    drawing: frozenset[str]
    striking: frozenset[str]

    def is_worth_a_look(self, attributes: Attributes) -> bool:
        """Whether a cell may show more than its text. Most have only a class for their width and font."""
        if not attributes:
            return False
        style = attributes.get("style")
        return (
            "title" in attributes
            or "aria-label" in attributes
            or bool(style and ("url(" in style or "through" in style))
            or bool((self.drawing or self.striking) and "class" in attributes)
        )


def styles(page: str) -> Styles:
    """The styles of a page."""
    drawing: set[str] = set()
    striking: set[str] = set()
    low = page.lower()
    begin = low.find("<style")
    while begin >= 0:
        end = low.find("</style", begin)
        sheet = page[begin : end if end >= 0 else len(page)]
        for rule in sheet.split("}", _MOST_RULES):
            head, _, body = rule.rpartition("{")
            names = _CLASS.findall(head.rpartition("{")[2][-1000:])
            if names and _DRAWS.search(body[:2000]):
                drawing.update(names)
            if names and _LINE_THROUGH.search(body[:2000]):
                striking.update(names)
        begin = low.find("<style", end) if end >= 0 else -1
    return Styles(frozenset(drawing), frozenset(striking))


@dataclass(slots=True)
class NonTextContent:
    """What a cell and the elements in it show beside text."""

    words: list[str]
    """Alternative texts, titles, values of inputs, and ticked boxes."""
    is_drawn: bool = False
    is_struck: bool = False

    def add(self, tag: str, attributes: Attributes, known: Styles) -> None:
        """Adds an element in the cell, or the cell itself."""
        kind = (attributes.get("type") or "").lower()
        if tag == "input" and kind in _BOXES:
            self.words.append("☑" if "checked" in attributes else "☐")
        elif tag == "input" and kind != "hidden" and attributes.get("value"):
            self.words.append(attributes["value"] or "")
        self.words += filter(
            None, (" ".join((attributes.get(name) or "").split()) for name in ("alt", "title", "aria-label"))
        )
        classes = (attributes.get("class") or "")[:_LONGEST]
        is_cell = tag in {"td", "th"}
        # An element with a class of its own and no text is visible: a style elsewhere draws it.
        by_class = not is_cell and tag not in _OF_A_TEXT and not all(map(_PLAIN_CLASS.fullmatch, classes.split()))
        style = (attributes.get("style") or "")[:_LONGEST]
        by_style = bool(_DRAWS.search(style)) or (not is_cell and bool(_COLOUR.search(style)))
        drawn = tag in _PICTURES or by_class or by_style or not known.drawing.isdisjoint(classes.split())
        self.is_drawn = self.is_drawn or drawn
        self.is_struck = self.is_struck or is_struck(tag, attributes, known)

    def with_text(self, text: str) -> str:
        """The text of the cell, or what is shown in its place; a status that differs from the text is appended."""
        if not text:
            return " ".join(dict.fromkeys(self.words)) or (ICON if self.is_drawn else "")
        own = columns.word(text)
        others = [one for one in dict.fromkeys(self.words) if columns.word(one) != own and _is_a_status(one)]
        return " ".join([text, *others])


def is_struck(tag: str, attributes: Attributes, known: Styles) -> bool:
    """Whether an element strikes its text."""
    classes = (attributes.get("class") or "")[:_LONGEST].split()
    style = (attributes.get("style") or "")[:_LONGEST]
    return tag in _STRUCK or bool(_LINE_THROUGH.search(style)) or not known.striking.isdisjoint(classes)


def _is_a_status(word: str) -> bool:
    return not columns.is_blank(word) and columns.is_listed(word) is not None
