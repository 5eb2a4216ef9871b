"""Letters as wide as they will be: measures words in our font, and breaks them into lines."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from fontTools.ttLib import TTFont

FAMILY = "Atkinson Hyperlegible Next"
FILES = {bold: f"fonts/AtkinsonHyperlegibleNext-{'Bold' if bold else 'Regular'}.ttf" for bold in (False, True)}
ASCENT, DESCENT = 0.76, 0.22
"""How far letters reach above and below their line, in sizes: `é` and `g`."""

_TOGETHER = re.compile(r"\(\w+ (of )?\w+ \d{4}\)|\d \w+|BPJS \w+|siapa pun|saha waé|[fp]oto KTP")


Lines = Sequence[Sequence[int]]
"""The numbers of the pieces in each line."""


class NoLetter(Exception):
    """The font has no such letter."""


@cache
def _widths(bold: bool) -> dict[str, float]:
    """Of each letter, in sizes. That some pairs move closer together is left out: it only makes words shorter."""
    with files("data").joinpath(FILES[bold]).open("rb") as opened:
        font = TTFont(opened)
        metrics, em = font["hmtx"], font["head"].unitsPerEm
        return {chr(code): metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def width(words: str, size: float, *, bold: bool = False) -> float:
    """Pixels that the words take. Raises NoLetter."""
    widths = _widths(bold)
    try:
        return size * sum(widths[letter] for letter in words)
    except KeyError as missing:
        raise NoLetter(f"{missing} in {words!r}") from None


def wrap(words: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Lines no wider than the room, as few as possible, and about equally long; of two, the first rather ends a phrase.

    Raises NoLetter, ValueError for a word that does not fit.
    """
    pieces = _pieces(words)
    widths = [width(piece, size, bold=bold) for piece in pieces]
    space = width(" ", size, bold=bold)
    if max(widths, default=0) > room:
        raise ValueError(f"{pieces[widths.index(max(widths))]!r} is wider than {room} pixels")
    lines = _balanced(widths, space, room)
    if len(lines) == 2:
        lines = _at_a_phrase(pieces, widths, space, room) or lines
    return [" ".join(pieces[one] for one in line) for line in lines]


def _balanced(widths: list[float], space: float, room: float) -> Lines:
    """As few lines as the room allows, each as short as that number allows."""
    lines = _fill(widths, space, room)
    while len(lines) > 1:
        narrower = max(_wide(line, widths, space) for line in lines) - 0.01
        if narrower < max(widths) or len(again := _fill(widths, space, narrower)) > len(lines):
            break
        lines = again
    return lines


def _at_a_phrase(pieces: list[str], widths: list[float], space: float, room: float) -> Lines | None:
    """Two lines, the first of which ends a sentence, or at least a phrase; None where neither fits."""
    for marks in (".:?", ","):
        ends = [end for end in range(1, len(pieces)) if pieces[end - 1][-1] in marks or pieces[end].startswith("(")]
        ways = [(range(end), range(end, len(pieces))) for end in ends]
        longest = {max(_wide(line, widths, space) for line in way): way for way in ways}
        if longest and min(longest) <= room:
            return longest[min(longest)]
    return None


def _wide(line: Sequence[int], widths: list[float], space: float) -> float:
    return sum(widths[one] for one in line) + space * (len(line) - 1)


def _pieces(words: str) -> list[str]:
    """Between which a line may end: `6 bulan` and `(info Februari 2026)` stay together."""
    return [piece.replace("\N{NO-BREAK SPACE}", " ") for piece in _glued(words).split(" ") if piece]


def _glued(words: str) -> str:
    return _TOGETHER.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), words)


def _fill(widths: list[float], space: float, room: float) -> Lines:
    lines: list[list[int]] = []
    taken = 0.0
    for number, wide in enumerate(widths):
        if lines and taken + space + wide <= room:
            lines[-1].append(number)
            taken += space + wide
        else:
            lines.append([number])
            taken = wide
    return lines
