"""What is done again and again for a broadcast takes as many steps of SQLite on a long list as on a short one."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.announcements import announcements as stored
from data.announcements import audience as recipients
from data.announcements import delivery_claims, schedule
from data.announcements.announcements import Audience, Broadcast
from data.database.opening import open_database
from data.database.sqlite import Transaction
from tests.support import sent_broadcasts

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
PAGE = 200
_EVERY = 20
"""SQLite tells of so many steps at once."""


@dataclass
class List:
    """A broadcast to so many people, none of whom has it."""

    live: sqlite3.Connection
    tx: Transaction
    number: int

    async def broadcast(self) -> Broadcast:
        found = await stored.load(self.tx, self.number)
        assert found
        return found

    async def made(self) -> None:
        while not await recipients.snapshot_recipients(self.tx, await self.broadcast(), 10_000):
            pass

    def sent(self, all_but: int) -> None:
        """The first have it: those that are left stand at the end."""
        self.live.execute(
            "UPDATE deliveries SET state = 'sent' WHERE (broadcast, channel, address) IN "
            "(SELECT broadcast, channel, address FROM deliveries ORDER BY address DESC LIMIT -1 OFFSET ?)",
            (all_but,),
        )

    async def steps(self, work: Callable[[], Awaitable[object]]) -> int:
        """How many steps SQLite takes for this, in twenties."""
        count = 0

        def counted() -> None:
            nonlocal count
            count += 1

        self.live.set_progress_handler(counted, _EVERY)
        try:
            await work()
        finally:
            self.live.set_progress_handler(None, 0)
        return count


@asynccontextmanager
async def town(home: Path, people: int, audience: Audience | None = None) -> AsyncIterator[List]:
    path = home / f"{people}" / "live.db"
    await (await open_database(path)).close()
    sent_broadcasts.subscribe(
        path, range(10**9, 10**9 + people), since=sent_broadcasts.yesterday(NOW), kecamatan="Jatiasih"
    )
    number = sent_broadcasts.approve(path, NOW, audience=audience)
    with closing(sqlite3.connect(path, isolation_level=None)) as live:
        yield List(live, Transaction(live, home / "audit.head"), number)


@pytest.mark.parametrize(
    "audience",
    [Audience(), Audience(channel="telegram"), Audience(kecamatan="Jatiasih"), Audience(language="id")],
    ids=["all", "channel", "kecamatan", "language"],
)
async def test_a_page_of_the_list(tmp_path: Path, audience: Audience) -> None:
    async def steps(people: int) -> int:
        async with town(tmp_path, people, audience) as list_:
            first = await list_.broadcast()
            assert not await recipients.snapshot_recipients(list_.tx, first, PAGE)
            second = await list_.broadcast()
            return await list_.steps(lambda: recipients.snapshot_recipients(list_.tx, second, PAGE))

    assert await steps(8_000) <= 1.2 * await steps(1_000)


async def _waits(list_: List) -> object:
    return await schedule.has_open_deliveries(list_.tx, list_.number)


async def _claims(list_: List) -> object:
    return await delivery_claims.claim(list_.tx, await list_.broadcast(), "telegram", 1, 6, NOW)


async def _clears(list_: List) -> object:
    return await schedule.clear_aborted(list_.tx, list_.number, 6, NOW)


async def _interrupts(list_: List) -> object:
    return await delivery_claims.mark_interrupted(list_.tx, "telegram", 2, NOW)


async def _looks(list_: List) -> object:
    return await delivery_claims.has_foreign_claims(list_.tx, "telegram", 1)


@pytest.mark.parametrize("work", [_waits, _claims, _clears, _interrupts, _looks])
async def test_what_is_done_while_it_is_sent(tmp_path: Path, work: Callable[[List], Awaitable[object]]) -> None:
    async def steps(people: int) -> int:
        async with town(tmp_path, people) as list_:
            await list_.made()
            list_.sent(all_but=100)
            return await list_.steps(lambda: work(list_))

    assert await steps(8_000) <= 1.2 * await steps(1_000) + 5
