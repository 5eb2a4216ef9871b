"""The deliveries of an erased chat stay for the counts, and lead to nobody: not even to one another."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.announcements import announcements, deliveries, delivery_claims
from data.announcements.announcements import Broadcast
from data.database.opening import open_database
from data.database.sqlite import Database, Transaction

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(tmp_path / "live.db")
    yield opened
    await opened.close()


async def _sent_to(tx: Transaction, *states: str) -> list[Broadcast]:
    """A broadcast for each of these states, in which the delivery to one chat is."""
    made = [await announcements.create(tx, "111", NOW) for _ in states]
    for one, state in zip(made, states, strict=True):
        await tx.run(
            "INSERT INTO deliveries (broadcast, channel, address, language, state, fence, tries) "
            "VALUES (?, 'telegram', '5000', 'id', ?, 1, 1)",
            one.id,
            state,
        )
    return made


async def _addresses(tx: Transaction) -> list[str]:
    return [address for (address,) in await tx.rows("SELECT address FROM deliveries ORDER BY broadcast")]


async def test_two_deliveries_of_an_erased_chat_cannot_be_linked(database: Database) -> None:
    async with database.transaction() as tx:
        await _sent_to(tx, "sent", "failed", "pending")
        await deliveries.anonymise(tx, "telegram", "5000", NOW)
        found = await _addresses(tx)
    assert all(one.startswith("erased-") for one in found)
    assert len(set(found)) == 3


async def test_a_claim_of_an_erased_chat_loses_its_address_once_it_is_settled(database: Database) -> None:
    async with database.transaction() as tx:
        (one,) = await _sent_to(tx, "claimed")
        await deliveries.anonymise(tx, "telegram", "5000", NOW)
        assert await _addresses(tx) == ["5000"]
        claim = delivery_claims.Claim(one.id, "5000", "id", 1, 0)
        result = delivery_claims.Result(claim, deliveries.DeliveryOutcome.SENT)
        await delivery_claims.settle(tx, "telegram", [result], NOW)
        (address,) = await _addresses(tx)
    assert address.startswith("erased-")


async def test_a_claim_of_an_erased_chat_loses_its_address_also_when_a_copy_is_settled(database: Database) -> None:
    async with database.transaction() as tx:
        (one,) = await _sent_to(tx, "claimed")
        await deliveries.anonymise(tx, "telegram", "5000", NOW)
        assert await deliveries.mark_unknown_after_restore(tx, one.id, NOW) == 1
        (address,) = await _addresses(tx)
        assert await tx.rows("SELECT state, reason FROM deliveries") == [("unknown", deliveries.RESTORED)]
    assert address.startswith("erased-")
