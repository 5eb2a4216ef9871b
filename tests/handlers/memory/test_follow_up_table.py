"""Each answer has a simpler version that is one, and each follow-up about a page leads somewhere."""

import re

import pytest

from data.content import follow_up_texts, texts
from data.content.fine_answers import PREFIX
from data.content.texts import LANGUAGES
from handlers.coverage import coverage_answer
from handlers.guide.guide_steps import ABOUT_KK, GUIDE_STEPS
from handlers.memory import last_page, numbered, simpler
from handlers.outcomes import Outcome
from handlers.steps import has_step
from handlers.words import follow_up_words
from tests.support.step_texts import text_of

LONGEST_SIMPLE = 160
LONGEST_DAY = "30 September 2026"
ABOUT_A_PERSON = {"check.found", "check.found_later", "check.ended", "check.not_listed", "check.unclear"}
"""Pages that say what the data holds about a person: each sentence of that kind has the date of the data."""
NEVER_LAST = {
    Outcome.SIMPLER, Outcome.ALBUM, Outcome.GROUP, Outcome.FLOOD, Outcome.REPEATED, Outcome.NO_ROOM, Outcome.ERROR,
    Outcome.UNAVAILABLE, Outcome.MALFORMED, Outcome.ERASED, Outcome.NEWS, Outcome.OVER_BUDGET,
}  # fmt: skip
"""Outcomes that are never the page that is talked about: nothing is remembered of them, or they are no answers."""
PAGES = [one.value for one in Outcome if one not in NEVER_LAST and not one.startswith("staff.")]
STEPS_OF_THE_GUIDE = [f"guide.{name}" for name in GUIDE_STEPS]
ANSWERED = {
    "check.not_nik": "check.not_nik_kk",
    "check.asked": "check.ask",
    "guide.problem": "guide.trouble.papers",
}
"""The text of a page whose name is not that of its text."""


@pytest.mark.parametrize("page", [*PAGES, *STEPS_OF_THE_GUIDE])
def test_each_answer_has_a_simpler_version(page: str) -> None:
    assert simpler.name_of(page)


CHECKS_AFTER_HARM = {f"check.{told}" for told in coverage_answer.AFTER_HARM}


def test_no_simpler_version_is_of_a_page_that_there_is_not() -> None:
    known = {*PAGES, *STEPS_OF_THE_GUIDE, "check", "check.found_later", *CHECKS_AFTER_HARM, "guide.kk_do"} - {
        f"guide.{name}" for name in ABOUT_KK
    }
    assert follow_up_texts.simple_pages() <= known


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("page", sorted(follow_up_texts.simple_pages()))
def test_a_simpler_version_is_short_and_has_no_sentence_of_the_page(page: str, code: str) -> None:
    simple = _simple(page, code)
    assert 0 < len(simple) <= LONGEST_SIMPLE
    assert (LONGEST_DAY in simple) is (page in ABOUT_A_PERSON)
    key = ANSWERED.get(page, page)
    if key in texts.language(code).replies:
        assert not sentences(simple) & sentences(texts.language(code).replies[key].text)


def _simple(page: str, code: str) -> str:
    return follow_up_texts.simple(page, code, as_of=LONGEST_DAY)


def sentences(text: str) -> set[str]:
    """The sentences of a text, in small letters, without signs."""
    found = (re.sub(r"[\W_]+", " ", one).strip().casefold() for one in re.split(r"[.!?:\n]+", text))
    return {one for one in found if one}


def test_simpler_versions_say_nothing_unverified() -> None:
    pages = follow_up_texts.simple_pages()
    written = " ".join(_simple(page, code) for page in pages for code in LANGUAGES)
    for unverified in ("175", "0813", "Pramuka", "5 tahun", "65 tahun", "pasti dapat", "dijamin", "guarantee"):
        assert unverified not in written.replace("021-171", ""), unverified


@pytest.mark.parametrize("page", [page for page in last_page.rows() if page in PAGES])
def test_each_kind_of_follow_up_leads_somewhere_or_makes_no_sense(page: str) -> None:
    answered = {*last_page.steps_of(page)}
    assert {*follow_up_words.KINDS, last_page.KIN} == answered | last_page.pointless_kinds(page)


@pytest.mark.parametrize("page", [page for page in last_page.rows() if not page.startswith(PREFIX)])
def test_no_follow_up_leads_to_the_page_that_it_is_about(page: str) -> None:
    """A follow-up of somebody who read a page is not answered by it; "kalo istri saya?" asks for a NIK anew.

    An answer is said again, in simpler words, where it says what is asked.
    """
    same = {kind for kind, step in last_page.steps_of(page).items() if step == page}
    assert same <= {last_page.KIN}


def test_follow_ups_lead_to_steps_that_change_nothing() -> None:
    steps = {step for page in last_page.rows() for step in last_page.steps_of(page).values()}
    assert [step for step in steps if not has_step(step)] == []
    assert not steps & {"subscribe", "unsubscribe", "erase", "language.id", "language.en", "language.su"}


def test_pages_of_information_are_all_in_the_table() -> None:
    pages = [page for page in PAGES if page.startswith(("info.", "offices", "privacy", "announcements"))]
    assert [page for page in pages if not last_page.steps_of(page)] == []


def test_meanings_and_answers_to_any_question_are_steps_that_change_nothing() -> None:
    words = follow_up_texts.follow_ups()
    steps = {*words.meanings, *words.anywhere, *words.after_pages}
    assert [step for step in steps if not has_step(step)] == []
    assert all(step.startswith((PREFIX, "info.")) for step in steps)


def test_the_pages_behind_which_a_question_has_its_own_answer_have_a_row() -> None:
    after = follow_up_texts.follow_ups().after_pages.values()
    assert {page for one in after for page in one["pages"]} <= {*last_page.rows()}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("key", sorted(follow_up_texts.follow_up_pages().numbered))
def test_each_item_of_a_numbered_text_has_its_step(key: str, code: str) -> None:
    written = re.findall(r"^(\d+)\. ", text_of(key, code), re.MULTILINE)
    assert [*map(str, range(1, len(numbered.items_of(key)) + 1))] == written
    assert [step for step in numbered.items_of(key) if not has_step(step)] == []


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("key", sorted(follow_up_texts.follow_up_pages().listed))
def test_each_item_of_a_list_has_its_step(key: str, code: str) -> None:
    written = re.findall(r"^• ", text_of(key, code), re.MULTILINE)
    assert len(numbered.listed_in(key)) == len(written)
    assert [step for step in numbered.listed_in(key) if not has_step(step)] == []


def test_kinds_and_rows_are_spelled_as_they_are_elsewhere() -> None:
    kinds = {*follow_up_words.KINDS, last_page.KIN}
    for page in last_page.rows():
        assert last_page.steps_of(page).keys() <= kinds, page
