"""The emergency stop: nobody hears a no while the list may be wrong, on no path, in no process."""

import sqlite3
from contextlib import closing
from datetime import date, datetime

import pytest

from data.content.texts import LANGUAGES, day, text
from data.coverage import emergency_stop, publishing
from data.coverage.emergency_stop import Correction
from data.coverage.second_factor import Factor
from handlers.messages import Incoming
from tests.conftest import BUDI, CHANNELS, DEWI, JOKO, NOBODY, NOW, PEOPLE, Clock, Office, Opened, Person
from tests.handlers.subscription.test_watches import LATER, NEWS, SLAMET, kept, learns, news_in, waits

STOPPED = text("check.stopped", "id")
KK = "3275011101059007"
REASON = "wrong list of 20 November"


async def stop(chat: Person) -> None:
    """Staff stop all checks."""
    async with chat.app.dispatch._database.transaction() as tx:
        await emergency_stop.stop(tx, NOW, REASON)


async def go_on(chat: Person, given: Correction | None = None) -> None:
    async with chat.app.dispatch._database.transaction() as tx:
        await emergency_stop.go_on(tx)
        await emergency_stop.correct(tx, given)


def counted(office: Office) -> dict[str, int]:
    """How much of each limit is used up."""
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        tables = ("asked", "mismatches", "proved")
        return {name: live.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


# ---------------------------------------------------------------- what residents hear


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    "typed",
    [
        *(BUDI, NOBODY, JOKO, DEWI, f"cek NIK saya {BUDI} ya", "3275 0509 0388 9401", f"{BUDI} dan {NOBODY}"),
        *(
            "327505090388940",
            f"{BUDI}1",
            "3275059903889401",
            " ".join([BUDI] * 3),
            f"/cek {NOBODY}",
            "cek",
            "mau cek NIK",
        ),
        "\n".join(f"32750101038895{n}" for n in range(30, 38)),
    ],
)
async def test_whoever_asks_by_nik_hears_that_we_cannot_answer_yet(
    office: Office, bot: Opened, channel: str, typed: str
) -> None:
    office.publishes()
    chat = await bot()
    await stop(chat)
    answer = await chat.says(typed)
    assert (answer.outcome, answer.topic) == ("check.stopped", "check_coverage")
    assert answer.replies[0].text == STOPPED
    assert answer.replies[0].heading
    assert answer.replies[0].heading.text == "Belum bisa dicek"
    assert REASON not in str(answer)
    assert counted(office) == {"asked": 0, "mismatches": 0, "proved": 0}


async def test_the_same_nik_is_asked_again_by_the_button_and_answered_once_checks_go_on(
    office: Office, bot: Opened
) -> None:
    office.publishes()
    chat = await bot(checks_per_day=1)
    await stop(chat)
    for nik in (NOBODY, JOKO, BUDI):
        assert (await chat.says(nik)).outcome == "check.stopped"
    for _ in range(2):
        assert (await chat.presses("Coba lagi")).outcome == "check.stopped"
    await go_on(chat)
    assert (await chat.presses("Coba lagi")).outcome == "check.found"
    assert counted(office)["asked"] == 1


async def test_a_pick_among_several_is_stopped_too(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(f"{NOBODY}\n{BUDI}")).outcome == "check.several"
    nobody, budi = (choice.value for choice in chat.choices[:2])
    await stop(chat)
    for button in (nobody, budi):
        assert (await chat.presses_value(button)).outcome == "check.stopped"
    await go_on(chat)
    assert (await chat.presses("Coba lagi")).outcome == "check.found"
    assert (await chat.presses_value(nobody)).outcome == "check.not_listed"


@pytest.mark.parametrize(
    ("factor", "right", "wrong"), [(Factor.NAME, "Budi", "Joko"), (Factor.KK, "9007", "1234"), (Factor.KK, KK, NOBODY)]
)
async def test_a_second_factor_that_waits_is_not_compared_and_costs_no_try(
    office: Office, bot: Opened, factor: Factor, right: str, wrong: str
) -> None:
    office.publishes(factor=factor)
    chat = await bot()
    for typed in (wrong, right):
        assert (await chat.says(BUDI)).outcome == "check.factor"
        before = counted(office)
        await stop(chat)
        assert (await chat.says(typed)).outcome == "check.stopped"
        assert counted(office) == before
        await go_on(chat)
        assert (await chat.presses("Coba lagi")).outcome == "check.factor"  # of the NIK asked before, not of the KK
    answer = await chat.says("Budi" if factor is Factor.NAME else "9007")
    assert answer.outcome == "check.found"


async def test_a_kk_that_was_about_to_be_chosen_is_not_compared(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.KK)
    chat = await bot()
    await chat.says(BUDI)
    await chat.says(NOBODY)
    assert chat.reply.text == text("check.kk_or_nik", "id")
    for label in ("Nomor KK", "NIK orang lain"):
        await go_on(chat)
        await chat.says(BUDI)
        await chat.says(NOBODY)
        await stop(chat)
        assert (await chat.presses(label)).outcome == "check.stopped"
    assert counted(office)["mismatches"] == 0


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("apa itu SIGAP", "info.about"),
        ("cara klaim kematian", "info.claim.death"),
        ("langganan", "subscribed"),
        ("menu", "menu"),
        ("english", "language"),
        ("saya mau daftar", "info.register"),
        (f"no kk {KK}", "check.not_nik"),
    ],
)
async def test_everything_else_is_answered_as_ever(
    office: Office, bot: Opened, channel: str, typed: str, outcome: str
) -> None:
    office.publishes()
    chat = await bot()
    heard = (await chat.says(typed)).outcome
    await stop(chat)
    assert (await chat.says(typed)).outcome == heard == outcome


