"""Shows staff the state of each announcement: one message that is edited, and a final message at the end."""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from bot.sending.address import Address
from bot.sending.backoff import Backoff
from bot.sending.contract import Priority
from bot.sending.errors import SendError
from bot.sending.outgoing import Edit, Text
from bot.sending.paced_channel import PacedChannel
from bot.sending.reminders import Reminders
from bot.timing import Timing
from data.announcements import announcements, leases, status_cards, tallies
from data.announcements.announcements import OPEN, Broadcast, State
from data.announcements.status_cards import Card
from data.announcements.tallies import Tally
from data.chats import inbox
from data.database import older_copy
from data.database.sqlite import Database, Transaction
from data.staff.members import Staff
from handlers.desk.status_card import approvers_not_reached, card, final_notice
from handlers.messages import Reply

log = structlog.get_logger()

_SPEED_SECONDS = 20.0
_LONGEST_WAIT = 30.0
"""Seconds between two tries while the channel cannot be reached."""
_LEASE = "cards"
"""Only one of several processes edits the messages."""
_ENDED = (State.DRAFT, State.DONE, State.ABORTED)


class StatusMessages:
    """The status messages of every announcement."""

    def __init__(
        self,
        database: Database,
        staff: Staff,
        clock: Callable[[], datetime],
        channel: PacedChannel,
        *,
        single_approver: bool,
        timing: Timing,
    ) -> None:
        self._database = database
        self._channel = channel
        self._staff = staff
        self._clock = clock
        self._single_approver = single_approver
        self._timing = timing
        self._owner = leases.new_owner()
        self._edited: dict[tuple[int, str], float] = {}
        self._gone: dict[tuple[int, str], float] = {}
        """By announcement and member: when we saw that a member blocked us, or never wrote to us."""
        self._reported: set[bytes] = set()
        """The keys of approvers whose writer was told that they cannot be reached."""
        self._reminders = Reminders(database, staff, clock, channel, single_approver=single_approver)
        self._progress: dict[int, deque[tuple[float, int]]] = {}
        """By announcement: how many deliveries were done at which time."""

    async def run(self) -> None:
        """Runs until it is cancelled."""
        backoff = Backoff(self._timing.status_poll, _LONGEST_WAIT)
        while self._staff:
            pause = self._timing.status_poll
            try:
                found = await self._database.group_commit(self._to_show)
                for one in found:
                    await self._update(one)
                await self._reminders.remind(found)
                backoff.reset()
            except SendError as problem:
                log.warning("status.not_sent", problem=type(problem).__name__)
                pause = backoff.next(problem.retry_after)
            except Exception:  # the next time is another chance
                log.exception("status.failed")
            await asyncio.sleep(pause)

    async def _to_show(self, tx: Transaction) -> list[Broadcast]:
        """The announcements whose status is shown; empty when another process shows them."""
        if await older_copy.is_behind(tx):
            return []
        going = await announcements.in_states(tx, State.HANDED_IN, *OPEN)
        numbers = {one.id for one in going}
        over = [await announcements.load(tx, n) for n in await status_cards.broadcasts_shown(tx) if n not in numbers]
        found = [*going, *(one for one in over if one)]
        ours = found and await leases.acquire_or_renew(tx, _LEASE, self._owner, self._clock())
        return found if ours else []

    async def _update(self, one: Broadcast) -> None:
        known, tally = await self._database.group_commit(partial(_read, number=one.id))
        reply = card(one, tally, self._speed(one, tally), self._clock(), self._staff)
        ended = one.state in _ENDED and (one.ended is not None or one.state is State.DRAFT)
        for address in sorted({*known, *self._members_to_notify(one)} & self._staff.keys()):  # without former staff
            await self._show(known.get(address) or Card(one.id, address, "", ""), reply, at_once=ended)
        if one.state is State.HANDED_IN:
            await self._report_unreachable_approvers(one)
        if ended:
            for address in sorted({one.writer, one.approver or one.writer} & self._staff.keys()):
                if known and (final := final_notice(one, tally, address)):
                    await self._post(address, final)
            await self._database.group_commit(partial(status_cards.delete, broadcast=one.id))
            self._progress.pop(one.id, None)

    def _members_to_notify(self, one: Broadcast) -> set[str]:
        """The members who need to know about the announcement in its present state."""
        if one.state is State.HANDED_IN:
            return {
                member.address
                for member in self._staff.values()
                if member.may_approve(one.writer, single_approver=self._single_approver)
            }
        return {one.writer, one.approver or one.writer} if one.state in OPEN else set()

    async def _show(self, known: Card, reply: Reply, *, at_once: bool) -> None:
        shown = hashlib.blake2b(repr((reply.text, reply.choices)).encode(), digest_size=8).hexdigest()
        at, now = (known.broadcast, known.address), asyncio.get_running_loop().time()
        gone = now - self._gone.get(at, float("-inf")) < self._timing.status_gone_pause
        too_soon = known.message and not at_once and now - self._edited.get(at, 0.0) < self._timing.status_edit_interval
        if gone or known.shown == shown or too_soon:
            return
        try:
            message = await self._post_or_edit(known, reply)
        except SendError as problem:
            if not problem.ends_subscription:
                raise
            self._gone[at] = now
            log.warning("status.staff_not_reached", broadcast=known.broadcast)
            await self._database.group_commit(
                partial(status_cards.delete, broadcast=known.broadcast, address=known.address)
            )
            return
        self._gone.pop(at, None)
        self._edited[at] = now
        await self._database.group_commit(
            partial(status_cards.save, card=Card(known.broadcast, known.address, message, shown))
        )

    async def _post_or_edit(self, known: Card, reply: Reply) -> str:
        if known.message:
            new = Text(reply.spoken, reply.choices, copies=reply.copies)
            try:
                await self._channel.send(Address(known.address), Edit(known.message, new), Priority.STAFF)
            except SendError as problem:
                if problem.concerns != "message" or problem.retry:
                    raise
                # it was deleted, most likely
                return await self._channel.say(known.address, reply, Priority.STAFF)
            return known.message
        return await self._channel.say(known.address, reply, Priority.STAFF)

    async def _report_unreachable_approvers(self, one: Broadcast) -> None:
        """Tells the writer, once for each approver, that the approver cannot be told about the announcement."""
        keys = {
            address: inbox.message_key_of("desk", address, f"not told {one.id} {one.changed.timestamp():.0f}")
            for number, address in self._gone
            if number == one.id and address in self._members_to_notify(one)
        }
        new = {address: key for address, key in sorted(keys.items()) if key not in self._reported}
        if not new:
            return
        marked = await self._database.group_commit(partial(_marked, keys=list(new.values())))
        unreachable = [address for address, key in new.items() if key not in marked]
        if unreachable and one.writer in self._staff:
            await self._post(one.writer, approvers_not_reached(one, unreachable, self._staff))
            await self._database.group_commit(partial(_mark, keys=list(new.values()), now=self._clock()))
        self._reported |= {*new.values()}

    async def _post(self, address: str, reply: Reply) -> None:
        try:
            await self._channel.say(address, reply, Priority.STAFF)
        except SendError as problem:
            if problem.retry or problem.ends_channel:
                raise
            log.warning("status.not_posted", problem=type(problem).__name__)

    def _speed(self, one: Broadcast, tally: Tally) -> float:
        """Messages a second, over the last 20 seconds."""
        now = asyncio.get_running_loop().time()
        progress = self._progress.setdefault(one.id, deque())
        progress.append((now, tally.done))
        while now - progress[0][0] > _SPEED_SECONDS:
            progress.popleft()
        since, before = progress[0]
        return (tally.done - before) / (now - since) if now > since else 0.0


async def _read(tx: Transaction, number: int) -> tuple[dict[str, Card], Tally]:
    return await status_cards.of_broadcast(tx, number), tallies.pushed(await tallies.by_channel(tx, number))


async def _marked(tx: Transaction, keys: list[bytes]) -> set[bytes]:
    return {one for one in keys if await inbox.marked_at(tx, one)}


async def _mark(tx: Transaction, keys: list[bytes], now: datetime) -> None:
    for one in keys:
        await inbox.mark(tx, one, now)
