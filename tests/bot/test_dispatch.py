"""One message is one transaction, handled once."""

import asyncio
import itertools
import logging
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dispatch import REPEATED
from data.content.texts import LONGEST_REPLY, text
from data.limits import storage_caps
from data.limits.networks import Origin, networks_of
from handlers.messages import Incoming
from handlers.steps import STEPS
from tests.conftest import BUDI, NOBODY, Clock, Office, Opened, Person


def _message(id_: str, typed: str = "halo", choice: str | None = None) -> Incoming:
    return Incoming(id_, "test", "resident", typed, choice)


async def test_a_message_delivered_twice_is_answered_once(office: Office, bot: Opened) -> None:
    office.publishes()
    app = (await bot()).app
    dispatch = app.dispatch
    first = await dispatch.handle(_message("1", BUDI))
    assert await dispatch.handle(_message("1", BUDI)) == first  # not sent yet: the same answer again
    await app.replies.mark_sent(_message("1").message_key)
    assert await dispatch.handle(_message("1", BUDI)) == REPEATED
    assert first.outcome == "check.found"


async def test_many_messages_at_once_are_all_answered(office: Office, bot: Opened) -> None:
    office.publishes()
    dispatch = (await bot()).app.dispatch
    answers = await asyncio.gather(
        *(dispatch.handle(Incoming(str(n), "test", f"chat {n % 20}", BUDI if n % 2 else NOBODY)) for n in range(200))
    )
    assert [answer.outcome for answer in answers] == ["check.not_listed", "check.found"] * 100


