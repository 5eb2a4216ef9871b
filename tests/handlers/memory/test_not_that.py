"""A denial of the last answer gets the next best topics, or an answer to what is meant instead."""

import pytest

from data.content.texts import text
from tests.conftest import Office, Opened, Person


def _values(chat: Person) -> list[str]:
    return [choice.value for choice in chat.choices]


@pytest.mark.parametrize("said", ["bukan itu", "bukan", "salah", "bukan itu maksud saya", "sanes eta", "not that"])
async def test_the_next_best_topics_are_offered(bot: Opened, said: str) -> None:
    chat = await bot()
    assert (await chat.says("kalau kecelakaan kerja dapat berapa")).topic == "benefits"
    answer = await chat.says(said)
    assert (answer.outcome, chat.reply.text) == ("not_understood", text("not_that", "id"))
    assert len(answer.offered) == 3
    assert "benefits" not in answer.offered
    assert _values(chat)[-2:] == ["info.human", "menu"]


async def test_a_second_denial_gets_the_menu(bot: Opened) -> None:
    chat = await bot()
    await chat.says("kalau kecelakaan kerja dapat berapa")
    await chat.says("bukan itu")
    await chat.says("bukan")
    assert chat.reply.text == text("not_that.open", "id")


async def test_after_a_button_no_topic_is_next_best(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.about")
    await chat.says("bukan itu")
    assert chat.reply.text == text("not_that.open", "id")


@pytest.mark.parametrize(
    ("before", "said", "page"),
    [
        ("kantor", "bukan bpjs, dukcapil", "Disdukcapil"),
        ("cek", "bukan, mau tanya klaim", "ahli waris"),
        ("cara klaim", "bukan kecelakaan, yang meninggal", "ahli waris"),
    ],
)
async def test_what_is_meant_instead_is_answered(bot: Opened, before: str, said: str, page: str) -> None:
    chat = await bot()
    await chat.says(before)
    await chat.says(said)
    assert page in chat.reply.text


@pytest.mark.parametrize(
    "said", ["bukan warga bekasi, bisa dapet ga?", "salah satu keluarga saya meninggal, klaimnya gimana"]
)
async def test_a_denial_that_belongs_to_the_question_stays_in_it(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    alone, after = Person((await bot()).app, "alone"), Person((await bot()).app, "after")
    await after.presses_value("info.about")
    assert (await after.says(said)).outcome == (await alone.says(said)).outcome
