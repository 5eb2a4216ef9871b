"""Sends the messages that nobody asked for: one at a time on a channel, with a lower priority than replies.

They keep a reply's promises: a message leaves the queue only once it was sent, so a crash loses none and repeats at
most the one under way; the messages to a chat go in order; failures are retried as for replies.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import structlog

from bot.metrics import Metrics
from bot.sending.backoff import Backoff, until_written
from bot.sending.contract import Priority
from bot.sending.errors import SendError
from bot.sending.paced_channel import PacedChannel
from bot.sending.replies import LONGEST_TRIED, MOST_UNKNOWN
from bot.timing import Timing
from data.chats import outgoing
from data.chats.outgoing import QueuedMessage
from data.database.sqlite import Database, Transaction
from handlers.messages import Reply

log = structlog.get_logger()

_PAGE_SIZE = 500
"""Messages in one query; others may write between two queries."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a queued message says now."""

    replies: tuple[Reply, ...]
    """Its parts. The same message always has the same number of them."""
    label: str
    """How metrics count it."""
    settle: Callable[[Transaction, bool], Awaitable[None]]
    """Records the end, in the transaction that takes it out of the queue; False: no try of it can have arrived."""


class OutgoingKind(Protocol):
    """Renders the queued messages of one kind."""

    async def prepare(self, tx: Transaction, message: QueuedMessage) -> Prepared | None:
        """What the message says now; None if that is no longer true, and it is withdrawn."""


@dataclass(slots=True)
class _Tries:
    """The failed tries of one message."""

    backoff: Backoff
    begun: float
    unknown: int = 0
    due: float = 0.0
    """The next try; moments of the event loop's clock."""


class OutgoingSender:
    """Sends the queued messages of one channel."""

    def __init__(
        self,
        channel: PacedChannel,
        kinds: Mapping[str, OutgoingKind],
        recipient_gone: Callable[[str, str], Awaitable[None]],
        database: Database,
        metrics: Metrics,
        timing: Timing,
    ) -> None:
        self._channel = channel
        self._kinds = kinds
        self._recipient_gone = recipient_gone
        """Forgets a chat (channel and address) that blocked us or left."""
        self._database = database
        self._metrics = metrics
        self._timing = timing
        self._tries: dict[tuple[str, ...], _Tries] = {}
        """By the key of the message; others go on meanwhile."""
        self._pauses = self._backoff()
        """While nothing works, the pauses grow for all messages."""

    async def run(self) -> None:
        """Runs until it is cancelled, and then until the message under way was sent.

        Returns when the channel does not accept our token: the channel logs that itself, and stops.
        """
        while True:
            try:
                due = await self._due()
            except Exception:  # the next time is another chance
                log.exception("outgoing.not_read", channel=self._channel.name)
                due = []
            if not due:
                await asyncio.sleep(self._timing.notice_poll)
            for message in due:
                try:
                    await self._channel.until_bulk()  # first: what is read after it is still true when it is sent
                    await _finish_when_cancelled(self._send(message), self._timing.notice_finish)
                    self._pauses.reset()
                except SendError as problem:
                    if problem.ends_channel:
                        return
                    await asyncio.sleep(self._pauses.next(problem.retry_after))
                except Exception:
                    log.exception("outgoing.failed", channel=self._channel.name, kind=message.kind)
                    await asyncio.sleep(self._pauses.next())

    async def _due(self) -> list[QueuedMessage]:
        """The next message of each chat that may be written to now."""
        most = _PAGE_SIZE + len(self._tries)
        found = await self._database.group_commit(partial(outgoing.pending, channel=self._channel.name, most=most))
        if len(found) < most:  # these are all, so the tries of others are over
            self._tries = {one.key: self._tries[one.key] for one in found if one.key in self._tries}
        now = asyncio.get_running_loop().time()
        return [one for one in found if one.key not in self._tries or self._tries[one.key].due <= now]

    async def _send(self, message: QueuedMessage) -> None:
        """Sends every part of a message, and takes it out of the queue. Raises SendError when it is to be tried again.

        Any other exception is a bug: the message is tried again, too.
        """
        try:
            prepared = await self._database.group_commit(partial(self._prepare, message=message))
            if prepared:
                await self._send_prepared(message, prepared)
        except SendError:
            raise
        except Exception as problem:
            self._may_try_again(message, problem)
            raise

    async def _send_prepared(self, message: QueuedMessage, prepared: Prepared) -> None:
        try:
            await self._send_parts(message, prepared)
        except SendError as problem:
            if problem.ends_channel:
                raise
            self._metrics.not_sent(self._channel.name, problem.code)
            if problem.ends_subscription:
                await self._save(partial(self._recipient_gone, message.channel, message.address))
                return
            arrived = self._may_have_arrived(message, problem)
        else:
            self._metrics.notified(self._channel.name, prepared.label)
            arrived = True
        await self._end(message, prepared, arrived=arrived)

    def _may_have_arrived(self, message: QueuedMessage, problem: SendError) -> bool:
        """Whether a message that is given up may have arrived. Raises the error if it is to be tried again."""
        channel, kind = self._channel.name, message.kind
        if not problem.retry:
            log.error("outgoing.refused", channel=channel, kind=kind, reason=str(problem))
            return True  # the next list would be refused as well
        if self._may_try_again(message, problem):
            raise problem
        tries = self._tries[message.key]
        log.error("outgoing.given_up", channel=channel, kind=kind, tries=tries.backoff.tries)
        return tries.unknown > 0

    async def _prepare(self, tx: Transaction, message: QueuedMessage) -> Prepared | None:
        """What to send now; None if nothing, as it is held, was forgotten, or is withdrawn here."""
        if await outgoing.is_held(tx) or not await outgoing.is_queued(tx, message):
            return None
        prepared = await self._kinds[message.kind].prepare(tx, message)
        if prepared is None:
            await outgoing.remove(tx, message)
        return prepared

    async def _send_parts(self, message: QueuedMessage, prepared: Prepared) -> None:
        """Sends the parts that were not sent before. Raises SendError."""
        for n, reply in enumerate(prepared.replies):
            if n < message.done:
                continue
            if n > message.done:
                await self._save(partial(self._commit, partial(outgoing.mark_progress, message=message, done=n)))
            await self._channel.say(message.address, reply, Priority.NOTICE)

    async def _end(self, message: QueuedMessage, prepared: Prepared, *, arrived: bool) -> None:
        """Takes a message out of the queue."""

        async def end(tx: Transaction) -> None:
            await outgoing.remove(tx, message)
            await prepared.settle(tx, arrived)

        self._tries.pop(message.key, None)
        await self._save(partial(self._commit, end))

    async def _commit(self, work: Callable[[Transaction], Awaitable[None]]) -> None:
        await self._database.group_commit(work)

    async def _save(self, write: Callable[[], Awaitable[None]]) -> None:
        """Saves what became of a message."""
        await until_written(write, self._backoff())

    def _may_try_again(self, message: QueuedMessage, problem: Exception) -> bool:
        """Schedules the next try; False when there have been enough."""
        now = asyncio.get_running_loop().time()
        tries = self._tries.setdefault(message.key, _Tries(self._backoff(), now))
        said = problem if isinstance(problem, SendError) else None
        tries.due = now + tries.backoff.next(said.retry_after if said else None)
        tries.unknown += said is not None and said.delivered == "maybe"
        return tries.unknown <= MOST_UNKNOWN and now - tries.begun < LONGEST_TRIED

    def _backoff(self) -> Backoff:
        return Backoff(self._timing.notice_first_retry, self._timing.notice_longest_retry)


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
