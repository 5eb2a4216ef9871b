"""Takes announcements from approval to report: lists the recipients, sends on each channel, ends aborted ones."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import structlog

from bot.metrics import Metrics
from bot.sending.announcement_delivery import Write
from bot.sending.announcement_sender import AnnouncementSender
from bot.sending.paced_channel import PacedChannel
from bot.timing import Timing
from data.announcements import announcements, audience, schedule
from data.announcements.announcements import State
from data.database import older_copy
from data.database.sqlite import Database, Transaction

log = structlog.get_logger()

_PAGE_SIZE = 1000
"""Recipients that one transaction lists or clears: it takes a few milliseconds, so replies need not wait."""


class AnnouncementRunner:
    """All background work for announcements."""

    def __init__(
        self, database: Database, write: Write, clock: Callable[[], datetime], metrics: Metrics, timing: Timing
    ) -> None:
        self._database = database
        self._write = write
        self._clock = clock
        self._metrics = metrics
        self._timing = timing

    async def run(self, channels: Sequence[PacedChannel]) -> None:
        """Runs until it is cancelled, and then until all messages under way have been settled."""
        senders = [
            AnnouncementSender(self._database, channel, self._write, self._clock, self._metrics, self._timing)
            for channel in channels
        ]
        async with asyncio.TaskGroup() as group:
            for work in (self._run_preparation(), *(sender.run() for sender in senders)):
                group.create_task(work)

    async def _run_preparation(self) -> None:
        while True:
            try:
                while await self.prepare():  # noqa: ASYNC110 - the pause lets others write in between
                    await asyncio.sleep(0)
            except Exception:  # the next time is another chance
                log.exception("broadcast.prepare_failed")
            await asyncio.sleep(self._timing.announcement_poll)

    async def prepare(self) -> bool:
        """Does one page of the work before and after the sending; returns whether there is more."""
        return await self._database.group_commit(partial(_prepare_page, now=self._clock()))


async def _prepare_page(tx: Transaction, now: datetime) -> bool:
    if await older_copy.is_behind(tx):
        return False
    await schedule.advance(tx, now)  # first: the list of another one may take many pages
    for one in await announcements.in_states(tx, State.APPROVED, State.ABORTED):
        aborted = one.state is State.ABORTED and one.ended is None
        if aborted and await schedule.clear_aborted(tx, one.id, _PAGE_SIZE, now):
            return True
        if one.state is State.APPROVED and not one.list_complete:
            await audience.snapshot_recipients(tx, one, _PAGE_SIZE)
            return True
    return False
