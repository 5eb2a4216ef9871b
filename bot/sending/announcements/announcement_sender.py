"""Sends announcements on one channel: claims deliveries, sends them, settles them; each message at most once.

Each turn of the loop is one transaction. It settles the last deliveries, and claims as many new ones as may be sent
right now. So a claim never waits to be sent, and pausing or unsubscribing takes effect before the next claim.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from bot.metrics import Metrics
from bot.sending.announcements.announcement_delivery import LONGEST_WAIT, AnnouncementDelivery, Write
from bot.sending.paced_channel import PacedChannel
from bot.sending.rate_limit import AnnouncementWindow
from bot.timing import Timing
from data import channels
from data.announcements import announcements, delivery_claims, leases, schedule, workflow
from data.announcements.announcements import Broadcast, State
from data.announcements.deliveries import DeliveryOutcome
from data.announcements.delivery_claims import Claim, Result
from data.database import older_copy
from data.database.sqlite import Database, Transaction, shielded

log = structlog.get_logger()

_TOGETHER_SECONDS = 0.01
"""Messages that may go within this time share a transaction: each transaction waits for the disk twice."""
_REFUSED_IN_A_ROW = 20
"""After this many refusals the announcement is paused: the channel would refuse it for everybody else as well."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """The result of one transaction."""

    claims: tuple[Claim, ...] = ()
    number: int = 0
    """The version of the database that holds these claims."""
    broadcast: Broadcast | None = None
    ready: bool = False
    """Whether there may be more to send."""


class AnnouncementSender:
    """One channel's announcements, in one process."""

    def __init__(
        self,
        database: Database,
        channel: PacedChannel,
        write: Write,
        clock: Callable[[], datetime],
        metrics: Metrics,
        timing: Timing,
    ) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._metrics = metrics
        self._timing = timing
        self._delivery = AnnouncementDelivery(channel, write, metrics)
        self._owner = leases.new_owner()
        self._rate = channel.capabilities.rates.bulk
        self._window = AnnouncementWindow(self._rate)
        self._in_flight: set[asyncio.Task[None]] = set()
        self._done: list[Result] = []
        """Deliveries to be settled in the next transaction."""
        self._enough_done = asyncio.Event()
        self._fencing_token: int | None = None
        self._ready = False

    async def run(self) -> None:
        """Runs until it is cancelled, and then until all messages under way have been settled."""
        try:
            while True:
                try:
                    await self._turn()
                except Exception:  # the next turn is another chance; deliveries that are not settled yet still will be
                    log.exception("broadcast.failed", channel=self._channel.name)
                    await asyncio.sleep(self._timing.announcement_poll)
        finally:
            await shielded(self._finish())

    async def _turn(self) -> None:
        room = await self._room()
        most = await self._channel.reserve_bulk(room) if self._ready and room else 0
        claimed_at = time.monotonic()
        settled, self._done = self._done, []
        try:
            batch = await self._database.group_commit(partial(self._settle_and_claim, results=settled, most=most))
        except BaseException:
            self._done = settled + self._done
            raise
        self._count(settled)
        if batch.claims and batch.broadcast:
            await self._start_all(batch, batch.broadcast, claimed_at)
        self._ready = batch.ready
        if not batch.ready and not self._in_flight and not self._done:
            await asyncio.sleep(self._timing.announcement_poll)

    async def _room(self) -> int:
        """How many more messages may be under way after a transaction; waits a little until one is worth it."""
        room = self._window.size - len(self._in_flight)
        if self._in_flight and not (self._ready and room >= self._enough) and len(self._done) < self._enough:
            self._enough_done.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._timing.announcement_poll):
                    await self._enough_done.wait()
        return max(0, self._window.size - len(self._in_flight))

    @property
    def _enough(self) -> int:
        """How many messages are worth a transaction."""
        return max(1, min(self._window.size // 2, int(self._rate * _TOGETHER_SECONDS)))

    # ------------------------------------------------------------ one transaction

    async def _settle_and_claim(self, tx: Transaction, results: list[Result], most: int) -> _Batch:
        channel, now = self._channel.name, self._clock()
        await delivery_claims.settle(tx, channel, results, now)
        await self._pause_if_refused(tx, now)
        if await older_copy.is_behind(tx):
            return _Batch()
        current = await self._current(tx, now)
        idle = current is None and not self._in_flight
        if idle and not await delivery_claims.has_foreign_claims(tx, channel, self._fencing_token):
            await self._release_lease(tx)
            return _Batch()
        fencing_token = await self._acquire_lease(tx, now)
        if fencing_token is None or current is None:
            return _Batch()
        claims, more = await delivery_claims.claim(tx, current, channel, fencing_token, most, now)
        number = await older_copy.next_number(tx) if claims else 0
        tx.after_commit(partial(self._hold_replies, claims))  # before anybody who unsubscribes now can be answered
        return _Batch(tuple(claims), number, current, ready=not most or more or bool(claims))

    async def _current(self, tx: Transaction, now: datetime) -> Broadcast | None:
        """The announcement that is being sent, unless it is paused or waits for the morning."""
        sending = await announcements.in_states(tx, State.SENDING)
        return next((one for one in sending if not schedule.waits_for_morning(one, now)), None)

    async def _acquire_lease(self, tx: Transaction, now: datetime) -> int | None:
        """Acquires or renews the lease; returns its fencing token. Claims of the owner before become unknown."""
        fencing_token = await leases.acquire_or_renew(tx, self._channel.name, self._owner, now)
        if fencing_token is not None and fencing_token != self._fencing_token:
            left = await delivery_claims.mark_interrupted(tx, self._channel.name, fencing_token, now)
            if left:
                log.warning("broadcast.interrupted", channel=self._channel.name, unknown=left)
        tx.after_commit(partial(self._set_fencing_token, fencing_token))
        return fencing_token

    def _set_fencing_token(self, fencing_token: int | None) -> None:
        self._fencing_token = fencing_token

    async def _release_lease(self, tx: Transaction) -> None:
        """Releases the lease, because there is nothing to send."""
        if self._fencing_token is not None:
            await leases.release(tx, self._channel.name, self._owner)
            tx.after_commit(partial(self._set_fencing_token, None))

    async def _pause_if_refused(self, tx: Transaction, now: datetime) -> None:
        if self._delivery.refused_in_a_row < _REFUSED_IN_A_ROW:
            return
        self._delivery.refused_in_a_row = 0
        await workflow.pause_refused(tx, _REFUSED_IN_A_ROW, now)
        self._metrics.alarm(
            "broadcast_refused",
            f"{channels.label(self._channel.name)} refuses the message of a broadcast. It is paused: see its report.",
        )

    # ------------------------------------------------------------ the claimed deliveries

    async def _start_all(self, batch: _Batch, broadcast: Broadcast, claimed_at: float) -> None:
        """Sends the claimed deliveries once that is noted outside the database; otherwise they wait again."""
        try:
            await asyncio.to_thread(older_copy.note_sending, self._database.rollback_guard, batch.number, broadcast.id)
        except OSError as error:
            self._put_back(batch.claims, "not_noted")
            self._channel.pause_bulk(LONGEST_WAIT)
            self._metrics.alarm(
                "cannot_write",
                f"No announcement is sent, because {self._database.rollback_guard.outside} cannot be written "
                f"({error.strerror or error}). Give that file, and its folder, to the user that runs SIGAP Bot.",
            )
            return
        except asyncio.CancelledError:
            self._put_back(batch.claims, "stopped")
            raise
        for claim in batch.claims:
            task = asyncio.create_task(self._send(broadcast, claim, claimed_at))
            self._in_flight.add(task)
            task.add_done_callback(self._ended)

    async def _send(self, broadcast: Broadcast, claim: Claim, claimed_at: float) -> None:
        """Sends one message, and notes its outcome."""
        outcome, reason = DeliveryOutcome.UNKNOWN, "stopped"
        try:
            outcome, reason = await self._delivery.deliver(broadcast, claim, claimed_at)
        finally:
            self._done.append(Result(claim, outcome, reason or None))
            self._channel.release_replies(claim.address)
            if outcome is DeliveryOutcome.SENT:
                self._window.measured(time.monotonic() - claimed_at)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._in_flight.discard(task)
        if len(self._done) >= self._enough or not self._in_flight:
            self._enough_done.set()

    def _put_back(self, claims: Iterable[Claim], reason: str) -> None:
        """None of them is sent: they wait again."""
        for claim in claims:
            self._done.append(Result(claim, DeliveryOutcome.PENDING, reason))
            self._channel.release_replies(claim.address)

    def _hold_replies(self, claims: Iterable[Claim]) -> None:
        for claim in claims:
            self._channel.hold_replies(claim.address)

    def _count(self, results: Iterable[Result]) -> None:
        outcomes = [one.outcome for one in results]
        for outcome in set(outcomes):
            self._metrics.announced(self._channel.name, outcome, outcomes.count(outcome))

    # ------------------------------------------------------------ the end

    async def _finish(self) -> None:
        """Waits for the messages under way, settles them, and releases the lease."""
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=self._timing.announcement_finish)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._channel.release_all_replies()  # to those that were claimed when we were told to stop, and never sent
        results = self._done
        try:
            await self._database.group_commit(self._return_claims)
            self._count(results)
        except Exception:
            log.exception("broadcast.not_settled", channel=self._channel.name)

    async def _return_claims(self, tx: Transaction) -> None:
        await delivery_claims.settle(tx, self._channel.name, self._done, self._clock())
        if self._fencing_token is not None:
            await delivery_claims.return_claims(tx, self._channel.name, self._fencing_token, self._clock())
        await leases.release(tx, self._channel.name, self._owner)
        self._done = []
