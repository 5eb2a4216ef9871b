"""Whether what people tell us can be kept: a real write every few seconds, and one alarm while it cannot."""

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
"""Seconds between two tries, however often it is asked."""
_ALARM_EVERY = 60.0
"""Seconds between two alarms, however many messages meet the same trouble."""


class DiskCheck:
    """Tries to write, and says so when it cannot be done."""

    def __init__(self, database: Database, clock: Callable[[], datetime], metrics: Metrics) -> None:
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._one = asyncio.Lock()
        self._tried = float("-inf")
        self._works = True
        self._alarmed = float("-inf")

    async def works(self) -> bool:
        """Whether a row is committed to the disk and the folder takes a file, as of the last few seconds."""
        async with self._one:
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
        """A write was refused: somebody should look, before residents notice."""
        moment = time.monotonic()
        self._works, self._tried = False, moment
        self._metrics.writable(works=False)
        if moment - self._alarmed >= _ALARM_EVERY:
            self._alarmed = moment
            self._metrics.alarm("cannot_write", str(problem), problem.trouble)
