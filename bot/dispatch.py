"""Handles one message in one transaction, and stores the answer until it is sent. Catches any other error."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial

import structlog

from bot import fallback_answers
from bot.flood_guard import FloodGuard
from bot.metrics import Metrics
from bot.sending.stored_replies import dump_answer, load_answer
from bot.upkeep.disk_check import DiskCheck
from data import statistics, turns
from data.clock import wib_day
from data.content.texts import DEFAULT
from data.coverage import emergency_stop
from data.database import long_reads
from data.database.failures import Trouble
from data.database.sqlite import CannotWrite, Database, Transaction
from data.staff import members
from data.turns import KeptAnswer, Message
from handlers import one_message, over_budget, storage_full
from handlers.context import Context
from handlers.conversation import respond
from handlers.coverage import checks_off
from handlers.messages import Answer, Incoming, Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading
from handlers.services import Services

log = structlog.get_logger()

REPEATED = Answer(Outcome.REPEATED)
"""For a message that was answered before, and whose answer was sent."""


def now() -> datetime:
    """The time by the clock of the machine."""
    return datetime.now(UTC)


class NotKept(Exception):
    """Neither the message's answer nor an apology could be stored: do not acknowledge it, so that it comes again."""


class Dispatch:
    """Handles the messages of every channel."""

    def __init__(
        self,
        database: Database,
        services: Services,
        clock: Callable[[], datetime],
        metrics: Metrics,
        disk_check: DiskCheck,
        flood_guard: FloodGuard | None = None,
    ) -> None:
        self._database = database
        self._services = services
        self._clock = clock
        self._metrics = metrics
        self._disk_check = disk_check
        self._flood_guard = flood_guard
        self._order_of_staff: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """By the address of each member of staff."""
        self._number = 0
        """The number of the last answer that was stored; orders answers across restarts."""

    def reached_at(self, channel: str, url: str) -> None:
        """Notes where people find a channel, so that answers on others can name it."""
        self._services.links[channel] = url

    async def handle(self, incoming: Incoming) -> Answer:
        """The answer to a message, stored until it is marked as sent. A bug becomes an apology, never an exception.

        Raises NotKept when neither answer nor apology could be stored, on a channel that delivers a message again.
        """
        begun, moment = time.perf_counter(), self._clock()
        refusal = await self._flood_guard.refuse(incoming, moment) if self._flood_guard else None
        async with self._in_order(incoming):
            answer = refusal or await self._handle_turn(incoming, moment)
        self._metrics.answered(incoming.channel, answer, time.perf_counter() - begun)
        return answer

    def _in_order(self, incoming: Incoming) -> AbstractAsyncContextManager[None]:
        """Keeps the messages of a member of staff in order: a turn with a long read is begun again after others."""
        is_staff = members.find(self._services.staff, incoming.channel, incoming.address)
        return self._order_of_staff[incoming.address] if is_staff else nullcontext()

    async def _handle_turn(self, incoming: Incoming, now: datetime) -> Answer:
        message, language = _stored(incoming), incoming.language or DEFAULT

        async def turn(tx: Transaction, withheld: Answer | None = None) -> Answer:
            nonlocal language
            before = await turns.begin(tx, message, now)
            if before.handled:
                return await _repeat(tx, incoming, before.answer)
            language = before.chat.language or language
            if before.album_deleted is not None and not incoming.text.strip():
                return await self._skip_part(tx, message, now, deleted=before.album_deleted)
            reading = Reading(incoming.text, wib_day(now))
            ctx = Context(self._services, tx, now, incoming, before.chat, reading)
            done = await _respond(ctx, withheld)
            await turns.save(tx, message, before.chat, done.chat, self._kept(done.answer, now), now)
            if not ctx.is_staff:  # staff who try the bot out are not residents
                statistics.add(tx, ctx.today, incoming.channel, done.answer.topic, done.answer.outcome)
            return done.answer

        try:
            answer = await self._commit(turn)
        except CannotWrite as problem:
            self._disk_check.failed(problem)
            if problem.trouble is not Trouble.DAMAGED:  # damage may concern this chat alone
                return _unavailable(incoming, language, problem)
            return await self._apologise(incoming, language, now)
        except Exception:
            log.exception("turn.failed", channel=incoming.channel)
            return await self._apologise(incoming, language, now)
        if incoming.source and answer is not REPEATED:
            self._metrics.chat_started(incoming.source)
        return answer

    async def _commit(self, turn: Callable[..., Awaitable[Answer]]) -> Answer:
        """Commits a turn; one whose answer is withheld is taken back, and answered anew."""
        try:
            return await long_reads.commit(self._database, turn)
        except over_budget.Withheld as taken_back:
            return await long_reads.commit(self._database, partial(turn, withheld=taken_back.answer))

    async def _skip_part(self, tx: Transaction, message: Message, now: datetime, *, deleted: bool) -> Answer:
        """The empty answer to a part of an album of which another part was answered, unless this one has text.

        Where that part was deleted from the chat, so is this one.
        """
        answer = Answer(Outcome.ALBUM, private=deleted)
        if deleted:
            await turns.save_answer(tx, message, self._kept(answer, now), now)
        else:
            await turns.skip(tx, message, now)
        return answer

    def _kept(self, answer: Answer, now: datetime) -> KeptAnswer:
        """The answer as it is stored. Of an album, one part is answered, unless each is an announcement of ours."""
        self._number = max(self._number + 1, int(now.timestamp() * 1_000_000))
        of_album = bool(answer.replies) and answer.outcome != Outcome.GENUINE_YES
        return KeptAnswer(dump_answer(answer), self._number, answer.private, of_album)

    async def _apologise(self, incoming: Incoming, language: str, now: datetime) -> Answer:
        """Apologises. The chat stays as it was, and the message that broke us is not tried again."""
        answer = fallback_answers.apology(incoming, language, now)
        kept = self._kept(answer, now)
        try:
            await self._database.group_commit(
                partial(turns.save_answer, message=_stored(incoming), answer=kept, now=now)
            )
        except CannotWrite as problem:
            self._disk_check.failed(problem)
            return _unavailable(incoming, language, problem)
        except Exception as error:
            log.exception("turn.apology_not_stored", channel=incoming.channel)
            if incoming.pushed:
                raise NotKept from error
        return answer


async def _respond(ctx: Context, withheld: Answer | None) -> Turn:
    """The answer to a message; in place of one that was withheld, where to ask instead."""
    if withheld:
        return await over_budget.instead(ctx, withheld)
    turn = over_budget.withhold(ctx, await respond(ctx))
    return one_message.join(await storage_full.within_caps(ctx, turn))


def _stored(incoming: Incoming) -> Message:
    """What is stored of a message."""
    return Message(
        incoming.message_key,
        incoming.channel,
        incoming.address,
        incoming.reference,
        incoming.acknowledges,
        incoming.album_key if incoming.album else None,
    )


async def _repeat(tx: Transaction, incoming: Incoming, kept: str | None) -> Answer:
    """The answer to a message that came again: the stored one, unless the channel sends that by itself."""
    if kept is None or incoming.pushed:
        return REPEATED
    answer = load_answer(kept) or REPEATED
    return checks_off.withhold(answer) if await emergency_stop.off(tx) else answer


def _unavailable(incoming: Incoming, language: str, problem: CannotWrite) -> Answer:
    """Nothing can be stored, and nothing was, so the message is answered when it is sent again later.

    Raises NotKept on a channel that delivers it again automatically.
    """
    if incoming.pushed:
        raise NotKept from problem
    return fallback_answers.unavailable(language)
