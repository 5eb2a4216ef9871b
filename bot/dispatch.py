"""One message is one transaction: handled once, its answer kept until sent. The last catch of any bug is here."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from data import chats, retention, turns
from data.chats import Chat
from data.database import Database, Transaction
from data.texts import DEFAULT, text
from handlers.context import Context, House
from handlers.conversation import respond
from handlers.messages import Incoming, Limit, Reply, Turn

log = structlog.get_logger()

_DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Answer:
    """What a channel sends, and what is counted."""

    outcome: str
    topic: str | None = None
    sure: bool = True
    offered: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()


_ANSWER = TypeAdapter(Answer)
REPEATED = Answer("repeated")
"""To a message that was answered, and its answer sent, before."""


def _now() -> datetime:
    return datetime.now(UTC)


class Dispatch:
    """Takes messages of every channel through the conversation."""

    def __init__(self, database: Database, house: House, clock: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._house = house
        self._clock = clock

    async def handle(self, incoming: Incoming) -> Answer:
        """The answer to a message, kept until `sent` is told. Never raises for a bug of ours."""
        now = self._clock()
        seen = turns.seen_as(incoming.channel, incoming.address, incoming.id)
        incoming = replace(incoming, limits=(*self._own_limit(incoming), *incoming.limits))
        chat: Chat | None = None
        try:
            async with self._database.transaction() as tx:
                known, kept = await turns.answer_to(tx, seen)
                if known:
                    return _ANSWER.validate_json(kept) if kept else REPEATED
                chat = await chats.load(tx, incoming.channel, incoming.address, now)
                turn = await respond(Context(self._house, tx, now, incoming, chat))
                return await self._keep(tx, incoming, seen, turn, now)
        except Exception:
            log.exception("turn.failed", channel=incoming.channel)
            return await self._apologise(incoming, seen, chat, now)

    async def sent(self, incoming: Incoming) -> None:
        """The answer arrived: it need not be kept any longer."""
        async with self._database.transaction() as tx:
            await turns.sent(tx, turns.seen_as(incoming.channel, incoming.address, incoming.id))

    async def sweep(self) -> None:
        """Forgets what need not be kept any longer."""
        async with self._database.transaction() as tx:
            await retention.sweep(tx, self._clock())
        await self._database.tidy()

    def _own_limit(self, incoming: Incoming) -> tuple[Limit, ...]:
        """The quota of the chat itself. Without a key nothing can be checked, so nothing is counted."""
        key = self._house.key
        if key is None:
            return ()
        return (Limit(key.of_bucket("chat", incoming.channel, incoming.address), self._house.checks_per_day, _DAY),)

    async def _keep(self, tx: Transaction, incoming: Incoming, seen: bytes, turn: Turn, now: datetime) -> Answer:
        if turn.chat is None:
            await chats.erase(tx, incoming.channel, incoming.address)
            await turns.forget(tx, incoming.channel, incoming.address)
        else:
            await chats.save(tx, turn.chat, now)
        answer = Answer(turn.outcome, turn.topic, turn.sure, turn.offered, turn.replies)
        written = _ANSWER.dump_json(answer).decode()
        await turns.keep(tx, seen, incoming.channel, incoming.address, written, now)
        return answer

    async def _apologise(self, incoming: Incoming, seen: bytes, chat: Chat | None, now: datetime) -> Answer:
        """The person stays at the last good step, and the broken message is not tried again."""
        language = (chat.language if chat else None) or DEFAULT
        answer = Answer("error", sure=False, replies=(Reply(text("error", language)),))
        try:
            async with self._database.transaction() as tx:
                written = _ANSWER.dump_json(answer).decode()
                await turns.keep(tx, seen, incoming.channel, incoming.address, written, now)
        except Exception:
            log.exception("turn.not_kept", channel=incoming.channel)
        return answer
