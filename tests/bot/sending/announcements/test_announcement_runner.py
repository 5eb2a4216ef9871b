"""The runner begins and ends announcements, also while it makes the long list of another one."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.metrics import Metrics
from bot.sending.announcements.announcement_runner import AnnouncementRunner
from bot.timing import DEFAULT
from data.announcements.announcements import State
from data.database.opening import open_database
from data.database.sqlite import Database
from handlers.subscription import subscription
from tests.conftest import NOW, Clock
from tests.support import sent_broadcasts as of

CROWD = 2_500
"""Three pages of a list."""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await open_database(tmp_path / "live.db")
    yield database
    await database.close()


async def test_what_is_due_begins_and_ends_while_the_list_of_another_is_made(
    database: Database, tmp_path: Path
) -> None:
    live, clock = tmp_path / "live.db", Clock(NOW)
    runner = AnnouncementRunner(database, partial(subscription.announcement, sender="Kota"), clock, Metrics(), DEFAULT)
    of.subscribe(live, range(CROWD), since=of.yesterday(NOW))
    first = of.approve(live, NOW, starts=NOW + timedelta(minutes=5))
    while await runner.prepare():
        pass
    assert of.state(live, first) is State.APPROVED
    clock.passes(minutes=5)
    second = of.approve(live, clock())
    assert await runner.prepare()
    assert of.state(live, first) is State.SENDING
    assert 0 < len(of.deliveries(live, second)) < CROWD
    with of.opened(live) as connection:
        connection.execute("UPDATE deliveries SET state = 'sent' WHERE broadcast = ?", (first,))
    assert await runner.prepare()
    assert of.state(live, first) is State.DONE
    assert 0 < len(of.deliveries(live, second)) < CROWD
    while await runner.prepare():
        pass
    assert of.state(live, second) is State.SENDING


async def test_one_at_a_time_in_the_order_in_which_they_are_due(database: Database, tmp_path: Path) -> None:
    live, clock = tmp_path / "live.db", Clock(NOW)
    runner = AnnouncementRunner(database, partial(subscription.announcement, sender="Kota"), clock, Metrics(), DEFAULT)
    of.subscribe(live, range(3), since=of.yesterday(NOW))
    later = of.approve(live, NOW, starts=NOW + timedelta(minutes=2))
    sooner = of.approve(live, NOW, starts=NOW + timedelta(minutes=1))
    clock.passes(minutes=5)
    for _ in range(4):
        await runner.prepare()
    assert [of.state(live, one) for one in (later, sooner)] == [State.APPROVED, State.SENDING]
    of.put(live, sooner, State.PAUSED)
    await runner.prepare()
    assert of.state(live, later) is State.APPROVED  # a paused one keeps its place
    of.put(live, sooner, State.ABORTED)
    await runner.prepare()
    assert of.state(live, later) is State.SENDING
