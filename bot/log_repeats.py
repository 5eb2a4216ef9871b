"""Logs each disk or database error at most once a minute, however often and wherever it occurs."""

import logging
import time
from collections.abc import Callable

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot import log_tracebacks
from data.database import failures
from data.database.failures import Trouble

_EVERY = 60.0
"""Seconds."""
_OF_THE_DISK = {Trouble.FULL, Trouble.READ_ONLY, Trouble.BROKEN}
CONSEQUENCE = "NotKept"
"""The error that follows from any of these."""


class Repeats:
    """Remembers which errors were logged within the last minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._logged: dict[str, float] = {}

    def processor(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Drops repeats, and leaves out the traceback, which only shows our own code. Raises DropEvent."""
        if event.get("event") == "alarm":  # alarms are limited where they are raised, so none is dropped here
            self._is_repeat(event.get("cause", ""))
            return event
        if event.get("problem") == CONSEQUENCE and self._any_recent():
            raise structlog.DropEvent
        error = log_tracebacks.error_of(event.get("exc_info"))
        if not (cause := _cause(error)):
            return event
        if self._is_repeat(cause):
            raise structlog.DropEvent
        del event["exc_info"]
        event.update(cause=str(cause), reason=_reason(error))
        return event

    def filter(self, record: logging.LogRecord) -> bool:
        """The same for log records of libraries."""
        if isinstance(record.msg, dict):  # ours, handled by `processor`
            return True
        cause = _cause(log_tracebacks.error_of(record.exc_info))
        return not (cause and self._is_repeat(cause))

    def _is_repeat(self, cause: str) -> bool:
        moment = self._clock()
        if moment - self._logged.get(cause, float("-inf")) < _EVERY:
            return True
        self._logged[cause] = moment
        return False

    def _any_recent(self) -> bool:
        return any(self._clock() - logged < _EVERY for logged in self._logged.values())


def _cause(error: BaseException | None) -> Trouble | None:
    """The disk or database trouble behind an error; empty for errors of the network, or of a single file."""
    trouble = failures.trouble_of(error)
    return None if isinstance(error, OSError) and trouble not in _OF_THE_DISK else trouble


def _reason(error: BaseException | None) -> str:
    """Our own message, or that of the system. Of any other error only the type: its message may quote a chat."""
    if isinstance(error, failures.DatabaseProblem):
        return str(error)
    said = error.strerror if isinstance(error, OSError) else None
    return said or type(error).__name__
