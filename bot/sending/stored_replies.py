"""Replies that are stored until they are sent, as the sending code reads and updates them."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Literal

import structlog
from msgspec import MsgspecError, Struct
from msgspec.json import Decoder, Encoder
from msgspec.structs import replace

from bot.upkeep.shared_state import SharedState
from data import departures
from data.announcements import announcements
from data.chats import inbox
from data.database.sqlite import Database, Transaction
from handlers.coverage import checks_off
from handlers.messages import Answer

log = structlog.get_logger()


class _StoredAnswer(Struct, frozen=True):
    v: Literal[1]
    answer: Answer


_ENCODER, _STORED, _ANSWER = Encoder(), Decoder(_StoredAnswer), Decoder(Answer)
"""The last one reads answers of early versions, which were stored without a version."""
_UNREADABLE = (MsgspecError, RecursionError)
"""What is raised for JSON that no version wrote; the last one for JSON that is nested too deep."""


def dump_answer(answer: Answer) -> str:
    """The stored form of an answer: without what its message said of an earlier one, so that it is counted once."""
    kept = replace(answer, rated=None) if answer.rated else answer
    return _ENCODER.encode(_StoredAnswer(1, kept)).decode()


def load_answer(kept: str) -> Answer | None:
    """An answer from its stored form; None if no version up to this one wrote it."""
    with suppress(*_UNREADABLE):
        return _STORED.decode(kept).answer
    with suppress(*_UNREADABLE):
        return _ANSWER.decode(kept)
    log.warning("reply.dropped")
    return None


class QueuedReply(Struct, frozen=True):
    """An answer to be sent to a chat."""

    message_key: bytes
    """The key of the message it answers (`data.chats.inbox`)."""
    address: str
    answer: Answer
    reference: str = ""
    """What the channel needs to find the message again."""
    done: int = 0
    """How many of its parts were sent before."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to send and nothing to delete from the chat."""
        return not self.answer.replies and not (self.answer.private and self.reference)


class StoredReplies:
    """The stored replies of every channel."""

    def __init__(self, database: Database, clock: Callable[[], datetime], shared: SharedState) -> None:
        self._database = database
        self._clock = clock
        self._shared = shared
        self._sent: set[bytes] = set()
        """The keys of answers that arrived, until the next transaction notes them together."""
        self._noting: asyncio.Task[None] | None = None

    async def pending(self, channel: str) -> list[QueuedReply]:
        """The replies that a crash or a stop left unsent on a channel, oldest first."""
        kept = await self._database.group_commit(partial(inbox.queued_answers, channel=channel))
        return [
            QueuedReply(one.seen, one.address, answer, one.reference, one.done)
            for one in kept
            if (answer := load_answer(one.answer))
        ]

    async def mark_sent(self, seen: bytes) -> None:
        """The whole answer arrived, so it need not be kept any longer."""
        self._sent.add(seen)
        if self._noting is None or self._noting.done():
            self._noting = asyncio.create_task(self._database.group_commit(self._note_sent))
        await asyncio.shield(self._noting)  # others wait for it, too

    async def _note_sent(self, tx: Transaction) -> None:
        """Notes all answers that arrived until now; if that fails, each of their callers learns it."""
        sent, self._sent, self._noting = self._sent, set(), None
        await inbox.mark_sent(tx, *sent)

    async def mark_progress(self, seen: bytes, done: int) -> None:
        """The first `done` parts of an answer arrived."""
        await self._database.group_commit(partial(inbox.mark_progress, seen=seen, done=done))

    async def note_refusal(self, answer: Answer, why: str) -> None:
        """The channel refused a part of this answer. Where it previews an announcement, its writer is told."""
        for number in {reply.original for reply in answer.replies if reply.original is not None}:
            await self._database.group_commit(partial(announcements.save_refusal, number=number, why=why))

    async def recipient_gone(self, channel: str, address: str) -> None:
        """The person blocked us or left: nothing more is sent, no announcement either."""
        leave = partial(departures.end_all_messages, channel=channel, address=address, now=self._clock())
        await self._database.group_commit(leave)

    def apply_emergency_stop(self, queued: QueuedReply) -> QueuedReply:
        """The reply itself; while checks are stopped, a reply without any result that may have been wrong."""
        answer = queued.answer if self._shared.checks_on else checks_off.withhold(queued.answer)
        return queued if answer is queued.answer else replace(queued, answer=answer, done=0)
