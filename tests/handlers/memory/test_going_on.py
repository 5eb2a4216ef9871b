"""A message that is not clear by itself goes on with the matter before it."""

import pytest

from handlers.outcomes import Outcome
from handlers.words.intent import SURE, Intent, going_on
from tests.conftest import NOBODY, Office, Opened
from tests.support.readings import reading


def test_in_case_of_doubt_a_message_is_about_what_was_talked_of() -> None:
    doubtful = Intent(None, "", ("benefits", "claim"), {"benefits": SURE - 0.04, "claim": 0.3, "office": 0.2})
    assert going_on(doubtful, "claim").topic == "claim"
    assert going_on(doubtful, "").topic is None
    assert going_on(doubtful, "privacy") is doubtful


def test_a_clear_new_question_stays_one() -> None:
    clear = reading("iuran sigap berapa tiap bulan").intent
    assert clear.topic == "contribution"
    assert going_on(clear, "update_data").topic == "contribution"


@pytest.mark.parametrize("said", ["kalau yang begitu itu bagaimana jadinya", "yang kemarin di balai warga itu"])
async def test_who_is_not_understood_hears_the_matter_in_short(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says("cara klaim")
    answer = await chat.says(said)
    assert answer.topic == "claim"
    assert len(chat.reply.text) < 400
    assert "celaka" in chat.reply.text.casefold()


async def test_behind_a_check_it_is_its_result(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    answer = await chat.says("yang kemarin di balai warga itu")
    assert answer.topic == "check_coverage"
    assert "Tidak tercatat · per 5 November 2026" in chat.reply.words


async def test_words_that_nobody_ever_wrote_are_no_part_of_it(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cara klaim")
    answer = await chat.says("zxqwv bnmkl ghjfd")
    assert (answer.outcome, answer.topic) == (Outcome.NOT_UNDERSTOOD, None)
