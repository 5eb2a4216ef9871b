"""No pattern takes long over any text that can reach it: every one of them is tried, a new one by itself."""

import ast
import dataclasses
import importlib
import inspect
import math
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import bot as edge
import data
import handlers
from tests.support import adversarial, pace

MOST_PIECES = 20
"""For one text; see `tests.support.pace`."""
SURELY_QUICK = 0.002
"""Seconds that are not looked at twice, on whatever machine."""
LONGEST = 4096
"""Characters of what people may type, once it is spelled out."""
LONGER = {
    "bot.logs": 20_000,  # a traceback
    "data.language.similarity": 20_000,  # a message that is compared with ours
    "data.announcements.authenticity": 20_000,
    "data.coverage.columns.columns": 32_767,  # a cell of a list
    "data.coverage.importing.row_cells": 32_767,
    "data.coverage.lists.sheets": 32_767,
    "data.coverage.columns.column_kinds": 200,  # what these look at is cut
    "data.coverage.lists.doubtful_lines": 200,
    "data.coverage.lists.non_person_rows": 200,
    "data.coverage.columns.period_cells": 120,
    "data.coverage.columns.periods": 200,
    "data.coverage.columns.remarks": 500,
    "data.coverage.columns.name_remarks": 500,
    "data.coverage.lists.titles": 300,
}
"""Modules whose patterns see longer texts, or shorter ones."""
_CALLS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
_CALLED = re.compile(rf"\bre\.(?:{'|'.join(sorted(_CALLS))})\b")
_DEEP = 5