async def test_a_question_while_the_kk_is_awaited_is_answered(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.KK)
    chat = await bot()
    await chat.says(BUDI)
    await stop(chat)
    assert (await chat.says("apa itu SIGAP")).outcome == "info.about"
    assert (await chat.says("9007")).outcome == "check.stopped"


async def test_without_a_key_it_is_stopped_as_well(bot: Opened) -> None:
    chat = await bot(with_key=False)
    await stop(chat)
    assert (await chat.says(BUDI)).outcome == "check.stopped"


async def test_an_answer_that_is_asked_for_once_more_is_not_said_again(office: Office, bot: Opened) -> None:
    """The web page sends a message again when it saw no answer; other answers come again as they were."""
    office.publishes()
    chat = await bot()
    messages = [Incoming(f"m{n}", "web", "visitor", typed) for n, typed in enumerate((NOBODY, BUDI, "menu", "123"))]
    first = [await chat.app.dispatch.handle(one) for one in messages]
    await stop(chat)
    again = [await chat.app.dispatch.handle(one) for one in messages]
    assert [one.outcome for one in again[:2]] == ["check.stopped"] * 2
    assert {one.replies[0].text for one in again[:2]} == {STOPPED}
    assert again[2:] == first[2:]


@pytest.mark.parametrize("code", LANGUAGES)
async def test_in_each_language(office: Office, bot: Opened, code: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.presses_value(f"language.{code}")
    await stop(chat)
    await chat.says(NOBODY)
    assert chat.reply.text == text("check.stopped", code)


# ---------------------------------------------------------------- who waits for news


async def test_nobody_is_told_news_meanwhile_and_everybody_afterwards(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await waits(chat, NOBODY)
    office.publishes((*PEOPLE, SLAMET), as_of=LATER)
    await learns(chat)  # there is news, found in the list that is wrong
    await stop(chat)
    assert news_in(await chat.says("menu")) == []
    publishing.roll_back(office.snapshots, office.key, None)  # to the right one: nothing has changed
    await learns(chat)
    assert news_in(await chat.says("menu")) == []
    await go_on(chat)
    await learns(chat)
    assert news_in(await chat.says("menu")) == []
    assert [row["news"] for row in kept(office)] == [None]
    office.publishes((*PEOPLE, SLAMET), as_of=LATER)
    await learns(chat)
    assert news_in(await chat.says("menu")) == [NEWS]


async def test_who_asked_meanwhile_can_wait_until_checks_go_on(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await stop(chat)
    await chat.says(NOBODY)
    assert (await chat.presses("Kabari saya")).outcome == "watch.kept"
    await learns(chat)
    assert news_in(await chat.says("menu")) == []
    assert not await chat.app.chats.has_news(chat.channel, chat.address)
    await go_on(chat)
    await learns(chat)
    assert news_in(await chat.says("menu")) == [NEWS]


# ---------------------------------------------------------------- the correction


def wrong_from(first: date, last: date, now: datetime = NOW) -> Correction:
    return Correction(first, last, now + emergency_stop.SHOWN)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("nik", "outcome"), [(BUDI, "check.found"), (JOKO, "check.ended"), (NOBODY, "check.not_listed")]
)
async def test_a_correction_stands_above_every_answer_for_a_week(
    office: Office, bot: Opened, clock: Clock, channel: str, nik: str, outcome: str
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(nik)
    plain = [reply.text for reply in (await chat.says(nik)).replies]  # without the invitation of the first time
    await stop(chat)
    await chat.says(nik)
    await go_on(chat, wrong_from(date(2026, 11, 20), date(2026, 11, 22)))
    answer = await chat.says(nik)
    said = text("check.corrected_days", "id", first="20 November 2026", last="22 November 2026")
    assert (answer.outcome, [reply.text for reply in answer.replies]) == (outcome, [f"{said}\n\n{plain[0]}"])
    assert said not in (await chat.says("apa itu SIGAP")).replies[0].text
    clock.passes(days=6, hours=23)
    await chat.app.sweeper.sweep()
    assert (await chat.says(nik)).replies[0].text.startswith(said)
    clock.passes(hours=1, seconds=1)
    assert [reply.text for reply in (await chat.says(nik)).replies] == plain
    await chat.app.sweeper.sweep()
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        assert live.execute("SELECT * FROM corrections").fetchall() == []


async def test_it_stands_where_a_second_factor_was_right_and_where_it_was_not(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await go_on(chat, wrong_from(date(2026, 11, 20), date(2026, 11, 20)))
    said = text("check.corrected_day", "id", first=day(date(2026, 11, 20), "id"))
    for name, outcome in (("Joko", "check.not_listed"), ("Budi", "check.found")):
        assert said not in (await chat.says(BUDI)).replies[0].text  # it only asks
        answer = await chat.says(name)
        assert answer.outcome == outcome
        assert answer.replies[0].text.startswith(f"{said}\n\n")
