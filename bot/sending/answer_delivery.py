"""Sends the parts of one answer, and deletes the person's message from the chat where it must go."""

from itertools import zip_longest

from msgspec import Struct

from bot.sending import address, compose
from bot.sending.address import Address
from bot.sending.capabilities import Capabilities
from bot.sending.contract import Priority
from bot.sending.message_deletion import MessageDeletion
from bot.sending.outgoing import Message
from bot.sending.paced_channel import PacedChannel
from bot.sending.stored_replies import QueuedReply
from bot.sending.tags import Tag
from data.content.texts import phrase, text
from handlers.messages import Answer, Reply
from handlers.outcomes import Outcome


class Part(Struct, frozen=True):
    """One message of an answer."""

    message: Message
    without_remark: Message | None
    """Sent instead while the person's message is not deleted; None when the part holds only a remark."""
    whole: Reply | None = None
    """The reply, if it is this one message: `without_remark` is then left out, as it is seldom needed."""


class AnswerDelivery:
    """One answer on its way. The same answer always has the same number of parts, as the progress is stored."""

    def __init__(self, channel: PacedChannel, queued: QueuedReply) -> None:
        position = address.read(queued.reference)
        self._channel = channel
        self._key = queued.message_key
        self._answer = queued.answer
        self._address = Address(queued.address, position.thread)
        self._deletion = (
            MessageDeletion(channel, queued.address, position.message)
            if queued.answer.private and position.message and channel.capabilities.can_delete
            else None
        )
        self.parts = _parts(queued.answer, channel.capabilities, deletes=self._deletion is not None)

    def move(self, chat: str) -> None:
        """Sends what is left to the new address of the person."""
        self._address = Address(chat)
        self._deletion = None  # the message stands in the chat of before

    def tag(self, n: int) -> str:
        """The tag of one part, by which its receipts are recognised; empty where there are none."""
        if not self._channel.capabilities.has_receipts:
            return ""
        return str(Tag(self._answer.outcome, self._key, n))

    def __len__(self) -> int:
        """How many parts it has: the messages, and at the end a last try to delete the person's message."""
        return len(self.parts) + (self._deletion is not None)

    def is_complete(self, n: int) -> bool:
        """Whether nothing is left to do after the first `n` parts: all were sent, and the message is deleted."""
        return n == len(self.parts) and (self._deletion is None or self._deletion.done is True)

    def may_repeat(self, n: int) -> bool:
        """Whether repeating a part does no harm, so that the progress before it need not be saved first."""
        return n == len(self.parts)

    async def send(self, n: int) -> None:
        """Sends one part, after the person's message was deleted where it must go. Raises SendError."""
        await self._channel.until_released(self._address.chat)  # nothing may follow the end of a subscription
        if n == len(self.parts):
            await self._delete_finally()
            return
        part = self.parts[n]
        message: Message | None = part.message
        if self._deletion and not await self._deletion.try_before_answer():
            message = self._without_remark(part)
        if message is not None:
            await self._channel.send(self._address, message, Priority.REPLY, self.tag(n))

    def _without_remark(self, part: Part) -> Message | None:
        if part.whole is None:
            return part.without_remark
        return next(iter(compose.messages(part.whole, self._channel.capabilities)), None)

    async def _delete_finally(self) -> None:
        """The last try to delete a message with a NIK or a photo; if that is refused, says how to do it by hand."""
        assert self._deletion
        await self._deletion.try_once()
        if self._deletion.done or not self._answer.replies or self._answer.outcome == Outcome.GROUP:
            return
        said = Reply(text("not_hidden", self._answer.language))
        message, *_ = compose.messages(said, self._channel.capabilities)
        await self._channel.send(self._address, message, Priority.REPLY, self.tag(len(self.parts)))


def _parts(answer: Answer, can: Capabilities, *, deletes: bool) -> list[Part]:
    """The messages of the answer; where the person's message is deleted, the last with a remark that says so.

    In a group, where few bots may delete, the remark otherwise asks to delete it.
    """
    done, not_done = ("group_hidden", "group_not_hidden") if answer.outcome == Outcome.GROUP else ("hidden", "")
    found: list[Part] = []
    for reply in answer.replies:
        remarks = deletes and reply is answer.last
        full = compose.messages(reply, can, phrase(done, answer.language) if remarks else "", answer.language)
        if remarks and not not_done and len(full) == 1:  # without the remark it is no longer
            found.append(Part(full[0], None, reply))
            continue
        without = phrase(not_done, answer.language) if not_done else ""
        plain = compose.messages(reply, can, without, answer.language) if remarks else full
        found += [Part(one or other, other) for one, other in zip_longest(full, plain)]
    return found
