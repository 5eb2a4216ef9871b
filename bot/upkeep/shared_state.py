"""Keeps what this process has in memory in step with what commands and other processes write to the database."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from bot.inbound_limit import InboundLimiter
from bot.metrics import Metrics
from data import statistics
from data.clock import wib_day
from data.coverage import emergency_stop
from data.database.sqlite import Database
from data.limits import expected_crowds
from handlers.services import Services

log = structlog.get_logger()


class SharedState:
    """The state of one running bot that others may change: expected crowds, the emergency stop, usual results."""

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
        self.checks_on = True
        """Whether NIKs were checked at the last look; False while staff have stopped all checks."""

    async def learn_usual_results(self) -> None:
        """Tells the check limiter how many checks usually miss the list, from the statistics of the last days."""
        today = wib_day(self._clock())
        for channel, (found, missed) in (
            await self._database.group_commit(partial(statistics.found_and_missed, today=today))
        ).items():
            self._services.check_limiter.learn_usual(channel, found, missed)

    async def apply_expected_crowds(self) -> None:
        """Raises the limits of volume while many people are expected."""
        people = await self._database.group_commit(partial(expected_crowds.people, now=self._clock()))
        self._services.check_limiter.expected_people = self._services.caps.expected_people = people
        if self._inbound_limiter:
            self._inbound_limiter.expected_people = people

    async def read_emergency_stop(self) -> None:
        """Updates `checks_on`, for metrics and for replies that wait. A check itself asks the database each time."""
        off = await self._database.group_commit(emergency_stop.off)
        if (off is None) is not self.checks_on:
            log.warning("checks.stopped" if off else "checks.resumed")
        self.checks_on = off is None
        self._metrics.checks(on=self.checks_on)
