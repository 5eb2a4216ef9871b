"""Takes what a person wrote out of the chat, and says so only once it has happened."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest

from bot.channels.telegram import render as written
from bot.channels.telegram.client import Api
from bot.sending.contract import Gone, Part, Refused, SendError, Unauthorised
from data.content.texts import phrase
from handlers.messages import Answer

_PATIENCE = 5.0
"""Seconds that an answer waits for the deletion before it; then it comes without a word on it."""
_WAITS = (0.3, 1.0, 0.0)


class Hiding:
    """The deletion of one message of a person."""

    def __init__(self, api: Api, chat: str, message: str) -> None:
        self._api = api
        self._what = {"chat_id": chat, "message_id": message}
        self._tried = False
        self.done: bool | None = None
        """Whether it is out of the chat; False: Telegram does not take it out; None: not known yet."""

    async def before_the_answer(self) -> bool:
        """Whether it is out of the chat now; a failure never holds the answer up for long. Raises Unauthorised."""
        if not self._tried:
            self._tried = True
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await self._several_times()
        return self.done is True

    async def _several_times(self) -> None:
        for wait in _WAITS:
            try:
                await self.now()
            except Unauthorised:
                raise
            except Gone:
                return
            except SendError as problem:
                if (wait := getattr(problem, "retry_after", wait)) > _PATIENCE:
                    return
                await asyncio.sleep(wait)
            else:
                return

    async def now(self) -> None:
        """Deletes it, unless it is known what became of it. Raises SendError."""
        if self.done is not None:
            return
        try:
            await self._api.call("deleteMessage", self._what)
        except Refused as problem:
            self.done = "not found" in str(problem)  # deleted before, by us or by the person
        else:
            self.done = True


@dataclass(frozen=True, slots=True)
class Hidden(Part):
    """A part of an answer to a message that is taken out of the chat; with `again`, the end of that."""

    plain: Mapping[str, str] | None = None
    """What is said while it is still there; None: nothing, this piece only held the remark."""
    hiding: Hiding | None = None


def parts(answer: Answer, chat: dict[str, str], hiding: Hiding) -> list[Part]:
    """Each message of the answer, the last of which says that it was taken out, and a last try to do so."""
    found: list[Part] = []
    for reply in answer.replies:
        plain = written.messages(reply)
        told = written.messages(reply, phrase("hidden", answer.language)) if reply is answer.last else plain
        for one, other in zip_longest(told, plain):
            found.append(Hidden((one or other) | chat, plain=other and other | chat, hiding=hiding))
    return [*found, Hidden({}, again=True, hiding=hiding)]