def _modules() -> Iterator[ModuleType]:
    for package in (edge, handlers, data):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def _inside(name: str, one: object, depth: int = 0) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern that this holds, however deep: in lists, tables, dataclasses, and our own classes."""
    if isinstance(one, re.Pattern):
        yield name, one
    elif depth < _DEEP:
        parts: list[tuple[object, object]] = []
        if isinstance(one, dict):
            parts = list(one.items())
        elif isinstance(one, (list, tuple, set, frozenset)):
            parts = list(enumerate(one))
        elif dataclasses.is_dataclass(one) and not isinstance(one, type):
            parts = [(field.name, getattr(one, field.name)) for field in dataclasses.fields(one)]
        elif isinstance(one, type) and one.__module__.split(".")[0] in {"bot", "handlers", "data"}:
            parts = list(vars(one).items())
        for inner, part in parts:
            if isinstance(part, str):  # most of what there is; a look at each would be made by every worker
                continue
            yield from _inside(f"{name}.{inner}", part, depth + 1)


def _written_in(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Patterns written where they are used: re.sub(r"...", ...). Each is made of constants of its module."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)) if _CALLED.search(source) else ():
        called = node.func if isinstance(node, ast.Call) else None
        if not (isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re"):
            continue
        if called.attr not in _CALLS or not isinstance(node, ast.Call) or isinstance(node.args[0], ast.Name):
            continue
        written = eval(compile(ast.Expression(node.args[0]), module.__name__, "eval"), vars(module))
        yield f"{module.__name__}:{node.lineno}", re.compile(written)


def _patterns() -> dict[str, re.Pattern[Any]]:
    found: dict[tuple[str | bytes, int], tuple[str, re.Pattern[Any]]] = {}
    for module in _modules():
        for name, one in vars(module).items():
            for path, pattern in _inside(f"{module.__name__}.{name}", one):
                found.setdefault((pattern.pattern, pattern.flags), (path, pattern))
        for path, pattern in _written_in(module):
            found.setdefault((pattern.pattern, pattern.flags), (path, pattern))
    return dict(found.values())


PATTERNS = _patterns()


def test_there_are_patterns_of_every_kind() -> None:
    assert {"data.nik.other_numbers._PATTERNS.0"} <= {*PATTERNS}
    assert {
        "handlers.cadre._NEARLY",
        "data.nik.number_labels._AFTER_SURELY.1",
        "data.language.redaction._PHONE_IN_A_LOG",
    } <= {*PATTERNS}
    assert len(PATTERNS) > 120


def test_a_pattern_is_a_constant_of_its_module() -> None:
    """One that is put together in a function is not seen by the test below: re.compile it at module level."""
    for module in _modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for call in ast.walk(node):
                called = call.func if isinstance(call, ast.Call) else None
                if isinstance(called, ast.Attribute) and ast.unparse(called.value) == "re" and called.attr in _CALLS:
                    assert isinstance(call, ast.Call)
                    assert not isinstance(call.args[0], ast.Name), f"{module.__name__}:{call.lineno}"


_ONE_SIGN = {"LITERAL", "NOT_LITERAL", "ANY", "IN", "CATEGORY"}


def _possessive_groups(parsed: Any) -> Iterator[object]:
    """Each possessive repeat of more than one sign."""
    if isinstance(parsed, adversarial.parser.SubPattern):
        for op, of in parsed:
            inner = of[2] if str(op) == "POSSESSIVE_REPEAT" else ()
            if len(inner) > 1 or any(str(one) not in _ONE_SIGN for one, _ in inner):
                yield of
            yield from _possessive_groups(of)
    elif isinstance(parsed, (list, tuple)):
        for part in parsed:
            yield from _possessive_groups(part)


@pytest.mark.parametrize("name", PATTERNS)
def test_no_group_is_repeated_possessively(name: str) -> None:
    """Python 3.11.0 to 3.11.4, as in Debian 12, match these wrongly (gh-106052): write (?>(?:...)*) instead."""
    pattern = PATTERNS[name]
    assert list(_possessive_groups(adversarial.parser.parse(pattern.pattern, pattern.flags))) == []


@pytest.mark.parametrize("written", [r"(?:ab){0,12}+", r"(a|bc)*+", r"(?>ab)?+x", r"x(?=(?:\w-)++)", r"(?:a++b)++"])
def test_such_a_group_would_be_found(written: str) -> None:
    assert len(list(_possessive_groups(adversarial.parser.parse(written)))) == 1
    assert not list(_possessive_groups(adversarial.parser.parse(r"\)++[a-z]*+\w{2,}+(?>(?:ab)*)")))


def _pieces(pattern: re.Pattern[Any], text: str) -> float:
    """The longest of all that a pattern can be asked, in pieces of work; the best of five where it is much.

    `findall` does all that `search` does and goes on behind it, and `search` all that `match` does.
    """
    said: Any = text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")
    most = 0.0
    for how in (pattern.fullmatch, pattern.findall):
        fewest = math.inf
        for _ in range(5):
            begun = time.thread_time()
            how(said)
            taken = time.thread_time() - begun
            fewest = min(fewest, taken / pace.piece() if taken > SURELY_QUICK else 0)
            if fewest < MOST_PIECES:
                break
        most = max(most, fewest)
    return most


def _longest(name: str) -> int:
    """Characters of the longest text that a pattern of this name sees."""
    return next((length for module, length in LONGER.items() if name.startswith((f"{module}.", f"{module}:"))), LONGEST)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_quick_on_any_text(name: str) -> None:
    pattern, length = PATTERNS[name], _longest(name)
    texts = [*adversarial.against(pattern, length), *adversarial.generic(length)]
    assert len(texts) >= 12
    for text in texts:
        assert _pieces(pattern, text) < MOST_PIECES, f"{name} on {text[:40]!r}..."


@pytest.mark.parametrize("slow", [r"\s*(?:no\s*)?nik", r"kader\W(\w+[ .-]?\w+)\W*", r"\S+@\S+", r"[a-z]+:\S"])
def test_a_slow_pattern_would_be_found(slow: str) -> None:
    pattern = re.compile(slow)
    texts = [*adversarial.against(pattern, LONGEST), *adversarial.generic(LONGEST)]
    assert any(_pieces(pattern, text) > MOST_PIECES / 2 for text in texts)
