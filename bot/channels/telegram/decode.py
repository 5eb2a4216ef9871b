"""Decodes updates so that none can stop the bot: an odd one is skipped, counted, and logged by its shape."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from bot.channels.skipped_updates import SkippedUpdates, shape_of, wrong_fields
from bot.channels.telegram import parse
from bot.channels.telegram.parse import PersonLeft
from bot.channels.telegram.update_models import Update
from bot.metrics import Metrics
from data.channels import TELEGRAM
from handlers.messages import Incoming


class UpdateDecoder:
    """Decodes the updates of one running bot."""

    def __init__(self, metrics: Metrics) -> None:
        self.skip = SkippedUpdates(TELEGRAM.name, metrics).skip

    def update(self, raw: bytes | Mapping[str, Any]) -> Update | None:
        """The update; None when its form is unknown, which would be the same the next time."""
        try:
            return Update.model_validate_json(raw) if isinstance(raw, bytes) else Update.model_validate(raw)
        except ValidationError as problem:
            self.skip(wrong_fields(problem), "ValidationError")
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
