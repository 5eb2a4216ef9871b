"""Sends broadcasts on one channel: claims, sends, settles, each message at most once.

A tick is one transaction: it notes what became of the last messages, and claims as many new ones as may go right now.
So a claim never waits for its moment, and who stops the broadcast or the subscription is heeded by the very next one.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

import structlog

from bot.metrics import Metrics
from bot.sending.contract import Busy, Gone, Refused, Throttled, Unauthorised, Unreachable
from bot.waits import Timing
from data.announcements import announcements, delivery_claims, leases, schedule
from data.announcements.announcements import Broadcast, State
from data.announcements.deliveries import DeliveryOutcome
from data.announcements.delivery_claims import Claim, Result
from data.audit import audit_log
from data.database import older_copy
from data.database.sqlite import Database, Transaction, shielded

log = structlog.get_logger()

_MOST_IN_FLIGHT = 64
_MOST_TRIES = 8
"""So often Telegram may tell us to wait with the same chat before we give up."""
_REFUSED_IN_A_ROW = 20
"""After so many a broadcast is paused: no more people are tried with what the channel does not take."""
_LONGEST_WAIT = 60.0


class Announcer(Protocol):
    """A channel that takes a broadcast."""

    name: str
    bulk_rate: float
    """Messages a second."""

    async def bulk(self, most: int) -> int:
        """How many messages may go now, at most so many; waits a quarter of a second for the first."""

    def pause_bulk(self, seconds: float) -> None:
        """Sends nothing of a broadcast for so long; replies go on."""

    def announcement(self, broadcast: Broadcast, language: str) -> Mapping[str, str]:
        """The one message of a broadcast, as the channel wants it."""

    def keep_back(self, address: str) -> None:
        """Replies to this chat wait: an announcement is on its way there, and who stops hears none after the answer."""

    def let_go(self, address: str) -> None:
        """They wait no longer."""

    async def announce(self, address: str, what: Mapping[str, str]) -> None:
        """Sends it. Raises SendError."""


@dataclass(frozen=True, slots=True)
class _Tick:
    """What a transaction found."""

    claims: tuple[Claim, ...] = ()
    number: int = 0
    """Of the database, with these claims."""
    broadcast: Broadcast | None = None
    ready: bool = False
    """There may be more to send."""


class AnnouncementSender:
    """One channel's broadcasts, in one process."""

    def __init__(
        self,
        database: Database,
        channel: Announcer,
        clock: Callable[[], datetime],
        metrics: Metrics,
        timing: Timing,
    ) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._metrics = metrics
        self._timing = timing
        self._holder = leases.new_owner()
        self._window = max(1, min(_MOST_IN_FLIGHT, int(channel.bulk_rate / 4)))
        self._in_flight: set[asyncio.Task[None]] = set()
        self._kept_back: set[str] = set()
        """Chats whose replies wait for what was claimed."""
        self._done: list[Result] = []
        self._fence: int | None = None
        self._ready = False
        self._messages: dict[tuple[int, str], Mapping[str, str]] = {}
        self._throttled: Counter[tuple[int, str]] = Counter()
        """How often Telegram told us to wait, by broadcast and chat; of those not settled for good."""
        self._unreachable, self._last_unreachable = 0, float("-inf")
        self._refused = 0

    async def run(self) -> None:
        """Runs until it is cancelled, and then until what is on its way has been settled."""
        try:
            while True:
                try:
                    await self._turn()
                except Exception:  # the next time is another chance; what is not settled yet still will be
                    log.exception("broadcast.failed", channel=self._channel.name)
                    await asyncio.sleep(self._timing.lane_look)
        finally:
            await self._close()

    async def _turn(self) -> None:
        room = await self._room()
        most = await self._channel.bulk(room) if self._ready and room else 0
        claimed_at = time.monotonic()
        settled, self._done = self._done, []
        try:
            tick = await self._database.group_commit(partial(self._tick, results=settled, most=most))
        except BaseException:
            self._done = settled + self._done
            raise
        if tick.claims and tick.broadcast:
            await self._start_all(tick, tick.broadcast, claimed_at)
        self._ready = tick.ready
        if not tick.ready and not self._in_flight and not self._done:
            await asyncio.sleep(self._timing.lane_look)

    async def _start_all(self, tick: _Tick, broadcast: Broadcast, claimed_at: float) -> None:
        """Sends what was claimed, once it is noted outside the database that it is sent; else it waits again."""
        try:
            await asyncio.to_thread(older_copy.note_sending, self._database.rollback_guard, tick.number, broadcast.id)
        except OSError as error:
            self._leave(tick.claims, "not_noted")
            self._channel.pause_bulk(_LONGEST_WAIT)
            self._metrics.alarm(
                "cannot_write",
                f"No announcement is sent: that it is cannot be noted in {self._database.rollback_guard.outside} "
                f"({error.strerror or error}). Give that file, and its folder, to the user that runs SIGAP Bot.",
            )
            return
        except asyncio.CancelledError:
            self._leave(tick.claims, "stopped")
            raise
        for claim in tick.claims:
            self._start(broadcast, claim, claimed_at)

    def _keep_back(self, claims: Iterable[Claim]) -> None:
        for claim in claims:
            self._kept_back.add(claim.address)
            self._channel.keep_back(claim.address)

    def _let_go(self, address: str) -> None:
        self._kept_back.discard(address)
        self._channel.let_go(address)

    def _leave(self, claims: Iterable[Claim], reason: str) -> None:
        """None of them is sent: they wait again."""
        for claim in claims:
            self._done.append(Result(claim, DeliveryOutcome.PENDING, reason))
            self._let_go(claim.address)

    async def _room(self) -> int:
        """How many more may be on their way; waits a little until it is worth a transaction."""
        while True:
            room = self._window - len(self._in_flight) - len(self._done)
            enough = max(1, self._window // 4)
            if not self._in_flight or (self._ready and room >= enough) or len(self._done) >= enough:
                return room
            arrived, _ = await asyncio.wait(
                self._in_flight, timeout=self._timing.lane_look, return_when=asyncio.FIRST_COMPLETED
            )
            if not arrived:
                return room

    # ------------------------------------------------------------ one transaction

    async def _tick(self, tx: Transaction, results: list[Result], most: int) -> _Tick:
        channel, now = self._channel.name, self._clock()
        await delivery_claims.settle(tx, channel, results, now)
        await self._stop_what_is_refused(tx, now)
        if await older_copy.is_behind(tx):
            return _Tick()
        await schedule.start_due(tx, now)
        current = await self._current(tx, now)
        idle = current is None and not self._in_flight
        if idle and not await delivery_claims.has_foreign_claims(tx, channel, self._fence):
            await self._release(tx)
            return _Tick()
        fence = await self._hold(tx, now)
        if fence is None or current is None:
            return _Tick()
        claims, more = await delivery_claims.claim(tx, current, channel, fence, most, now)
        if not claims and not more and most and not self._in_flight:
            await schedule.finish(tx, current.id, now)
            return _Tick()
        number = await older_copy.next_number(tx) if claims else 0
        tx.after_commit(partial(self._keep_back, claims))  # before anybody can answer who stops from now on
        return _Tick(tuple(claims), number, current, ready=not most or more or bool(claims))

    async def _current(self, tx: Transaction, now: datetime) -> Broadcast | None:
        """The broadcast that is being sent, unless it is paused or waits for the morning."""
        sending = await announcements.in_states(tx, State.SENDING)
        return next((one for one in sending if not schedule.waits_for_morning(one, now)), None)

    async def _hold(self, tx: Transaction, now: datetime) -> int | None:
        """Takes or keeps the lane: its fence; what an earlier holder left behind becomes unknown."""
        fence = await leases.acquire_or_renew(tx, self._channel.name, self._holder, now)
        if fence is not None and fence != self._fence:
            left = await delivery_claims.mark_interrupted(tx, self._channel.name, fence, now)
            if left:
                log.warning("broadcast.interrupted", channel=self._channel.name, unknown=left)
        tx.after_commit(partial(self._holds, fence))
        return fence

    def _holds(self, fence: int | None) -> None:
        self._fence = fence

    async def _release(self, tx: Transaction) -> None:
        """There is nothing to send: whoever comes first may have the lane."""
        if self._fence is not None:
            await leases.release(tx, self._channel.name, self._holder)
            tx.after_commit(partial(self._holds, None))

    async def _stop_what_is_refused(self, tx: Transaction, now: datetime) -> None:
        if self._refused < _REFUSED_IN_A_ROW:
            return
        self._refused = 0
        for one in await announcements.in_states(tx, State.SENDING):
            await announcements.pause(tx, one.id, now)
            await audit_log.note(tx, now, "bot", "broadcast.paused", broadcast=one.id, refused=_REFUSED_IN_A_ROW)
        self._metrics.alarm(
            "broadcast_refused", "Telegram refuses what a broadcast says. It is paused: see its report."
        )

    # ------------------------------------------------------------ one message

    def _message(self, broadcast: Broadcast, language: str) -> Mapping[str, str]:
        at = (broadcast.id, language)
        if at not in self._messages:
            if any(number != broadcast.id for number, _ in self._messages):
                self._messages = {}
            self._messages[at] = self._channel.announcement(broadcast, language)
        return self._messages[at]

    def _start(self, broadcast: Broadcast, claim: Claim, claimed_at: float) -> None:
        task = asyncio.create_task(self._send(broadcast, claim, claimed_at))
        self._in_flight.add(task)
        task.add_done_callback(self._in_flight.discard)

    async def _send(self, broadcast: Broadcast, claim: Claim, claimed_at: float) -> None:
        """Sends one message, and notes what became of it."""
        outcome, reason = DeliveryOutcome.UNKNOWN, "stopped"
        try:
            outcome, reason = await self._sent(broadcast, claim, claimed_at)
        finally:
            self._done.append(Result(claim, outcome, reason or None))
            self._let_go(claim.address)
            if outcome is not DeliveryOutcome.PENDING:
                self._throttled.pop((claim.broadcast, claim.address), None)
            self._metrics.announced(self._channel.name, outcome)

    async def _sent(self, broadcast: Broadcast, claim: Claim, claimed_at: float) -> tuple[DeliveryOutcome, str]:
        if time.monotonic() - claimed_at > leases.LEASE_SECONDS:  # this process stood still: another may have the lane
            return DeliveryOutcome.PENDING, "late"
        try:
            message = self._message(broadcast, claim.language)
        except Exception:
            log.exception("broadcast.not_written", channel=self._channel.name)
            self._refused += 1
            return DeliveryOutcome.FAILED, "not_written"
        try:
            await self._channel.announce(claim.address, message)
        except Busy:
            return DeliveryOutcome.PENDING, "busy"
        except Throttled as problem:
            self._channel.pause_bulk(problem.retry_after)
            self._metrics.not_sent(self._channel.name, "throttled")
            self._throttled[claim.broadcast, claim.address] += 1
            given_up = self._throttled[claim.broadcast, claim.address] >= _MOST_TRIES
            return (DeliveryOutcome.FAILED if given_up else DeliveryOutcome.PENDING), "throttled"
        except Unreachable:
            self._back_off(claimed_at)
            self._metrics.not_sent(self._channel.name, "unreachable")
            return DeliveryOutcome.PENDING, "unreachable"
        except Unauthorised:
            self._channel.pause_bulk(_LONGEST_WAIT)
            return DeliveryOutcome.PENDING, "unauthorised"
        except Gone:
            self._unreachable = self._refused = 0
            return DeliveryOutcome.GONE, "blocked"
        except Refused as problem:
            self._refused += 1
            return DeliveryOutcome.FAILED, str(problem)
        except Exception as problem:  # noqa: BLE001 - whatever else happened, it may have arrived
            return DeliveryOutcome.UNKNOWN, type(problem).__name__.lower()
        self._unreachable = self._refused = 0
        return DeliveryOutcome.SENT, ""

    def _back_off(self, claimed_at: float) -> None:
        """Waits twice as long as the last time; once for all that were on their way together."""
        if claimed_at >= self._last_unreachable:
            self._unreachable, self._last_unreachable = self._unreachable + 1, time.monotonic()
            self._channel.pause_bulk(min(_LONGEST_WAIT, 0.25 * 2.0 ** min(self._unreachable, 10)))

    # ------------------------------------------------------------ the end

    async def _close(self) -> None:
        """Waits for what is on its way, settles it, and lets the lane go."""
        await shielded(self._finish())

    async def _finish(self) -> None:
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=self._timing.lane_finish)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for address in tuple(self._kept_back):  # claimed when we were told to end, and never sent
            self._let_go(address)
        try:
            await self._database.group_commit(self._give_back)
        except Exception:
            log.exception("broadcast.not_settled", channel=self._channel.name)

    async def _give_back(self, tx: Transaction) -> None:
        await delivery_claims.settle(tx, self._channel.name, self._done, self._clock())
        if self._fence is not None:
            await delivery_claims.return_claims(tx, self._channel.name, self._fence, self._clock())
        await leases.release(tx, self._channel.name, self._holder)
        self._done = []
