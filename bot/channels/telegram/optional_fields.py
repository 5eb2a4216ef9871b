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
        self._last: tuple[Message, bool, dict[str, str]] | None = None
        """The last message, whether with these fields, and its parameters."""

    async def send(self, message: Message, call: Callable[[dict[str, str]], Awaitable[Any]]) -> Any:
        """What `call` returns for the parameters of a message; where they are refused, tried once without.

        Raises SendError.
        """
        if not (self.taken and has_optional_fields(message)):
            return await call(self._parameters(message, optional=False))
        try:
            return await call(self._parameters(message, optional=True))
        except Refused as problem:
            if not _ABOUT_FIELDS.search(str(problem)):
                raise
            refused = str(problem)
        found = await call(self._parameters(message, optional=False))
        self.taken = False  # not before: had the message been at fault, it would have been refused again
        log.warning("telegram.optional_fields_refused", reason=refused)
        return found

    def _parameters(self, message: Message, *, optional: bool) -> dict[str, str]:
        """Those of an announcement are written once, as the same message goes to everybody."""
        if self._last is None or self._last[0] is not message or self._last[1] is not optional:
            self._last = message, optional, parameters(message, optional=optional)
        return self._last[2]
