"""Notifies people who watch a NIK that its coverage changed: one message at a time, with a lower priority than replies.

The database holds who is to be notified, and a watch ends only once its notice was sent. So a crash loses no notice,
and repeats at most the one under way. A chat gets one notice for all its watches with the same news.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from bot.metrics import Metrics
from bot.sending.contract import Priority
from bot.sending.errors import Gone, Refused, SendError, Unauthorised, Unknown
from bot.sending.paced_channel import PacedChannel
from bot.timing import Timing
from data.chats import chats
from data.clock import wib_day
from data.content import texts
from data.coverage.lookup import Coverage
from data.coverage.snapshots import SnapshotProblem
from data.database.sqlite import Database, Transaction
from data.watches import snapshot_diff, watches
from data.watches.watches import Watch
from handlers.subscription import watch

log = structlog.get_logger()

_PAGE_SIZE = 500
"""Watches in one query, which has a variable for each; others may write between two queries."""
_MOST_UNKNOWN = 8
"""How often a notice is sent again when each time it may have arrived."""


class WatchNotifier:
    """Compares snapshots for every watch, and sends the notices."""

    def __init__(
        self,
        database: Database,
        coverage: Coverage,
        directory: Path,
        clock: Callable[[], datetime],
        metrics: Metrics,
        timing: Timing,
    ) -> None:
        self._database = database
        self._coverage = coverage
        self._directory = directory
        self._clock = clock
        self._metrics = metrics
        self._timing = timing

    # ------------------------------------------------------------ what changed

    async def compare_snapshots(self) -> int:
        """Compares every watch with the live snapshot, once for each snapshot; returns how many were compared."""
        done = 0
        while live := self._live():
            found = await self._database.group_commit(partial(watches.not_compared, live=live, most=_PAGE_SIZE))
            if not found:
                break
            today = wib_day(self._clock())
            try:
                results = await asyncio.to_thread(snapshot_diff.find_changed, self._directory, live, found, today)
            except SnapshotProblem as problem:
                log.warning("news.not_compared", snapshot=live, problem=type(problem).__name__)
                break
            await self._database.group_commit(partial(_note_comparison, live=live, results=results))
            done += len(found)
        return done

    def _live(self) -> int:
        return self._coverage.about.number if self._coverage.about else 0

    # ------------------------------------------------------------ the notices

    async def run(self, channels: Sequence[PacedChannel]) -> None:
        """Runs until it is cancelled, and then until the notices under way have arrived."""
        async with asyncio.TaskGroup() as group:
            for work in (self._compare_repeatedly(), *map(self._notify_all, channels)):
                group.create_task(work)

    async def _compare_repeatedly(self) -> None:
        while True:
            try:
                await self.compare_snapshots()
            except Exception:  # the next time is another chance
                log.exception("news.compare_failed")
            await asyncio.sleep(self._timing.notice_poll)

    async def _notify_all(self, channel: PacedChannel) -> None:
        retries, found, tries = _Retries(self._timing), list[Watch](), 0
        while True:
            try:
                found = found or await self._waiting(channel, retries)
                if not found:
                    await asyncio.sleep(self._timing.notice_poll)
                    continue
                await _finish_when_cancelled(self._notify(channel, found[0], retries), self._timing.notice_finish)
                tries, found = 0, found[1:]
            except Unauthorised:
                return  # the channel itself logs it, and stops
            except SendError as problem:
                self._metrics.not_sent(channel.name, type(problem).__name__.lower())
                if isinstance(problem, Unknown):
                    found = found[1:]
                tries += 1
                wait = min(self._timing.notice_longest_wait, 0.5 * 2.0 ** min(tries, 8))
                await asyncio.sleep(wait if problem.retry_after is None else problem.retry_after)
            except Exception:
                log.exception("news.notice_failed", channel=channel.name)
                found = found[1:]
                await asyncio.sleep(self._timing.notice_poll)

    async def _waiting(self, channel: PacedChannel, retries: "_Retries") -> list[Watch]:
        """The watches with news whose chats may be written to now."""
        most = _PAGE_SIZE + len(retries)
        found = await self._database.group_commit(
            partial(watches.with_news, channel=channel.name, live=self._live(), most=most)
        )
        return [one for one in found if retries.may_try(one.address)]

    async def _notify(self, channel: PacedChannel, found: Watch, retries: "_Retries") -> None:
        """Sends one notice, and ends the chat's watches with this news. Raises SendError when it must be sent again."""
        language, together = await self._database.group_commit(partial(self._with_same_news, found))
        if not together or found.news is None:
            return  # another snapshot came meanwhile, or an earlier notice was also for this watch
        try:
            await channel.say(found.address, watch.notice(found.news, language), Priority.NOTICE)
        except Gone:
            self._metrics.not_sent(channel.name, "gone")
            retries.end(found.address)
            await self._database.group_commit(partial(watches.forget, channel=found.channel, address=found.address))
            return
        except Refused as problem:
            self._metrics.not_sent(channel.name, "refused")
            log.error("news.refused", channel=channel.name, reason=str(problem))  # noqa: TRY400 - no traceback needed
        except Unknown:
            if retries.schedule(found.address):
                raise
            log.error("news.given_up", channel=channel.name, tries=_MOST_UNKNOWN)  # noqa: TRY400 - no traceback needed
        else:
            self._metrics.notified(channel.name, found.news)
        retries.end(found.address)
        await self._database.group_commit(partial(_end_watches, together=together))

    async def _with_same_news(self, found: Watch, tx: Transaction) -> tuple[str, list[Watch]]:
        """The language of a chat, and all of its watches that wait for the same notice, as they are now."""
        chat = await chats.load(tx, found.channel, found.address, self._clock())
        kept = await watches.with_news_of_chat(tx, found.channel, found.address, self._live())
        return chat.language or texts.DEFAULT, [one for one in kept if one.news is found.news]


class _Retries:
    """Chats whose notice may or may not have arrived: tried again after growing pauses; others need not wait."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._tries: dict[str, tuple[int, float]] = {}

    def __len__(self) -> int:
        return len(self._tries)

    def may_try(self, address: str) -> bool:
        """Whether it is time to write to this chat."""
        _, moment = self._tries.get(address, (0, 0.0))
        return asyncio.get_running_loop().time() >= moment

    def schedule(self, address: str) -> bool:
        """Schedules another try; False when there have been enough."""
        tries, _ = self._tries.get(address, (0, 0.0))
        wait = min(self._timing.notice_longest_retry, self._timing.notice_first_retry * 4.0**tries)
        self._tries[address] = (tries + 1, asyncio.get_running_loop().time() + wait)
        return tries + 1 < _MOST_UNKNOWN

    def end(self, address: str) -> None:
        """The outcome is known."""
        self._tries.pop(address, None)


async def _finish_when_cancelled(work: Coroutine[Any, Any, None], patience: float) -> None:
    """Awaits the work. When cancelled meanwhile, first gives it `patience` seconds, or it would be done twice."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=patience)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


async def _end_watches(tx: Transaction, together: list[Watch]) -> None:
    for one in together:
        await watches.end_after_notice(tx, one)


async def _note_comparison(tx: Transaction, live: int, results: list[tuple[Watch, bool | None]]) -> None:
    for one, is_news in results:
        await watches.record_comparison(tx, one, live, changed=is_news)
