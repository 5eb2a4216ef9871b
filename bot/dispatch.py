"""One message is one transaction: handled once, its answer kept until sent. The last catch of any bug is here."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import structlog
from pydantic import TypeAdapter

from bot.floods import Floods
from bot.metrics import Metrics
from data import chats, quotas, retention, turns
from data.chats import Chat
from data.database import Database, Transaction
from data.texts import DEFAULT, text
from handlers.context import Context, Services
from handlers.conversation import respond
from handlers.messages import Answer, Incoming, Limit, Reply, Turn

log = structlog.get_logger()


ANSWER = TypeAdapter(Answer)
REPEATED = Answer("repeated")
"""To a message that was answered, and its answer sent, before."""


def now() -> datetime:
    """The time, as the machine has it."""
    return datetime.now(UTC)


def _seen(incoming: Incoming) -> bytes:
    return turns.seen_as(incoming.channel, incoming.address, incoming.id)


class Dispatch:
    """Takes messages of every channel through the conversation."""

    def __init__(
        self,
        database: Database,
        services: Services,
        clock: Callable[[], datetime],
        metrics: Metrics,
        floods: Floods | None = None,
    ) -> None:
        self._database = database
        self._services = services
        self._clock = clock
        self._metrics = metrics
        self._floods = floods

    async def handle(self, incoming: Incoming) -> Answer:
        """The answer to a message, kept until `sent` is told. Never raises for a bug of ours."""
        begun = time.perf_counter()
        moment = self._clock()
        if self._floods and not self._floods.lets_pass(incoming.channel, incoming.address, moment):
            answer = await self._slow_down(incoming, self._floods.most)
        else:
            answer = await self._one_turn(incoming, moment)
        self._metrics.answered(incoming.channel, answer, time.perf_counter() - begun)
        return answer

    async def sent(self, incoming: Incoming) -> None:
        """The answer arrived: it need not be kept any longer."""
        async with self._database.transaction() as tx:
            await turns.sent(tx, _seen(incoming))

    async def language(self, channel: str, address: str) -> str:
        """The language of a chat, as the person chose it. Falls back to the default when it cannot be read."""
        try:
            async with self._database.transaction() as tx:
                return (await chats.load(tx, channel, address, self._clock())).language or DEFAULT
        except Exception:
            log.exception("language.not_read", channel=channel)
            return DEFAULT

    async def sweep(self) -> None:
        """Forgets what need not be kept any longer."""
        async with self._database.transaction() as tx:
            await retention.sweep(tx, self._clock())
        await self._database.tidy()

    async def ready(self) -> bool:
        """Whether the live database takes a turn."""
        try:
            async with self._database.transaction() as tx:
                await tx.rows("SELECT 1")
        except Exception:
            log.exception("database.not_ready")
            return False
        return True

    async def _slow_down(self, incoming: Incoming, most: int) -> Answer:
        """Nothing of this message is kept: sent again later, it is answered."""
        language = await self.language(incoming.channel, incoming.address)
        return Answer("flood", sure=False, replies=(Reply(text("flood", language, most=most)),), language=language)

    async def _one_turn(self, incoming: Incoming, moment: datetime) -> Answer:
        incoming = replace(incoming, limits=(*self._own_limit(incoming), *incoming.limits))
        chat: Chat | None = None
        try:
            async with self._database.transaction() as tx:
                known, kept = await turns.answer_to(tx, _seen(incoming))
                if known:
                    return ANSWER.validate_json(kept) if kept else REPEATED
                if incoming.acknowledges:
                    await turns.forget(tx, incoming.channel, incoming.address)
                chat = await chats.load(tx, incoming.channel, incoming.address, moment)
                turn = await respond(Context(self._services, tx, moment, incoming, chat))
                return await self._keep(tx, incoming, turn, moment)
        except Exception:
            log.exception("turn.failed", channel=incoming.channel)
            return await self._apologise(incoming, chat, moment)

    def _own_limit(self, incoming: Incoming) -> tuple[Limit, ...]:
        """The quota of the chat itself. Without a key nothing can be checked, so nothing is counted."""
        key = self._services.key
        if key is None:
            return ()
        return (
            Limit(key.of_bucket("chat", incoming.channel, incoming.address), self._services.checks_per_day, quotas.DAY),
        )

    async def _keep(self, tx: Transaction, incoming: Incoming, turn: Turn, now: datetime) -> Answer:
        if turn.chat is None:
            await chats.erase(tx, incoming.channel, incoming.address)
            await turns.forget(tx, incoming.channel, incoming.address)
        else:
            await chats.save(tx, turn.chat, now)
        answer = await self._remember(tx, incoming, turn.answer, now)
        if turn.chat is None and incoming.acknowledges:  # no next message may come that would do it
            await turns.sent(tx, _seen(incoming))
        return answer

    async def _remember(self, tx: Transaction, incoming: Incoming, answer: Answer, now: datetime) -> Answer:
        """Keeps the answer until it is sent, and that the message was handled."""
        written = ANSWER.dump_json(answer).decode()
        await turns.keep(tx, _seen(incoming), incoming.channel, incoming.address, written, now)
        return answer

    async def _apologise(self, incoming: Incoming, chat: Chat | None, now: datetime) -> Answer:
        """The person stays at the last good step, and the broken message is not tried again."""
        language = (chat.language if chat else None) or DEFAULT
        answer = Answer("error", sure=False, replies=(Reply(text("error", language)),), language=language)
        try:
            async with self._database.transaction() as tx:
                return await self._remember(tx, incoming, answer, now)
        except Exception:
            log.exception("turn.not_kept", channel=incoming.channel)
            return answer
