"""Answers to fine questions that would mislead, break or not fit are refused here, like all other texts."""

import re
from datetime import date

import pytest
from pydantic import ValidationError

from data.content import fine_answers, reviews, texts
from data.content.fine_answers import LONGEST_ANSWER, LONGEST_SIMPLE, PREFIX, FineAnswer
from data.content.texts import DEFAULT, LANGUAGES, LONGEST_LABEL
from handlers import conversation
from handlers.pages.answers import outcome_of
from tests.data.content.test_texts import FACTS, OUR_OWN

ANSWERS = fine_answers.answers()
NAME = re.compile(r"[a-z]+\.[a-z_]+")
WRITTEN = {code: {name: one.text(code) for name, one in ANSWERS.items() if getattr(one, code)} for code in LANGUAGES}
SIMPLE = {code: {name: one.simple[code] for name, one in ANSWERS.items() if code in one.simple} for code in LANGUAGES}
WITHOUT_SIMPLE = {"other.injection", "talk.closing", "talk.salaam", "talk.thanks"}
"""Answers of one or two plain sentences, which cannot be said more simply."""
UNVERIFIED = re.compile(
    r"\b175\b|0813|1500[-. ]?444|\b1708\b|lapor\.go\.id|\bLAPOR\b|Pramuka|\b6[05] (?:tahun|years|taun)"
    r"|\bterlindungi\b|\bdijamin\b|guarantee|\bpasti (?:dapat|masuk|cair)\b|will (?:surely|certainly)|\bpasti kenging\b"
)
"""Contacts and an age limit that nobody confirmed, and words that promise."""
QUOTED = re.compile(
    r'(?:[Pp]ilih|[Tt]ekan|[Ll]ihat|[Bb]uka|[Cc]hoose|[Pp]ress|[Ss]ee|[Oo]pen|[Pp]encét|[Pp]ilih) "([^"]+)"'
)
ELSEWHERE = {"Daftar Usulan", *(texts.label("watch", code) for code in LANGUAGES)}
"""Quoted words that stand in another app, or below the answer to a check, as the text says."""


def first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]


def sentences(text: str) -> set[str]:
    found = (re.sub(r"[\W_]+", " ", one).strip().casefold() for one in re.split(r"[.!?:\n]+", text))
    return {one for one in found if one}


def test_each_has_a_name_of_the_scheme_and_a_label_of_its_own() -> None:
    assert [name for name in ANSWERS if not NAME.fullmatch(name)] == []
    for code in ("id", "en"):
        labels = [one.label[code] for one in ANSWERS.values()]
        assert [label for label in labels if not 0 < len(label) <= LONGEST_LABEL] == []
        assert sorted({label for label in labels if labels.count(label) > 1}) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_fits_a_small_screen(code: str) -> None:
    assert [name for name, text in WRITTEN[code].items() if len(text) > LONGEST_ANSWER or text != text.strip()] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_two_begin_with_the_same_sentence(code: str) -> None:
    first = [first_sentence(text) for text in WRITTEN[code].values()]
    assert sorted({one for one in first if first.count(one) > 1}) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_simpler_version_is_short_and_has_no_sentence_of_the_answer(code: str) -> None:
    for name, simple in SIMPLE[code].items():
        assert 0 < len(simple) <= LONGEST_SIMPLE, name
        assert not sentences(simple) & sentences(ANSWERS[name].text(code)), name


def test_each_has_a_simpler_version_in_indonesian_and_english() -> None:
    assert {name for name, one in ANSWERS.items() if not one.simple} == WITHOUT_SIMPLE
    assert [name for name, one in ANSWERS.items() if one.simple and not {"id", "en"} <= one.simple.keys()] == []


def test_each_button_leads_to_another_step_and_each_page_has_an_outcome() -> None:
    for name, one in ANSWERS.items():
        assert [step for step in one.buttons if not conversation.has_step(step)] == [], name
        assert len({*one.buttons}) == len(one.buttons), name
        assert f"{PREFIX}{name}" not in one.buttons, name
        assert outcome_of(one), name


def test_each_source_is_known_with_its_date() -> None:
    known = texts.sources()
    for name, one in ANSWERS.items():
        for source in one.source:
            number, day, _ = source.split()
            assert number in known, name
            assert known[number].date.startswith(day) or day.startswith(known[number].date), (name, source)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_fact_without_a_source(code: str) -> None:
    for name, text in WRITTEN[code].items():
        assert ANSWERS[name].source or not FACTS.search(OUR_OWN.sub("", text)), f"{name} states a fact without a source"


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_unverified_is_told(code: str) -> None:
    told = {**WRITTEN[code], **{f"{name} (simple)": text for name, text in SIMPLE[code].items()}}
    assert [(name, found[0]) for name, text in told.items() if (found := UNVERIFIED.search(text))] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_label_named_in_an_answer_is_that_of_one_of_its_buttons(code: str) -> None:
    labels = texts.language(code).labels
    wrong = set()
    for name, text in WRITTEN[code].items():
        one = ANSWERS[name]
        below = {fine.label_in(code) if (fine := fine_answers.of_step(step)) else labels[step] for step in one.buttons}
        wrong |= {(name, label) for label in QUOTED.findall(text) if label not in below | ELSEWHERE}
    assert wrong == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_none_holds_a_real_looking_nik(code: str) -> None:
    assert re.findall(r"\d{16}", " ".join(WRITTEN[code].values()).replace(" ", "")) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_none_has_something_to_fill_in(code: str) -> None:
    assert [name for name, text in WRITTEN[code].items() if "{" in text or "}" in text] == []


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
