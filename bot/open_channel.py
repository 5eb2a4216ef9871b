"""One channel of the running bot: its messages go to the conversation, and the answers go back in order."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bot.dispatch import Dispatch, NotKept
from bot.metrics import Metrics
from bot.sending.contract import Channel
from bot.sending.paced_channel import PacedChannel
from bot.sending.receipts import Receipt
from bot.sending.replies import ReplySender
from bot.sending.service_events import ServiceEvents
from bot.sending.stored_replies import QueuedReply, StoredReplies
from data import channels
from data.moves import Moved
from handlers.messages import Answer, Incoming


class OpenChannel:
    """A channel with what every channel needs: the way in (`Inbound` of the contract), and the queue of replies."""

    def __init__(
        self,
        channel: Channel,
        dispatch: Dispatch,
        stored: StoredReplies,
        events: ServiceEvents,
        metrics: Metrics,
        on_listening: Callable[[str, str], None] = lambda *_: None,
    ) -> None:
        """`on_listening` is called with the name of the channel and its URL, once it can be reached."""
        self.channel = channel
        self.sending = PacedChannel(channel)
        self.replies = ReplySender(self.sending, stored, metrics)
        self._dispatch = dispatch
        self._stored = stored
        self._events = events
        self._on_listening = on_listening

    # ------------------------------------------------------------ from start to stop

    async def run(self) -> None:
        """Receives messages until it is cancelled. Raises SendError when nothing works until the operator acts."""
        receiving = asyncio.create_task(self.channel.run(self))
        try:
            ends: list[asyncio.Future[Any]] = [receiving, self.replies.failed]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if self.replies.failed.done():
                raise self.replies.failed.result()
            await receiving
        finally:
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)

    async def close(self, patience: float) -> None:
        """Finishes the replies and the work under way, within `patience` seconds, and closes the connections."""
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        await self.replies.close(patience)
        await self.channel.close(max(0.0, end - loop.time()))

    # ------------------------------------------------------------ the way in

    async def begin(self, url: str) -> None:
        """The channel can send: queues the replies that the last run left."""
        self._on_listening(channels.label(self.channel.name), url)
        self._dispatch.reached_at(self.channel.name, url)
        await self.replies.load()
        self.sending.started = True

    async def handle(self, incoming: Incoming) -> Answer:
        """The answer to a message, stored until it is sent. Raises NotKept."""
        return await self._dispatch.handle(incoming)

    def reply(self, incoming: Incoming, answer: Answer) -> None:
        """Queues the answer, behind earlier answers to the same chat."""
        self.replies.put(QueuedReply(incoming.message_key, incoming.address, answer, incoming.reference))

    async def left(self, address: str) -> None:
        """The person blocked us or left. Raises NotKept when that could not be stored."""
        with _or_not_kept():
            await self._stored.recipient_gone(self.channel.name, address)

    async def opted_out(self, address: str) -> None:
        """The person told the service that they want no announcements: those end, answers go on. Raises NotKept."""
        with _or_not_kept():
            await self._events.end_announcements(self.channel.name, address)

    async def moved(self, before: str, after: str) -> None:
        """The person has a new address, and what we know of the chat follows. Raises NotKept."""
        with _or_not_kept():
            if await self._events.move(self.channel.name, before, after) is Moved.DONE:
                self.replies.move(before, after)

    async def note_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Messages of ours arrived, were read or failed; once it returns, that is stored. Raises NotKept."""
        with _or_not_kept():
            await self._events.note_receipts(self.channel.name, receipts)
        self.replies.note_arrived(one.tag for one in receipts if one.tag and one.state != "failed")

    async def tell_staff(self, kind: str, details: Mapping[str, str]) -> None:
        """The service reports what staff must know. Raises NotKept."""
        with _or_not_kept():
            await self._events.tell_staff(self.channel.name, kind, details)


@contextmanager
def _or_not_kept() -> Iterator[None]:
    """Raises NotKept for an error of the database: what is stored holds nothing that could fail otherwise."""
    try:
        yield
    except Exception as problem:
        raise NotKept from problem
