"""Reminds staff of announcements that wait for approval or are paused: once a day at most, and not at night.

A forgotten pause leaves half of the people without the announcement.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.sending.contract import Priority
from bot.sending.errors import SendError
from bot.sending.paced_channel import PacedChannel
from data.announcements import tallies
from data.announcements.announcements import Broadcast, State
from data.announcements.quiet_hours import is_quiet
from data.chats import inbox
from data.clock import wib_day
from data.database.sqlite import Database, Transaction
from data.staff.members import Staff
from handlers.desk import status_card

log = structlog.get_logger()

_EVERY = timedelta(hours=24)
_EARLIEST = timedelta(hours=8)
"""No reminder comes sooner after the announcement was handed in or paused, even when the day has changed."""


class Reminders:
    """The reminders of every announcement."""

    def __init__(
        self,
        database: Database,
        staff: Staff,
        clock: Callable[[], datetime],
        channel: PacedChannel,
        *,
        single_approver: bool,
    ) -> None:
        self._database = database
        self._staff = staff
        self._clock = clock
        self._channel = channel
        self._single_approver = single_approver
        self._next: dict[tuple[int, str], datetime] = {}
        """By announcement and member: until when the database need not be asked."""

    async def remind(self, found: Iterable[Broadcast]) -> None:
        """Sends the reminders that are due. Raises SendError when a member could not be reached just now."""
        now = self._clock()
        if is_quiet(now):
            return
        for one in found:
            if one.state in {State.HANDED_IN, State.PAUSED} and _has_waited(one, now):
                for address in sorted(self._recipients(one)):
                    if now >= self._next.get((one.id, address), now):
                        await self._remind(one, address, now)

    def _recipients(self, one: Broadcast) -> set[str]:
        """The members who can act on the announcement."""
        staff = self._staff.values()
        if one.state is State.HANDED_IN:
            approvers = {
                each.address for each in staff if each.may_approve(one.writer, single_approver=self._single_approver)
            }
            return approvers or {one.writer} & {*self._staff}
        steer = {each.address for each in staff if each.writes or each.approves}
        return {one.writer, one.approver or one.writer} & steer or steer

    async def _remind(self, one: Broadcast, address: str, now: datetime) -> None:
        last, left = await self._database.group_commit(partial(_note_reminder, number=one.id, address=address, now=now))
        self._next[one.id, address] = (last or now) + _EVERY
        if last:
            return
        try:
            await self._channel.say(address, status_card.reminder(one, left, address, self._staff), Priority.STAFF)
        except SendError as problem:
            if problem.delivered == "maybe" or not (problem.retry or problem.ends_channel):
                log.warning("reminders.not_sent", broadcast=one.id, problem=type(problem).__name__)
                return
            # nothing was sent, so it is tried again
            del self._next[one.id, address]
            await self._database.group_commit(partial(inbox.unmark, seen=_message_key(one.id, address)))
            raise


def _has_waited(one: Broadcast, now: datetime) -> bool:
    """Whether the announcement has waited since an earlier day."""
    earlier = wib_day(one.changed) < wib_day(now)
    return earlier and now - one.changed >= _EARLIEST


def _message_key(number: int, address: str) -> bytes:
    return inbox.message_key_of("desk", address, f"reminder {number}")


async def _note_reminder(tx: Transaction, number: int, address: str, now: datetime) -> tuple[datetime | None, int]:
    """When this member was reminded in the last 24 hours, else None, noted as now; and how many people are left."""
    seen = _message_key(number, address)
    before = await inbox.marked_at(tx, seen)
    if before and now - before[0] < _EVERY:
        return before[0], 0
    await inbox.mark(tx, seen, now)
    return None, tallies.pushed(await tallies.by_channel(tx, number)).left
