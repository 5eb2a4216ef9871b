"""Every outcome that the code can give is one that is listed, and the other way round."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from data import statistics
from data.nik import nik
from handlers.outcomes import Outcome
from handlers.pages import info, pictures
from workshop.reference.source import modules, tree_of

COMPUTED = {
    "f'check.{found.problem}'": {f"check.{one}" for one in get_args(nik.Problem)} - {"check.none", "check.several"},
    "f'picture.{name}'": {f"picture.{name}" for name in pictures.TOPICS},
    "name": {*info.PAGES},
    "outcome or turn.answer.outcome": set(),  # for the audit: an outcome that an answer had
    "turn.answer.outcome": set(),
    "OUTCOME": set(),  # a constant of the module, which is read too
    "outcome": set(),  # what a function was given, or chose: both are read
    "f'staff.{outcome}'": set(),
    "f'staff.cadre.{outcome}'": set(),
}
"""Expressions that stand for outcomes, and the outcomes that each can be beside those read elsewhere."""

_BEFORE = {"request.answer": "staff.", "self.answer": "staff.", "_answer": "staff.cadre."}
_AFTER_CONTEXT = {"_answer", "unavailable_with_retry", "coverage_answer.unavailable_with_retry"}
"""Functions whose first argument is the context."""


def _said(module: Path) -> Iterator[tuple[str, ast.expr]]:
    """Where a module names an outcome: what the function puts before it, and the expression."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called.endswith((".answer", ".no_reply", "unavailable_with_retry")) or called in {
                "Answer",
                *_AFTER_CONTEXT,
            }:
                rest = node.args[called in _AFTER_CONTEXT :]
                if rest and ast.unparse(rest[0]) != "ctx":  # else it is a function of that name, not ours
                    yield _BEFORE.get(called, ""), rest[0]
            yield from (("", one.value) for one in node.keywords if one.arg == "outcome")
        elif isinstance(node, ast.Assign) and "outcome" in ast.unparse(node.targets[0]).lower():
            yield "", node.value.elts[0] if isinstance(node.value, ast.Tuple) else node.value
        elif isinstance(node, ast.arguments):
            named = [*node.posonlyargs, *node.args][len(node.posonlyargs) + len(node.args) - len(node.defaults) :]
            yield from (
                ("", default)
                for one, default in zip(named, node.defaults, strict=True)
                if one.arg == "outcome" and ast.literal_eval(default)
            )


def _outcomes(module: Path) -> Iterator[str]:
    for before, one in _said(module):
        if isinstance(one, ast.Constant):
            yield before + str(one.value)
        elif isinstance(one, ast.Attribute) and ast.unparse(one.value) == "Outcome":
            yield Outcome[one.attr]
        elif isinstance(one, ast.Subscript):  # one of a table: the first of each of its values
            (table,) = (
                node.value
                for node in tree_of(module).body
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == ast.unparse(one.value)
            )
            yield from (first for first, *_ in ast.literal_eval(table).values())
        else:
            written = ast.unparse(one)
            assert written in COMPUTED, f"{module}:{one.lineno}: which outcomes can {written} be?"
            yield from COMPUTED[written]


def _of_an_answer(module: Path) -> bool:
    """The conversation's own modules, and those of the edge that make an answer; broadcasts have other outcomes."""
    return module.parts[0] == "handlers" or any(
        isinstance(node, ast.Call) and ast.unparse(node.func) == "Answer" for node in ast.walk(tree_of(module))
    )


def test_every_outcome_that_the_code_can_give_is_listed_and_no_other_is() -> None:
    said = {one for module in modules("bot", "handlers") if _of_an_answer(module) for one in _outcomes(module)}
    assert said == {*Outcome}


def test_what_is_counted_of_checks_is_an_outcome() -> None:
    assert {*statistics.OUTCOMES} <= {*Outcome}


@pytest.mark.parametrize("one", Outcome)
def test_each_says_in_a_sentence_what_it_means(one: Outcome) -> None:
    assert Outcome(str(one)) is one
    assert one.meaning.endswith((".", ")."))
    assert [other for other in Outcome if other.meaning == one.meaning] == [one]
