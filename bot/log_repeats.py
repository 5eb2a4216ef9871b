"""One log line a minute for a trouble with disk or database, whoever meets it and however often."""

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
FOLLOWS = "NotKept"
"""The failure that follows from any of them."""


class Repeats:
    """Knows which trouble was logged within the last minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._logged: dict[str, float] = {}

    def processor(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """Drops what repeats, and leaves out the traceback, which tells of our code only. Raises DropEvent."""
        if event.get("event") == "alarm":  # limited where it is raised, and never dropped
            self._again(event.get("cause", ""))
            return event
        if event.get("problem") == FOLLOWS and self._any():
            raise structlog.DropEvent
        error = log_tracebacks.error_of(event.get("exc_info"))
        if not (cause := _cause(error)):
            return event
        if self._again(cause):
            raise structlog.DropEvent
        del event["exc_info"]
        event.update(cause=str(cause), reason=_reason(error))
        return event

    def filter(self, record: logging.LogRecord) -> bool:
        """The same for what libraries log."""
        if isinstance(record.msg, dict):  # ours, judged above
            return True
        cause = _cause(log_tracebacks.error_of(record.exc_info))
        return not (cause and self._again(cause))

    def _again(self, cause: str) -> bool:
        moment = self._clock()
        if moment - self._logged.get(cause, float("-inf")) < _EVERY:
            return True
        self._logged[cause] = moment
        return False

    def _any(self) -> bool:
        return any(self._clock() - logged < _EVERY for logged in self._logged.values())


def _cause(error: BaseException | None) -> Trouble | None:
    """What an error says of disk or database; that the network, or one file, refused us is something else."""
    trouble = failures.trouble_of(error)
    return None if isinstance(error, OSError) and trouble not in _OF_THE_DISK else trouble


def _reason(error: BaseException | None) -> str:
    """What we say of it ourselves, or the system; of another error only its kind: its words may be those of a chat."""
    if isinstance(error, failures.DatabaseProblem):
        return str(error)
    said = error.strerror if isinstance(error, OSError) else None
    return said or type(error).__name__
