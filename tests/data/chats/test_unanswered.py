"""What was not understood is kept without numbers, names and chats, counted and grouped, and shown to staff."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from typer.testing import CliRunner

from bot.cli import app
from data.chats import unanswered
from data.limits.networks import Origin, networks_of
from handlers.messages import Incoming
from tests.conftest import BUDI, Clock, Office, Opened, Person

UNCLEAR = "zxqv blorp gimana"


async def _rows(chat: Person) -> list[tuple[object, ...]]:
    async with chat.app.dispatch._database.transaction() as tx:
        return await tx.rows("SELECT text, count FROM questions ORDER BY text")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"nik saya {BUDI} kenapa ya", "nik saya … kenapa ya"),
        ("hp 0812-0000-0038 tolong", "hp … tolong"),
        ("lihat https://contoh.id/a?b=1 dong", "lihat … dong"),
        ("email budi@contoh.co.id", "email …"),
        ("nama saya Zulkarnaen Pohan mau tanya", "nama saya … mau tanya"),
        ("atas nama Xaverius", "atas nama …"),
        ("pak Wkwkgiman kapan datang", "pak … kapan datang"),
        ("jl. melati 5 blok c2 bekasi", "… 5 … bekasi"),
    ],
)
def test_numbers_names_and_addresses_are_cut(said: str, kept: str) -> None:
    assert unanswered.redact(said) == kept


@given(st.text(max_size=600), st.integers(10**11, 10**18))
def test_no_long_number_stays(around: str, number: int) -> None:
    assert str(number) not in unanswered.redact(f"{around} {number} {around}")
    assert len(unanswered.redact(around)) <= unanswered.LONGEST


async def test_a_question_not_understood_is_counted_without_its_chat(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.says(UNCLEAR)).outcome == "not_understood"
    await chat.says("Blorp!! zxqv gimana")
    assert await _rows(chat) == [("blorp!! zxqv gimana", 2)]
    async with chat.app.dispatch._database.transaction() as tx:
        columns = [row[1] for row in await tx.rows("PRAGMA table_info(questions)")]
    assert columns == ["day", "shape", "text", "offered", "count"]


@pytest.mark.parametrize("typed", ["Wagiyem Kartorejo", "suparman", "Sukaesih binti Wagimin", "wagiyem?"])
async def test_a_name_typed_where_none_is_asked_for_is_counted_and_not_kept(bot: Opened, typed: str) -> None:
    chat = await bot()
    assert (await chat.says(typed)).outcome == "not_understood"
    assert await _rows(chat) == [("…", 1)]


async def test_what_is_understood_is_not_kept(bot: Opened) -> None:
    chat = await bot()
    await chat.says("apa itu sigap")
    assert await _rows(chat) == []


async def test_it_is_forgotten_after_90_days(bot: Opened, clock: Clock) -> None:
    chat = await bot()
    await chat.says(UNCLEAR)
    clock.passes(days=90)
    await chat.app.sweeper.sweep()
    assert len(await _rows(chat)) == 1
    clock.passes(days=1)
    await chat.app.sweeper.sweep()
    assert await _rows(chat) == []


def test_staff_see_it_counted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGAP_DATA_DIR", str(office.home))
    monkeypatch.setenv("COLUMNS", "100")
    runner = CliRunner()
    assert "Nothing" in runner.invoke(app, ["questions"]).stdout
    runner.invoke(app, ["ask"], input=f'{{"chat": "a", "text": "{UNCLEAR}"}}\n' * 3)
    shown = runner.invoke(app, ["questions"]).stdout
    assert UNCLEAR in shown
    assert "3 questions, 1 different." in shown


async def test_junk_fills_no_more_than_a_day_may_hold(bot: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unanswered, "MOST_A_DAY", 2)
    chat = await bot()
    for typed in ("zxqv gimana", "grmpf gimana", "hmpfz gimana", "zxqv gimana"):
        await chat.says(typed)
    assert await _rows(chat) == [("grmpf gimana", 1), ("zxqv gimana", 2)]


async def test_one_chat_may_not_fill_the_day_for_all(bot: Opened) -> None:
    chat = await bot()
    for n in range(25):
        words = f"zxqv blorp {'abcdefghijklmnopqrstuvwxyz'[n]}{'qxzvw'[n % 5]}k blorp zxqv"
        incoming = Incoming(f"{n}", "web", "cookie", words, origin=Origin("web", networks_of(f"10.0.0.{n}")))
        await chat.app.dispatch.handle(replace(incoming, address="cookie" if n < 22 else f"cookie {n}"))
    assert len(await _rows(chat)) == 23


def test_nothing_of_a_question_steers_the_terminal_it_is_read_on() -> None:
    said = unanswered.redact("apa \x1b[2J\x1b]0;x\x07 itu \u202eini\u2066 \x9b31m?")
    assert said.isprintable()
