"""Sends replies: in each chat one after the other and in order, different chats side by side, until they arrive.

A reply is removed from the database only once it was sent. So a crash loses none, and repeats at most one in each chat.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import structlog
from msgspec.structs import replace

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


@dataclass(slots=True)
class _Chat:
    """The replies that wait in one chat, in order."""

    address: str
    waiting: deque[QueuedReply]
    delivery: AnswerDelivery | None = None
    """The first of them, while it is under way."""


class ReplySender:
    """Sends the replies of one channel."""

    def __init__(self, channel: PacedChannel, stored: StoredReplies, metrics: Metrics) -> None:
        self._channel = channel
        self._stored = stored
        self._metrics = metrics
        self._chats: dict[str, _Chat] = {}
        self._under_way: dict[str, asyncio.Event] = {}
        """By tag, the parts under way on a channel with receipts; set when one has arrived."""
        self._senders: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()
        self.failed: asyncio.Future[SendError] = asyncio.get_running_loop().create_future()
        """Set when nothing more can be sent on the channel: it does not accept our token any more."""

    def __len__(self) -> int:
        return sum(len(one.waiting) for one in self._chats.values())

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
        chat = self._chats.get(queued.address)
        if chat is not None:
            chat.waiting.append(queued)
            return
        chat = self._chats[queued.address] = _Chat(queued.address, deque([queued]))
        sender = asyncio.create_task(self._drain(chat))
        self._senders.add(sender)
        sender.add_done_callback(self._senders.discard)

    def move(self, before: str, after: str) -> None:
        """Sends the replies that wait in a chat to its new address, behind those that wait there already."""
        chat = self._chats.pop(before, None)
        if chat is None:
            return
        chat.address = after
        chat.waiting = deque(replace(one, address=after) for one in chat.waiting)
        if chat.delivery:
            chat.delivery.move(after)
        there = self._chats.setdefault(after, chat)
        if there is not chat:  # the first one is under way, or nearly
            there.waiting += [*chat.waiting][1:]
            chat.waiting = deque([*chat.waiting][:1])

    def note_arrived(self, tags: Iterable[str]) -> None:
        """Messages with these tags have arrived: one that is under way, though we do not know it, is not sent again."""
        for tag in tags:
            if arrived := self._under_way.get(tag):
                arrived.set()

    async def close(self, patience: float) -> None:
        """Finishes the replies under way, within `patience` seconds; the rest stays in the database."""
        self._stop.set()
        if self._senders:
            _, late = await asyncio.wait(self._senders, timeout=patience)
            for sender in late:
                sender.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _drain(self, chat: _Chat) -> None:
        try:
            while chat.waiting and not self._stop.is_set():
                await self._send_first(chat)
        except _Stopped:
            pass
        except SendError as problem:
            if not self.failed.done():
                self.failed.set_result(problem)
        finally:
            if self._chats.get(chat.address) is chat:
                del self._chats[chat.address]

    async def _send_first(self, chat: _Chat) -> None:
        """Sends the first reply that waits in a chat, and takes it out of the queue."""
        try:
            await self._send(chat, chat.waiting[0])
            chat.waiting.popleft()
        except _Stopped:
            raise
        except SendError as problem:
            if not problem.ends_subscription:
                raise
            chat.waiting.clear()
            await self._save(partial(self._stored.recipient_gone, self._channel.name, chat.address))
        except Exception:
            log.exception("replies.failed", channel=self._channel.name)
            chat.waiting.popleft()  # it stays in the database for the next start
        finally:
            chat.delivery = None

    async def _send(self, chat: _Chat, queued: QueuedReply) -> None:
        """Sends every part of a reply; the database forgets it once the last part has arrived."""
        queued = self._stored.apply_emergency_stop(queued)
        saved, too_late = queued.done, asyncio.get_running_loop().time() + LONGEST_TRIED
        delivery = chat.delivery = AnswerDelivery(self._channel, queued)
        for n in range(queued.done, len(delivery)):
            if delivery.is_complete(n):
                break
            if n > saved and not delivery.may_repeat(n):
                await self._save(partial(self._stored.mark_progress, queued.message_key, n))
                saved = n
            tries: _Tries | None = None
            with self._expected(delivery.tag(n)) as arrived:
                while (problem := await _try(delivery, n)) and not arrived.is_set():
                    tries = tries or _Tries(Backoff(_FIRST_WAIT, _LONGEST_WAIT))
                    if not (wait := await self._wait_after(problem, queued.answer, tries)):
                        break
                    if n > saved:
                        await self._save(partial(self._stored.mark_progress, queued.message_key, n))
                        saved = n
                    if asyncio.get_running_loop().time() > too_late:
                        log.error("replies.given_up", channel=self._channel.name, tries=tries.backoff.tries)
                        break
                    await self._pause(wait, arrived)
                    if arrived.is_set():
                        break
                    if self._stored.apply_emergency_stop(queued) is not queued:  # checks were stopped meanwhile
                        await self._send(chat, replace(queued, address=chat.address))
                        return
        await self._save(partial(self._stored.mark_sent, queued.message_key))

    @contextmanager
    def _expected(self, tag: str) -> Iterator[asyncio.Event]:
        """Set when a receipt says that the message with this tag has arrived, on a channel that has receipts."""
        arrived = asyncio.Event()
        if self._channel.capabilities.has_receipts:
            self._under_way[tag] = arrived
        try:
            yield arrived
        finally:
            self._under_way.pop(tag, None)

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

    async def _pause(self, seconds: float, arrived: asyncio.Event | None = None) -> None:
        """Waits, but no longer than until the message has arrived. Raises _Stopped when we are told to stop."""
        waiting = [asyncio.create_task(one.wait()) for one in (self._stop, arrived) if one]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
        if self._stop.is_set():
            raise _Stopped


async def _try(delivery: AnswerDelivery, n: int) -> SendError | None:
    """Sends a part; returns the error if it was not sent."""
    try:
        await delivery.send(n)
    except SendError as problem:
        return problem
    return None
