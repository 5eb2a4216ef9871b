"""A whole sentence in English or Sundanese is answered in that language; single words and mixtures change nothing."""

import pytest

from data.content.texts import phrase, text
from tests.conftest import NOBODY, Office, Opened
from tests.support.readings import reading


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("hello, can i check if my mother is in the list", "en"),
        ("my brother was hit by a car on his way to work", "en"),
        ("abdi hoyong terang kumaha carana ngadaptar", "su"),
        ("pun bojo teu acan kenging, naha nya", "su"),
        ("how much", ""),
        ("cek nik my husband dong", ""),
        ("saya mau tanya what is sigap", ""),
        ("nuhun pisan", ""),
        ("mau claim accident gimana", ""),
        ("BPJS itu what do you mean", ""),
    ],
)
def test_only_a_whole_sentence_is_sure(said: str, code: str) -> None:
    assert reading(said).spoken == code


async def test_the_first_sentence_sets_the_language_of_the_chat(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("hello, who can get this and how do i know if i am in")
    assert phrase("spoken", "en") in chat.reply.text
    await chat.says(NOBODY)
    assert chat.reply.text.startswith(text("check.not_listed", "en", as_of="5 November 2026"))
    assert phrase("spoken", "en") not in chat.reply.text


async def test_a_later_sentence_does_too_and_indonesian_is_one_word_away(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cara daftar")
    answer = await chat.says("so does that mean i can not register myself?")
    assert answer.language == "en"
    assert (await chat.says("bahasa indonesia")).language == "id"


async def test_a_sundanese_sentence_too(bot: Opened) -> None:
    chat = await bot()
    answer = await chat.says("kumaha carana abdi tiasa terang kacatet atanapi henteu")
    assert answer.language == "su"


@pytest.mark.parametrize("said", ["how to claim", "thanks", "kumaha carana", "check"])
async def test_a_word_or_two_change_nothing(bot: Opened, said: str) -> None:
    chat = await bot()
    assert (await chat.says(said)).language == "id"


async def test_a_language_that_was_chosen_stays(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("language.su")
    assert (await chat.says("what is this and how do i know if i am in it")).language == "su"
