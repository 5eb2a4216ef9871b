"""Days on which many people are expected: by command, and by the approval of a broadcast."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot import settings
from bot.cli import app
from bot.setting_values.secrets import SettingsProblem
from data.clock import WIB
from data.database.opening import open_database
from data.limits import expected_crowds
from data.limits.expected_crowds import Crowd
from tests.conftest import NOW, Clock, Office, Opened

TOMORROW = (datetime.now(WIB) + timedelta(days=1)).date()


@pytest.fixture
def command(office: Office, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("SIGAP_DATA_DIR", str(office.home))
    return CliRunner()


def test_a_crowd_is_expected_listed_and_noted(command: CliRunner, office: Office) -> None:
    assert "Nobody beyond the usual" in command.invoke(app, ["expect"]).output
    done = command.invoke(app, ["expect", str(TOMORROW), "100000", "--days", "2"])
    assert done.exit_code == 0
    assert f"{TOMORROW} 00:00 to {TOMORROW + timedelta(days=2)} 00:00 WIB: 100,000 people" in done.output
    assert "11 times as high" in done.output
    assert "Now in all: nobody beyond the usual" in done.output
    assert command.invoke(app, ["expect"]).output == done.output
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        ((action, detail),) = live.execute("SELECT action, detail FROM audit").fetchall()
    assert action == "crowd.expected"
    assert '"people":100000' in detail


@pytest.mark.parametrize("words", [["2026-01-02", "100"], ["soon", "100"], [str(TOMORROW)]])
def test_a_mistake_is_told_and_nothing_is_expected(command: CliRunner, words: list[str]) -> None:
    assert command.invoke(app, ["expect", *words]).exit_code == 2
    assert "Nobody beyond the usual" in command.invoke(app, ["expect"]).output


@pytest.mark.parametrize(
    "words", [["100000"], ["100.000"], ["100,000"], ["100 000"], ["100", "000"], ["100\u00a0000"], ["100'000"]]
)
def test_a_number_is_read_as_people_write_it(command: CliRunner, words: list[str]) -> None:
    assert (
        ": 100,000 people, limits of volume 11 times" in command.invoke(app, ["expect", str(TOMORROW), *words]).output
    )


@pytest.mark.parametrize(
    "number",
    "1.5 10.00 100.0 1,5 100.00 1.000,5 1.000,000 0.100 1000.000 -5 +5 1e5 5x seribu 2.600.001 10.000.000".split(),
)
def test_a_number_that_may_mean_another_is_refused(command: CliRunner, number: str) -> None:
    assert command.invoke(app, ["expect", "--", str(TOMORROW), number]).exit_code == 2
    assert "Nobody beyond the usual" in command.invoke(app, ["expect"]).output


def test_a_number_that_raises_nothing_says_so(command: CliRunner) -> None:
    done = command.invoke(app, ["expect", str(TOMORROW), "9.999"]).output
    assert "Fewer than 10,000 people raise no limit" in done
    assert "9,999 people, limits of volume as usual" in done


def test_what_holds_now_is_the_largest_and_not_the_sum(command: CliRunner) -> None:
    today = str(datetime.now(WIB).date())
    for people in ("50000", "20000", "50000"):
        done = command.invoke(app, ["expect", today, people]).output
    assert "Now in all: 50,000 people, limits of volume 6 times as high." in done


def test_what_was_expected_is_withdrawn_and_noted(command: CliRunner, office: Office) -> None:
    command.invoke(app, ["expect", str(TOMORROW), "100000", "--days", "3"])
    after = TOMORROW + timedelta(days=1)
    done = command.invoke(app, ["expect", str(after), "0"])
    assert done.exit_code == 0
    assert f"{TOMORROW} 00:00 to {after} 00:00 WIB" in done.output
    assert f"{after + timedelta(days=1)} 00:00 to {TOMORROW + timedelta(days=3)} 00:00 WIB" in done.output
    assert f"{after} 00:00 to" not in done.output
    done = command.invoke(app, ["expect", str(TOMORROW), "0", "--days", "9"])
    assert "Nobody beyond the usual is expected." in done.output
    assert "Nothing to withdraw" in command.invoke(app, ["expect", str(TOMORROW), "0"]).output
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        noted = live.execute("SELECT action, detail FROM audit ORDER BY seq").fetchall()
    assert [action for action, _ in noted] == ["crowd.expected", "crowd.withdrawn", "crowd.withdrawn"]
    assert '"crowds":2' in noted[-1][1]


async def test_a_running_bot_raises_its_limits_while_the_crowd_is_there(bot: Opened, clock: Clock) -> None:
    app = (await bot()).app
    dispatch = app.dispatch
    crowd = Crowd(NOW + timedelta(hours=1), NOW + timedelta(hours=2), 30_000)
    async with dispatch._database.transaction() as tx:
        await expected_crowds.add(tx, crowd)
    seen = []
    for _ in range(4):
        await app.shared_state.apply_expected_crowds()
        seen.append(dispatch._services.check_limiter.expected_people)
        assert dispatch._flood_guard
        assert dispatch._flood_guard.limiter.expected_people == dispatch._services.caps.expected_people == seen[-1]
        clock.passes(minutes=45)
    assert seen == [0, 0, 30_000, 0]
    await app.sweeper.sweep()
    async with dispatch._database.transaction() as tx:
        assert await tx.rows("SELECT * FROM expected") == []


@pytest.mark.parametrize(("people", "times"), [(0, 1), (9_999, 1), (10_000, 2), (100_000, 11), (10_000_000, 261)])
def test_each_ten_thousand_raise_it_by_once_its_size(people: int, times: int) -> None:
    assert expected_crowds.limit_factor(people) == times


def test_times_of_the_past_are_listed_no_more(office: Office) -> None:
    async def listed() -> list[Crowd]:
        database = await open_database(office.home / "live.db")
        try:
            async with database.transaction() as tx:
                now = datetime.now(UTC)
                await expected_crowds.add(tx, Crowd(now - timedelta(days=2), now - timedelta(days=1), 5))
                return await expected_crowds.upcoming(tx, now)
        finally:
            await database.close()

    assert asyncio.run(listed()) == []


@pytest.mark.parametrize(("written", "read"), [("3.000", 3_000), ("3,000", 3_000), ("3000", 3_000), ("0", 0)])
def test_a_limit_is_read_as_people_write_it(monkeypatch: pytest.MonkeyPatch, written: str, read: int) -> None:
    monkeypatch.setenv("SIGAP_CHATS_PER_IP", written)
    assert settings.read().chats_per_ip == read


@pytest.mark.parametrize("written", ["30.0", "1.5", "3.00", "-1"])
def test_a_limit_that_may_mean_another_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("SIGAP_CHATS_PER_IP", written)
    with pytest.raises(SettingsProblem, match="SIGAP_CHATS_PER_IP: write a whole number"):
        settings.read()


def test_made_up_people_are_counted_as_people_write_it(command: CliRunner, office: Office) -> None:
    done = command.invoke(app, ["sample", str(office.home / "list.csv"), "--people", "1.000"])
    assert "1,000 made-up people" in done.output
    assert command.invoke(app, ["sample", str(office.home / "list.csv"), "--people", "0"]).exit_code == 2
