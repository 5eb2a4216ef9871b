"""Deletes a person's message from the chat, so that the answer can say so only once it is deleted."""

import asyncio
from contextlib import suppress

from bot.sending.address import Address
from bot.sending.backoff import Backoff, until_done
from bot.sending.contract import Priority
from bot.sending.errors import Refused, SendError
from bot.sending.outgoing import Deletion
from bot.sending.paced_channel import PacedChannel

_PATIENCE = 5.0
"""Seconds that an answer waits for the deletion before it; after that it does not mention the deletion."""


class MessageDeletion:
    """The deletion of one message of a person."""

    def __init__(self, channel: PacedChannel, chat: str, message: str) -> None:
        self._channel = channel
        self._address = Address(chat)
        self._message = message
        self._tried = False
        self.done: bool | None = None
        """Whether it is deleted; False when the channel refuses; None while that is not known."""

    async def try_before_answer(self) -> bool:
        """Tries for a few seconds; returns whether the message is deleted. Raises Unauthorised."""
        if not self._tried:
            self._tried = True
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await self._try_repeatedly()
        return self.done is True

    async def _try_repeatedly(self) -> None:
        try:
            await until_done(
                self.try_once,
                Backoff(0.3, 1.0),
                most_tries=3,
                again=lambda problem: problem.retry and (problem.retry_after or 0.0) <= _PATIENCE,
            )
        except SendError as problem:
            if problem.ends_channel:
                raise

    async def try_once(self) -> None:
        """Deletes the message, unless the outcome is known already. Raises SendError."""
        if self.done is not None:
            return
        try:
            await self._channel.send(self._address, Deletion(self._message), Priority.REPLY)
        except Refused:
            self.done = False
        else:
            self.done = True
