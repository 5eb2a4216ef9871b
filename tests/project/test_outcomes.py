"""Every outcome that is listed is given somewhere, and says what it means."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bot.sending.stored_replies import dump_answer, load_answer
from data import statistics
from data.nik import nik
from handlers import pictures
from handlers.messages import Answer, Reply
from handlers.outcomes import Outcome
from handlers.pages import info
from workshop.reference.source import modules, tree_of

COMPUTED = {
    "found.problem": {f"check.{one}" for one in get_args(nik.Problem)} - {"check.none", "check.several"},
    "a picture": {f"picture.{name}" for name in pictures.TOPICS},
    "a page": {*info.PAGES},
}
"""Outcomes whose word is put together, or is the name of a page."""


def _given_in(module: Path) -> Iterator[str]:
    """The outcomes that a module gives, as opposed to those that it only compares with."""
    tree = tree_of(module)
    asked = {id(one) for node in ast.walk(tree) if isinstance(node, ast.Compare | ast.Set) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Outcome" and id(node) not in asked:
            yield Outcome[node.attr]


def test_every_outcome_that_is_listed_is_given_somewhere() -> None:
    """That no other is given is for the type checker: an answer takes nothing else."""
    given = {one for module in modules("bot", "handlers") for one in _given_in(module)}
    assert given.union(*COMPUTED.values()) == {*Outcome}


def test_an_answer_kept_by_another_version_may_have_an_outcome_that_is_not_known() -> None:
    kept = dump_answer(Answer(Outcome.MENU, replies=(Reply("halo"),)))
    assert json.loads(kept)["answer"]["outcome"] == "menu"
    read = load_answer(kept.replace('"menu"', '"menu.of_tomorrow"'))
    assert read
    assert read.outcome == "menu.of_tomorrow"
    assert json.loads(dump_answer(read))["answer"]["outcome"] == "menu.of_tomorrow"


def test_what_is_counted_of_checks_is_an_outcome() -> None:
    assert {*statistics.OUTCOMES} <= {*Outcome}


@pytest.mark.parametrize("one", Outcome)
def test_each_says_in_a_sentence_what_it_means(one: Outcome) -> None:
    assert Outcome(str(one)) is one
    assert one.meaning.endswith((".", ")."))
    assert [other for other in Outcome if other.meaning == one.meaning] == [one]
