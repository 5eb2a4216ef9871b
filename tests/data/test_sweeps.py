"""What is forgotten is forgotten in small pieces, and never because a clock is wrong."""

import os
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.metrics import Metrics
from bot.upkeep.sweeper import Sweeper
from data import retention
from data.database import migration_copies
from data.database.opening import open_database
from data.database.sqlite import Database
from tests.conftest import NOW, Clock
from tests.faults import operator
from tests.support import pace


@dataclass
class House:
    """A database with chats, and a sweep with two clocks."""

    database: Database
    clock: Clock
    metrics: Metrics = field(default_factory=Metrics)
    passed: float = 0.0
    _sweeping: Sweeper | None = None

    def starts(self) -> None:
        self._sweeping = Sweeper(self.database, self.clock, lambda: self.passed, self.metrics, 24)

    async def sweeps(self) -> None:
        assert self._sweeping
        await self._sweeping.sweep()

    def passes(self, **much: float) -> None:
        """Time, by both clocks."""
        self.clock.passes(**much)
        self.passed += timedelta(**much).total_seconds()

    def fills(self, chats: int, age: timedelta = timedelta(0)) -> None:
        used = int((self.clock.now - age).timestamp())
        with closing(sqlite3.connect(self.database.path)) as opened:
            rows = ((f"{used}-{n}", used) for n in range(chats))
            opened.executemany("INSERT INTO chats (channel, address, used, language) VALUES ('web', ?, ?, 'id')", rows)
            opened.commit()

    @property
    def chats(self) -> int:
        return operator._count(self.database.path, "chats")

    @property
    def alarms(self) -> float:
        return self.metrics.registry.get_sample_value("sigap_alarms_total", {"kind": "sweep_held"}) or 0


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    database = await open_database(tmp_path / "live.db")
    made = House(database, Clock(NOW))
    made.starts()
    await made.sweeps()
    yield made
    await database.close()


async def test_what_is_old_is_forgotten_while_time_passes_as_it_should(house: House) -> None:
    house.fills(500)
    for _ in range(31):
        house.passes(hours=23)
        await house.sweeps()
    assert house.chats == 500
    house.passes(hours=23)
    await house.sweeps()
    assert (house.chats, house.alarms) == (0, 0)
    counted = house.metrics.registry.get_sample_value("sigap_forgotten_total", {"table": "chats"})
    assert counted == 500


@pytest.mark.parametrize("chats", [1, 500])
async def test_a_start_long_after_the_last_sweep_forgets_nothing_until_somebody_says_so(
    house: House, chats: int
) -> None:
    house.fills(chats)
    house.clock.passes(days=40)
    for _ in range(3):  # and no start after it either
        house.starts()
        await house.sweeps()
        house.passes(minutes=10)
        await house.sweeps()
    assert (house.chats, house.alarms) == (chats, 6)
    house.clock.passes(days=-40)  # somebody set it right
    await house.sweeps()
    assert (house.chats, house.alarms) == (chats, 6)


async def test_a_clock_that_leaps_while_we_run_forgets_nothing(house: House) -> None:
    house.fills(3, timedelta(days=29))
    house.clock.passes(days=2)
    await house.sweeps()
    assert (house.chats, house.alarms) == (3, 1)
    house.starts()
    await house.sweeps()
    assert (house.chats, house.alarms) == (0, 1)  # two days are no leap for a start, and three rows are not much


async def test_after_a_pause_much_is_not_forgotten_and_little_is(house: House) -> None:
    house.fills(1000)
    house.fills(112, timedelta(days=29))
    house.passes(days=2)
    house.starts()
    await house.sweeps()
    assert (house.chats, house.alarms) == (1112, 1)
    with closing(sqlite3.connect(house.database.path)) as opened:
        ((one,),) = opened.execute("SELECT address FROM chats ORDER BY used LIMIT 1").fetchall()
        opened.execute("DELETE FROM chats WHERE address = ?", (one,))
        opened.commit()
    await house.sweeps()
    assert (house.chats, house.alarms) == (1000, 1)


