"""Tells watchers that there is news, one message at a time, below replies.

Who is told is decided in the database, and a watch ends only once its message was sent. So a crash loses nobody, and
repeats at most the one message that was on its way. A chat hears once of all its news, as the words are the same.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import structlog

from bot.metrics import Metrics
from bot.sending.contract import Gone, Refused, SendError, Unauthorised, Unknown
from bot.waits import Timing
from data.chats import chats
from data.clock import WIB
from data.content import texts
from data.coverage.lookup import Coverage
from data.coverage.snapshots import SnapshotProblem
from data.database.sqlite import Database, Transaction
from data.watches import snapshot_diff, watches
from data.watches.watches import Watch
from handlers.messages import Reply
from handlers.subscription import watch

log = structlog.get_logger()

_AT_ONCE = 500
"""Watches looked into at a time: each is a variable of one query, and others may write in between."""
_MOST_DOUBTS = 8
"""How often a message is sent again that may have arrived each time."""


class Notifier(Protocol):
    """A channel that can write to a person by itself."""

    name: str

    async def tell(self, address: str, reply: Reply) -> None:
        """Sends a message on the lane below replies. Raises SendError."""


class WatchNotifier:
    """Compares snapshots for those who watch, and tells them."""

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

    async def compare(self) -> int:
        """Looks into the live snapshot for every watch that it was not compared for; returns how many there were."""
        done = 0
        while live := self._live():
            found = await self._database.group_commit(partial(watches.not_compared, live=live, most=_AT_ONCE))
            if not found:
                break
            today = self._clock().astimezone(WIB).date()
            try:
                results = await asyncio.to_thread(snapshot_diff.find_changed, self._directory, live, found, today)
            except SnapshotProblem as problem:
                log.warning("news.not_compared", snapshot=live, problem=type(problem).__name__)
                break
            await self._database.group_commit(partial(_note, live=live, results=results))
            done += len(found)
        return done

    def _live(self) -> int:
        return self._coverage.about.number if self._coverage.about else 0

    # ------------------------------------------------------------ telling it

    async def run(self, channels: Sequence[Notifier]) -> None:
        """Runs until it is cancelled, and then until the messages on their way have arrived."""
        async with asyncio.TaskGroup() as group:
            for work in (self._follow(), *map(self._tell_all, channels)):
                group.create_task(work)

    async def _follow(self) -> None:
        while True:
            try:
                await self.compare()
            except Exception:  # the next time is another chance
                log.exception("news.compare_failed")
            await asyncio.sleep(self._timing.news_look)

    async def _tell_all(self, channel: Notifier) -> None:
        doubts, found, tries = _Doubts(self._timing), list[Watch](), 0
        while True:
            try:
                found = found or await self._waiting(channel, doubts)
                if not found:
                    await asyncio.sleep(self._timing.news_look)
                    continue
                await _unbroken(self._tell(channel, found[0], doubts), self._timing.news_finish)
                tries, found = 0, found[1:]
            except Unauthorised:
                return  # the channel itself says so, and stops
            except SendError as problem:
                self._metrics.not_sent(channel.name, type(problem).__name__.lower())
                if isinstance(problem, Unknown):
                    found = found[1:]
                tries += 1
                wait = min(self._timing.news_longest_wait, 0.5 * 2.0 ** min(tries, 8))
                await asyncio.sleep(getattr(problem, "retry_after", wait))
            except Exception:
                log.exception("news.tell_failed", channel=channel.name)
                found = found[1:]
                await asyncio.sleep(self._timing.news_look)

    async def _waiting(self, channel: Notifier, doubts: "_Doubts") -> list[Watch]:
        """Watches with news, of chats that may be written to now."""
        most = _AT_ONCE + len(doubts)
        found = await self._database.group_commit(
            partial(watches.with_news, channel=channel.name, live=self._live(), most=most)
        )
        return [one for one in found if doubts.may_try(one.address)]

    async def _tell(self, channel: Notifier, found: Watch, doubts: "_Doubts") -> None:
        """One message, and then the chat's watches with this news end. Raises SendError while it may still arrive."""
        language, together = await self._database.group_commit(partial(self._news_like, found))
        if not together or found.news is None:
            return  # another snapshot meanwhile, or told with the one before
        try:
            await channel.tell(found.address, watch.news(found.news, language))
        except Gone:
            self._metrics.not_sent(channel.name, "gone")
            doubts.over(found.address)
            await self._database.group_commit(partial(watches.forget, channel=found.channel, address=found.address))
            return
        except Refused as problem:
            self._metrics.not_sent(channel.name, "refused")
            log.error("news.refused", channel=channel.name, reason=str(problem))  # noqa: TRY400 - no traceback needed
        except Unknown:
            if doubts.one_more(found.address):
                raise
            log.error("news.given_up", channel=channel.name, tries=_MOST_DOUBTS)  # noqa: TRY400 - no traceback needed
        else:
            self._metrics.told_news(channel.name, found.news)
        doubts.over(found.address)
        await self._database.group_commit(partial(_end, together=together))

    async def _news_like(self, found: Watch, tx: Transaction) -> tuple[str, list[Watch]]:
        """The language of a chat, and all of its watches that wait to be told the same, as they are now."""
        chat = await chats.load(tx, found.channel, found.address, self._clock())
        kept = await watches.with_news_of_chat(tx, found.channel, found.address, self._live())
        return chat.language or texts.DEFAULT, [one for one in kept if one.news is found.news]


class _Doubts:
    """Chats whose message may have arrived or not: tried again later and later, while others are told."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._of: dict[str, tuple[int, float]] = {}

    def __len__(self) -> int:
        return len(self._of)

    def may_try(self, address: str) -> bool:
        """Whether it is time to write to this chat."""
        _, moment = self._of.get(address, (0, 0.0))
        return asyncio.get_running_loop().time() >= moment

    def one_more(self, address: str) -> bool:
        """Notes a doubt; False when it was the last that may be."""
        tries, _ = self._of.get(address, (0, 0.0))
        wait = min(self._timing.news_longest_doubt, self._timing.news_first_doubt * 4.0**tries)
        self._of[address] = (tries + 1, asyncio.get_running_loop().time() + wait)
        return tries + 1 < _MOST_DOUBTS

    def over(self, address: str) -> None:
        """It is known what became of the message."""
        self._of.pop(address, None)


async def _unbroken(work: Coroutine[Any, Any, None], patience: float) -> None:
    """Does the work; when we are stopped meanwhile, finishes it within so many seconds, or it would be done again."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=patience)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise


async def _end(tx: Transaction, together: list[Watch]) -> None:
    for one in together:
        await watches.end_after_notice(tx, one)


async def _note(tx: Transaction, live: int, results: list[tuple[Watch, bool | None]]) -> None:
    for one, is_news in results:
        await watches.record_comparison(tx, one, live, changed=is_news)
