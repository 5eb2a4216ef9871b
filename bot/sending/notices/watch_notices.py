"""Notifies people who watch a NIK that its coverage changed: compares snapshots, and queues and renders the notices.

The transaction that marks a watch as having news also queues its notice; the one that takes the notice out of the queue
ends the watch. A chat gets one notice for all its watches with the same news, and none that is no longer true.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog

from bot.metrics import Metrics
from bot.sending.notices.outgoing_sender import OutgoingKind, OutgoingSender, Prepared
from bot.sending.paced_channel import PacedChannel
from bot.timing import Timing
from data.chats import chats, notices
from data.chats.outgoing import QueuedMessage
from data.clock import wib_day
from data.content import texts
from data.coverage.lookup import Coverage
from data.coverage.snapshots import SnapshotProblem
from data.database.sqlite import Database, Transaction
from data.watches import snapshot_diff, watches
from data.watches.watches import News, Watch
from handlers.subscription import watch

log = structlog.get_logger()

_PAGE_SIZE = 500
"""Watches in one query, which has a variable for each; others may write between two queries."""


class WatchNotifier:
    """Compares snapshots for every watch, and has the notices sent."""

    def __init__(
        self,
        database: Database,
        coverage: Coverage,
        directory: Path,
        clock: Callable[[], datetime],
        recipient_gone: Callable[[str, str], Awaitable[None]],
        metrics: Metrics,
        timing: Timing,
        others: Mapping[str, OutgoingKind] | None = None,
    ) -> None:
        """`others` render the other kinds of messages in the same queue."""
        self._kinds = {notices.KIND: self, **(others or {})}
        self._database = database
        self._coverage = coverage
        self._directory = directory
        self._clock = clock
        self._recipient_gone = recipient_gone
        self._metrics = metrics
        self._timing = timing

    async def run(self, channels: Sequence[PacedChannel]) -> None:
        """Runs until it is cancelled, and then until the notices under way were sent."""
        senders = [
            OutgoingSender(one, self._kinds, self._recipient_gone, self._database, self._metrics, self._timing)
            for one in channels
        ]
        async with asyncio.TaskGroup() as group:
            for work in (self._compare_repeatedly(), *(sender.run() for sender in senders)):
                group.create_task(work)

    # ------------------------------------------------------------ what changed

    async def compare_snapshots(self) -> int:
        """Compares every watch with the live snapshot, once for each snapshot; returns how many were compared."""
        done = 0
        while live := self._live():
            found = await self._database.group_commit(partial(watches.not_compared, live=live, most=_PAGE_SIZE))
            if not found:
                break
            now = self._clock()
            try:
                results = await asyncio.to_thread(
                    snapshot_diff.find_changed, self._directory, live, found, wib_day(now)
                )
            except SnapshotProblem as problem:
                log.warning("news.not_compared", snapshot=live, problem=type(problem).__name__)
                break
            await self._database.group_commit(partial(_note_comparison, live=live, results=results, now=now))
            done += len(found)
        return done

    async def queue_missing(self) -> None:
        """Queues the notices of watches that expired, or that the key's change ended."""
        most = _PAGE_SIZE
        while most == _PAGE_SIZE:
            most = await self._database.group_commit(
                partial(notices.queue_missing, live=self._live(), now=self._clock(), most=_PAGE_SIZE)
            )

    def _live(self) -> int:
        return self._coverage.about.number if self._coverage.about else 0

    async def _compare_repeatedly(self) -> None:
        while True:
            try:
                await self.compare_snapshots()
                await self.queue_missing()
            except Exception:  # the next time is another chance
                log.exception("news.compare_failed")
            await asyncio.sleep(self._timing.notice_poll)

    # ------------------------------------------------------------ the notices

    async def prepare(self, tx: Transaction, message: QueuedMessage) -> Prepared | None:
        """The notice in the chat's language; None if no watch has this news any more, as after another snapshot."""
        news = notices.news_of(message)
        found = await watches.with_news_of_chat(tx, message.channel, message.address, self._live())
        together = [one for one in found if one.news is news]
        if not together:
            return None
        chat = await chats.load(tx, message.channel, message.address, self._clock())
        return Prepared((watch.notice(news, chat.language or texts.DEFAULT),), news, partial(_settle, together))


async def _settle(together: list[Watch], tx: Transaction, arrived: bool) -> None:
    for one in together:
        await (watches.end_after_notice if arrived else watches.continue_without_notice)(tx, one)


async def _note_comparison(tx: Transaction, live: int, results: list[tuple[Watch, bool | None]], now: datetime) -> None:
    for one, is_news in results:
        await watches.record_comparison(tx, one, live, changed=is_news)
        if is_news:
            await notices.queue(tx, one.channel, one.address, News.CHANGED, now)
