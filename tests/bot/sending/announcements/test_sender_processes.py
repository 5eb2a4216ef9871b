"""A broadcast sent by real `sigap serve` processes to our strict fake: killed, stopped, frozen, two at once."""

import asyncio
import contextlib
import signal
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.announcements.announcements import State
from data.announcements.deliveries import INTERRUPTED
from data.announcements.tallies import Tally
from data.database.opening import open_database
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.faults import broadcast as killed
from tests.support import sent_broadcasts as of
from tests.support.processes import House, Serving
from tests.support.sent_broadcasts import announced, arrived
from tests.support.telegram_servers import ready, serving, until, wired

RATE = 100
WINDOW = RATE // 4


@dataclass
class Town:
    """People who want announcements, one that is approved, and where the bot lives."""

    house: House
    api: BotApi
    live: Path
    chats: range
    number: int

    @property
    def claimed(self) -> int:
        return of.count(self.live, self.number, "claimed")

    @property
    def tally(self) -> Tally:
        return of.tally(self.live, self.number)

    @property
    def state(self) -> State:
        return of.state(self.live, self.number)

    def beside(self) -> House:
        """Where a second process runs: on the same files, at another port."""
        return House(self.house.home, {**self.house.env, "SIGAP_WEB_PORT": "0"})

    async def some_arrived(self, count: int) -> None:
        await until(lambda: len(announced(self.api)) >= count)

    async def some_on_their_way(self) -> None:
        await until(lambda: self.claimed > 5)

    async def done(self) -> None:
        await until(lambda: self.state is State.DONE)

    async def looks_again(self) -> None:
        """Returns once the running process has seen what came after all of this: it makes the lists of new ones."""
        for _ in range(3):
            later = of.approve(self.live, datetime.now(UTC), override="a test")
            await until(lambda later=later: of.tally(self.live, later).total == len(self.chats))  # type: ignore[misc]
            of.put(self.live, later, State.ABORTED)

    def nothing_twice_and_nothing_untrue(self) -> None:
        """Nobody got it twice; each row says what happened."""
        states, heard = of.states(self.live, self.number), arrived(self.api)
        assert set(heard.values()) <= {1}
        assert states.keys() == {str(one) for one in self.chats}
        assert {one for one, state in states.items() if state == "sent"} <= heard.keys()
        assert heard.keys() <= {one for one, state in states.items() if state in {"sent", "unknown"}}
        assert of.right(self.live, self.number)


async def kill(running: Serving) -> None:
    running.process.kill()
    await asyncio.to_thread(running.process.wait)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with BotApi(rules=Rules(1e9, 1e9, 10**9)) as api:
        house = wired(House(tmp_path / "house"), api, webhook=False)
        house.env |= {"SIGAP_NIK_KEY": "5a" * 32, "SIGAP_TELEGRAM_BULK_RATE": str(RATE)}
        live = house.home / "sigap" / "live.db"
        await (await open_database(live)).close()
        chats = of.crowd(api, 150)
        now = datetime.now(UTC)
        of.subscribe(live, chats, since=of.yesterday(now))
        api.latency = 0.1
        yield Town(house, api, live, chats, of.approve(live, now, override="a test"))


async def test_killed_while_paused_it_stays_paused_and_goes_on_when_told(town: Town) -> None:
    running = town.house.start()
    await ready(running)
    await town.some_arrived(20)
    town.api.latency = 1
    await town.some_on_their_way()
    of.put(town.live, town.number, State.PAUSED)
    left = town.claimed
    await kill(running)
    assert 0 < (left := town.claimed) <= WINDOW
    async with serving(town.house):
        await until(lambda: town.claimed == 0)
        assert town.tally.unknown == left
        sent = len(announced(town.api))
        await town.looks_again()
        assert len(announced(town.api)) == sent
        assert town.state is State.PAUSED
        town.api.latency = 0.1
        of.put(town.live, town.number, State.SENDING)
        await town.done()
    town.nothing_twice_and_nothing_untrue()
    assert town.tally == Tally(total=150, sent=150 - left, unknown=left)


