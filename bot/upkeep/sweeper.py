"""Sweeps a running bot: deletes old data in small pieces, and stops with an alarm when the clock seems wrong."""

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
    from bot.metrics import Metrics  # the verb `sweep` needs no metrics, and imports twice as fast

log = structlog.get_logger()


def seconds_passed() -> float:
    """Seconds by a clock that nobody can set; the time during which the machine slept counts, too."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class _Reference:
    """The moment since when this run trusts the wall clock, by both clocks."""

    wall: datetime
    passed: float


class Sweeper:
    """Deletes data whose retention has ended."""

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
        self._begun = _Reference(clock(), passed())
        self._last_sweep: int | None = None
        self._first = True

    async def sweep(self) -> None:
        """Sweeps; or raises the alarm `sweep_held` and deletes nothing."""
        now = self._clock()
        noted = await sweeps.last_sweep(self._database)
        if (
            noted is not None and noted != self._last_sweep
        ):  # another process swept: `sigap sweep --yes`, or the last run
            self._last_sweep = noted
            if abs(now.timestamp() - noted) < sweeps.LONGEST_PAUSE.total_seconds():
                self._begun, self._first = _Reference(now, self._passed()), False
        ahead = (now - self._begun.wall) - timedelta(seconds=self._passed() - self._begun.passed)
        if await self._is_held(now, noted, ahead):
            return
        await forget(self._database, now, self._audit_months, self._metrics)
        self._last_sweep, self._first = int(now.timestamp()), False

    async def _is_held(self, now: datetime, noted: int | None, ahead: timedelta) -> bool:
        """Whether somebody must check first. Counts what would be deleted only when the clock is in doubt."""
        lately = noted is not None and now.timestamp() - noted <= sweeps.LONGEST_PAUSE.total_seconds()
        if lately and ahead <= sweeps.FURTHEST_AHEAD:
            return False
        foreseen = await sweeps.forecast(self._database, now, self._audit_months)
        doubt = foreseen.doubt(now, ahead, first=self._first)
        if doubt:
            self._metrics.alarm(
                "sweep_held",
                f"Nothing is deleted, because {doubt}: {foreseen}. Is the clock right ({now:%Y-%m-%d %H:%M} UTC)? "
                "If not, set it, and start again. If it is, `sigap sweep` shows what would be deleted, and "
                "`sigap sweep --yes` deletes it.",
            )
        return bool(doubt)


async def forget(
    database: Database, now: datetime, audit_months: int, metrics: "Metrics | None" = None
) -> Mapping[str, int]:
    """Deletes all data whose retention has ended, without asking; returns the number of rows by table."""
    forgotten = await retention.sweep(database, now)
    try:
        forgotten["audit"] += await audit_log.tidy(database, now, audit_months)
    except DatabaseProblem:  # the checkpoint file cannot be written: log it, and go on
        log.exception("audit.retention_failed")
    with suppress(OSError):
        await asyncio.to_thread(database.rollback_guard.outside.shorten)
    forgotten["copies"] = migration_copies.sweep(database.path, now)
    await database.group_commit(partial(sweeps.note_sweep, now=now))
    await database.checkpoint()
    found = dict(+forgotten)
    for table, rows in found.items():
        if metrics:
            metrics.swept(table, rows)
    if found:
        log.info("swept", **found)
    return found
