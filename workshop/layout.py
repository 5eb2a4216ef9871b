"""Sets the words of a picture into a page: what stands where, in which size and colour."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from data.content.pictures import Line, PictureText
from workshop.lettering import width
from workshop.page import SMALLEST, WIDTH, Box, Page, Text, Thing
from workshop.themes import AMBER, GROUND, INK, ON_AMBER, ON_RED, QUIET, RED, THEMES, WHITE, Theme

_TITLE, _HEAD, _PLAIN = 72, 50, SMALLEST
MARGIN = 36
"""Left and right of the cards."""
_RADIUS = 56
"""Of the discs behind the icons."""
_DISC = MARGIN + 50 + _RADIUS
"""The middle of these discs, from the left."""
_WORDS = _DISC + _RADIUS + 28
"""Where the words beside them begin."""
_RIGHT = WIDTH - MARGIN - 28
"""Where they end."""


def draw(name: str, words: PictureText) -> Page:
    """The page of one picture. Raises NoLetter, ValueError for a word that does not fit."""
    page, theme = Page(), THEMES[name]
    y = _header(page, theme, words) + 30
    for group in _groups(words.lines):
        y = _card(page, theme, group, y) + 28
    page.height = _footer(page, words.footer, y)
    page.things.insert(0, Box(0, 0, WIDTH, page.height, GROUND))
    return page


def _groups(lines: tuple[Line, ...]) -> Iterator[list[tuple[int, Line]]]:
    """The lines with their numbers; a heading begins a new group."""
    group: list[tuple[int, Line]] = []
    for number, line in enumerate(lines, 1):
        if line.heading and group:
            yield group
            group = []
        group.append((number, line))
    yield group


def _header(page: Page, theme: Theme, words: PictureText) -> float:
    x, right = WIDTH - 118, WIDTH - 214
    y = page.write(words.title, Text("", 44, 30, _TITLE, WHITE, theme.strong, bold=True), right)
    y = page.write(words.lead, Text("", 44, y + 6, _PLAIN, WHITE, theme.strong), right) + 30
    page.things.insert(0, Box(0, 0, WIDTH, y, theme.strong))
    page.disc(x, y / 2, 80, theme.soft)
    page.icon(theme.icon, x, y / 2, 112, theme.strong, theme.soft, 2.6)
    return y


def _card(page: Page, theme: Theme, lines: list[tuple[int, Line]], y: float) -> float:
    if lines[0][1].heading:
        y = page.write(lines[0][1].heading, Text("", 44, y - 10, _HEAD, INK, GROUND, bold=True), _RIGHT) + 10
    start, top = len(page.things), y
    y += 30
    middles = []
    for position, (number, line) in enumerate(lines):
        y += 26 if position else 0
        middles.append(y + _RADIUS)
        y = _line(page, theme, number, line, y)
    y += 30
    under: list[Thing] = [Box(MARGIN, top, WIDTH - 2 * MARGIN, y - top, WHITE, 28)]
    if theme.marks == "number":
        under.append(Box(_DISC - 5, middles[0], 10, middles[-1] - middles[0], theme.soft))
    page.things[start:start] = under
    return y


def _line(page: Page, theme: Theme, number: int, line: Line, top: float) -> float:
    colour, behind = (RED, ON_RED) if line.no else (theme.strong, theme.soft)
    middle = top + _RADIUS
    page.disc(_DISC, middle, _RADIUS, behind)
    page.icon(theme.icons[number - 1], _DISC + 3, middle + 3, 74, colour, behind)
    right = _mark(page, theme, number, line, middle)
    start = len(page.things)
    y = page.write(line.head, Text("", _WORDS, top, _HEAD, INK, WHITE, bold=True), right)
    y = page.write(line.more, Text("", _WORDS, y, _PLAIN, QUIET, WHITE), right)
    if line.say:
        text = Text("", _WORDS + 24, y, _PLAIN, theme.strong, theme.soft, bold=True)
        y = _bubble(page, f"“{line.say}”", text, "tail_up" if line.head else "tail_left")
    if line.warn:
        y = _bubble(page, line.warn, Text("", _WORDS + 90, y, _PLAIN, ON_AMBER, AMBER), "lock")
    if (spare := 2 * _RADIUS - (y - top)) > 0:
        page.things[start:] = [replace(thing, y=thing.y + spare / 2) for thing in page.things[start:]]
    return max(y, top + 2 * _RADIUS)


def _mark(page: Page, theme: Theme, number: int, line: Line, middle: float) -> float:
    """What stands beside the icon: a number, a check, a box to tick. Returns where the words must end."""
    x, y, radius = _DISC - 55, middle - 42, 30
    if theme.marks == "box":
        if line.head:
            page.things.append(Box(_RIGHT - 60, middle - 29, 58, 58, WHITE, 10, theme.strong))
        return _RIGHT - (90 if line.head else 0)
    colour = RED if line.no else theme.strong
    page.disc(x, y, radius, colour, WHITE)
    if theme.marks == "check":
        page.icon("cross" if line.no else "check", x, y, 44, WHITE, colour, 6)
    else:
        wide = width(str(number), SMALLEST, bold=True)
        page.things.append(Text(str(number), x - wide / 2, y + 15, SMALLEST, WHITE, colour, bold=True))
    return _RIGHT


def _bubble(page: Page, words: str, text: Text, adornment: Literal["lock", "tail_up", "tail_left"]) -> float:
    """Words on a ground of their own, below what stands there already; returns where it ends."""
    start, top = len(page.things), text.y + (14 if adornment != "tail_left" else 0)
    y = page.write(words, replace(text, y=top + 12), _RIGHT - 20) + 12
    left, middle = _WORDS - 4, (top + y) / 2
    written, page.things[start:] = page.things[start:], [Box(left, top, _RIGHT - left, y - top, text.on, 20)]
    match adornment:
        case "lock":
            page.icon("lock", left + 48, middle, 58, text.colour, text.on, 3.5)
        case "tail_up":
            page.icon("tail_up", left + 54, top - 7, 40, text.on, text.on)
        case "tail_left":
            page.icon("tail_left", left - 7, middle, 40, text.on, text.on)
    page.things += written
    return y


def _footer(page: Page, sentences: tuple[str, ...], top: float) -> int:
    start, y = len(page.things), top + 24
    for sentence in sentences:
        y = page.write(sentence, Text("", 136, y, _PLAIN, ON_AMBER, AMBER), WIDTH - MARGIN)
    bottom = math.ceil(y + 28)
    page.things.insert(start, Box(0, top, WIDTH, bottom - top, AMBER))
    page.icon("info", 78, (top + bottom) / 2, 76, ON_AMBER, AMBER, 3.5)
    return bottom
