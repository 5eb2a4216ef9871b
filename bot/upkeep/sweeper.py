"""The sweep of a running bot: forgets in small pieces, and stops with an alarm when the clock cannot be believed."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from data import retention, sweeps
from data.audit import audit_log
from data.database import migration_copies
from data.database.sqlite import Database, DatabaseProblem

if TYPE_CHECKING:
    from bot.metrics import Metrics  # the verb `sweep` needs none, and takes half the time

log = structlog.get_logger()


def seconds_passed() -> float:
    """Seconds that no clock that is set changes; time in which the machine slept counts, too."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class _Begun:
    """When this run began to trust the clock, by both clocks."""

    wall: datetime
    passed: float


class Sweeper:
    """Forgets what need not be kept any longer, as often as it is asked."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        passed: Callable[[], float],
        metrics: "Metrics",
        audit_months: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._passed = passed
        self._metrics = metrics
        self._audit_months = audit_months
        self._begun = _Begun(clock(), passed())
        self._noted: int | None = None
        self._first = True

    async def sweep(self) -> None:
        """Forgets, or raises the alarm `sweep_held` and forgets nothing."""
        now = self._clock()
        noted = await sweeps.last_sweep(self._database)
        if noted is not None and noted != self._noted:  # another process swept: `sigap sweep --yes`, or the last run
            self._noted = noted
            if abs(now.timestamp() - noted) < sweeps.LONGEST_PAUSE.total_seconds():
                self._begun, self._first = _Begun(now, self._passed()), False
        ahead = (now - self._begun.wall) - timedelta(seconds=self._passed() - self._begun.passed)
        if await self._is_held(now, noted, ahead):
            return
        await forget(self._database, now, self._audit_months, self._metrics)
        self._noted, self._first = int(now.timestamp()), False

    async def _is_held(self, now: datetime, noted: int | None, ahead: timedelta) -> bool:
        """Whether somebody must look first. What would be forgotten is counted only when there is a doubt."""
        lately = noted is not None and now.timestamp() - noted <= sweeps.LONGEST_PAUSE.total_seconds()
        if lately and ahead <= sweeps.FURTHEST_AHEAD:
            return False
        foreseen = await sweeps.forecast(self._database, now, self._audit_months)
        doubt = foreseen.doubt(now, ahead, first=self._first)
        if doubt:
            self._metrics.alarm(
                "sweep_held",
                f"Nothing is forgotten, because {doubt}: {foreseen}. Is the clock right ({now:%Y-%m-%d %H:%M} UTC)? "
                "If not, set it, and start again. If it is, see what would go with `sigap sweep`, and let it go with "
                "`sigap sweep --yes`.",
            )
        return bool(doubt)


async def forget(
    database: Database, now: datetime, audit_months: int, metrics: "Metrics | None" = None
) -> Mapping[str, int]:
    """Forgets all whose time has come, without asking; returns how many rows of each table."""
    forgotten = await retention.sweep(database, now)
    try:
        forgotten["audit"] += await audit_log.tidy(database, now, audit_months)
    except DatabaseProblem:  # the head cannot be written: staff hear of it, residents need not
        log.exception("audit.not_tidied")
    with suppress(OSError):
        await asyncio.to_thread(database.rollback_guard.outside.shorten)
    forgotten["copies"] = migration_copies.sweep(database.path, now)
    await database.group_commit(partial(sweeps.note_sweep, now=now))
    await database.checkpoint()
    found = dict(+forgotten)
    for table, rows in found.items():
        if metrics:
            metrics.forgot(table, rows)
    if found:
        log.info("swept", **found)
    return found
