"""Each message is billed once, whatever is reported of it, how often and in which order."""

from datetime import timedelta
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest

from data import costs, retention
from data.content import prices
from data.costs import Cost, Reported
from data.database.opening import open_database
from data.database.sqlite import Database
from tests.conftest import NOW

SENT = Reported("wamid.1", arrived=False, category="service", outcome="check.found")
DELIVERED = Reported("wamid.1", arrived=True, category="service", outcome="check.found")
READ = Reported("wamid.1", arrived=True, outcome="check.found")
ONCE = Cost("whatsapp", "service", free=False, outcome="check.found", messages=1, dollars=0.025)


async def _count(database: Database, *reports: Reported) -> list[Cost]:
    return await database.group_commit(partial(costs.count, channel="whatsapp", reports=reports, now=NOW))


async def _since(database: Database) -> list[Cost]:
    return await database.group_commit(partial(costs.since, first=NOW.date() - timedelta(days=30)))


@pytest.mark.parametrize("order", [*permutations([SENT, DELIVERED, READ, READ])])
@pytest.mark.parametrize("together", [True, False])
async def test_a_message_is_billed_once_in_whatever_order_it_is_reported(
    tmp_path: Path, order: tuple[Reported, ...], together: bool
) -> None:
    database = await open_database(tmp_path / "live.db")
    for batch in [order] if together else [(one,) for one in order]:
        await _count(database, *batch)
    assert await _since(database) == [ONCE]
    assert await _count(database, *order) == []
    await database.close()


async def test_what_is_sent_and_never_arrives_costs_nothing(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")
    assert await _count(database, SENT) == []
    assert await _since(database) == []
    assert await _count(database, Reported("wamid.1", arrived=True)) == [
        Cost("whatsapp", "service", False, "", 1, 0.025)
    ]
    await database.close()


async def test_free_messages_are_counted_and_cost_nothing(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")
    many = [Reported(f"wamid.{n}", arrived=True, category="service", free=n < 1_000) for n in range(1_200)]
    await _count(database, *many)
    paid, free = await _since(database)
    assert (free.messages, free.dollars, paid.messages, round(paid.dollars, 6)) == (1_000, 0.0, 200, 5.0)
    today = NOW.date()
    assert await database.group_commit(partial(costs.of_month, today=today)) == {"whatsapp": paid.dollars}
    assert await database.group_commit(partial(costs.of_month, today=today + timedelta(days=30))) == {}
    await database.close()


async def test_a_message_is_remembered_as_long_as_reports_may_come_again(tmp_path: Path) -> None:
    database = await open_database(tmp_path / "live.db")
    await _count(database, DELIVERED)
    await retention.sweep(database, NOW + timedelta(days=7))
    assert await _count(database, DELIVERED) == []
    assert (await retention.sweep(database, NOW + timedelta(days=9)))["receipts"] == 1
    assert (await retention.sweep(database, NOW + timedelta(days=732)))["costs"] == 1
    await database.close()


def test_every_price_has_a_source_and_a_new_tariff_counts_as_the_dearest() -> None:
    assert all(one.source.startswith("https://") and one.dollars for found in prices.lists().values() for one in found)
    assert prices.dollars("whatsapp", "marketing", NOW.date()) == 0.0411
    assert prices.dollars("whatsapp", "a new one", NOW.date()) == 0.0411
    assert prices.dollars("telegram", "service", NOW.date()) == 0.0