async def test_a_copy_from_before_an_update_goes_after_a_week(house: House) -> None:
    copy = house.database.path.with_name("live.db.before-007")
    copy.touch()
    for days, left in ((6, [copy]), (8, [])):
        os.utime(copy, (NOW.timestamp() - days * 86400,) * 2)
        await house.sweeps()
        assert migration_copies.all_copies(house.database.path) == left


async def test_what_was_forgotten_is_gone_from_file_and_log(house: House) -> None:
    house.fills(3000, timedelta(days=31))
    path = house.database.path
    size = path.stat().st_size + path.with_name("live.db-wal").stat().st_size
    marker = str(int((house.clock.now - timedelta(days=31)).timestamp())).encode()
    house.passes(minutes=10)
    await house.sweeps()
    left = path.read_bytes() + path.with_name("live.db-wal").read_bytes()
    assert house.chats == 0
    assert marker not in left
    with closing(sqlite3.connect(path)) as opened:
        assert opened.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert len(left) < size


async def test_no_piece_is_long(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.fills(5000, timedelta(days=31))
    pieces: list[int] = []
    work: list[float] = []
    forget = retention.Rule.forget

    async def counted(*given: object) -> int:
        begun = time.thread_time()
        done = await forget(*given)  # type: ignore[arg-type]
        work.append((time.thread_time() - begun) / pace.piece())
        pieces.append(done)
        return done

    monkeypatch.setattr(retention.Rule, "forget", counted)
    house.passes(minutes=10)
    await house.sweeps()
    assert sum(pieces) == 5000
    assert max(pieces) <= retention.PIECE_ROWS
    assert statistics.median(work) < 20


async def test_a_start_40_days_ahead_is_stopped_and_let_go_by_hand(tmp_path: Path) -> None:
    seen = await operator.clock_ahead(tmp_path, 300)
    assert seen.wrong == [], seen.figures


async def test_many_turns_are_swept_while_others_write(tmp_path: Path) -> None:
    seen = await operator.long_sweep(tmp_path, 8000)
    assert seen.wrong == [], seen.figures


def _turns(house: House, channel: str, turns: int) -> None:
    """Messages that were handled just now, their answers sent."""
    with closing(sqlite3.connect(house.database.path)) as opened:
        rows = ((os.urandom(16), int(house.clock.now.timestamp()), channel) for _ in range(turns))
        opened.executemany("INSERT INTO turns (seen, at, channel) VALUES (?, ?, ?)", rows)
        opened.commit()


async def test_a_flood_on_the_web_fills_the_disk_for_an_hour_only(house: House) -> None:
    _turns(house, "web", 500)
    _turns(house, "telegram", 30)
    house.passes(minutes=59)
    await house.sweeps()
    assert operator._count(house.database.path, "turns") == 530
    house.passes(minutes=2)
    await house.sweeps()
    assert operator._count(house.database.path, "turns") == 30
    house.passes(hours=47)
    await house.sweeps()
    assert (operator._count(house.database.path, "turns"), house.alarms) == (0, 0)


async def test_a_pause_after_a_busy_hour_on_the_web_is_no_reason_to_hold_the_sweep(house: House) -> None:
    _turns(house, "web", 500)
    house.passes(hours=36)
    house.starts()
    await house.sweeps()
    assert (operator._count(house.database.path, "turns"), house.alarms) == (0, 0)


async def test_an_answer_on_the_web_is_emptied_once(house: House) -> None:
    """A rule that found its own work again would never end."""
    with closing(sqlite3.connect(house.database.path)) as opened:
        at = int(house.clock.now.timestamp())
        opened.execute(
            "INSERT INTO turns (seen, at, channel, address, answer) VALUES (x'01', ?, 'web', 'a', '{}')", (at,)
        )
        opened.commit()
    house.passes(minutes=11)
    for _ in range(2):
        await house.sweeps()
        with closing(sqlite3.connect(house.database.path)) as opened:
            assert opened.execute("SELECT channel, address, answer FROM turns").fetchall() == [("web", None, None)]
    counted = house.metrics.registry.get_sample_value("sigap_forgotten_total", {"table": "turns"})
    assert counted == 1
