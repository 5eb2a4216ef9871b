"""Answers to fine questions that would mislead, break or not fit are refused here, like all other texts."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from data.content import fine_answers, reviews
from data.content.fine_answers import PREFIX, FineAnswer
from data.content.texts import DEFAULT, LANGUAGES
from tests.data.content.test_texts import FACTS, OUR_OWN
from workshop import answer_rules
from workshop.answer_rules import RULES, Answers, Problem

ANSWERS = fine_answers.answers()
WRITTEN = {code: {name: one.text(code) for name, one in ANSWERS.items() if one.is_in(code)} for code in LANGUAGES}


@pytest.mark.parametrize("rule", RULES, ids=[rule.__name__ for rule in RULES])
def test_all_keep_each_rule(rule: Any) -> None:
    assert list(rule(ANSWERS)) == []


def spoilt(**changed: Any) -> Answers:
    """All answers, that to "claim.free" changed."""
    return {**ANSWERS, "claim.free": ANSWERS["claim.free"].model_copy(update=changed)}


@pytest.mark.parametrize(
    ("changed", "where", "said"),
    [
        ({"label": {"id": "Gratis?"}}, "label", "has no en"),
        ({"label": ANSWERS["claim.how"].label}, "label", "another answer"),
        ({"id": f"{answer_rules.first_sentence(ANSWERS['claim.how'].id)} Lagi."}, "id", "begins with"),
        ({"id": "Gratis. "}, "id", "spaces"),
        ({"en": "Costs {amount}."}, "en", "braces"),
        ({"simple": {}}, "simple", "is missing"),
        ({"simple": {"id": "Tidak bayar."}}, "simple", "id and en"),
        ({"simple": {"id": ANSWERS["claim.free"].id, "en": "No fee."}}, "simple", "stands in the answer itself"),
        ({"buttons": ("info.nowhere",)}, "buttons", "no step info.nowhere"),
        ({"buttons": ("answer.claim.nothing",)}, "buttons", "no step answer.claim.nothing"),
        ({"buttons": ("menu", "menu")}, "buttons", "twice"),
        ({"buttons": ("answer.claim.free",)}, "buttons", "itself"),
        ({"page": "info.nowhere"}, "page", "no page"),
        ({"source": ("S9999 2025-11 H",)}, "source", "S9999"),
        ({"source": ("S0 1999-11-05 H",)}, "source", "has the date"),
        ({"id": "Telepon 175."}, "id", "175"),
        ({"simple": {"id": "Kamu pasti dapat.", "en": "No fee."}}, "simple", "pasti dapat"),
        ({"id": "Contoh: 3275 0141 0590 9001."}, "id", "16 digits"),
        ({"id": 'Tekan "Tidak ada".'}, "id", "none of its buttons"),
    ],
)
def test_an_answer_that_breaks_a_rule_is_named_with_its_field(changed: dict[str, Any], where: str, said: str) -> None:
    found = [one for one in answer_rules.broken(spoilt(**changed)) if (one.name, one.where) == ("claim.free", where)]
    assert any(said in one.what for one in found), found


def test_a_name_that_is_no_group_and_word_is_refused() -> None:
    found = answer_rules.broken({"Claim-free": ANSWERS["claim.free"]})
    assert Problem("Claim-free", "name", 'write it like "claim.how": small letters, one dot') in found


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_fact_without_a_source(code: str) -> None:
    for name, text in WRITTEN[code].items():
        assert ANSWERS[name].source or not FACTS.search(OUR_OWN.sub("", text)), f"{name} states a fact without a source"


def test_the_facts_of_all_are_reviewed() -> None:
    with_facts = {f"{PREFIX}{name}" for name, one in ANSWERS.items() if one.source}
    listed = {fact.name: fact for fact in reviews.all_of()}
    assert with_facts <= listed.keys()
    assert all(listed[name].review_by > date.min for name in with_facts)


def test_a_source_of_low_confidence_and_a_label_too_long_are_refused() -> None:
    good = ANSWERS["claim.free"].model_dump()
    for changed in ({"source": ("S0 2025-11-05 L",)}, {"label": {DEFAULT: "x" * 21}}, {"id": "x" * 321}):
        with pytest.raises(ValidationError):
            FineAnswer.model_validate({**good, **changed})
