"""Handles webhooks: passes what they bring to the bot, and queues the answers."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol

from bot.channels.whatsapp.decode import PayloadDecoder
from bot.channels.whatsapp.payload_models import Payload
from bot.channels.whatsapp.reports import Report
from bot.channels.whatsapp.senders import Move
from bot.dispatch import NotKept
from bot.sending.contract import Inbound
from bot.sending.errors import SendError
from bot.sending.receipts import Receipt
from handlers.messages import Answer, Incoming

_MOST_LINKED = 20_000
"""People whose phone and id we remember to have linked: of others it is looked up again."""


class MarksRead(Protocol):
    """What the receiver asks of WhatsApp's service."""

    async def mark_read(self, message: str) -> None:
        """Shows the person that we read a message, and that we write. Raises SendError."""


class Receiver:
    """Handles the webhooks of one running bot."""

    def __init__(
        self,
        inbound: Inbound,
        client: MarksRead,
        decoder: PayloadDecoder,
        start: Callable[[Coroutine[Any, Any, None]], None],
        failed: Callable[[SendError], None] = lambda _: None,
    ) -> None:
        """`start` runs a task beside the channel; `failed` is told why messages failed that the service had taken."""
        self._inbound = inbound
        self._client = client
        self._decoder = decoder
        self._start = start
        self._failed = failed
        self._linked: dict[int, None] = {}
        """Hashes, as no phone is kept where there is an id."""

    async def receive(self, payload: Payload) -> None:
        """Handles all that a webhook brings, and returns once it is stored. Raises NotKept after all was tried.

        Messages are handled side by side, but in order within a chat. Moves come first, so that the first message of a
        new address finds what we know; receipts after the answers.
        """
        arrived = self._decoder.read(payload)
        stored = _Stored(self._decoder)
        for move in arrived.moves:
            await stored.one(self._move(move))
        links = {link: None for link in arrived.links if hash(link) not in self._linked}
        await asyncio.gather(*(stored.one(self._link(link)) for link in links))
        answers = await asyncio.gather(*(stored.one(self._inbound.handle(one)) for one in arrived.messages))
        for incoming, answer in zip(arrived.messages, answers, strict=True):
            if answer is not None:
                self._reply(incoming, answer)
        if arrived.receipts:
            await stored.one(self._note(arrived.receipts))
        for address in arrived.opted_out:
            await stored.one(self._inbound.opted_out(address))
        for report in arrived.reports:
            await stored.one(self._tell(report))
        if stored.failed:
            raise stored.failed

    async def _move(self, move: Move) -> None:
        await self._inbound.moved(move.before, move.after)

    async def _link(self, link: Move) -> None:
        await self._inbound.moved(link.before, link.after)
        self._linked[hash(link)] = None
        if len(self._linked) > _MOST_LINKED:
            del self._linked[next(iter(self._linked))]

    async def _note(self, receipts: list[Receipt]) -> None:
        await self._inbound.note_receipts(receipts)
        for one in receipts:
            if one.problem:
                self._failed(one.problem)

    async def _tell(self, report: Report) -> None:
        await self._inbound.tell_staff(report.kind, report.details)

    def _reply(self, incoming: Incoming, answer: Answer) -> None:
        self._inbound.reply(incoming, answer)
        if answer.replies:  # not for what came again, nor for what is passed over in silence
            self._start(self._mark_read(incoming.id))

    async def _mark_read(self, message: str) -> None:
        with suppress(SendError, TimeoutError):  # the answer says as much
            await self._client.mark_read(message)


class _Stored:
    """Waits for what is to be stored, and remembers what was not."""

    def __init__(self, decoder: PayloadDecoder) -> None:
        self._decoder = decoder
        self.failed: NotKept | None = None

    async def one(self, work: Awaitable[Answer | None]) -> Answer | None:
        """The result; None where nothing was stored, or a bug loses this alone: the same would fail again."""
        try:
            return await work
        except NotKept as problem:
            self.failed = problem
        except Exception as problem:  # noqa: BLE001
            self._decoder.skip("storing", type(problem).__name__)
        return None
