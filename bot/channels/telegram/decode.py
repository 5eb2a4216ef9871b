"""Decodes updates so that none can stop the bot: an odd one is skipped, counted, and logged by its shape."""

import re
from collections.abc import Mapping
from typing import Any

import structlog
from pydantic import ValidationError

from bot.channels.telegram import parse
from bot.channels.telegram.parse import PersonLeft
from bot.channels.telegram.update_models import Update
from bot.metrics import Metrics
from data.channels import TELEGRAM
from handlers.messages import Incoming

log = structlog.get_logger()

_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_DEEPEST, _WIDEST = 3, 12
_MOST_SHAPES = 100
"""Each shape is logged once, so that nobody can fill the log."""


class UpdateDecoder:
    """Decodes the updates of one running bot."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._skipped: set[str] = set()

    def update(self, raw: bytes | Mapping[str, Any]) -> Update | None:
        """The update; None when its form is unknown, which would be the same the next time."""
        try:
            return Update.model_validate_json(raw) if isinstance(raw, bytes) else Update.model_validate(raw)
        except ValidationError as problem:
            self.skip(sorted({".".join(map(str, one["loc"])) for one in problem.errors()}), "ValidationError")
        except Exception as problem:  # noqa: BLE001 - the updates behind it must be handled, whatever went wrong here
            self.skip(shape_of(raw), type(problem).__name__)
        return None

    def incoming(self, update: Update, username: str, bot_id: int) -> Incoming | PersonLeft | None:
        """The message in an update; None when it gets no answer, or cannot be read."""
        try:
            return parse.read(update, username, bot_id)
        except Exception as problem:  # noqa: BLE001
            self.skip(shape_of(update.model_dump(exclude_unset=True)), type(problem).__name__)
            return None

    def skip(self, shape: object, problem: str) -> None:
        """Counts an update that is lost, and logs its shape the first time; never its content."""
        self._metrics.skipped(TELEGRAM.name)
        if (known := f"{problem} {shape}") not in self._skipped and len(self._skipped) < _MOST_SHAPES:
            self._skipped.add(known)
            log.error("telegram.update_not_read", problem=problem, fields=shape)


def shape_of(value: object, depth: int = 0) -> object:
    """The names and types of the fields of an update, without values, and only names such as Telegram uses."""
    if not isinstance(value, Mapping) or depth == _DEEPEST:
        return type(value).__name__
    return {
        name if isinstance(name, str) and _NAME.fullmatch(name) else "?": shape_of(one, depth + 1)
        for name, one in list(value.items())[:_WIDEST]
    }
