"""Deletes a person's message from the chat, and says so only once it is deleted."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest

from bot.channels.telegram import render as written
from bot.channels.telegram.client import Api
from bot.sending.backoff import Backoff, until_done
from bot.sending.contract import Part
from bot.sending.errors import Refused, SendError
from data.content.texts import phrase
from handlers.messages import Answer

_PATIENCE = 5.0
"""Seconds that an answer waits for the deletion before it; after that it does not mention the deletion."""


class MessageDeletion:
    """The deletion of one message of a person."""

    def __init__(self, api: Api, chat: str, message: str) -> None:
        self._api = api
        self._what = {"chat_id": chat, "message_id": message}
        self._tried = False
        self.done: bool | None = None
        """Whether it is deleted; False when Telegram refuses; None while that is not known."""

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
            await self._api.call("deleteMessage", self._what)
        except Refused as problem:
            self.done = "not found" in str(problem)  # true: deleted before, by us or by the person
        else:
            self.done = True


@dataclass(frozen=True, slots=True)
class DeletionPart(Part):
    """A part of an answer to a message that is deleted; with `again`, the last try to delete it."""

    without_remark: Mapping[str, str] | None = None
    """Sent instead of `what` if the message is not deleted; None when this part holds only the remark."""
    deletion: MessageDeletion | None = None


def parts(answer: Answer, chat: dict[str, str], deletion: MessageDeletion) -> list[Part]:
    """The messages of the answer, the last with a remark that the message was deleted, and a last try to delete it."""
    found: list[Part] = []
    for reply in answer.replies:
        plain = written.messages(reply)
        full = written.messages(reply, phrase("hidden", answer.language)) if reply is answer.last else plain
        for one, other in zip_longest(full, plain):
            found.append(DeletionPart((one or other) | chat, without_remark=other and other | chat, deletion=deletion))
    return [*found, DeletionPart({}, again=True, deletion=deletion)]
