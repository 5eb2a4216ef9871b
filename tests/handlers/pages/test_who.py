"""Who runs the bot is said in words that anybody finds, and so is how to make sure that it is the genuine one."""

import pytest

from data.content.texts import LANGUAGES, label, phrase
from handlers.outcomes import Outcome
from tests.conftest import Opened

NAMES = {"controller": "Dinas Tenaga Kerja Kota Bekasi", "dpo": "dpo@disnaker.example, 021-555-0100"}


@pytest.mark.parametrize("code", LANGUAGES)
async def test_the_page_names_who_is_responsible_on_one_screen(bot: Opened, code: str) -> None:
    chat = await bot(**NAMES)
    await chat.presses_value(f"language.{code}")
    await chat.presses_value("info.who")
    assert phrase("controller", code, controller=NAMES["controller"]) in chat.reply.text
    assert phrase("dpo", code, dpo=NAMES["dpo"]) in chat.reply.text
    assert label("genuine", code) in chat.reply.text  # the button that it names is there
    assert label("genuine", code) in [one.label for one in chat.choices]
    assert len(chat.reply.text) <= 500


async def test_where_nobody_is_named_it_says_so(bot: Opened) -> None:
    chat = await bot(controller="", dpo="")
    await chat.presses_value("info.who")
    assert phrase("nobody_named", "id") in chat.reply.text


@pytest.mark.parametrize(
    "words",
    [
        "siapa kalian",
        "Ini bot punya siapa?",
        "siapa yang menjalankan bot ini",
        "who runs this bot?",
        "saha nu ngajalankeun bot ieu",
    ],
)
async def test_it_is_found_in_words(bot: Opened, words: str) -> None:
    chat = await bot(**NAMES)
    answer = await chat.says(words)
    assert answer.outcome is Outcome.INFO_WHO


@pytest.mark.parametrize("before", ["info.scams", "privacy", "info.human"])
async def test_it_is_found_by_a_button(bot: Opened, before: str) -> None:
    chat = await bot(**NAMES)
    await chat.presses_value(before)
    assert "info.who" in [one.value for one in chat.choices]
    answer = await chat.says("siapa kami")
    assert answer.outcome is Outcome.INFO_WHO
