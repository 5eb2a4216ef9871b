"""Sends replies: in each chat one after the other and in order, different chats side by side, until they arrive.

A reply is removed from the database only once it was sent. So a crash loses none, and repeats at most one in each chat.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import structlog

from bot.metrics import Metrics
from bot.sending.answer_delivery import AnswerDelivery
from bot.sending.backoff import Backoff, until_written
from bot.sending.errors import SendError
from bot.sending.paced_channel import PacedChannel
from bot.sending.stored_replies import QueuedReply, StoredReplies
from handlers.messages import Answer

log = structlog.get_logger()

MOST_UNKNOWN = 8
"""How often a part is sent again when each time it may have arrived."""
LONGEST_TRIED = 24 * 3600.0
"""Seconds; after this time the database forgets the reply as well."""
_LONGEST_WAIT = 60.0
_FIRST_WAIT = 0.5


class _Stopped(Exception):
    """We are told to stop; replies that are not sent yet are sent after the next start."""


@dataclass(slots=True)
class _Tries:
    """The failed tries of one part."""

    backoff: Backoff
    unknown: int = 0
    """In how many it may have arrived: an outage before, in which nothing left, does not count."""


class ReplySender:
    """Sends the replies of one channel."""

    def __init__(self, channel: PacedChannel, stored: StoredReplies, metrics: Metrics) -> None:
        self._channel = channel
        self._stored = stored
        self._metrics = metrics
        self._chats: dict[str, deque[QueuedReply]] = {}
        self._senders: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()
        self.failed: asyncio.Future[SendError] = asyncio.get_running_loop().create_future()
        """Set when nothing more can be sent on the channel: it does not accept our token any more."""

    def __len__(self) -> int:
        return sum(map(len, self._chats.values()))

    async def load(self) -> None:
        """Queues the replies that the last run left unsent."""
        left = await self._stored.pending(self._channel.name)
        for queued in left:
            self.put(queued)
        if left:
            log.info("replies.left_by_last_run", channel=self._channel.name, answers=len(left))

    def put(self, queued: QueuedReply) -> None:
        """Queues a reply behind the other replies to this chat."""
        if self._stop.is_set() or queued.empty:
            return
        waiting = self._chats.get(queued.address)
        if waiting is not None:
            waiting.append(queued)
            return
        self._chats[queued.address] = deque([queued])
        sender = asyncio.create_task(self._drain(queued.address))
        self._senders.add(sender)
        sender.add_done_callback(self._senders.discard)

    async def close(self, patience: float) -> None:
        """Finishes the replies under way, within `patience` seconds; the rest stays in the database."""
        self._stop.set()
        if self._senders:
            _, late = await asyncio.wait(self._senders, timeout=patience)
            for sender in late:
                sender.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _drain(self, address: str) -> None:
        waiting = self._chats[address]
        try:
            while waiting and not self._stop.is_set():
                await self._send_first(waiting)
        except _Stopped:
            pass
        except SendError as problem:
            if not self.failed.done():
                self.failed.set_result(problem)
        finally:
            del self._chats[address]

    async def _send_first(self, waiting: deque[QueuedReply]) -> None:
        """Sends the first reply that waits in a chat, and takes it out of the queue."""
        queued = waiting[0]
        try:
            await self._send(queued)
            waiting.popleft()
        except _Stopped:
            raise
        except SendError as problem:
            if not problem.ends_subscription:
                raise
            waiting.clear()
            await self._save(partial(self._stored.recipient_gone, self._channel.name, queued.address))
        except Exception:
            log.exception("replies.failed", channel=self._channel.name)
            waiting.popleft()  # it stays in the database for the next start

    async def _send(self, queued: QueuedReply) -> None:
        """Sends every part of a reply; the database forgets it once the last part has arrived."""
        queued = self._stored.apply_emergency_stop(queued)
        saved, too_late = queued.done, asyncio.get_running_loop().time() + LONGEST_TRIED
        delivery = AnswerDelivery(self._channel, queued)
        for n in range(queued.done, len(delivery)):
            if delivery.is_complete(n):
                break
            if n > saved and not delivery.may_repeat(n):
                await self._save(partial(self._stored.mark_progress, queued.message_key, n))
                saved = n
            tries: _Tries | None = None
            while problem := await _try(delivery, n):
                tries = tries or _Tries(Backoff(_FIRST_WAIT, _LONGEST_WAIT))
                if not (wait := await self._wait_after(problem, queued.answer, tries)):
                    break
                if n > saved:
                    await self._save(partial(self._stored.mark_progress, queued.message_key, n))
                    saved = n
                if asyncio.get_running_loop().time() > too_late:
                    log.error("replies.given_up", channel=self._channel.name, tries=tries.backoff.tries)
                    break
                await self._pause(wait)
                if self._stored.apply_emergency_stop(queued) is not queued:  # checks were stopped meanwhile
                    await self._send(queued)
                    return
        await self._save(partial(self._stored.mark_sent, queued.message_key))

    async def _save(self, write: Callable[[], Awaitable[None]]) -> None:
        """Saves how far a reply is. Raises _Stopped when we are told to stop before that works."""
        await until_written(write, Backoff(_FIRST_WAIT, _LONGEST_WAIT), sleep=self._pause)

    async def _wait_after(self, problem: SendError, answer: Answer, tries: _Tries) -> float:
        """The seconds until the next try of a part that was not sent; 0 when it is given up.

        Raises the error when nothing more can be sent to this chat, or on this channel.
        """
        if problem.ends_channel:
            raise problem
        self._metrics.not_sent(self._channel.name, problem.code)
        if problem.ends_subscription:
            raise problem
        tries.unknown += problem.delivered == "maybe"
        if tries.unknown > MOST_UNKNOWN:
            log.error("replies.given_up", channel=self._channel.name, tries=tries.backoff.tries)
        elif problem.retry:
            return tries.backoff.next(problem.retry_after)
        else:
            log.error("replies.refused", channel=self._channel.name, reason=str(problem))
            await self._stored.note_refusal(answer, str(problem))
        return 0

    async def _pause(self, seconds: float) -> None:
        """Waits. Raises _Stopped when we are told to stop meanwhile."""
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return
        raise _Stopped


async def _try(delivery: AnswerDelivery, n: int) -> SendError | None:
    """Sends a part; returns the error if it was not sent."""
    try:
        await delivery.send(n)
    except SendError as problem:
        return problem
    return None
