"""One message is one transaction: handled once, its answer kept until sent. The last catch of any bug is here."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import structlog
from pydantic import TypeAdapter

from bot.inbound_limit import Decision, InboundLimiter
from bot.metrics import Metrics
from bot.upkeep.disk_check import Writing
from bot.upkeep.sweeper import Sweeping, seconds_passed
from data import statistics
from data.announcements import announcements as broadcasts
from data.announcements import deliveries
from data.chats import chats, inbox, offers
from data.chats.chats import Chat
from data.content.texts import DEFAULT, WIB, text
from data.coverage import emergency_stop
from data.database import older_copy
from data.database.failures import Trouble
from data.database.outside_log import How
from data.database.sqlite import CannotWrite, Database, Transaction
from data.limits import expected_crowds
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


ANSWER = TypeAdapter(Answer)
REPEATED = Answer(Outcome.REPEATED)
"""To a message that was answered, and its answer sent, before."""
_MOST_TOLD = 10_000
"""Of so many chats that were told to wait, the language is remembered."""


def _is_private(incoming: Incoming, now: datetime) -> bool:
    """Whether a message that is not answered is to be taken out of the chat all the same."""
    if incoming.kind in unsupported.PRIVATE:
        return True
    try:
        kinds = exposed_numbers.kinds_in(incoming.text, now.astimezone(WIB).date())
        return bool(kinds & exposed_numbers.OF_A_PERSON if incoming.forwarded else kinds)
    except Exception:  # this may be what failed: nobody knows then what stands in it
        log.exception("turn.not_read", channel=incoming.channel)
        return True


@dataclass(frozen=True, slots=True)
class QueuedReply:
    """An answer on its way to a chat."""

    seen: bytes
    """The message it answers, as the database knows it."""
    address: str
    answer: Answer
    reference: str = ""
    """What the channel needs to find the message again."""
    done: int = 0
    """How many of its parts were sent before."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say, and nothing to be taken out of the chat."""
        return not self.answer.replies and not (self.answer.private and self.reference)


def now() -> datetime:
    """The time, as the machine has it."""
    return datetime.now(UTC)


class NotKept(Exception):
    """The message could not be handled durably: do not acknowledge it, it must come again."""


