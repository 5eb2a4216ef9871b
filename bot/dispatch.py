"""Handles one message in one transaction, and stores the answer until it is sent. Catches any other error."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import structlog

from bot.inbound_limit import Decision, InboundLimiter
from bot.metrics import Metrics
from bot.sending.stored_replies import dump_answer, load_answer
from bot.upkeep.disk_check import DiskCheck
from data import statistics
from data.announcements import deliveries
from data.chats import chats, inbox
from data.chats.chats import Chat
from data.clock import wib_day
from data.content.texts import DEFAULT, text
from data.coverage import emergency_stop
from data.database.failures import Trouble
from data.database.sqlite import CannotWrite, Database, Transaction
from data.nik import exposed_numbers
from data.staff import members
from data.watches import watches
from handlers import storage_full
from handlers.context import Context, Services
from handlers.conversation import respond
from handlers.coverage import checks_off
from handlers.messages import Answer, Incoming, Reply, Turn
from handlers.outcomes import Outcome
from handlers.pages import unsupported
from handlers.subscription import subscription

log = structlog.get_logger()


REPEATED = Answer(Outcome.REPEATED)
"""For a message that was answered before, and whose answer was sent."""
_MOST_WARNED = 10_000
"""The largest number of chats for which the language of the warning is remembered."""


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
        inbound_limiter: InboundLimiter | None = None,
    ) -> None:
        self._database = database
        self._services = services
        self._clock = clock
        self._metrics = metrics
        self._inbound_limiter = inbound_limiter
        self._disk_check = DiskCheck(database, clock, metrics)
        self._number = 0
        """The number of the last answer that was stored; orders answers across restarts."""
        self._warned: OrderedDict[str, str] = OrderedDict()
        """By chat, the language in which it was told to wait."""

    async def handle(self, incoming: Incoming) -> Answer:
        """The answer to a message, stored until it is marked as sent. A bug becomes an apology, never an exception.

        Raises NotKept when neither answer nor apology could be stored, on a channel that delivers a message again.
        """
        begun = time.perf_counter()
        moment = self._clock()
        decision = await self._limit(incoming, moment)
        if decision is Decision.ALLOW:
            answer = await self._handle_turn(incoming, moment)
        else:
            answer = await self._answer_flood(incoming, decision)
            if incoming.reference and _is_private(incoming, moment):
                answer = replace(answer, private=True)
        self._metrics.answered(incoming.channel, answer, time.perf_counter() - begun)
        return answer

    async def _limit(self, incoming: Incoming, moment: datetime) -> Decision:
        """Whether this chat sends too many messages. Staff have no limit: their work takes many."""
        if self._inbound_limiter is None or members.find(self._services.staff, incoming.channel, incoming.address):
            return Decision.ALLOW
        return await self._inbound_limiter.check(incoming.channel, incoming.address, incoming.origin, moment)

    async def language(self, channel: str, address: str) -> str | None:
        """The language that the person chose for a chat. None when there is none, or when it cannot be read."""

        async def read(tx: Transaction) -> str | None:
            return (await chats.load(tx, channel, address, self._clock())).language

        try:
            return await self._database.group_commit(read)
        except Exception:
            log.exception("language.not_read", channel=channel)
            return None

    async def has_news(self, channel: str, address: str) -> bool:
        """Whether a notice about a NIK or an announcement waits for the next visit. False when it cannot be read."""
        about = self._services.coverage.about

        async def read(tx: Transaction) -> bool:
            if await watches.with_news_of_chat(tx, channel, address, about.number if about else 0):
                return True
            return bool(
                await subscription.waiting_announcements(tx, await chats.load(tx, channel, address, self._clock()))
            )

        try:
            return await self._database.group_commit(read)
        except Exception:
            log.exception("news.not_read", channel=channel)
            return False

    async def ready(self) -> bool:
        """Whether writes to the live database reach the disk."""
        return await self._disk_check.works()

    @property
    def up_to_date(self) -> bool:
        """Whether the live database is the newest copy, so that we may send messages that nobody asked for."""
        return not self._database.rollback_guard.behind

    async def _answer_flood(self, incoming: Incoming, decision: Decision) -> Answer:
        """Nothing of this message is stored, so it is answered when it is sent again later.

        On channels that push, the warning is sent once a minute; the other messages get no answer at all.
        """
        if decision is Decision.DROP and incoming.pushed:
            return Answer(Outcome.FLOOD, sure=False)
        if decision is Decision.CROWDED:  # does not read the database: that would cost what the limit protects
            self._metrics.alarm("crowded", "One network has reached the limit of messages or of chats.")
            language = incoming.language or DEFAULT
            return Answer(
                Outcome.FLOOD, sure=False, replies=(Reply(text("flood.network", language)),), language=language
            )
        language = await self._warning_language(incoming, decision)
        assert self._inbound_limiter
        said = text("flood", language, most=self._inbound_limiter.max_weight.of_chat)
        return Answer(Outcome.FLOOD, sure=False, replies=(Reply(said),), language=language)

    async def _warning_language(self, incoming: Incoming, decision: Decision) -> str:
        """The language of the warning: read once, so that later messages within the minute cost no query."""
        if decision is Decision.WARN:
            known = await self.language(incoming.channel, incoming.address)
            self._warned[incoming.chat] = known or incoming.language or DEFAULT
            self._warned.move_to_end(incoming.chat)
            if len(self._warned) > _MOST_WARNED:
                self._warned.popitem(last=False)
        return self._warned.get(incoming.chat) or incoming.language or DEFAULT

    async def _handle_turn(self, incoming: Incoming, moment: datetime) -> Answer:
        language = incoming.language

        async def turn(tx: Transaction) -> Answer:
            nonlocal language
            known, kept = await inbox.answer_to(tx, incoming.message_key)
            if known:
                return await self._repeat_answer(tx, kept) if kept and not incoming.pushed else REPEATED
            if incoming.acknowledges:
                await inbox.forget(tx, incoming.channel, incoming.address)
            chat = await chats.load(tx, incoming.channel, incoming.address, moment)
            language = chat.language or language
            if incoming.album and (part := await self._part_of_an_album(tx, incoming, moment)):
                return part
            ctx = Context(self._services, tx, moment, incoming, chat)
            answer = await self._save_turn(tx, incoming, chat, await respond(ctx), moment)
            if not ctx.is_staff:  # staff who try the bot out are not residents
                await statistics.add(tx, ctx.today, incoming.channel, answer.topic, answer.outcome)
            return answer

        try:
            answer = await self._database.group_commit(turn)
        except CannotWrite as problem:
            self._disk_check.failed(problem)
            if problem.trouble is not Trouble.DAMAGED:  # damage may concern this chat alone
                return self._answer_unavailable(incoming, language or DEFAULT, problem)
            return await self._apologise(incoming, language or DEFAULT, moment)
        except Exception:
            log.exception("turn.failed", channel=incoming.channel)
            return await self._apologise(incoming, language or DEFAULT, moment)
        if incoming.source and answer is not REPEATED:
            self._metrics.chat_started(incoming.source)
        return answer

    async def _repeat_answer(self, tx: Transaction, kept: str) -> Answer:
        """The stored answer, for a message that came again."""
        answer = load_answer(kept) or REPEATED
        return checks_off.withhold(answer) if await emergency_stop.off(tx) else answer

    async def _part_of_an_album(self, tx: Transaction, incoming: Incoming, now: datetime) -> Answer | None:
        """The empty answer to a part of an album after the first; None for a part that is answered.

        The first part that arrives is answered, and any other part with text. The rest gets no answer; where the first
        part was deleted from the chat, so is the rest.
        """
        before = await inbox.marked_at(tx, incoming.album_key)
        if before is None or incoming.text.strip():
            return None
        answer = Answer(Outcome.ALBUM, private=bool(before[1]))
        if answer.private:
            return await self._store(tx, incoming, answer, now)
        await inbox.mark(tx, incoming.message_key, now)
        return answer

    async def _save_turn(self, tx: Transaction, incoming: Incoming, before: Chat, turn: Turn, now: datetime) -> Answer:
        """Saves what a turn changed, and its answer."""
        if turn.chat is None:
            await chats.erase(tx, incoming.channel, incoming.address)
            await deliveries.anonymise(tx, incoming.channel, incoming.address, now)
            await inbox.forget(tx, incoming.channel, incoming.address)
        elif chats.worth_saving(before, turn.chat, now):
            if await self._has_room(incoming, before, turn.chat, now):
                await chats.save(tx, turn.chat, now)
                await chats.note_change(tx, before, turn.chat)
            else:
                turn = storage_full.without_questions(turn)
        answer = await self._store(tx, incoming, turn.answer, now)
        if turn.chat is None and incoming.acknowledges:  # no later message may come that would confirm it
            await inbox.mark_sent(tx, incoming.message_key)
        return answer

    async def _has_room(self, incoming: Incoming, before: Chat, after: Chat, now: datetime) -> bool:
        """Whether a new chat may be stored, so that one network cannot fill our disk. Subscriptions count before."""
        limit = storage_full.limit_for(before, after)
        if limit is None or incoming.origin is None or after.subscription:
            return True
        return await self._services.caps.allows(limit, incoming.origin, incoming.chat, now)

    async def _store(self, tx: Transaction, incoming: Incoming, answer: Answer, now: datetime) -> Answer:
        """Stores the answer until it is sent, and notes that the message was handled."""
        self._number = max(self._number + 1, int(now.timestamp() * 1_000_000))
        written = dump_answer(answer)
        if incoming.album and answer.replies and answer.outcome != Outcome.GENUINE_YES:  # one part only
            await inbox.mark(tx, incoming.album_key, now, done=answer.private)
        await inbox.keep(
            tx, incoming.message_key, incoming.channel, incoming.address, written, now, self._number, incoming.reference
        )
        return answer

    def _answer_unavailable(self, incoming: Incoming, language: str, problem: CannotWrite) -> Answer:
        """Nothing can be stored, and nothing was, so the message is answered when it is sent again later.

        Raises NotKept on a channel that delivers it again automatically.
        """
        if incoming.pushed:
            raise NotKept from problem
        said = text("unavailable", language)
        return Answer(Outcome.UNAVAILABLE, sure=False, replies=(Reply(said),), language=language)

    async def _apologise(self, incoming: Incoming, language: str, now: datetime) -> Answer:
        """Apologises. The chat stays as it was, and the message that broke us is not tried again."""
        said, private = text("error", language), _is_private(incoming, now)
        answer = Answer(Outcome.ERROR, sure=False, replies=(Reply(said),), language=language, private=private)
        try:
            return await self._database.group_commit(partial(self._store, incoming=incoming, answer=answer, now=now))
        except CannotWrite as problem:
            self._disk_check.failed(problem)
            return self._answer_unavailable(incoming, language, problem)
        except Exception as error:
            log.exception("turn.apology_not_stored", channel=incoming.channel)
            if incoming.pushed:
                raise NotKept from error
            return answer


def _is_private(incoming: Incoming, now: datetime) -> bool:
    """Whether a message that gets no answer must be deleted from the chat all the same."""
    if incoming.kind in unsupported.PRIVATE:
        return True
    try:
        kinds = exposed_numbers.kinds_in(incoming.text, wib_day(now))
        return bool(kinds & exposed_numbers.OF_A_PERSON if incoming.forwarded else kinds)
    except Exception:  # this may be the bug that broke the turn: then nobody knows what the message holds
        log.exception("turn.numbers_not_read", channel=incoming.channel)
        return True
