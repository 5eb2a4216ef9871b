"""Sends one announcement to one chat, and decides what became of the delivery."""

import time
from collections import Counter
from collections.abc import Callable

import structlog

from bot.metrics import Metrics
from bot.sending import compose
from bot.sending.address import Address
from bot.sending.backoff import Backoff
from bot.sending.contract import Priority
from bot.sending.errors import SendError
from bot.sending.outgoing import Message
from bot.sending.paced_channel import PacedChannel
from data.announcements import leases
from data.announcements.announcements import Broadcast
from data.announcements.deliveries import DeliveryOutcome
from data.announcements.delivery_claims import Claim
from handlers.messages import Reply

log = structlog.get_logger()

_MOST_TRIES = 8
"""How often the channel may tell us to wait with the same chat before we give up."""
LONGEST_WAIT = 60.0
"""Seconds."""
Write = Callable[[Broadcast, str], Reply]
"""Writes an announcement in a language."""


class AnnouncementDelivery:
    """The deliveries of one channel: their messages, failures and pauses."""

    def __init__(self, channel: PacedChannel, write: Write, metrics: Metrics) -> None:
        self._write = write
        self._channel = channel
        self._metrics = metrics
        self._messages: dict[tuple[int, str], Message] = {}
        """The message of the current announcement, by announcement and language."""
        self._throttled: Counter[tuple[int, str]] = Counter()
        """How often we were told to wait, by announcement and chat, for deliveries without a final outcome."""
        self._backoff = Backoff(0.5, LONGEST_WAIT, jitter=0)  # nobody else sends on this channel
        self._last_unreachable = float("-inf")
        self.refused_in_a_row = 0

    async def deliver(self, broadcast: Broadcast, claim: Claim, claimed_at: float) -> tuple[DeliveryOutcome, str]:
        """Sends the message, and returns the outcome with a reason. Raises nothing but CancelledError."""
        outcome, reason = await self._deliver(broadcast, claim, claimed_at)
        if outcome is not DeliveryOutcome.PENDING:
            self._throttled.pop((claim.broadcast, claim.address), None)
        return outcome, reason

    async def _deliver(self, broadcast: Broadcast, claim: Claim, claimed_at: float) -> tuple[DeliveryOutcome, str]:
        if time.monotonic() - claimed_at > leases.LEASE_SECONDS:  # we were suspended: another may hold it
            return DeliveryOutcome.PENDING, "late"
        try:
            message = self._message(broadcast, claim.language)
        except Exception:
            log.exception("broadcast.not_written", channel=self._channel.name)
            self.refused_in_a_row += 1
            return DeliveryOutcome.FAILED, "not_written"
        try:
            await self._channel.send(Address(claim.address), message, Priority.ANNOUNCEMENT)
        except SendError as problem:
            return self._failed(claim, claimed_at, problem)
        except Exception as problem:  # noqa: BLE001 - whatever else happened, the message may have arrived
            return DeliveryOutcome.UNKNOWN, type(problem).__name__.lower()
        self._succeeded()
        return DeliveryOutcome.SENT, ""

    def _failed(self, claim: Claim, claimed_at: float, problem: SendError) -> tuple[DeliveryOutcome, str]:
        """Acts by the policy of the error: pauses, and returns the outcome with a reason."""
        if problem.delivered == "maybe":
            return DeliveryOutcome.UNKNOWN, problem.code
        if problem.ends_subscription:
            self._succeeded()
            return DeliveryOutcome.GONE, "blocked"
        if problem.concerns == "channel":
            self._pause(problem, claimed_at)
            return (DeliveryOutcome.FAILED if self._given_up(claim, problem) else DeliveryOutcome.PENDING), problem.code
        if problem.retry:
            return DeliveryOutcome.PENDING, problem.code
        self.refused_in_a_row += 1
        return DeliveryOutcome.FAILED, str(problem)

    def _succeeded(self) -> None:
        """The channel works, and accepts the announcement."""
        self._backoff.reset()
        self.refused_in_a_row = 0

    def _pause(self, problem: SendError, claimed_at: float) -> None:
        """Pauses all announcements of the channel: as it says; until the operator acts; or longer each time."""
        if problem.ends_channel:
            self._channel.pause_bulk(LONGEST_WAIT)
            return
        self._metrics.not_sent(self._channel.name, problem.code)
        if problem.retry_after is not None:
            self._channel.pause_bulk(problem.retry_after)
        elif claimed_at >= self._last_unreachable:  # once for all messages that were under way together
            self._last_unreachable = time.monotonic()
            self._channel.pause_bulk(self._backoff.next())

    def _given_up(self, claim: Claim, problem: SendError) -> bool:
        """Whether the channel told us to wait with this chat too often."""
        if problem.retry_after is None:
            return False
        self._throttled[claim.broadcast, claim.address] += 1
        return self._throttled[claim.broadcast, claim.address] >= _MOST_TRIES

    def _message(self, broadcast: Broadcast, language: str) -> Message:
        at = (broadcast.id, language)
        if at not in self._messages:
            if any(number != broadcast.id for number, _ in self._messages):
                self._messages = {}
            self._messages[at] = compose.announcement(self._write(broadcast, language))
        return self._messages[at]
