"""Keeps staff told: one message for each broadcast that edits itself, and a last word when it has ended."""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from bot.sending.contract import Gone, Refused, SendError
from bot.sending.reminders import Reminders
from bot.sending.staff_chats import Desk
from bot.waits import Timing
from data.announcements import announcements, leases, status_cards, tallies
from data.announcements.announcements import OPEN, Broadcast, State
from data.announcements.status_cards import Card
from data.announcements.tallies import Tally
from data.chats import inbox
from data.database import older_copy
from data.database.sqlite import Database, Transaction
from data.staff.members import Staff
from handlers.desk.status_card import card, last_word, not_told
from handlers.messages import Reply

log = structlog.get_logger()

_SPEED_SECONDS = 20.0
_LANE = "cards"
"""Of several processes one keeps the cards."""
_ENDED = (State.DRAFT, State.DONE, State.ABORTED)


class StatusMessages:
    """Every card of every broadcast."""

    def __init__(
        self,
        database: Database,
        staff: Staff,
        clock: Callable[[], datetime],
        channel: Desk,
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
        self._holder = leases.new_owner()
        self._edited: dict[tuple[int, str], float] = {}
        self._gone: dict[tuple[int, str], float] = {}
        """Cards for staff who blocked us, or never wrote to us, and when that was seen."""
        self._told: set[bytes] = set()
        """Of whom a writer has heard that they could not be told."""
        self._reminders = Reminders(database, staff, clock, channel, single_approver=single_approver)
        self._seen: dict[int, deque[tuple[float, int]]] = {}

    async def run(self) -> None:
        """Runs until it is cancelled."""
        while self._staff:
            try:
                found = await self._database.group_commit(self._shown)
                for one in found:
                    await self._bring_up_to_date(one)
                await self._reminders.look(found)
            except SendError as problem:
                log.warning("cards.not_sent", problem=type(problem).__name__)
            except Exception:  # the next time is another chance
                log.exception("cards.failed")
            await asyncio.sleep(self._timing.cards_look)

    async def _shown(self, tx: Transaction) -> list[Broadcast]:
        """The broadcasts that somebody is to be shown, when it is on us to show them."""
        if await older_copy.is_behind(tx):
            return []
        going = await announcements.in_states(tx, State.HANDED_IN, *OPEN)
        numbers = {one.id for one in going}
        over = [await announcements.load(tx, n) for n in await status_cards.broadcasts_shown(tx) if n not in numbers]
        found = [*going, *(one for one in over if one)]
        mine = found and await leases.acquire_or_renew(tx, _LANE, self._holder, self._clock())
        return found if mine else []

    async def _bring_up_to_date(self, one: Broadcast) -> None:
        known, tally = await self._database.group_commit(partial(_read, number=one.id))
        reply = card(one, tally, self._speed(one, tally), self._clock(), self._staff)
        ended = one.state in _ENDED and (one.ended is not None or one.state is State.DRAFT)
        for address in sorted({*known, *self._wanted(one)} & self._staff.keys()):  # not who left since
            await self._show(known.get(address) or Card(one.id, address, "", ""), reply, at_once=ended)
        if one.state is State.HANDED_IN:
            await self._tell_whom_we_do_not_reach(one)
        if ended:
            for address in sorted({one.writer, one.approver or one.writer} & self._staff.keys()):
                if known and (word := last_word(one, tally, address)):
                    await self._say(address, word)
            await self._database.group_commit(partial(status_cards.delete, broadcast=one.id))
            self._seen.pop(one.id, None)

    def _wanted(self, one: Broadcast) -> set[str]:
        """Whose business it is now."""
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
        gone = now - self._gone.get(at, float("-inf")) < self._timing.cards_gone
        too_soon = known.message and not at_once and now - self._edited.get(at, 0.0) < self._timing.cards_edit
        if gone or known.shown == shown or too_soon:
            return
        try:
            message = await self._write(known, reply)
        except Gone:
            self._gone[at] = now
            log.warning("cards.staff_not_reached", broadcast=known.broadcast)
            await self._database.group_commit(
                partial(status_cards.delete, broadcast=known.broadcast, address=known.address)
            )
            return
        self._gone.pop(at, None)
        self._edited[at] = now
        await self._database.group_commit(
            partial(status_cards.save, card=Card(known.broadcast, known.address, message, shown))
        )

    async def _write(self, known: Card, reply: Reply) -> str:
        if known.message:
            try:
                await self._channel.change(known.address, known.message, reply)
            except Refused:  # deleted, most likely
                return await self._channel.post(known.address, reply)
            return known.message
        return await self._channel.post(known.address, reply)

    async def _tell_whom_we_do_not_reach(self, one: Broadcast) -> None:
        """Its writer hears once of each approver who could not be told that it waits."""
        known_as = {
            address: inbox.message_key_of("desk", address, f"not told {one.id} {one.changed.timestamp():.0f}")
            for number, address in self._gone
            if number == one.id and address in self._wanted(one)
        }
        news = {address: seen for address, seen in sorted(known_as.items()) if seen not in self._told}
        if not news:
            return
        marked = await self._database.group_commit(partial(_marked, seen=list(news.values())))
        unheard = [address for address, seen in news.items() if seen not in marked]
        if unheard and one.writer in self._staff:
            await self._say(one.writer, not_told(one, unheard, self._staff))
            await self._database.group_commit(partial(_mark, seen=list(news.values()), now=self._clock()))
        self._told |= {*news.values()}

    async def _say(self, address: str, reply: Reply) -> None:
        try:
            await self._channel.post(address, reply)
        except (Gone, Refused) as problem:
            log.warning("cards.not_said", problem=type(problem).__name__)

    def _speed(self, one: Broadcast, tally: Tally) -> float:
        """Messages a second, over the last 20."""
        now = asyncio.get_running_loop().time()
        seen = self._seen.setdefault(one.id, deque())
        seen.append((now, tally.done))
        while now - seen[0][0] > _SPEED_SECONDS:
            seen.popleft()
        since, before = seen[0]
        return (tally.done - before) / (now - since) if now > since else 0.0


async def _read(tx: Transaction, number: int) -> tuple[dict[str, Card], Tally]:
    return await status_cards.of_broadcast(tx, number), tallies.pushed(await tallies.by_channel(tx, number))


async def _marked(tx: Transaction, seen: list[bytes]) -> set[bytes]:
    return {one for one in seen if await inbox.sent_at(tx, one)}


async def _mark(tx: Transaction, seen: list[bytes], now: datetime) -> None:
    for one in seen:
        await inbox.mark(tx, one, now)
