"""Stores what a service reports beside people's messages: new addresses, receipts, what staff must know."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import structlog

from bot.metrics import Metrics
from bot.sending import tags
from bot.sending.errors import OptedOut
from bot.sending.notices import staff_reports
from bot.sending.receipts import Receipt
from bot.upkeep.budget import Budget
from data import costs, departures, moves
from data.channels import label
from data.chats import inbox
from data.costs import Cost, Reported
from data.database.sqlite import Database, Transaction
from data.hashing import Key
from data.moves import Moved
from data.staff.members import Staff

log = structlog.get_logger()


class ServiceEvents:
    """The reports of all channels. Every function raises CannotWrite or another error if nothing was stored."""

    def __init__(
        self,
        database: Database,
        key: Key | None,
        staff: Staff,
        budget: Budget,
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._key = key
        self._staff = staff
        self._budget = budget
        self._clock = clock
        self._metrics = metrics
        self._waiting: defaultdict[str, list[Receipt]] = defaultdict(list)
        """Receipts by channel, until the next transaction notes them together."""
        self._noting: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ new addresses

    async def move(self, channel: str, before: str, after: str) -> Moved:
        """Moves what is known of a chat to its new address."""
        move: Callable[[Transaction], Awaitable[Moved]] = partial(
            moves.move, key=self._key, channel=channel, before=before, after=after, now=self._clock()
        )
        done = await self._database.group_commit(move)
        if done is Moved.COLLISION:
            log.error("chat.move_collision", channel=channel)
        return done

    # ------------------------------------------------------------ people who want nothing more

    async def end_announcements(self, channel: str, address: str) -> None:
        """The person told the service that they want no announcements: those end."""
        end = partial(departures.end_announcements, channel=channel, address=address, now=self._clock())
        await self._database.group_commit(end)

    # ------------------------------------------------------------ receipts

    async def note_receipts(self, channel: str, receipts: Sequence[Receipt]) -> None:
        """Counts what is billed, and what did not arrive; returns once that is stored."""
        if not receipts:
            return
        self._waiting[channel] += receipts
        if self._noting is None or self._noting.done():
            self._noting = asyncio.create_task(self._note_waiting())
        await asyncio.shield(self._noting)  # others wait for it, too

    async def _note_waiting(self) -> None:
        noted, billed = await self._database.group_commit(self._note)
        self._budget.add(billed)
        for cost in billed:
            self._metrics.billed(cost)
        for channel, receipts in noted.items():
            for one in receipts:
                if one.problem:
                    self._metrics.not_sent(channel, one.problem.code)

    async def _note(self, tx: Transaction) -> tuple[dict[str, list[Receipt]], list[Cost]]:
        """Notes all receipts that came until now; if that fails, each of their callers learns it."""
        noted, self._noting = dict(self._waiting), None
        self._waiting.clear()
        billed: list[Cost] = []
        for channel, receipts in noted.items():
            billed += await self._note_of_channel(tx, channel, receipts)
        return noted, billed

    async def _note_of_channel(self, tx: Transaction, channel: str, receipts: list[Receipt]) -> list[Cost]:
        now = self._clock()
        reports: list[Reported] = []
        parts: dict[bytes, int] = {}
        for one in receipts:
            tag = tags.read(one.tag)
            price = one.price
            if one.state == "failed":
                await _end_what_cannot_arrive(tx, channel, one, now)
                continue
            reports.append(
                Reported(
                    one.message,
                    one.state in {"delivered", "read"},
                    price.category if price else None,
                    price.free if price else False,
                    tag.outcome if tag else "",
                )
            )
            if tag:
                parts[tag.message_key] = max(parts.get(tag.message_key, 0), tag.part + 1)
        await inbox.mark_arrived(tx, parts)
        return await costs.count(tx, channel, reports, now)

    # ------------------------------------------------------------ what staff must know

    async def tell_staff(self, channel: str, kind: str, details: Mapping[str, str]) -> None:
        """Queues a report for staff, and raises an alarm; one that comes again changes nothing."""
        queue: Callable[[Transaction], Awaitable[bool]] = partial(
            staff_reports.queue, staff=self._staff, channel=channel, kind=kind, details=details, now=self._clock()
        )
        if await self._database.group_commit(queue):
            self._metrics.alarm(
                "whatsapp_account", f"{label(channel)} reports a change ({kind}). Staff have the details on Telegram."
            )


async def _end_what_cannot_arrive(tx: Transaction, channel: str, failed: Receipt, now: datetime) -> None:
    if not (failed.problem and failed.problem.ends_subscription and failed.recipient):
        return
    end = departures.end_announcements if isinstance(failed.problem, OptedOut) else departures.end_all_messages
    await end(tx, channel, failed.recipient, now)
