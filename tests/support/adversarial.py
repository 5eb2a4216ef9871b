"""Texts that make a slow program slow: long runs of what a pattern repeats, and then a sign that breaks them."""

import importlib
import random
import re
from collections.abc import Callable
from typing import Any

sre: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")
"""Python's own reading of a pattern; without types, and without a promise to stay."""

BREAK = "\0a\0"
"""Stands at the end of each: a sign that is no word, a letter, and no word again."""
_SAMPLES = 12
_OF_CATEGORY = {
    sre.CATEGORY_DIGIT: "18",
    sre.CATEGORY_NOT_DIGIT: "a-",
    sre.CATEGORY_SPACE: " \n",
    sre.CATEGORY_NOT_SPACE: "a1",
    sre.CATEGORY_WORD: "a1_",
    sre.CATEGORY_NOT_WORD: "- .",
}
_PIECES = [
    *"a1 -.,*x0_/@\n:(+Z", "a ", "1 ", "1.", "1-", "a.", "a-", "o1l", "a@", "* a", "[1", "://", "www.", "1\n", "\n> ",
    "kader ", "kader-aa-", "/start ", "62 8", "08", "rt ", "nik ", "kk: ", "nama saya ", "Rp 1.", "1 jan ", "\\u0031",
    "\\n1", "3275 ", "K7M2PQ ", "é", "أ", "１",
]  # fmt: skip


def generic(length: int) -> list[str]:
    """Texts for any pattern, of this length."""
    return [_filled("", piece, length) for piece in _PIECES]


def against(pattern: re.Pattern[Any], length: int) -> list[str]:
    """Texts of this length made of what the pattern itself looks for; the same for the same pattern."""
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree, rnd = list(parser.parse(written, pattern.flags & ~re.UNICODE)), random.Random(written)
    found: list[str] = []
    for _ in range(_SAMPLES):
        whole, pumps = _sample(tree, rnd)
        if whole:
            found.append(_filled("", whole, length))
        rnd.shuffle(pumps)
        for before, piece in pumps[:3]:
            found.append(_filled(before, piece, length))
            found.append(_filled("", before + piece * 5 + rnd.choice(" \n,!"), length))
        if len(pumps) > 1:
            (before, one), (_, other) = pumps[:2]
            found.append(_filled(before + one * (length // 2 // len(one)), other, length))
            found.append(_filled(before, one + other, length))
    return list(dict.fromkeys(found))


def _filled(before: str, piece: str, length: int) -> str:
    return (before + piece * (length // len(piece) + 1))[: length - len(BREAK)] + BREAK


_REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}


def _sample(tree: Any, rnd: random.Random) -> tuple[str, list[tuple[str, str]]]:
    """A text that the pattern takes, more or less; and each piece that it repeats, with what stands before it."""
    said = ""
    pumps: list[tuple[str, str]] = []
    for op, what in tree:
        inner, times = _part(op, what, rnd)
        if isinstance(inner, str):
            said += inner
            continue
        text, deeper = _sample(inner, rnd)
        pumps += [(said + before, piece) for before, piece in deeper]
        if text and op in _REPEATS:
            pumps.append((said, text))
        said += text * times
    return said, pumps


def _part(op: Any, what: Any, rnd: random.Random) -> tuple[Any, int]:
    """One step of a pattern: a sign that it takes, or its own steps and how often."""
    if op in _REPEATS:
        least, most, inner = what
        return inner, max(least, rnd.choice((0, 1, 1))) if most else 0
    steps: dict[Any, Callable[[], Any]] = {
        sre.LITERAL: lambda: chr(what),
        sre.NOT_LITERAL: lambda: "b" if what == ord("a") else "a",
        sre.ANY: lambda: rnd.choice("a1 "),
        sre.IN: lambda: rnd.choice(_signs(what)),
        sre.BRANCH: lambda: rnd.choice(what[1]),
        sre.SUBPATTERN: lambda: what[3],
        sre.ATOMIC_GROUP: lambda: what,
        sre.ASSERT: lambda: what[1],
    }
    return steps.get(op, str)(), int(op is not sre.ASSERT or what[0] > 0)


def _signs(items: Any) -> list[str]:
    """Signs that a class takes."""
    signs: list[str] = []
    negated = False
    for op, what in items:
        if op is sre.NEGATE:
            negated = True
        elif op is sre.LITERAL:
            signs.append(chr(what))
        elif op is sre.RANGE:
            signs += [chr(what[0]), chr(what[1])]
        elif op is sre.CATEGORY:
            signs += _OF_CATEGORY[what]
    return [sign for sign in "a1- .xZ*é\n" if sign not in signs] or ["€"] if negated else signs
