"""The mutants of a module: copies with one change each, by mutmut's rules and, in SQL, by ours.

Not changed, since no behaviour hangs on them: docstrings, types, decorators, and what is logged. Names and messages of
SQL are not spoiled or put in capitals as mutmut would do, since that is either an error in any test or no change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

from workshop.mutation import sql_changes

_NEVER = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.Assert)
_BLOCKS = (cst.FunctionDef, cst.ClassDef, cst.If, cst.For, cst.While, cst.With, cst.Try, cst.ExceptHandler, cst.Else)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change."""

    path: Path
    line: int
    lines: range
    """Those of the statement, or of the head of a block, that holds the change."""
    function: str | None
    """The qualified name of the function whose body holds the change; None for what runs when it is imported."""
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} in {self.function or 'the module'}: {self.before}  ->  {self.after}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands."""

    function: str | None = None
    names: tuple[str, ...] = ()
    lines: range = range(0)


def mutants_of(path: Path, root: Path) -> list[Mutant]:
    """All mutants of a module that Python can compile, in the order of its lines."""
    wrapper = MetadataWrapper(cst.parse_module((root / path).read_text(encoding="utf-8")))
    module, positions = wrapper.module, wrapper.resolve(PositionProvider)
    text, codes = module.code, [module.code_for_node(one) for one in module.body]
    begin = text.index("".join(codes))
    found, sources = [], {text}
    for statement, code in zip(module.body, codes, strict=True):  # written anew one at a time, which is far quicker
        end = begin + len(code)
        for node, place in _nodes(statement, _Place(), positions):
            for new in _changed(node):
                changed = new if node is statement else statement.deep_replace(node, new)
                source = text[:begin] + module.code_for_node(changed) + text[end:]
                if source in sources or not _compiles(source):
                    continue
                sources.add(source)
                line, before, after = _difference(text, source)
                found.append(Mutant(path, line, place.lines, place.function, before, after, source))
        begin = end
    return sorted(found, key=lambda one: one.line)


def _nodes(node: Any, place: _Place, positions: Any) -> Iterator[tuple[Any, _Place]]:
    """Every node that may be changed, with its place."""
    if isinstance(node, _NEVER) or _is_docstring(node) or _is_logging(node):
        return
    if isinstance(node, (cst.SimpleStatementLine, *_BLOCKS)):
        first, last = positions[node].start.line, positions[node].end.line
        body = getattr(node, "body", None)
        if isinstance(body, cst.IndentedBlock):
            last = max(first, positions[body].start.line - 1)
        place = _Place(place.function, place.names, range(first, last + 1))
    yield node, place
    for child in node.children:
        yield from _nodes(child, _place_in(node, child, place), positions)


def _place_in(node: Any, child: Any, place: _Place) -> _Place:
    """Where a child stands: the body of a function runs later, its parameters when the module is imported."""
    if isinstance(node, cst.ClassDef) and not place.function:
        return _Place(None, (*place.names, node.name.value), place.lines)
    if isinstance(node, cst.FunctionDef) and child is node.body and not place.function:
        return _Place(".".join((*place.names, node.name.value)), place.names, place.lines)
    return place


def _is_docstring(node: Any) -> bool:
    return isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)


def _is_logging(node: Any) -> bool:
    """Whether the node is `log.error(...)` or the like."""
    return (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Attribute)
        and isinstance(node.func.value, cst.Name)
        and node.func.value.value == "log"
    )


def _changed(node: Any) -> Iterator[Any]:
    text = node.value if isinstance(node, cst.SimpleString | cst.FormattedStringText) else ""
    if sql_changes.is_sql(text):
        for new in sql_changes.changed(text):
            yield node.with_changes(value=new)
        return
    for kind, operator in mutation_operators:
        if isinstance(node, kind) and not (operator is operator_string and text.startswith(('"""', "'''"))):
            yield from operator(node)


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _difference(old: str, new: str) -> tuple[int, str, str]:
    """The first line that differs, and what differs: from there to the last line that does."""
    olds, news = old.splitlines(), new.splitlines()
    start = next(at for at, (one, other) in enumerate(zip(olds, news, strict=False)) if one != other)
    end = 0
    while end < min(len(olds), len(news)) - start - 1 and olds[-1 - end] == news[-1 - end]:
        end += 1
    return (
        start + 1,
        " ".join(" ".join(olds[start : len(olds) - end]).split()),
        " ".join(" ".join(news[start : len(news) - end]).split()),
    )
