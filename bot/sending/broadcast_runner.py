"""Broadcasts from approval to report: makes the list of people, runs a lane a channel, ends what was aborted."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog

from bot.metrics import Metrics
from bot.sending.broadcast_lane import AnnouncementSender, Announcer
from bot.waits import Timing
from data.announcements import announcements, audience, schedule
from data.announcements.announcements import State
from data.database import older_copy
from data.database.sqlite import Database, Transaction

log = structlog.get_logger()

_A_PAGE = 1000
"""People put on a list, or taken off it, in one transaction: some milliseconds, so that replies need not wait."""


class Broadcasts:
    """All that is done for broadcasts by itself."""

    def __init__(self, database: Database, clock: Callable[[], datetime], metrics: Metrics, timing: Timing) -> None:
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._timing = timing

    async def run(self, channels: Sequence[Announcer]) -> None:
        """Runs until it is cancelled, and then until the messages on their way have been settled."""
        lanes = [
            AnnouncementSender(self._database, channel, self._clock, self._metrics, self._timing)
            for channel in channels
        ]
        async with asyncio.TaskGroup() as group:
            for work in (self._follow(), *(lane.run() for lane in lanes)):
                group.create_task(work)

    async def _follow(self) -> None:
        while True:
            try:
                while await self.prepare():  # noqa: ASYNC110 - others may write in between
                    await asyncio.sleep(0)
            except Exception:  # the next time is another chance
                log.exception("broadcast.prepare_failed")
            await asyncio.sleep(self._timing.lane_look)

    async def prepare(self) -> bool:
        """One page of what is to be done before and after the sending; whether there is more."""
        return await self._database.group_commit(partial(_page, now=self._clock()))


async def _page(tx: Transaction, now: datetime) -> bool:
    if await older_copy.is_behind(tx):
        return False
    for one in await announcements.in_states(tx, State.APPROVED, State.ABORTED):
        over = one.state is State.ABORTED and one.ended is None
        if over and await schedule.clear_aborted(tx, one.id, _A_PAGE, now):
            return True
        if one.state is State.APPROVED and not one.list_complete:
            await audience.snapshot_recipients(tx, one, _A_PAGE)
            return True
    await schedule.start_due(tx, now)
    for one in await announcements.in_states(tx, State.SENDING):
        await schedule.finish(tx, one.id, now)
    return False
