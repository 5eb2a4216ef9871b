"""Checks whether messages can be stored: writes a row every few seconds, and raises an alarm when that fails."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from bot.metrics import Metrics
from data.database import failures, stored_values
from data.database.sqlite import CannotWrite, Database

log = structlog.get_logger()

_EVERY = 3.0
"""Seconds between two writes, however often the result is asked for."""
_ALARM_EVERY = 60.0
"""Seconds between two alarms, however many messages fail."""


class DiskCheck:
    """The check of one live database."""

    def __init__(self, database: Database, clock: Callable[[], datetime], metrics: Metrics) -> None:
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._lock = asyncio.Lock()
        self._tried = float("-inf")
        self._works = True
        self._alarmed = float("-inf")

    async def works(self) -> bool:
        """Whether a row could be committed, and a file created in the folder, within the last few seconds."""
        async with self._lock:
            if time.monotonic() - self._tried >= _EVERY:
                self._works = await self._try()
                self._tried = time.monotonic()
            return self._works

    async def _try(self) -> bool:
        moment = str(int(self._clock().timestamp()))
        path = self._database.path
        try:
            await self._database.group_commit(partial(stored_values.write, name="written", value=moment))
            if trouble := await asyncio.to_thread(failures.trouble_of_folder, path.parent, path):
                raise CannotWrite(path, trouble)
        except CannotWrite as problem:
            self.failed(problem)
            return False
        except Exception:
            log.exception("database.not_ready")
            self._metrics.writable(works=False)
            return False
        self._metrics.writable(works=True)
        return True

    def failed(self, problem: CannotWrite) -> None:
        """Notes that a write failed elsewhere, and raises the alarm."""
        moment = time.monotonic()
        self._works, self._tried = False, moment
        self._metrics.writable(works=False)
        if moment - self._alarmed >= _ALARM_EVERY:
            self._alarmed = moment
            self._metrics.alarm("cannot_write", str(problem), problem.trouble)
