"""Messages that nobody asked for wait in the live database until they are sent."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from data import retention
from data.chats import chats, outgoing
from data.coverage import emergency_stop
from data.database.opening import open_database
from data.database.sqlite import Database
from tests.conftest import NOW


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "live.db")
    yield opened
    await opened.close()


async def put(database: Database, *messages: tuple[str, str]) -> None:
    """Queues messages: the address and the name of each."""
    async with database.transaction() as tx:
        for address, name in messages:
            await outgoing.put(tx, "telegram", address, "watch", name, "{}", NOW)


async def waiting(database: Database, most: int = 9) -> list[tuple[str, str]]:
    async with database.transaction() as tx:
        return [(one.address, one.name) for one in await outgoing.pending(tx, "telegram", most)]


async def test_each_chat_gets_its_messages_in_order_and_the_same_one_once(database: Database) -> None:
    await put(database, ("1", "changed"), ("2", "changed"), ("1", "expired"), ("1", "changed"), ("3", "expired"))
    assert await waiting(database) == [("1", "changed"), ("2", "changed"), ("3", "expired")]
    assert await waiting(database, most=2) == [("1", "changed"), ("2", "changed")]
    async with database.transaction() as tx:
        for one in await outgoing.pending(tx, "telegram", 2):
            await outgoing.remove(tx, one)
    assert await waiting(database) == [("1", "expired"), ("3", "expired")]


async def test_other_channels_have_queues_of_their_own(database: Database) -> None:
    await put(database, ("1", "changed"))
    async with database.transaction() as tx:
        assert await outgoing.pending(tx, "whatsapp", 9) == []


async def test_who_takes_the_place_of_a_message_that_was_forgotten_keeps_it(database: Database) -> None:
    await put(database, ("1", "changed"))
    async with database.transaction() as tx:
        (forgotten,) = await outgoing.pending(tx, "telegram", 9)
        await outgoing.forget(tx, "telegram", "1")
    await put(database, ("2", "changed"))
    async with database.transaction() as tx:
        (another,) = await outgoing.pending(tx, "telegram", 9)
        assert another.id == forgotten.id
        assert not await outgoing.is_queued(tx, forgotten)
        await outgoing.mark_progress(tx, forgotten, 1)
        await outgoing.remove(tx, forgotten)
        assert await outgoing.pending(tx, "telegram", 9) == [another]


async def test_who_erases_the_chat_gets_nothing_that_waits(database: Database) -> None:
    await put(database, ("1", "changed"), ("1", "expired"), ("2", "changed"))
    async with database.transaction() as tx:
        await chats.erase(tx, "telegram", "1")
    assert await waiting(database) == [("2", "changed")]


async def test_while_checks_are_stopped_all_wait(database: Database) -> None:
    await put(database, ("1", "changed"))
    async with database.transaction() as tx:
        await emergency_stop.stop(tx, NOW, "wrong list")
    assert await waiting(database) == []
    async with database.transaction() as tx:
        await emergency_stop.go_on(tx)
    assert await waiting(database) == [("1", "changed")]


async def test_a_message_is_kept_for_a_week(database: Database) -> None:
    await put(database, ("1", "changed"))
    await retention.sweep(database, NOW + timedelta(days=7))
    assert await waiting(database) == [("1", "changed")]
    assert await retention.sweep(database, NOW + timedelta(days=7, seconds=1)) == {"outgoing": 1}
    assert await waiting(database) == []
