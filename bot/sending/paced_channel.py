"""A channel as the sending code uses it: at the channel's pace, replies first, and in order around an announcement."""

import asyncio

from bot.sending import compose
from bot.sending.address import Address
from bot.sending.contract import Channel, Priority
from bot.sending.errors import Busy
from bot.sending.outgoing import Deletion, Outgoing
from bot.sending.rate_limit import RateLimit
from handlers.messages import Reply

_PATIENCE = 0.25
"""Seconds that an announcement waits for a free slot before its sender looks around."""


class PacedChannel:
    """One channel that can push."""

    def __init__(self, channel: Channel) -> None:
        self.name = channel.name
        self.capabilities = channel.capabilities
        self.started = False
        """Whether the channel can send; until then no announcement is claimed, and no notice read."""
        self._channel = channel
        rates = channel.capabilities.rates
        self._limits = RateLimit(rates.overall, rates.chat, rates.chat_burst, bulk_rate=rates.bulk)
        self._announcing: dict[str, asyncio.Future[None] | None] = {}
        """By chat, the announcement under way, with a future where replies to the chat wait for its end."""

    async def send(self, address: Address, outgoing: Outgoing, priority: Priority, tag: str = "") -> str:
        """Sends one message as soon as the rates allow; returns its id. Raises SendError.

        An announcement does not wait: it has a slot by `reserve_bulk`, and fails with Busy when the chat has none.
        """
        if priority is Priority.ANNOUNCEMENT:
            if not self._limits.chat_is_free(address.chat):
                raise Busy
            self._limits.mark_sent()
        elif not isinstance(outgoing, Deletion):
            await self._limits.wait(address.chat, bulk=priority is Priority.NOTICE)
        return await self._channel.send(address, outgoing, priority, tag)

    async def say(self, chat: str, reply: Reply, priority: Priority) -> str:
        """Sends all messages of a reply; returns the id of the last. Raises SendError."""
        last = ""
        for message in compose.messages(reply, self.capabilities):
            last = await self.send(Address(chat), message, priority)
        return last

    # ------------------------------------------------------------ announcements and what waits for them

    async def reserve_bulk(self, most: int) -> int:
        """How many announcements may go now, up to `most`; waits a quarter of a second for the first."""
        if not self.started:
            await asyncio.sleep(_PATIENCE)
            return 0
        return await self._limits.reserve_bulk(most, _PATIENCE)

    async def until_bulk(self) -> None:
        """Returns when a bulk message may go: not before the replies that the last run left, nor during a pause."""
        while not self.started:  # noqa: ASYNC110 - the channel may begin at any time
            await asyncio.sleep(_PATIENCE)
        await self._limits.until_bulk()

    def pause_bulk(self, seconds: float) -> None:
        """Sends no announcement for this time, and no notice; replies go on."""
        self._limits.pause_bulk(seconds)

    def hold_replies(self, chat: str) -> None:
        """Holds replies to this chat until the announcement under way is settled.

        Otherwise the confirmation of an unsubscription could be followed by an announcement.
        """
        self._announcing.setdefault(chat)

    def release_replies(self, chat: str) -> None:
        """Lets the held replies go."""
        if ended := self._announcing.pop(chat, None):
            ended.set_result(None)

    def release_all_replies(self) -> None:
        """Lets the held replies to all chats go."""
        for chat in tuple(self._announcing):
            self.release_replies(chat)

    async def until_released(self, chat: str) -> None:
        """Returns when replies to this chat may go."""
        if chat in self._announcing:
            ended = self._announcing[chat] or asyncio.get_running_loop().create_future()
            self._announcing[chat] = ended
            await asyncio.wait([ended])