class Dispatch:
    """Takes messages of every channel through the conversation."""

    def __init__(
        self,
        database: Database,
        services: Services,
        clock: Callable[[], datetime],
        metrics: Metrics,
        floods: InboundLimiter | None = None,
    ) -> None:
        self._database = database
        self._services = services
        self._clock = clock
        self._metrics = metrics
        self._floods = floods
        self._writing = Writing(database, clock, metrics)
        passed = seconds_passed if clock is now else lambda: clock().timestamp()  # a clock of one's own is believed
        self._sweeping = Sweeping(database, clock, passed, metrics, services.audit_months)
        self._number = 0
        self._told: OrderedDict[str, str] = OrderedDict()
        """By chat, the language in which it was told to wait."""
        self.checks_on = True
        """Whether NIKs were checked when we looked last; False while staff have stopped it."""

    async def handle(self, incoming: Incoming) -> Answer:
        """The answer to a message, kept until `sent` is told. A bug of ours is an apology, never an exception.

        Raises NotKept when neither answer nor apology could be kept, on a channel that delivers a message again.
        """
        begun = time.perf_counter()
        moment = self._clock()
        waved = await self._judged(incoming, moment)
        if waved is Decision.ALLOW:
            answer = await self._one_turn(incoming, moment)
        else:
            answer = await self._slow_down(incoming, waved)
            if incoming.reference and _is_private(incoming, moment):
                answer = replace(answer, private=True)
        self._metrics.answered(incoming.channel, answer, time.perf_counter() - begun)
        return answer

    async def _judged(self, incoming: Incoming, moment: datetime) -> Decision:
        """Whether this chat sends too many messages; staff at work do send many."""
        if self._floods is None or members.find(self._services.staff, incoming.channel, incoming.address):
            return Decision.ALLOW
        return await self._floods.check(incoming.channel, incoming.address, incoming.origin, moment)

    async def sent(self, seen: bytes) -> None:
        """The answer arrived: it need not be kept any longer."""
        await self._database.group_commit(partial(inbox.mark_sent, seen=seen))

    async def progressed(self, seen: bytes, done: int) -> None:
        """So many parts of an answer arrived."""
        await self._database.group_commit(partial(inbox.mark_progress, seen=seen, done=done))

    async def refused(self, answer: Answer, why: str) -> None:
        """The channel does not take a part of this answer: of a preview, its writer hears so."""
        for number in {reply.original for reply in answer.replies if reply.original is not None}:
            await self._database.group_commit(partial(broadcasts.refuse, number=number, why=why))

    async def pending_replies(self, channel: str) -> list[QueuedReply]:
        """The answers of a channel that a crash or a stop left unsent, oldest first."""
        kept = await self._database.group_commit(partial(inbox.queued_answers, channel=channel))
        return [
            QueuedReply(one.seen, one.address, ANSWER.validate_json(one.answer), one.reference, one.done)
            for one in kept
        ]

    async def recipient_gone(self, channel: str, address: str) -> None:
        """The person blocked us or left: nothing more is sent, also no announcement."""

        async def forget(tx: Transaction) -> None:
            await older_copy.left(tx, How.BLOCKED, channel, address)
            await inbox.forget(tx, channel, address)
            await chats.unsubscribe(tx, channel, address)
            await deliveries.cancel_for(tx, channel, address, self._clock())
            await watches.forget(tx, channel, address)

        await self._database.group_commit(forget)

    async def language(self, channel: str, address: str) -> str | None:
        """The language of a chat, as the person chose it. None when there is none, or it cannot be read."""

        async def read(tx: Transaction) -> str | None:
            return (await chats.load(tx, channel, address, self._clock())).language

        try:
            return await self._database.group_commit(read)
        except Exception:
            log.exception("language.not_read", channel=channel)
            return None

    async def has_news(self, channel: str, address: str) -> bool:
        """Whether news of a NIK or an announcement waits for this chat's visit. False when it cannot be read."""
        about = self._services.coverage.about

        async def read(tx: Transaction) -> bool:
            if await watches.waiting_in(tx, channel, address, about.number if about else 0):
                return True
            return bool(
                await subscription.waiting_announcements(tx, await chats.load(tx, channel, address, self._clock()))
            )

        try:
            return await self._database.group_commit(read)
        except Exception:
            log.exception("news.not_read", channel=channel)
            return False

    async def sweep(self) -> None:
        """Forgets what need not be kept any longer."""
        await self._sweeping.sweep()

    async def learn_usual(self) -> None:
        """How many NIKs are usually not in the list, from the answers of the last days, as far as they are counted."""
        today = self._clock().astimezone(WIB).date()
        for channel, (found, missed) in (
            await self._database.group_commit(partial(statistics.misses, today=today))
        ).items():
            self._services.brake.learn_usual(channel, found, missed)

    async def look_for_crowds(self) -> None:
        """Raises the limits of volume while many people are expected."""
        people = await self._database.group_commit(partial(expected_crowds.people, now=self._clock()))
        self._services.brake.expected_people = self._services.caps.expected_people = people
        if self._floods:
            self._floods.expected_people = people

    async def look_for_a_stop(self) -> None:
        """Shows whether staff stopped all checks. Each check asks the database itself; this is for who looks on."""
        off = await self._database.group_commit(emergency_stop.off)
        if (off is None) is not self.checks_on:
            log.warning("checks.stopped" if off else "checks.go_on")
        self.checks_on = off is None
        self._metrics.checks(on=self.checks_on)

    def as_it_may_be_said(self, letter: QueuedReply) -> QueuedReply:
        """The letter itself; while checks are stopped, one that says of nobody what the list may have had wrong."""
        answer = letter.answer if self.checks_on else checks_off.withhold(letter.answer)
        return letter if answer is letter.answer else replace(letter, answer=answer, done=0)

    async def ready(self) -> bool:
        """Whether what the live database is told reaches the disk."""
        return await self._writing.works()

    @property
    def up_to_date(self) -> bool:
        """Whether the live database is no older copy, so that we send by ourselves."""
        return not self._database.beside.behind

    async def _slow_down(self, incoming: Incoming, verdict: Decision) -> Answer:
        """Nothing of this message is kept: sent later, it is answered. Where we send by ourselves, we say so once."""
        if verdict is Decision.DROP and incoming.pushed:
            return Answer(Outcome.FLOOD, sure=False)
        if verdict is Decision.CROWDED:  # without a look into the database: that is what they would wear out
            self._metrics.alarm("crowded", "One network sends as many messages, or as many chats, as any may.")
            spoken = incoming.language or DEFAULT
            return Answer(Outcome.FLOOD, sure=False, replies=(Reply(text("flood.network", spoken)),), language=spoken)
        language = await self._language_told(incoming, verdict)
        assert self._floods
        said = text("flood", language, most=self._floods.most.of_chat)
        return Answer(Outcome.FLOOD, sure=False, replies=(Reply(said),), language=language)

    async def _language_told(self, incoming: Incoming, verdict: Decision) -> str:
        """Read once, when the person is told; what comes after it within the minute costs the database nothing."""
        if verdict is Decision.WARN:
            known = await self.language(incoming.channel, incoming.address)
            self._told[incoming.chat] = known or incoming.language or DEFAULT
            self._told.move_to_end(incoming.chat)
            if len(self._told) > _MOST_TOLD:
                self._told.popitem(last=False)
        return self._told.get(incoming.chat) or incoming.language or DEFAULT

    async def _one_turn(self, incoming: Incoming, moment: datetime) -> Answer:
        language = incoming.language

        async def turn(tx: Transaction) -> Answer:
            nonlocal language
            known, kept = await inbox.answer_to(tx, incoming.message_key)
            if known:
                return await self._once_more(tx, kept) if kept and not incoming.pushed else REPEATED
            if incoming.acknowledges:
                await inbox.forget(tx, incoming.channel, incoming.address)
            chat = await chats.load(tx, incoming.channel, incoming.address, moment)
            language = chat.language or language
            if incoming.album and (part := await self._part_of_an_album(tx, incoming, moment)):
                return part
            ctx = Context(self._services, tx, moment, incoming, chat)
            answer = await self._keep(tx, incoming, chat, await respond(ctx), moment)
            if not ctx.is_staff:  # who tries the bot out is no resident
                await statistics.add(tx, ctx.today, incoming.channel, answer.topic, answer.outcome)
            return answer

        try:
            answer = await self._database.group_commit(turn)
        except CannotWrite as problem:
            self._writing.failed(problem)
            if problem.trouble is not Trouble.DAMAGED:  # else this chat alone may be what cannot be read
                return self._not_now(incoming, language or DEFAULT, problem)
            return await self._apologise(incoming, language or DEFAULT, moment)
        except Exception:
            log.exception("turn.failed", channel=incoming.channel)
            return await self._apologise(incoming, language or DEFAULT, moment)
        if incoming.source and answer is not REPEATED:
            self._metrics.came_from(incoming.source)
        return answer

    async def _once_more(self, tx: Transaction, kept: str) -> Answer:
        """The answer that is kept, to a message that comes again."""
        answer = ANSWER.validate_json(kept)
        return checks_off.withhold(answer) if await emergency_stop.off(tx) else answer

    async def _part_of_an_album(self, tx: Transaction, incoming: Incoming, now: datetime) -> Answer | None:
        """An album is answered once, by whichever of its parts comes first; words under another are an answer's worth.

        The rest is silence, and out of the chat where the first was taken out of it.
        """
        before = await inbox.marked_at(tx, incoming.album_key)
        if before is None or incoming.text.strip():
            return None
        answer = Answer(Outcome.ALBUM, private=bool(before[1]))
        if answer.private:
            return await self._remember(tx, incoming, answer, now)
        await inbox.mark(tx, incoming.message_key, now)
        return answer

    async def _keep(self, tx: Transaction, incoming: Incoming, before: Chat, turn: Turn, now: datetime) -> Answer:
        if turn.chat is None:
            await chats.erase(tx, incoming.channel, incoming.address)
            await deliveries.anonymise(tx, incoming.channel, incoming.address, now)
            await inbox.forget(tx, incoming.channel, incoming.address)
        elif chats.worth_saving(before, turn.chat, now):
            if await self._has_room(incoming, before, turn.chat, now):
                await chats.save(tx, turn.chat, now)
                await chats.note_change(tx, before, turn.chat)
                await offers.keep(tx, before, turn.chat)
            else:
                turn = storage_full.without_questions(turn)
        answer = await self._remember(tx, incoming, turn.answer, now)
        if turn.chat is None and incoming.acknowledges:  # no next message may come that would do it
            await inbox.mark_sent(tx, incoming.message_key)
        return answer

    async def _has_room(self, incoming: Incoming, before: Chat, after: Chat, now: datetime) -> bool:
        """Whether a chat that is new may be kept: one network does not fill our disk. Subscriptions were counted."""
        if before.used is not None or incoming.origin is None or after.subscription:
            return True
        return await self._services.caps.allows(storage_full.limit_for(after), incoming.origin, incoming.chat, now)

    async def _remember(self, tx: Transaction, incoming: Incoming, answer: Answer, now: datetime) -> Answer:
        """Keeps the answer until it is sent, and that the message was handled."""
        self._number = max(self._number + 1, int(now.timestamp() * 1_000_000))
        written = ANSWER.dump_json(answer).decode()
        genuine = answer.outcome == Outcome.GENUINE_YES  # of one part, which says nothing of the others
        if incoming.album and answer.replies and not genuine:
            await inbox.mark(tx, incoming.album_key, now, done=answer.private)
        await inbox.keep(
            tx, incoming.message_key, incoming.channel, incoming.address, written, now, self._number, incoming.reference
        )
        return answer

    def _not_now(self, incoming: Incoming, language: str, problem: CannotWrite) -> Answer:
        """Nothing can be kept, and nothing was: sent again later, the message is answered.

        Raises NotKept on a channel that delivers it again by itself.
        """
        if incoming.pushed:
            raise NotKept from problem
        said = text("unavailable", language)
        return Answer(Outcome.UNAVAILABLE, sure=False, replies=(Reply(said),), language=language)

    async def _apologise(self, incoming: Incoming, language: str, now: datetime) -> Answer:
        """The person stays at the last good step, and the broken message is not tried again."""
        said, private = text("error", language), _is_private(incoming, now)
        answer = Answer(Outcome.ERROR, sure=False, replies=(Reply(said),), language=language, private=private)
        try:
            return await self._database.group_commit(partial(self._remember, incoming=incoming, answer=answer, now=now))
        except CannotWrite as problem:
            self._writing.failed(problem)
            return self._not_now(incoming, language, problem)
        except Exception as error:
            log.exception("turn.not_kept", channel=incoming.channel)
            if incoming.pushed:
                raise NotKept from error
            return answer
