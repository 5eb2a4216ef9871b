"""Sends one announcement to one chat, and decides what became of the delivery."""

import time
from collections import Counter
from collections.abc import Mapping

import structlog

from bot.metrics import Metrics
from bot.sending.contract import AnnouncementChannel, Busy, Gone, Refused, Throttled, Unauthorised, Unreachable
from data.announcements import leases
from data.announcements.announcements import Broadcast
from data.announcements.deliveries import DeliveryOutcome
from data.announcements.delivery_claims import Claim

log = structlog.get_logger()

_MOST_TRIES = 8
"""How often the channel may tell us to wait with the same chat before we give up."""
LONGEST_WAIT = 60.0
"""Seconds."""


class AnnouncementDelivery:
    """The deliveries of one channel: their messages, failures and pauses."""

    def __init__(self, channel: AnnouncementChannel, metrics: Metrics) -> None:
        self._channel = channel
        self._metrics = metrics
        self._messages: dict[tuple[int, str], Mapping[str, str]] = {}
        """The rendered message of the current announcement, by announcement and language."""
        self._throttled: Counter[tuple[int, str]] = Counter()
        """How often we were told to wait, by announcement and chat, for deliveries without a final outcome."""
        self._unreachable, self._last_unreachable = 0, float("-inf")
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
            message = self._render(broadcast, claim.language)
        except Exception:
            log.exception("broadcast.not_written", channel=self._channel.name)
            self.refused_in_a_row += 1
            return DeliveryOutcome.FAILED, "not_written"
        try:
            await self._channel.send_announcement(claim.address, message)
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
            self._channel.pause_bulk(LONGEST_WAIT)
            return DeliveryOutcome.PENDING, "unauthorised"
        except Gone:
            self._unreachable = self.refused_in_a_row = 0
            return DeliveryOutcome.GONE, "blocked"
        except Refused as problem:
            self.refused_in_a_row += 1
            return DeliveryOutcome.FAILED, str(problem)
        except Exception as problem:  # noqa: BLE001 - whatever else happened, the message may have arrived
            return DeliveryOutcome.UNKNOWN, type(problem).__name__.lower()
        self._unreachable = self.refused_in_a_row = 0
        return DeliveryOutcome.SENT, ""

    def _render(self, broadcast: Broadcast, language: str) -> Mapping[str, str]:
        at = (broadcast.id, language)
        if at not in self._messages:
            if any(number != broadcast.id for number, _ in self._messages):
                self._messages = {}
            self._messages[at] = self._channel.render_announcement(broadcast, language)
        return self._messages[at]

    def _back_off(self, claimed_at: float) -> None:
        """Pauses twice as long as the last time; once for all messages that were under way together."""
        if claimed_at >= self._last_unreachable:
            self._unreachable, self._last_unreachable = self._unreachable + 1, time.monotonic()
            self._channel.pause_bulk(min(LONGEST_WAIT, 0.25 * 2.0 ** min(self._unreachable, 10)))
