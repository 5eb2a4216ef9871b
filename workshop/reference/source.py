"""Reads the source of the packages: every module there is, its docstring, the calls in it."""

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "data")
"""What is shipped."""

_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|s\.d)\.$")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"`)]*\s+(?=[A-Z\"`*(])")


def modules(*packages: str) -> Iterator[Path]:
    """Every module of these packages, relative to the root, in alphabetical order."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT)


def tree_of(module: Path) -> ast.Module:
    """What a module says, parsed."""
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), filename=str(module))


def attributes_of(of: type) -> dict[str, str]:
    """The docstring below each attribute of a class, without line ends."""
    (found,) = ast.parse(inspect.getsource(of)).body
    assert isinstance(found, ast.ClassDef)
    return {
        named.target.id: " ".join(said.value.value.split())
        for named, said in pairwise(found.body)
        if isinstance(named, ast.AnnAssign) and isinstance(named.target, ast.Name)
        if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant) and isinstance(said.value.value, str)
    }


def job_of(module: Path) -> str:
    """The first sentence of a module's docstring; empty when it has none."""
    return first_sentence(ast.get_docstring(tree_of(module)) or "")


def first_sentence(text: str) -> str:
    """The first sentence of a text, without line ends."""
    paragraph = " ".join(text.split("\n\n", 1)[0].split())
    for end in _SENTENCE_END.finditer(paragraph):
        if not _ABBREVIATION.search(paragraph[: end.start()]):
            return paragraph[: end.end()].rstrip()
    return paragraph
