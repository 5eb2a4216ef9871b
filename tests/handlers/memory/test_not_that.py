"""A denial of the last answer gets the next best topics, or an answer to what is meant instead."""

import pytest

from data.content.texts import text
from tests.conftest import Office, Opened, Person
from tests.support.step_texts import text_of


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


@pytest.mark.parametrize(
    "said",
    [
        "lah gw ga nanya itu",
        "lah kok gitu, saya kan ga nanya itu",
        "jawabannya ga nyambung deh, gimana sih",
        "salah jawab lu bot",
        "sanes eta nu ditaroskeun",
        "that's not what i asked",
    ],
)
async def test_a_denial_is_no_answer_to_the_offer_of_announcements(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says("syaratnya apa")
    assert "invite.no" in _values(chat)
    answer = await chat.says(said)
    assert answer.outcome == "not_understood"
    assert chat.reply.text.startswith(text("not_that", answer.language))


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("eh bukan itu, saya nanya kenapa saya ga tercatat", "info.why"),
        ("gua nanya kenapa saya ga masuk, kok malah iuran", "info.why"),
        ("lah, yg saya tanya cara klaim kematian", "info.claim.death"),
        ("bukan gitu maksudnya kak, desil itu apa", "info.desil"),
    ],
)
async def test_what_is_asked_behind_a_denial_is_answered(bot: Opened, said: str, outcome: str) -> None:
    chat = await bot()
    await chat.presses_value("info.contribution")
    assert (await chat.says(said)).outcome == outcome


async def test_the_page_that_was_denied_does_not_come_again(bot: Opened) -> None:
    chat = await bot()
    await chat.says("desil itu apa")
    await chat.says("bukan itu, maksud saya desil itu apa")
    assert chat.reply.text in {text("not_that", "id"), text("not_that.open", "id")}


@pytest.mark.parametrize(
    ("before", "said", "step"),
    [
        ("iuran berapa", "bukan iurannya, santunannya berapa", "answer.benefits.death"),
        ("kapan sigap dibuka lagi", "bukan kapan dibuka, kapan cairnya", "answer.claim.paid_when"),
        ("bpjs saya mati", "bukan mati orangnya, tapi kartunya ga aktif", "answer.check.inactive"),
        ("desil itu apa", "bukan itu, maksud saya cara cek desil", "answer.eligible.my_desil"),
        ("kartunya mana", "bukan kartu sigap, kartu keluarga", "answer.update.kk_lost"),
    ],
)
async def test_what_stands_behind_the_denied_answer_is_answered_by_itself(
    bot: Opened, before: str, said: str, step: str
) -> None:
    chat = await bot()
    await chat.says(before)
    await chat.says(said)
    assert chat.reply.text.startswith(text_of(step))


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("cara perbarui data", "bukan perbarui data"),
        ("desil itu apa", "maksud saya bukan desil"),
        ("syaratnya apa", "saya tidak tanya syarat"),
        ("desil saya berapa", "saya ga nanya desil"),
        ("ktp saya rusak", "bukan rusak, hilang"),
        ("bpjs kesehatan saya nunggak", "bukan kesehatan, yang ketenagakerjaan"),
    ],
)
async def test_what_is_denied_is_not_answered_again_where_nothing_else_is_understood(
    bot: Opened, before: str, said: str
) -> None:
    chat = await bot()
    first = await chat.says(before)
    answer = await chat.says(said)
    assert chat.reply.text in {text("not_that", "id"), text("not_that.open", "id")}
    assert first.topic not in answer.offered


@pytest.mark.parametrize(
    ("page", "said", "outcome"),
    [("info.claim.death", "bukan suami istri", "info.claim.heirs"), ("info.eligible", "bukan ktp bekasi", "situation")],
)
async def test_who_says_what_they_are_not_denies_no_answer(bot: Opened, page: str, said: str, outcome: str) -> None:
    chat = await bot()
    await chat.presses_value(page)
    assert (await chat.says(said)).outcome == outcome
