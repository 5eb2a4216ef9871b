"""Words that lead back to the menu or out of the guide, and the open keyboard, which is shown again."""

import pytest

from data.content.texts import text
from data.nik.nik import EXAMPLE
from handlers.memory import going_back
from tests.conftest import BUDI, NOBODY, Office, Opened
from tests.support.readings import reading


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("menu awal dong", True),
        ("balik lagi kak", True),
        ("kembali ke halaman depan", True),
        ("take me back to the main menu", True),
        ("wangsul ka menu heula", True),
        ("gak jadi deh, menu aja", True),
        ("uang saya kembali", False),
        ("tidak kembali", False),
        ("menu makan siang", False),
        ("terima kasih kembali", False),
        ("", False),
    ],
)
def test_who_wants_the_menu(said: str, back: bool) -> None:
    assert going_back.asks_for_menu(reading(said)) is back


async def test_going_back_declines_no_offer(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says("balik ke menu")).outcome == "menu"
    assert (await chat.says("mau daftar")).outcome == "info.register"


@pytest.mark.parametrize("said", ["berhenti dulu ya", "nanti lagi", "besok dilanjut"])
async def test_the_guide_may_be_left_for_now(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says("panduan")
    await chat.presses_value("guide.for.self")
    answer = await chat.says(said)
    assert (answer.outcome, chat.reply.text.split("\n")[0]) == ("menu", text("guide.paused", "id"))
    await chat.says("lanjutkan")
    assert "guide.to.kk" in [choice.value for choice in chat.choices]


async def test_who_gets_announcements_stops_them_in_the_guide_too(bot: Opened) -> None:
    chat = await bot()
    await chat.says("langganan")
    await chat.says("panduan")
    assert (await chat.says("berhenti")).outcome == "unsubscribed"


async def test_what_is_not_understood_shows_the_open_choices_again(bot: Opened) -> None:
    chat = await bot()
    await chat.says("panduan")
    await chat.presses_value("guide.for.self")
    await chat.presses_value("guide.to.kk")
    shown = [(choice.label, choice.value) for choice in chat.choices]
    assert (await chat.says("belum benar")).outcome == "not_understood"
    assert [(choice.label, choice.value) for choice in chat.choices] == shown
    await chat.says("ada yang lahiran")
    assert chat.choices[0].value == "guide.to.record"


async def test_the_buttons_about_a_nik_are_not_shown_again(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says("blablabla qwer")
    assert "watch" not in [choice.value for choice in chat.choices]


async def test_our_example_among_several_niks_is_left_out(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(f"{EXAMPLE} {BUDI}")).outcome == "check.found"