async def test_told_to_stop_it_settles_what_is_on_its_way_and_the_next_goes_on_at_once(town: Town) -> None:
    async with serving(town.house) as running:
        await town.some_arrived(30)
        await town.some_on_their_way()
        assert await asyncio.to_thread(running.stop) == 0
        assert b"Traceback" not in running.said
    assert town.claimed == 0
    assert town.tally.unknown == 0
    assert town.tally.sent == len(announced(town.api)) < 150
    assert _lease(town.live) == 0  # the next need not wait
    async with serving(town.house):
        await town.done()
    town.nothing_twice_and_nothing_untrue()
    assert town.tally == Tally(total=150, sent=150)


async def test_two_processes_on_the_same_files_send_it_once(town: Town) -> None:
    """They disturb each other's polls (409), as Telegram allows one; of the broadcast they take turns."""
    other = town.beside()
    first, second = town.house.start(), other.start()
    try:
        await town.some_arrived(40)
        assert {one.fencing_token for one in of.deliveries(town.live, town.number)} - {None} == {1}
        holder = _holder(town.live)
        (holds,) = [one for one in (first, second) if f":{one.process.pid}:" in holder]
        assert await asyncio.to_thread(holds.stop) == 0
        await town.done()
        assert b"Traceback" not in first.said + second.said
    finally:
        await kill(first)
        await kill(second)
    assert {one.fencing_token for one in of.deliveries(town.live, town.number)} == {1, 2}
    town.nothing_twice_and_nothing_untrue()
    assert town.tally == Tally(total=150, sent=150)


def _holder(live: Path) -> str:
    with of.opened(live) as connection:
        return str(connection.execute("SELECT holder FROM lanes WHERE channel = 'telegram'").fetchone()[0])


def _lease(live: Path) -> float:
    with of.opened(live) as connection:
        return float(connection.execute("SELECT until FROM lanes WHERE channel = 'telegram'").fetchone()[0])


async def _frozen(running: Serving, town: Town) -> int:
    """Freezes it while messages are on their way, and returns how many; but not in the middle of writing to the
    database: until it goes on, nobody else could write, and nothing would be sent at all."""
    while True:
        await town.some_on_their_way()
        running.process.send_signal(signal.SIGSTOP)
        with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(sqlite3.connect(town.live, 0)) as other:
            other.execute("BEGIN IMMEDIATE")
            return town.claimed
        running.process.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.02)


async def test_one_that_is_frozen_longer_than_its_lease_sends_nothing_twice_and_loses_nothing(town: Town) -> None:
    async with serving(town.house) as first:
        await town.some_arrived(30)
        left = await _frozen(first, town)
        async with serving(town.beside()) as second:
            await until(lambda: town.tally.unknown == left > 0)
            await town.done()  # whatever the frozen one knows
            assert town.tally.unknown == left
            assert [one.reason for one in of.deliveries(town.live, town.number) if one.reason] == [INTERRUPTED] * left
            first.process.send_signal(signal.SIGCONT)
            await until(lambda: town.tally == Tally(total=150, sent=150))
            await until(lambda: town.state is State.DONE)
            assert b"Traceback" not in first.said + second.said
    town.nothing_twice_and_nothing_untrue()
    assert arrived(town.api).total() == 150


async def test_killed_at_random_moments_nobody_gets_it_twice_and_nobody_is_lost(tmp_path: Path) -> None:
    seen = await killed.run(400, 3, tmp_path, rate=130)
    assert seen.broken == ()
    assert not seen.bad
    assert seen.kills == 3
    assert 0 < seen.most_unknown_at_a_kill <= seen.window == 100
    assert seen.sent + seen.unknown + seen.gone + seen.failed == 400
    assert seen.sent > 300
    assert min(seen.gone, seen.failed) > 0
    for worse in ({"duplicates": 1}, {"lost": 1}, {"broken": ("not ended: 1",)}):
        assert replace(seen, **worse).bad
