"""Sends the looks of buttons and of the text field only to a Bot API server that takes them."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.channels.telegram.render import has_optional_fields, parameters
from bot.sending.errors import Refused
from bot.sending.outgoing import Message

log = structlog.get_logger()

_ABOUT_FIELDS = re.compile(r"button|keyboard|markup|style|field|copy|force", re.IGNORECASE)
"""What a refusal names that may be caused by a field, and not by the text or the chat."""


class OptionalFields:
    """Remembers, until the process ends, whether the server refused them. Telegram's own has taken them since 2026."""

    def __init__(self) -> None:
        self.taken = True

    async def send(self, message: Message, call: Callable[[dict[str, str]], Awaitable[Any]]) -> Any:
        """What `call` returns for the parameters of a message; where they are refused, tried once without.

        Raises SendError.
        """
        if not (self.taken and has_optional_fields(message)):
            return await call(parameters(message, optional=False))
        try:
            return await call(parameters(message))
        except Refused as problem:
            if not _ABOUT_FIELDS.search(str(problem)):
                raise
            refused = str(problem)
        found = await call(parameters(message, optional=False))
        self.taken = False  # not before: had the message been at fault, it would have been refused again
        log.warning("telegram.optional_fields_refused", reason=refused)
        return found
