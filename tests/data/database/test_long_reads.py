"""What takes long to read is read before a transaction, once, and as it was committed then."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from data.database import long_reads
from data.database.opening import open_database
from data.database.sqlite import Database, Transaction


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_database(tmp_path / "live.db")
    yield database
    await database.close()


class Counting:
    """Counts the chats, and notes in which threads it did."""

    def __init__(self) -> None:
        self.threads: list[int] = []

    async def __call__(self, tx: Transaction) -> int:
        self.threads.append(threading.get_ident())
        return int((await tx.rows("SELECT count(*) FROM chats"))[0][0])


async def _add(tx: Transaction, address: str) -> None:
    await tx.run("INSERT INTO chats (channel, address, used) VALUES ('t', ?, 0)", address)


async def test_a_job_gets_what_it_needs_and_is_committed_once(database: Database) -> None:
    many, few = Counting(), Counting()

    async def job(tx: Transaction) -> tuple[int, int]:
        await _add(tx, "a")
        return await long_reads.result(tx, "many", many), await long_reads.result(tx, "few", few)

    assert await long_reads.commit(database, job) == (0, 0)
    assert len(many.threads) == len(few.threads) == 1
    assert threading.get_ident() not in many.threads + few.threads
    assert await long_reads.apart(database, Counting()) == 1


async def test_jobs_beside_it_share_a_commit_and_know_nothing_of_it(database: Database) -> None:
    counting = Counting()

    async def job(tx: Transaction) -> int:
        return await long_reads.result(tx, "many", counting)

    async def other(tx: Transaction) -> int:
        await _add(tx, "b")
        return await long_reads.result(tx, "many", Counting())  # within the transaction, as it asked for nothing else

    found = await asyncio.gather(
        database.group_commit(other), long_reads.commit(database, job), database.group_commit(lambda tx: _add(tx, "c"))
    )
    assert found[0] == 1
    assert found[1] in {0, 2}  # read before or after the others were committed
    assert len(counting.threads) == 1


async def test_what_fails_while_it_reads_reaches_the_caller_and_commits_nothing(database: Database) -> None:
    async def fails(_: Transaction) -> int:
        raise KeyError

    async def job(tx: Transaction) -> int:
        await _add(tx, "a")
        return await long_reads.result(tx, "many", fails)

    with pytest.raises(KeyError):
        await long_reads.commit(database, job)
    assert await long_reads.apart(database, Counting()) == 0
