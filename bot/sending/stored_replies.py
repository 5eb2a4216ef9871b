"""Replies that are stored until they are sent, as the sending code reads and updates them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from pydantic import TypeAdapter

from bot.upkeep.shared_state import SharedState
from data.announcements import announcements, deliveries
from data.chats import chats, inbox, outgoing
from data.database import older_copy
from data.database.outside_log import Departure
from data.database.sqlite import Database, Transaction
from data.watches import watches
from handlers.coverage import checks_off
from handlers.messages import Answer

ANSWER = TypeAdapter(Answer)
"""Writes an answer as the JSON that is stored, and reads it back."""


@dataclass(frozen=True, slots=True)
class QueuedReply:
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

    async def pending(self, channel: str) -> list[QueuedReply]:
        """The replies that a crash or a stop left unsent on a channel, oldest first."""
        kept = await self._database.group_commit(partial(inbox.queued_answers, channel=channel))
        return [
            QueuedReply(one.seen, one.address, ANSWER.validate_json(one.answer), one.reference, one.done)
            for one in kept
        ]

    async def mark_sent(self, seen: bytes) -> None:
        """The whole answer arrived, so it need not be kept any longer."""
        await self._database.group_commit(partial(inbox.mark_sent, seen=seen))

    async def mark_progress(self, seen: bytes, done: int) -> None:
        """The first `done` parts of an answer arrived."""
        await self._database.group_commit(partial(inbox.mark_progress, seen=seen, done=done))

    async def note_refusal(self, answer: Answer, why: str) -> None:
        """The channel refused a part of this answer. Where it previews an announcement, its writer is told."""
        for number in {reply.original for reply in answer.replies if reply.original is not None}:
            await self._database.group_commit(partial(announcements.save_refusal, number=number, why=why))

    async def recipient_gone(self, channel: str, address: str) -> None:
        """The person blocked us or left: nothing more is sent, no announcement either."""

        async def forget(tx: Transaction) -> None:
            await older_copy.note_departure(tx, Departure.BLOCKED, channel, address)
            await inbox.forget(tx, channel, address)
            await chats.unsubscribe(tx, channel, address)
            await deliveries.cancel_for(tx, channel, address, self._clock())
            await watches.forget(tx, channel, address)
            await outgoing.forget(tx, channel, address)

        await self._database.group_commit(forget)

    def apply_emergency_stop(self, queued: QueuedReply) -> QueuedReply:
        """The reply itself; while checks are stopped, a reply without any result that may have been wrong."""
        answer = queued.answer if self._shared.checks_on else checks_off.withhold(queued.answer)
        return queued if answer is queued.answer else replace(queued, answer=answer, done=0)
