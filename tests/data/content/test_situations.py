"""Every situation says all that somebody needs at the counter, on a small screen, and where that is known from."""

import re

import pytest
from pydantic import ValidationError

from data.content import fine_answers, situations, step_labels, texts
from data.content.situations import AFTER, LONGEST_MESSAGE, OFFICE, PAPERS, PREFIX, REFUSED, WHERE, WORDS, Situation
from data.content.texts import LONGEST_LABEL
from tests.data.content.test_texts import _PRESSED

NAMES = sorted(situations.situations())
SPOKEN = ("id", "en")
MESSAGES = (WHERE, AFTER, REFUSED)
LONGEST_SENTENCE = 110
"""In letters, of what is said at the counter: it has to be read out or learnt by heart."""


def test_there_are_at_least_twelve_and_no_question_is_answered_twice() -> None:
    answered = [name for one in situations.situations().values() for name in one.answers]
    assert len(NAMES) >= 12
    assert len(set(answered)) == len(answered)


@pytest.mark.parametrize("code", SPOKEN)
@pytest.mark.parametrize("name", NAMES)
def test_each_has_all_its_parts_in_both_languages_and_each_message_fits(name: str, code: str) -> None:
    one = situations.situations()[name]
    for words in (one.where, one.bring, one.ask_back, one.return_when, one.refused):
        assert words.keys() == set(SPOKEN)
    assert one.lead.keys() in (set(), set(SPOKEN))
    for part in MESSAGES:
        written = situations.message(name, part, code)
        assert len(written) <= LONGEST_MESSAGE, part
        assert written.count("\n• ") + written.startswith("• ") >= 2, part
    assert len(one.refused["id"]) == len(one.refused["en"])


@pytest.mark.parametrize("name", NAMES)
def test_the_sentence_to_say_stands_in_quotes_and_is_indonesian_in_both_languages(name: str) -> None:
    one = situations.situations()[name]
    assert len(one.say) <= LONGEST_SENTENCE
    for code in SPOKEN:
        assert f'"{one.say}"' in situations.message(name, WHERE, code)
        assert f'"{one.say}"' in situations.message(name, WORDS, code)
    assert f"({one.means})" in situations.message(name, WHERE, "en")


@pytest.mark.parametrize("name", NAMES)
def test_each_line_of_the_first_message_is_said_alone_too(name: str) -> None:
    first = situations.message(name, WHERE, "id").split("\n")
    assert [f"• {situations.message(name, part, 'id')}" for part in (OFFICE, PAPERS, WORDS)] == first[-3:]


@pytest.mark.parametrize("part", MESSAGES)
def test_sundanese_falls_back_to_indonesian_as_a_whole(part: str) -> None:
    for name in NAMES:
        assert situations.message(name, part, "su") == situations.message(name, part, "id")


@pytest.mark.parametrize("name", NAMES)
def test_its_facts_have_sources_that_are_known(name: str) -> None:
    sources = [one.split() for one in situations.situations()[name].source]
    assert {number for number, _, _ in sources} <= texts.sources().keys()
    written = " ".join(situations.message(name, part, "id") for part in MESSAGES)
    years = set(re.findall(r"\b20\d\d\b", written))
    assert years <= {day[:4] for _, day, _ in sources}, "a date in the text is that of a source"


@pytest.mark.parametrize("name", NAMES)
def test_it_says_nothing_unverified_and_nothing_that_is_never_named(name: str) -> None:
    for code in SPOKEN:
        written = " ".join(situations.message(name, part, code) for part in MESSAGES).replace("08877-171-171", "")
        for never in ("LAPOR", "1708", "1500444", "175", "0813", "Pramuka", "pasti dapat", "dijamin", "guarantee"):
            assert never not in written, never


@pytest.mark.parametrize("code", SPOKEN)
def test_a_button_named_in_it_has_that_label(code: str) -> None:
    labels = texts.language(code).labels.values()
    written = " ".join(situations.message(name, part, code) for name in NAMES for part in MESSAGES)
    pressed = _PRESSED.findall(written)
    assert pressed
    assert [one for one in pressed if one not in labels] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_is_that_of_its_fine_answer_or_simpler_version(name: str) -> None:
    """What it says in few words is said in other words, to somebody who did not understand."""
    one = situations.situations()[name]
    for code in SPOKEN:
        simple = one.answer.simple_in(code)
        whole = " ".join(situations.message(name, part, code) for part in MESSAGES)
        assert len(simple) <= fine_answers.LONGEST_SIMPLE
        assert not [said for said in re.split(r"[.!?]\s*", simple) if len(said) > 3 and said in whole]


@pytest.mark.parametrize("code", texts.LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_its_buttons_are_called_something_short(name: str, code: str) -> None:
    for part in ("", *MESSAGES):
        assert 0 < len(step_labels.label(f"{PREFIX}{name}{part}", code)) <= LONGEST_LABEL


def test_a_situation_without_a_source_or_a_part_is_refused() -> None:
    whole = situations.situations()["baby"].model_dump()
    assert Situation.model_validate(whole)
    for wrong in ({"source": ()}, {"answers": ()}, {"say": ""}, {"group": "else"}, {"source": ("S33 2026-02 L",)}):
        with pytest.raises(ValidationError):
            Situation.model_validate(whole | wrong)


def test_steps_named_for_all_are_those_of_the_one_talked_about() -> None:
    assert situations.of_this("*.after", "situation.baby.refused") == "situation.baby.after"
    assert situations.of_this("*", "situation.baby") == "situation.baby"
    assert situations.of_this("*.after", "situation") == situations.LIST
    assert situations.of_this("guide", "situation.baby") == "guide"
