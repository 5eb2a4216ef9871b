"""A button is called old only when it is: "Kabari saya" works although another NIK or a menu came between."""

import json
import sqlite3
from contextlib import closing

import pytest

from data.chats import recent_answers
from data.content.texts import text
from data.coverage.second_factor import Factor
from handlers.messages import Choice, Incoming
from tests.conftest import BUDI, CHANNELS, DEWI, JOKO, NOBODY, Clock, Office, Opened, Person

TELL_ME = "Kabari saya"
MANY = tuple(f"327501010388{n}" for n in range(9500, 9530))


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _live(office: Office, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        return live.execute(query).fetchall()


def _button(chat: Person, label: str = TELL_ME) -> str:
    return next(one.value for one in chat.choices if one.label == label)


@pytest.mark.parametrize(
    "between",
    [
        [JOKO],
        ["menu"],
        ["/start"],
        [DEWI, "menu", JOKO],
        ["panduan"],
        ["langganan"],
        ["english", "hi"],
        [f"{BUDI} {JOKO}"],
        [f"{BUDI} {JOKO}", "1"],
        ["apa manfaatnya?", "kantor bpjs dimana", "makasih"],
        ["ini asli?"],
    ],
)
async def test_tell_me_works_whatever_came_between(office: Office, bot: Opened, between: list[str]) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    button = _button(chat)
    for said in between:
        await chat.says(said)
    assert (await chat.presses_value(button)).outcome == "watch.kept"
    ((kept,),) = _live(office, "SELECT hex(nik) FROM watches")
    assert kept == office.key.of_nik(NOBODY).hex().upper()  # and no other one


async def test_each_of_several_answers_keeps_its_own_button(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    buttons = []
    for nik in (NOBODY, JOKO, DEWI):
        await chat.says(nik)
        buttons.append(_button(chat))
    for button in reversed(buttons):
        assert (await chat.presses_value(button)).outcome == "watch.kept"
    assert len(_live(office, "SELECT nik FROM watches")) == 3


async def test_a_question_that_waits_goes_on_waiting(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says("Ujang")
    button = _button(chat)
    await chat.says(BUDI)  # asks for the first name
    assert (await chat.presses_value(button)).outcome == "watch.kept"
    assert (await chat.says("Budi")).outcome == "check.found"


async def test_of_several_niks_each_button_goes_on_working(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(f"{BUDI} {JOKO}")
    first, second, _ = (one.value for one in chat.choices)
    await chat.says(NOBODY)
    assert (await chat.presses_value(second)).outcome == "check.ended"
    await chat.says("menu")
    assert (await chat.presses_value(first)).outcome == "check.found"


async def test_trying_again_works_after_a_menu(office: Office, bot: Opened) -> None:
    chat = await bot()  # no list yet
    await chat.says(BUDI)
    again = _button(chat, "Coba lagi")
    await chat.says("menu")
    office.publishes()
    assert (await chat.presses_value(again)).outcome == "check.found"


async def test_old_is_what_is_a_day_old(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    button = _button(chat)
    await chat.says("menu")
    clock.passes(hours=23, minutes=59)
    assert (await chat.presses_value(button)).outcome == "watch.kept"
    clock.passes(minutes=2)
    assert (await chat.presses_value(button)).outcome == "check.expired"
    await chat.app.sweeper.sweep()
    ((kept,),) = _live(office, "SELECT recent FROM chats")
    assert button.removeprefix("watch.") not in str(kept)


@pytest.mark.parametrize(
    "between", [["ini asli?", "Warga diminta mentransfer 75 ribu ke rekening ini"], ["langganan kecamatan", "jatiasih"]]
)
async def test_which_of_several_niks_waits_no_longer_because_something_else_was_answered(
    office: Office, bot: Opened, clock: Clock, between: list[str]
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(f"{BUDI} {JOKO}")
    clock.passes(hours=23)
    for said in between:
        await chat.says(said)
    clock.passes(minutes=59)
    assert "question" in str(_live(office, "SELECT question FROM chats"))
    clock.passes(minutes=2)
    assert not (await chat.says("2")).outcome.startswith("check")  # a button of the newest answer
    await chat.app.sweeper.sweep()
    assert office.key.of_nik(JOKO).hex() not in str(_live(office, "SELECT question, recent FROM chats"))


async def test_no_more_than_ten_are_kept_and_only_hashes(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(checks_per_day=50, messages_per_minute=500)
    for nik in MANY:
        await chat.says(nik)
    ((kept,),) = _live(office, "SELECT recent FROM chats")
    assert len(json.loads(str(kept))["answers"]) == recent_answers.MOST
    assert not [nik for nik in MANY if nik in repr(kept) or nik[6:] in repr(kept)]


async def test_ten_other_answers_push_no_button_about_a_nik_out(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(messages_per_minute=500)
    await chat.says(NOBODY)
    button = _button(chat)
    for _ in range(8):
        for said in ("menu", "kantor bpjs dimana", "apa manfaatnya?"):
            await chat.says(said)
    assert (await chat.presses_value(button)).outcome == "watch.kept"


async def test_of_other_answers_the_page_and_its_buttons_are_kept_and_of_a_check_not_what_it_found(
    office: Office, bot: Opened
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("kantor bpjs dimana")
    offered = [one.value for one in chat.choices]
    kept = []
    for nik in (BUDI, JOKO):
        await chat.says(nik)
        ((written,),) = _live(office, "SELECT recent FROM chats")
        assert "found" not in str(written)
        assert "ended" not in str(written)
        kept.append(json.loads(str(written))["answers"])
    assert kept[1][0]["page"] == "offices"
    assert kept[1][0]["choices"] == offered
    assert [sorted(one) for one in kept[1][1:]] == [["asked", "at", "page", "token"]] * 2
    assert {one["page"] for one in kept[1][1:]} == {"check"}


async def test_each_answer_is_forgotten_after_a_day_though_nobody_writes(
    office: Office, bot: Opened, clock: Clock
) -> None:
    office.publishes()
    chat = await bot()
    for said in ("menu", BUDI, "kantor bpjs dimana"):
        await chat.says(said)
        clock.passes(hours=10)

    async def left() -> list[str]:
        await chat.app.sweeper.sweep()
        ((written,),) = _live(office, "SELECT recent FROM chats") or [(None,)]
        return [one["page"] for one in json.loads(str(written))["answers"]] if written else []

    assert await left() == ["check", "offices"]
    clock.passes(hours=10)
    assert await left() == ["offices"]
    clock.passes(hours=10)
    assert await left() == []


async def test_erasing_the_chat_erases_them(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    button = _button(chat)
    await chat.says("/hapus")
    assert _live(office, "SELECT * FROM chats") == []
    assert (await chat.presses_value(button)).outcome == "check.expired"


async def test_a_button_of_somebody_else_opens_nothing(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    button = _button(chat)
    stranger = chat.another("stranger")
    assert (await stranger.presses_value(button)).outcome == "check.expired"
    for forged in ("watch.", "watch.x", "watch.drop", "check.pick..0", "check.again.", "check.as_kk.x"):
        assert (await stranger.presses_value(forged)).outcome in {"check.expired", "watch.list"}
    assert _live(office, "SELECT * FROM watches") == []


async def test_on_a_shared_phone_another_session_opens_nothing(office: Office, bot: Opened, channel: str) -> None:
    if channel != "core":
        return
    office.publishes()
    app = (await bot()).app

    async def does(session: str, said: str = "", choice: str | None = None) -> tuple[str, tuple[Choice, ...], str]:
        message = Incoming(f"{session}{said}{choice}", "web", "lent", said, choice, session=session)
        answer = await app.dispatch.handle(message)
        return answer.outcome, answer.replies[0].choices, answer.replies[0].text

    _, choices, _ = await does("a", NOBODY)
    button = next(one.value for one in choices if one.label == TELL_ME)
    await does("a", "menu")
    outcome, _, said = await does("b", choice=button)
    assert (outcome, said) == ("check.expired", text("check.elsewhere", "id"))
    assert (await does("a", choice=button))[0] == "watch.kept"


@pytest.mark.parametrize(("session", "outcome"), [("a", "subscribed"), ("b", "not_understood")])
async def test_on_a_shared_phone_a_yes_in_another_session_subscribes_nobody(
    office: Office, bot: Opened, channel: str, session: str, outcome: str
) -> None:
    if channel != "core":
        return
    office.publishes()
    app = (await bot()).app

    async def says(session: str, said: str) -> str:
        message = Incoming(f"{session}{said}", "web", "lent", said, session=session)
        return (await app.dispatch.handle(message)).outcome

    assert await says("a", BUDI) == "check.found"  # and asks whether announcements are wanted
    assert await says(session, "ya") == outcome
    assert _live(office, "SELECT subscribed IS NOT NULL FROM chats") == [(outcome == "subscribed",)]
