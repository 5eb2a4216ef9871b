"""Residents are told when what we said of a NIK is no longer so."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from itertools import count
from typing import Any

import pytest

from data.channels import PUSHED, VISITED
from data.content import texts
from data.content.texts import label, text
from data.coverage import publishing, snapshots
from data.coverage.second_factor import Factor
from data.hashing import Key
from data.limits.networks import Origin, networks_of
from data.watches import watches
from handlers.messages import Answer, Incoming
from tests.conftest import BUDI, CHANNELS, DEWI, JOKO, NOBODY, NOW, PEOPLE, SITI, Clock, Office, Opened, Person

TELL_ME = label("watch", "id")
NEWS = text("watch.changed", "id")
_NEWS = {text(f"watch.{kind}", code) for kind in watches.News for code in texts.LANGUAGES}
SLAMET = (NOBODY, "SLAMET RIYADI", "3275011101059011", "RT/RW", "05/11/2025", "", "Aktif")
"""Nobody, once the city has put him into the list."""
DEWI_AGAIN = (DEWI, "DEWI SARTIKA", "3275011101059010", "RT/RW", "01/01/2026", "", "Aktif")
LATER = date(2026, 11, 20)


def kept(office: Office) -> list[dict[str, Any]]:
    """The rows of the watches, as they lie in the file."""
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        live.row_factory = sqlite3.Row
        return [dict(row) for row in live.execute("SELECT * FROM watches ORDER BY since")]


def news_in(answer: Answer) -> list[str]:
    """The news below the answer itself, in the same message."""
    (reply,) = answer.replies
    return sorted(news for news in _NEWS if f"\n\n{reply.text}".endswith(f"\n\n{news}"))


async def learns(chat: Person) -> None:
    """The running bot notices what the office did."""
    await chat.app.coverage.refresh()
    await chat.app.watch_notifier.compare_snapshots()


async def waits(chat: Person, nik: str, name: str = "") -> None:
    """Asks for a NIK and wants to hear when the answer changes."""
    await chat.says(nik)
    if name:
        await chat.says(name)
    assert (await chat.presses(TELL_ME)).outcome == "watch.kept"


def neighbour(chat: Person, address: str, channel: str = "test") -> Person:
    """Somebody else who talks to the same bot."""
    return Person(chat.app, address, channel, ids=count(1000))


# ---------------------------------------------------------------- to begin


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("nik", "outcome"),
    [
        (NOBODY, "check.not_listed"),
        (JOKO, "check.ended"),
        (DEWI, "check.ended"),
        (BUDI, "check.ended"),  # gone since the list before
    ],
)
async def test_an_answer_that_may_change_offers_to_tell(
    office: Office, bot: Opened, channel: str, nik: str, outcome: str
) -> None:
    office.publishes()
    office.publishes(PEOPLE[1:], as_of=LATER)
    chat = await bot()
    assert (await chat.says(nik)).outcome == outcome
    answer = await chat.presses(TELL_ME)
    assert answer.outcome == "watch.kept"
    of_channel = (
        "watch.kept" if channel in PUSHED else "watch.kept_on_visit" if channel in VISITED else "watch.kept_here"
    )
    assert chat.reply.text.startswith(text(of_channel, "id"))
    assert [choice.value for choice in chat.choices] == ["guide", "privacy.watches", "menu"]
    assert len(kept(office)) == 1


@pytest.mark.parametrize("channel", CHANNELS)
async def test_while_we_cannot_check_one_may_wait_too(office: Office, bot: Opened) -> None:
    chat = await bot()
    assert (await chat.says(NOBODY)).outcome == "check.unavailable"
    assert (await chat.presses(TELL_ME)).outcome == "watch.kept"
    assert [row["snapshot"] for row in kept(office)] == [None]


async def test_who_is_listed_is_offered_nothing_to_wait_for(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    for nik in (BUDI, SITI):
        assert (await chat.says(nik)).outcome == "check.found"
        assert TELL_ME not in [choice.label for choice in chat.choices]


async def test_the_words_of_the_button_do_the_same(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says("kabari saya")).outcome == "subscribed"  # of no NIK: of the programme
    assert kept(office) == []
    await chat.says(NOBODY)
    assert (await chat.says("Kabari saya!")).outcome == "watch.kept"
    await chat.says(JOKO)
    await chat.says("syaratnya apa?")
    assert (await chat.says("kabari saya")).outcome == "watch.kept"
    assert len(kept(office)) == 2


async def test_nothing_is_kept_but_the_chat_the_hash_and_the_snapshot(office: Office, bot: Opened, key: Key) -> None:
    report = office.publishes()
    assert report.about
    chat = await bot()
    await waits(chat, NOBODY)
    number = report.about.number
    assert kept(office) == [
        {
            "channel": "test",
            "address": "resident",
            "nik": key.of_nik(NOBODY),
            "factor": None,
            "snapshot": number,
            "since": int(NOW.timestamp()),
            "compared": number,
            "news": None,
        }
    ]


async def test_of_a_second_factor_only_its_hash_is_kept(office: Office, bot: Opened, key: Key) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await waits(chat, DEWI, "Dewi")
    (row,) = kept(office)
    assert row["factor"] == key.of_factor(key.of_nik(DEWI), "DEWI")
    raw = b"".join(path.read_bytes() for path in office.home.glob("live.db*"))
    for secret in (DEWI.encode(), b"Dewi", b"DEWI"):
        assert secret not in raw


async def test_one_chat_may_wait_for_five(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(checks_per_day=10)
    for serial in range(9540, 9545):
        await waits(chat, f"327501010388{serial}")
    await chat.says(JOKO)
    assert (await chat.presses(TELL_ME)).outcome == "watch.too_many"
    assert chat.reply.text == text("watch.too_many", "id", most=watches.MAX_WATCHES_PER_CHAT)
    assert len(kept(office)) == watches.MAX_WATCHES_PER_CHAT
    await waits(chat, "3275010103889540")  # one of the five, anew
    assert len(kept(office)) == watches.MAX_WATCHES_PER_CHAT
    other = neighbour(chat, "neighbour")
    await waits(other, JOKO)
    await chat.presses_value("privacy.watches")
    await chat.presses("Hapus nomor 1")
    await waits(chat, JOKO)


async def test_pressed_twice_it_waits_once(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    button = next(choice.value for choice in chat.choices if choice.label == TELL_ME)
    for _ in range(2):
        assert (await chat.presses_value(button)).outcome == "watch.kept"
        clock.passes(minutes=1)
    assert len(kept(office)) == 1


async def test_an_old_button_is_called_old(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    old = next(choice.value for choice in chat.choices if choice.label == TELL_ME)
    assert (await neighbour(chat, "neighbour").presses_value(old)).outcome == "check.expired"
    fresh = "watch.00000000"
    for value in (fresh, "watch.", "watch.drop"):
        assert (await chat.presses_value(value)).outcome == "check.expired"
    await chat.says(NOBODY)
    newest = next(choice.value for choice in chat.choices if choice.label == TELL_ME)
    clock.passes(hours=24, seconds=1)
    assert (await chat.presses_value(newest)).outcome == "check.expired"
    assert kept(office) == []


async def test_the_button_waits_while_other_things_are_asked(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says("Slamet")
    button = next(choice.value for choice in chat.choices if choice.label == TELL_ME)
    await chat.presses_value("guide")
    await chat.presses_value("info.eligible")
    assert (await chat.presses_value(button)).outcome == "watch.kept"


async def test_in_a_group_nobody_waits_and_no_news_is_told(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    button = next(choice.value for choice in chat.choices if choice.label == TELL_ME)
    group = "https://t.me/SigapUjiBot?start=cek"
    assert (await chat._send("", button, private_link=group)).outcome == "group"
    assert (await chat.says_in_group("kabari saya")).outcome == "group"
    assert kept(office) == []
    await waits(chat, NOBODY)
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    assert news_in(await chat.says_in_group("halo")) == []
    assert news_in(await chat.says("halo")) == [NEWS]


# ---------------------------------------------------------------- to see it, and to end it


async def test_what_one_waits_for_is_listed_and_can_be_deleted(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("/privasi")
    await chat.presses(label("privacy.watches", "id"))
    assert chat.reply.text == text("watch.none", "id")
    await waits(chat, NOBODY)
    await waits(chat, JOKO)  # in the same second
    clock.passes(days=3)
    await waits(chat, DEWI)
    await chat.says("/privasi")
    assert (await chat.presses(label("privacy.watches", "id"))).outcome == "watch.list"
    assert "1. 22 November 2026" in chat.reply.text
    assert "3. 25 November 2026" in chat.reply.text
    assert not re.search(r"\d{5}", chat.reply.text)
    buttons = {choice.label: choice.value for choice in chat.choices}
    assert list(buttons) == ["Hapus nomor 1", "Hapus nomor 2", "Hapus nomor 3", "Menu"]
    assert (await chat.presses("Hapus nomor 2")).outcome == "watch.dropped"
    assert [row["nik"] for row in kept(office)] == [office.key.of_nik(nik) for nik in (NOBODY, DEWI)]
    assert (await chat.presses_value(buttons["Hapus nomor 2"])).outcome == "watch.list"  # gone already
    await neighbour(chat, "neighbour").presses_value(buttons["Hapus nomor 1"])
    for value in ("watch.drop.", "watch.drop.x", f"watch.drop.{'9' * 30}", "watch.drop.²"):
        assert (await chat.presses_value(value)).outcome == "watch.list"
    assert len(kept(office)) == 2


async def test_forgetting_a_chat_ends_what_it_waits_for(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    other = neighbour(chat, "neighbour")
    await waits(chat, NOBODY)
    await waits(other, NOBODY)
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    answer = await chat.says("/hapus")
    assert answer.outcome == "erased"
    assert news_in(answer) == []
    assert [row["address"] for row in kept(office)] == ["neighbour"]
    assert news_in(await chat.says("halo")) == []


# ---------------------------------------------------------------- what changed


@pytest.mark.parametrize(
    ("nik", "now"),
    [
        (NOBODY, SLAMET),
        (NOBODY, (*SLAMET[:4], "01/01/2027", "", "Aktif")),  # begins later
        (NOBODY, (*SLAMET[:6], "Nonaktif")),
        (DEWI, DEWI_AGAIN),
        (JOKO, (*PEOPLE[2][:5], "31/12/2027", "Aktif")),
        (BUDI, PEOPLE[0]),  # gone, and back
    ],
)
async def test_another_answer_is_told_once_with_the_next_message(
    office: Office, bot: Opened, nik: str, now: tuple[str, ...]
) -> None:
    office.publishes()
    office.publishes(PEOPLE[1:], as_of=LATER)
    chat = await bot()
    await waits(chat, nik)
    assert news_in(await chat.says("halo")) == []
    rest = [one for one in PEOPLE[1:] if one[0] != nik]
    office.publishes([*rest, now], as_of=LATER)
    await learns(chat)
    answer = await chat.says("menu")
    assert answer.outcome == "menu"
    assert news_in(answer) == [NEWS]
    assert "check" in [choice.value for choice in answer.replies[0].choices]
    assert news_in(await chat.says("menu")) == []
    assert kept(office) == []


async def test_who_asks_again_before_the_news_has_heard_them(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await waits(chat, NOBODY)
    office.publishes([*PEOPLE, SLAMET], as_of=LATER)
    await learns(chat)
    answer = await chat.says(NOBODY)
    assert answer.outcome == "check.found"
    assert news_in(answer) == []
    assert kept(office) == []


async def test_who_asks_again_and_hears_the_same_goes_on_waiting(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await waits(chat, NOBODY)
    office.publishes(as_of=LATER)
    await chat.says(NOBODY)
    assert [one["snapshot"] for one in kept(office)] == [2]
    office.publishes([*PEOPLE, SLAMET], as_of=LATER)
    await learns(chat)
    assert news_in(await chat.says("menu")) == [NEWS]


async def test_a_quota_used_up_is_nothing_to_be_told_of(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(checks_per_ip=1)
    origin = Origin("web", networks_of("198.51.100.7"))
    for n, nik in enumerate((BUDI, NOBODY)):
        answer = await chat.app.dispatch.handle(Incoming(f"x{n}", "test", chat.address, nik, origin=origin))
    assert answer.outcome == "check.quota"
    assert [choice.label for choice in answer.replies[0].choices] == ["Coba lagi", "Menu"]


async def test_the_same_answer_is_no_news_and_the_waiting_goes_on(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    for nik in (NOBODY, JOKO, DEWI):
        await waits(chat, nik)
    same = [PEOPLE[0], PEOPLE[1], (*PEOPLE[2][:6], "Nonaktif")]  # Joko by status now, Dewi gone
    for n in range(4):
        office.publishes([*same, (f"327501010388{9600 + n}", "A", "", "", "", "", "")], as_of=LATER)
        await learns(chat)
        assert news_in(await chat.says("menu")) == []
    assert len(kept(office)) == 3
    office.publishes([*same, SLAMET, DEWI_AGAIN], as_of=LATER)
    await learns(chat)
    assert news_in(await chat.says("menu")) == [NEWS]  # of two, told once
    assert [row["nik"] for row in kept(office)] == [office.key.of_nik(JOKO)]


async def test_an_answer_from_an_older_snapshot_is_compared_with_that_one(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    button = next(choice.value for choice in chat.choices if choice.label == TELL_ME)
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    assert NEWS not in news_in(await chat.presses_value(button))
    await learns(chat)
    assert news_in(await chat.says("halo")) == [NEWS]


async def test_what_was_taken_back_before_it_was_told_is_not_told(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await waits(chat, NOBODY)
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    assert [row["news"] for row in kept(office)] == ["changed"]
    publishing.roll_back(office.snapshots, office.key, None)
    assert news_in(await chat.says("halo")) == []  # also before we have looked again
    await learns(chat)
    assert news_in(await chat.says("halo")) == []
    assert [row["news"] for row in kept(office)] == [None]
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    assert news_in(await chat.says("halo")) == [NEWS]


async def test_what_was_taken_back_after_it_was_told_brings_no_second_word(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await waits(chat, NOBODY)
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    assert news_in(await chat.says("halo")) == [NEWS]
    for number in (1, 2, 1, 2):
        publishing.roll_back(office.snapshots, office.key, number)
        await learns(chat)
        assert news_in(await chat.says("halo")) == []
    publishing.roll_back(office.snapshots, office.key, 1)
    await learns(chat)
    await waits(chat, NOBODY)  # who asks again may wait again
    publishing.roll_back(office.snapshots, office.key, 2)
    await learns(chat)
    assert news_in(await chat.says("halo")) == [NEWS]


async def test_once_we_can_check_again_it_is_told(office: Office, bot: Opened) -> None:
    chat = await bot()
    await waits(chat, BUDI)
    await waits(chat, NOBODY)
    await learns(chat)
    assert news_in(await chat.says("halo")) == []
    office.publishes()
    await learns(chat)
    assert news_in(await chat.says("halo")) == [NEWS]  # whoever is listed: it says only that one can look
    assert kept(office) == []


@pytest.mark.parametrize("factor", [Factor.NONE, Factor.NAME])
async def test_many_lists_while_the_bot_was_down(office: Office, bot: Opened, factor: Factor) -> None:
    office.publishes(factor=factor)
    chat = await bot()
    names = {NOBODY: "Slamet", JOKO: "Joko", DEWI: "Dewi"}
    for nik, name in names.items():
        await waits(chat, nik, name if factor is Factor.NAME else "")
    for n in range(4):
        assert [row["news"] for row in kept(office)] == [None] * 3
        people = [*PEOPLE[:3], SLAMET, (*DEWI_AGAIN[:6], "Aktif" if n == 3 else "Nonaktif")]
        office.publishes(people, as_of=LATER, factor=factor)
    assert snapshots.numbers(office.snapshots) == [3, 4, 5]
    await learns(chat)
    assert {row["nik"]: row["news"] for row in kept(office)} == {
        office.key.of_nik(NOBODY): "changed",
        office.key.of_nik(JOKO): None,
        office.key.of_nik(DEWI): "changed",
    }


async def test_while_the_live_snapshot_cannot_be_read_nothing_is_told_or_lost(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await waits(chat, NOBODY)
    report = office.publishes([*PEOPLE, SLAMET])
    assert report.about
    path = snapshots.file_of(office.snapshots, report.about.number)
    whole = path.read_bytes()
    await chat.app.coverage.refresh()
    path.write_bytes(whole[:5000])
    assert await chat.app.watch_notifier.compare_snapshots() == 0
    assert [row["news"] for row in kept(office)] == [None]
    path.write_bytes(whole)
    await learns(chat)
    assert news_in(await chat.says("halo")) == [NEWS]


async def test_a_person_gone_for_two_years_is_forgotten_without_a_word(office: Office, bot: Opened) -> None:
    office.publishes()
    office.publishes(PEOPLE[1:], as_of=LATER)
    chat = await bot()
    await waits(chat, BUDI)
    office.publishes(PEOPLE[1:], as_of=date(2029, 1, 1))
    await learns(chat)
    assert (await chat.says(BUDI)).outcome == "check.not_listed"
    assert news_in(await chat.says("halo")) == []


# ---------------------------------------------------------------- the second factor


async def test_a_stranger_never_learns_that_somebody_is_listed(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    dewi = await bot()
    stranger, neither = neighbour(dewi, "stranger"), neighbour(dewi, "neither")
    await waits(dewi, DEWI, "Dewi")
    await waits(stranger, DEWI, "Ratna")
    await waits(neither, NOBODY, "Agus")  # of a NIK that is in no list: the same words
    people = [*PEOPLE[:3], DEWI_AGAIN, SLAMET]
    for n in range(5):  # also when the snapshot that answered is removed
        office.publishes([*people, (f"327501010388{9600 + n}", "A", "", "", "", "", "")], factor=Factor.NAME)
        await learns(dewi)
    assert news_in(await dewi.says("halo")) == [NEWS]
    for one in (stranger, neither):
        assert news_in(await one.says("halo")) == []
    assert len(kept(office)) == 2


async def test_who_typed_the_right_name_of_a_person_not_listed_yet_is_told(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await waits(chat, NOBODY, "Slamet")
    office.publishes([*PEOPLE, SLAMET], factor=Factor.NAME)
    await learns(chat)
    assert news_in(await chat.says("halo")) == [NEWS]
    await chat.says(NOBODY)
    assert (await chat.says("Slamet")).outcome == "check.found"


async def test_who_is_listed_and_mistyped_the_name_hears_nothing_of_that(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    stranger = await bot()
    await waits(stranger, BUDI, "Agus")
    for people in (PEOPLE[1:], PEOPLE):  # he leaves, and comes back
        office.publishes(people, factor=Factor.NAME)
        await learns(stranger)
        assert news_in(await stranger.says("halo")) == []


@pytest.mark.parametrize(("before", "now"), [(Factor.NONE, Factor.NAME), (Factor.NAME, Factor.KK)])
async def test_a_factor_newly_demanded_asks_everybody_to_look(
    office: Office, bot: Opened, before: Factor, now: Factor
) -> None:
    office.publishes(factor=before)
    listed_now = await bot()
    not_listed, ended = neighbour(listed_now, "not listed"), neighbour(listed_now, "ended")
    named = before is Factor.NAME
    await waits(listed_now, NOBODY, "Slamet" if named else "")
    await waits(not_listed, "3275010103889531", "Agus" if named else "")
    await waits(ended, DEWI, "Dewi" if named else "")
    office.publishes([*PEOPLE, SLAMET], factor=now)
    await learns(listed_now)
    for one in (listed_now, not_listed, ended):  # whom it told would tell who is listed
        assert news_in(await one.says("halo")) == [NEWS]


async def test_a_factor_no_longer_demanded_tells_what_is_said_now(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    other = neighbour(chat, "other")
    await waits(chat, NOBODY, "Agus")
    await waits(other, "3275010103889531", "Agus")
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    assert news_in(await chat.says("/menu")) == [NEWS]
    assert (await chat.says(NOBODY)).outcome == "check.found"
    assert news_in(await other.says("halo")) == []


# ---------------------------------------------------------------- until when


async def test_after_twelve_months_it_ends_with_a_word(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await waits(chat, NOBODY)
    clock.passes(days=365)
    await chat.app.sweeper.sweep()
    assert news_in(await chat.says("halo")) == []
    clock.passes(seconds=1)
    await chat.app.sweeper.sweep()
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    assert news_in(await chat.says("halo")) == [text("watch.expired", "id")]
    assert kept(office) == []
    assert news_in(await chat.says("halo")) == []


async def test_the_word_that_it_ended_needs_no_snapshot(office: Office, bot: Opened, clock: Clock) -> None:
    chat = await bot()
    await waits(chat, NOBODY)
    clock.passes(days=366)
    await chat.app.sweeper.sweep()
    assert news_in(await chat.says("halo")) == [text("watch.expired", "id")]


async def test_what_changed_after_twelve_months_is_still_told_as_news(
    office: Office, bot: Opened, clock: Clock
) -> None:
    office.publishes()
    chat = await bot()
    await waits(chat, NOBODY)
    clock.passes(days=364)
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    clock.passes(days=2)
    await chat.app.sweeper.sweep()
    assert news_in(await chat.says("halo")) == [NEWS]


async def test_news_that_nobody_can_be_told_is_forgotten(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await waits(chat, NOBODY)
    for days in (366, 365):
        clock.passes(days=days)
        await chat.app.sweeper.sweep()
    assert kept(office) == []


async def test_on_the_web_it_ends_with_the_chat(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    leaves, stays, elsewhere = (neighbour(chat, one, "web") for one in ("leaves", "stays", "elsewhere"))
    elsewhere.channel = "test"
    for one in (leaves, stays, elsewhere):
        await waits(one, NOBODY)
    clock.passes(days=29)
    await stays.says("menu")
    clock.passes(days=1, seconds=1)
    await chat.app.sweeper.sweep()
    assert sorted(row["address"] for row in kept(office)) == ["elsewhere", "stays"]
    clock.passes(days=31)
    await chat.app.sweeper.sweep()
    assert [row["address"] for row in kept(office)] == ["elsewhere"]


async def test_on_the_web_the_news_comes_with_the_next_answer_and_with_its_repetition(
    office: Office, bot: Opened
) -> None:
    office.publishes()
    chat = neighbour(await bot(), "visitor", "web")
    await waits(chat, NOBODY)
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    looks = await chat.presses_value("news")  # as the page does when it is opened
    assert [reply.text for reply in looks.replies] == [NEWS]
    assert (await chat.presses_value("news")).replies == ()


# ---------------------------------------------------------------- the words


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("kind", watches.News)
def test_the_notice_gives_nothing_away_on_a_shared_phone(language: str, kind: watches.News) -> None:
    said = text(f"watch.{kind}", language)
    assert set(re.findall(r"\d+", said)) <= {"16", "12"}  # digits of a NIK, months
    telling = r"tercatat|terdaftar|aktif|berakhir|kacatet|kadaptar|listed|ended|cover|SIGAP|BPJS|JKK|JKM|desil|RT/RW"
    assert not re.search(telling, said, re.IGNORECASE)


async def test_the_notice_speaks_the_language_chosen_with_the_same_message(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await waits(chat, NOBODY)
    office.publishes([*PEOPLE, SLAMET])
    await learns(chat)
    answer = await chat.says("english please")
    assert news_in(answer) == [text("watch.changed", "en")]
    assert label("check", "en") in [choice.label for choice in answer.replies[0].choices]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_the_words_of_the_pages_button_get_an_answer_when_typed(office: Office, bot: Opened) -> None:
    chat = await bot()
    assert (await chat.says(label("news", "id"))).outcome == "watch.list"
    assert chat.reply.text == text("watch.none", "id")


@pytest.mark.parametrize("channel", ["telegram"])
async def test_where_we_write_by_ourselves_the_language_of_the_phone_is_kept_for_the_news(
    office: Office, bot: Opened
) -> None:
    office.publishes()
    chat = await bot()
    chat.language = "en"
    await chat.says(NOBODY)
    await chat.presses(label("watch", "en"))
    assert chat.reply.text.startswith(text("watch.kept", "en"))
    address = kept(office)[0]["address"]
    assert await chat.app.chats.language("telegram", address) == "en"