async def test_a_bug_rolls_the_turn_back_and_apologises_once(
    office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("english")

    async def broken(_ctx: object) -> None:
        raise RuntimeError(f"a bug that repeats what was typed: {BUDI}")

    monkeypatch.setitem(STEPS, "menu", broken)
    with caplog.at_level(logging.ERROR):
        answer = await chat.says("menu")
    assert answer.outcome == "error"
    assert chat.reply.text == text("error", "en")
    assert not answer.private
    assert (await chat.says(BUDI)).outcome == "check.found"  # still at the last good step
    for private in (await chat.sends("photo", "menu"), await chat.sends("file", "menu")):
        assert (private.outcome, private.private) == ("error", True)


async def test_a_nik_leaves_the_chat_though_it_could_not_be_answered(
    bot: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await bot()

    async def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("handlers.coverage.check.respond", broken)
    answer = await chat.says(f"cek {BUDI} dong")
    assert (answer.outcome, answer.private) == ("error", True)


SEVERAL_MATTERS = (
    "stop obat",
    "berhenti obat",
    "obat stop",
    "indonesia obat",
    "stop berobat",
    "kis indonesia",
    "sakit berhenti",
    "obat asli sunda",
    "langganan obat jkn",
    "info rawat inap sunda",
    "Tiap bulan dipotong, sakit kamar penuh terus. BPJS oh BPJS? Send me a message when the next batch is announced.",
)
"""Of announcements or a language by the model, and with words of what is not ours."""


@pytest.mark.parametrize("said", SEVERAL_MATTERS)
async def test_words_of_several_matters_are_answered(bot: Opened, said: str) -> None:
    chat = await bot()
    answer = await chat.says(said)
    assert answer.outcome != "error"
    assert answer.replies


async def test_what_a_crash_left_unsent_is_still_there(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.app.dispatch.handle(_message("7", NOBODY))
    again = await bot()
    answer = await again.app.dispatch.handle(_message("7", NOBODY))
    assert answer.outcome == "check.not_listed"
    assert answer.replies


async def test_erasing_leaves_no_row_of_the_chat(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("english")
    await chat.says(f"{BUDI} {NOBODY}")
    await chat.says("/hapus")
    with sqlite3.connect(office.home / "live.db") as live:
        assert live.execute("SELECT count(*) FROM chats").fetchone() == (0,)
        assert live.execute("SELECT count(*), count(address), count(answer) FROM turns").fetchone() == (3, 0, 0)
    live.close()
    await chat.says("menu")
    assert "Kirim NIK" in chat.reply.text  # the language choice is forgotten, too


async def test_nothing_is_kept_longer_than_said(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(f"{BUDI} {NOBODY}")
    await chat.presses_value(chat.choices[0].value)

    async def rows(table: str, what: str = "*") -> int:
        async with chat.app.dispatch._database.transaction() as tx:
            return int(str((await tx.rows(f"SELECT count({what}) FROM {table}"))[0][0]))

    assert (await rows("asked"), await rows("chats", "recent"), await rows("turns")) == (1, 1, 2)
    await chat.app.dispatch.handle(_message("never sent", "english"))
    assert (await rows("turns", "answer"), await rows("chats", "language")) == (1, 1)
    clock.passes(hours=25)
    await chat.app.sweeper.sweep()
    assert (await rows("asked"), await rows("chats", "recent"), await rows("turns")) == (0, 0, 3)
    assert (await rows("turns", "answer"), await rows("turns", "address")) == (0, 0)
    clock.passes(hours=24)
    await chat.app.sweeper.sweep()
    assert (await rows("turns"), await rows("chats")) == (0, 1)
    clock.passes(days=731)
    await chat.app.sweeper.sweep()
    assert await rows("chats") == 0


EXAMPLES = itertools.count()
TYPED = st.one_of(
    st.text(max_size=300),
    st.text(st.sampled_from("0123456789 .-\n\u0660\uff11xO/@"), max_size=80),
    st.sampled_from(
        [BUDI, NOBODY, f"{BUDI} {NOBODY}", "/hapus", "/start", "/cek", "halo", "english", "1", "batal", "/" * 9]
    ),
    st.sampled_from(["3 " * 2048, "x" * 4097, "3275 " * 900, "\n" * 4096, "ﷺ" * 4096]),
)
PRESSED = st.one_of(st.sampled_from([*STEPS, "check.pick.ab.1", ""]), st.text(max_size=70))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.one_of(TYPED.map(lambda typed: (typed, None)), PRESSED.map(lambda value: ("", value))), max_size=12))
async def test_whatever_is_typed_or_pressed_gets_a_short_answer(
    office: Office, bot: Opened, said: list[tuple[str, str | None]]
) -> None:
    if not (office.snapshots / "current").exists():
        office.publishes()
    chat = await bot()
    chat.channel = f"example {next(EXAMPLES)}"
    for typed, pressed in said:
        answer = await (chat.says(typed) if pressed is None else chat.presses_value(pressed))
        assert answer.outcome != "error"
        assert answer.replies or pressed == "news"  # asked by the page itself: there is none
        for reply in answer.replies:
            assert 0 < len(reply.text) <= LONGEST_REPLY
            assert len(reply.choices) <= 7  # six, and the way back in the guide


async def test_one_network_fills_no_disk_with_chats(
    office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(storage_caps._OF_NETWORK, "language", 2)
    dispatch = (await bot()).app.dispatch

    async def chooses(chat: str, host: str) -> str:
        incoming = Incoming(chat, "web", chat, choice="language.su", origin=Origin("web", networks_of(host)))
        return (await dispatch.handle(incoming)).outcome

    said = [await chooses(f"chat {n}", "192.0.2.1") for n in range(4)]
    assert said == ["language"] * 2 + ["no_room"] * 2
    assert await chooses("another", "192.0.2.2") == "language"
    async with dispatch._database.transaction() as tx:
        assert await tx.rows("SELECT count(*) FROM chats") == [(3,)]


async def test_what_was_handled_on_the_web_is_forgotten_within_the_hour(bot: Opened, clock: Clock) -> None:
    app = (await bot()).app
    dispatch = app.dispatch
    for n in range(5):
        await dispatch.handle(Incoming(f"{n}", "web", "chat", "halo", acknowledges=True))
    await dispatch.handle(_message("telegram"))
    clock.passes(minutes=61)
    await app.sweeper.sweep()
    async with dispatch._database.transaction() as tx:
        assert await tx.rows("SELECT channel FROM turns") == [("test",)]


# ---------------------------------------------------------------- what a turn costs


async def _statements(chat: Person, *messages: Incoming) -> list[str]:
    """What the database was asked while these messages came at once and their answers arrived."""

    async def turn(message: Incoming) -> None:
        await chat.app.dispatch.handle(message)
        await chat.app.replies.mark_sent(message.message_key)

    found: list[str] = []
    connection = chat.app.dispatch._database._statements
    connection.set_trace_callback(found.append)
    await asyncio.gather(*map(turn, messages))
    connection.set_trace_callback(None)
    return found


async def _least(chat: Person, typed: str = "", choice: str | None = None) -> int:
    """How many statements a turn of a new chat takes: the least of three, as the bot also looks by itself."""
    ids = map(str, EXAMPLES)
    turns = [Incoming(one, "telegram", one, typed, choice, pushed=True) for one in itertools.islice(ids, 3)]
    return min([len(await _statements(chat, one)) for one in turns])


async def test_a_turn_takes_few_statements(office: Office, bot: Opened) -> None:
    """With begin, commit, and noting that the answer arrived, which begins and commits, too."""
    office.publishes()
    chat = await bot()
    assert await _least(chat, BUDI) <= 15
    assert await _least(chat, NOBODY) <= 17
    assert await _least(chat, choice="menu") <= 9


async def test_turns_at_once_share_what_they_can(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    turns = [Incoming(f"{n}", "telegram", f"chat {n}", BUDI, pushed=True) for n in range(40)]
    found = await _statements(chat, *turns)
    assert len(found) <= 40 * 13
    noted = [one for one in found if one.startswith("UPDATE turns SET address = NULL")]
    assert 0 < len(noted) < 10
    assert len([one for one in found if "checks_off" in one]) < 10
