"""The live database: one transaction at a time, whole or not at all."""

import asyncio
import contextlib
import sqlite3
from functools import partial
from pathlib import Path

import pytest

from data import statistics
from data.coverage import emergency_stop
from data.database.opening import open_database
from data.database.sqlite import Database, DatabaseProblem, Transaction
from tests.conftest import NOW


async def _write(database: Database, note: str, entered: asyncio.Event | None = None) -> None:
    async with database.transaction() as tx:
        if entered:
            entered.set()
        await tx.run("INSERT INTO chats (channel, address, used) VALUES ('t', ?, 0)", note)
        await asyncio.sleep(0)
        await tx.run("UPDATE chats SET used = used + 1")


async def _count(database: Database) -> int:
    async with database.transaction() as tx:
        return int(str((await tx.rows("SELECT count(*) FROM chats"))[0][0]))


@pytest.mark.parametrize("steps", range(14))
async def test_a_cancelled_transaction_leaves_the_next_one_whole(tmp_path: Path, steps: int) -> None:
    database = await open_database(tmp_path / "live.db")
    task = asyncio.create_task(_write(database, "cancelled"))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    before = await _count(database)
    assert before in {0, 1}
    await _write(database, "next")
    assert await _count(database) == before + 1
    await database.close()


async def test_an_exception_rolls_back(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")

    async def breaks() -> None:
        async with database.transaction() as tx:
            await tx.run("INSERT INTO chats (channel, address, used) VALUES ('t', 'a', 0)")
            raise KeyError

    with pytest.raises(KeyError):
        await breaks()
    assert await _count(database) == 0
    await database.close()


async def test_what_follows_a_commit_happens_only_after_one(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")
    happened: list[str] = []

    async def work(tx: Transaction, name: str, *, fails: bool = False) -> None:
        await tx.run("INSERT INTO chats (channel, address, used) VALUES ('t', ?, 0)", name)
        tx.before_commit(happened.append, "before")
        tx.after_commit(partial(happened.append, name))
        assert name not in happened
        if fails:
            raise KeyError

    works = [database.group_commit(partial(work, name=name, fails=name == "b")) for name in "abc"]
    results = await asyncio.gather(*works, return_exceptions=True)
    assert [type(one) for one in results] == [type(None), KeyError, type(None)]
    assert happened == ["before", "a", "c"]
    with pytest.raises(KeyError):
        async with database.transaction() as tx:
            await work(tx, "d", fails=True)
    assert happened == ["before", "a", "c"]
    await database.close()


async def test_equal_counts_of_one_commit_are_written_together_without_those_of_a_failed_job(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")

    async def work(tx: Transaction, outcome: str, *, fails: bool = False) -> None:
        statistics.add(tx, NOW.date(), "telegram", None, outcome)
        statistics.add(tx, NOW.date(), "telegram", None, "menu")
        if fails:
            raise KeyError

    async def counts(tx: Transaction) -> list[tuple[object, ...]]:
        return await tx.rows("SELECT outcome, count FROM counts ORDER BY outcome")

    for _ in range(2):
        works = [partial(work, outcome=name, fails=name == "broken") for name in ("menu", "broken", "check.found")]
        await asyncio.gather(*map(database.group_commit, works), return_exceptions=True)
    assert await database.group_commit(counts) == [("check.found", 2), ("menu", 6)]
    with pytest.raises(KeyError):
        await database.group_commit(partial(work, outcome="alone", fails=True))
    assert await database.group_commit(counts) == [("check.found", 2), ("menu", 6)]
    await database.close()


async def test_nothing_is_committed_when_what_comes_before_it_fails(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")
    happened: list[str] = []

    def fail() -> None:
        raise OSError

    async def work(tx: Transaction) -> None:
        await tx.run("INSERT INTO chats (channel, address, used) VALUES ('t', 'a', 0)")
        tx.after_commit(partial(happened.append, "after"))
        tx.before_commit(fail)

    with pytest.raises(OSError):  # noqa: PT011 - whatever it raised
        await database.group_commit(work)
    assert await _count(database) == 0
    assert happened == []
    await database.close()


async def test_tasks_never_share_a_transaction(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")
    await asyncio.gather(*(_write(database, str(n)) for n in range(50)))
    assert await _count(database) == 50
    await database.close()


async def test_it_opens_again_and_refuses_a_newer_one_or_none(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    await (await open_database(path)).close()
    await (await open_database(path)).close()
    assert path.stat().st_mode & 0o777 == 0o600
    with contextlib.closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA user_version = 999")
    with pytest.raises(DatabaseProblem, match="newer version"):
        await open_database(path)
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(DatabaseProblem, match="cannot be used"):
        await open_database(path)


async def test_while_another_process_writes_nobody_is_told_to_move_the_file(tmp_path: Path) -> None:
    await (await open_database(tmp_path / "live.db")).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "live.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseProblem, match="Another process writes"):
            await open_database(tmp_path / "live.db", opening_ms=50)


async def test_what_is_read_once_is_read_again_after_a_job_that_failed(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")

    async def stops(tx: Transaction, *, fails: bool) -> None:
        assert await emergency_stop.off(tx) is None
        await emergency_stop.stop(tx, NOW, "the list is wrong")
        assert await emergency_stop.off(tx) is not None
        if fails:
            raise KeyError

    async def is_off(tx: Transaction) -> bool:
        return await emergency_stop.off(tx) is not None

    failed, before, _, after = await asyncio.gather(
        database.group_commit(partial(stops, fails=True)),
        database.group_commit(is_off),
        database.group_commit(partial(stops, fails=False)),
        database.group_commit(is_off),
        return_exceptions=True,
    )
    assert isinstance(failed, KeyError)
    assert (before, after) == (False, True)
    await database.close()


async def test_it_waits_for_another_process_and_lets_the_loop_run_meanwhile(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")
    with contextlib.closing(sqlite3.connect(tmp_path / "live.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(_write(database, "waits"))
        for _ in range(50):
            await asyncio.sleep(0)
        assert not writing.done()
        other.execute("COMMIT")
        await writing
    assert await _count(database) == 1
    await database.close()
