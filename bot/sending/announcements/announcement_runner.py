"""Takes announcements from approval to report: lists the recipients, sends on each channel, ends aborted ones."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.metrics import Metrics
from bot.sending.announcements.announcement_delivery import Write
from bot.sending.announcements.announcement_sender import AnnouncementSender
from bot.sending.paced_channel import PacedChannel
from bot.timing import Timing
from data.announcements import announcements, audience, schedule
from data.announcements.announcements import State
from data.database import older_copy
from data.database.sqlite import Database, Transaction

log = structlog.get_logger()

_PAGE_SIZES = (200, 5_000)
"""The fewest and the most recipients that one transaction lists, clears or deletes."""
_PAGE_SECONDS = 0.006
"""How much CPU one page may take: while it is worked on, no reply is sent."""


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
        self._page_size = 0
        """Recipients of the next page, by the time that the last ones took; 0 for the first."""

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
                while await self.prepare():
                    await self._database.yield_turn()
            except Exception:  # the next time is another chance
                log.exception("broadcast.prepare_failed")
            await asyncio.sleep(self._timing.announcement_poll)

    async def prepare(self) -> bool:
        """Does one page of the work before and after the sending; returns whether there is more."""
        return await self._database.group_commit(self._prepare_page)

    async def _prepare_page(self, tx: Transaction) -> bool:
        least, most = _PAGE_SIZES
        size, begun = max(least, min(most, self._page_size)), time.thread_time()
        more = await _prepare_page(tx, self._clock(), size)
        faster = _PAGE_SECONDS / max(time.thread_time() - begun, _PAGE_SECONDS / 2)
        self._page_size = int(size * faster) if more else 0
        return more


async def _prepare_page(tx: Transaction, now: datetime, most: int) -> bool:
    if await older_copy.is_behind(tx):
        return False
    await schedule.advance(tx, now)  # first: the list of another one may take many pages
    if await audience.delete_discarded(tx, most):
        return True
    for one in await announcements.in_states(tx, State.APPROVED, State.ABORTED):
        aborted = one.state is State.ABORTED and one.ended is None
        if aborted and await schedule.clear_aborted(tx, one.id, most, now):
            return True
        if one.state is State.APPROVED and not one.list_complete:
            await audience.snapshot_recipients(tx, one, most)
            return True
    return False
