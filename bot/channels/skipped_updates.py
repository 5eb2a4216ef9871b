"""What a service sent and cannot be read: skipped, counted, and logged by its shape, so that it stops nothing else."""

import re
from collections.abc import Mapping

import structlog
from pydantic import ValidationError

from bot.metrics import Metrics

log = structlog.get_logger()

_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_DEEPEST, _WIDEST = 3, 12
_MOST_SHAPES = 100
"""Each shape is logged once, so that nobody can fill the log."""


class SkippedUpdates:
    """Counts what one channel of a running bot could not read."""

    def __init__(self, channel: str, metrics: Metrics) -> None:
        self._channel = channel
        self._metrics = metrics
        self._skipped: set[str] = set()

    def skip(self, shape: object, problem: str) -> None:
        """Counts something that is lost, and logs its shape the first time; never its content."""
        self._metrics.skipped(self._channel)
        if (known := f"{problem} {shape}") not in self._skipped and len(self._skipped) < _MOST_SHAPES:
            self._skipped.add(known)
            log.error(f"{self._channel}.update_not_read", problem=problem, fields=shape)


def wrong_fields(problem: ValidationError) -> list[str]:
    """The names of the fields that are not as our models have them."""
    return sorted({".".join(map(_named, one["loc"])) for one in problem.errors(include_url=False, include_input=False)})


def _named(part: int | str) -> str:
    return str(part) if isinstance(part, int) or _NAME.fullmatch(part) else "?"


def shape_of(value: object, depth: int = 0) -> object:
    """The names and types of the fields of an update, without values, and only names such as services use."""
    if not isinstance(value, Mapping) or depth == _DEEPEST:
        return type(value).__name__
    return {
        name if isinstance(name, str) and _NAME.fullmatch(name) else "?": shape_of(one, depth + 1)
        for name, one in list(value.items())[:_WIDEST]
    }
