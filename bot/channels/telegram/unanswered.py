"""Takes messages out of a chat that sent too many of them to be answered, at a pace that a flood does not raise."""

import asyncio
import json
from collections import OrderedDict

import structlog

from bot.channels.telegram.client import Api
from bot.sending.contract import Gone, Refused, SendError, Throttled, Unauthorised

log = structlog.get_logger()

_AT_ONCE = 100
"""Messages that Telegram deletes in one call."""
_APART = 0.1
"""Seconds between two calls, whatever waits."""
MOST_OF_A_CHAT = 1_000
MOST = 20_000
"""Messages that may wait; Telegram lets nobody write as many before the first are gone."""
_TRIES = 3
_LONGEST_WAIT = 60.0


class Unanswered:
    """The deletions that nobody is told of. They are kept in memory only: a crash leaves the last of them undone."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._waiting: OrderedDict[str, list[str]] = OrderedDict()
        """By chat, the ids of its messages."""
        self._count = 0
        """How many wait."""
        self._left = 0
        """How many there was no room for, or Telegram did not take out, since we last said so."""
        self._work: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many wait; while some are being taken out, one more."""
        return self._count + (self._work is not None and not self._work.done())

    def take_out(self, chat: str, message: str) -> None:
        """Deletes a message soon, unless too many wait already."""
        waiting = self._waiting.get(chat, [])
        if len(waiting) < MOST_OF_A_CHAT and self._count < MOST:
            self._waiting.setdefault(chat, waiting).append(message)
            self._count += 1
        else:
            self._left += 1
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._work_off())

    async def close(self, patience: float) -> None:
        """Finishes what waits, within so many seconds."""
        if self._work is not None:
            await asyncio.wait([self._work], timeout=patience)
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _work_off(self) -> None:
        """Chat by chat in turn, so that one that floods holds no other up."""
        while self._waiting:
            chat, waiting = self._waiting.popitem(last=False)
            if len(waiting) > _AT_ONCE:
                self._waiting[chat] = waiting[_AT_ONCE:]
            taken = waiting[:_AT_ONCE]
            self._count -= len(taken)
            try:
                await self._delete(chat, taken)
            except Unauthorised:  # whoever polls or sends ends the channel
                return
            except SendError as problem:
                self._left += len(taken)
                log.warning("telegram.not_taken_out", problem=type(problem).__name__)
            await asyncio.sleep(_APART)
        if self._left:
            log.warning("telegram.left_in_chats", messages=self._left)
            self._left = 0

    async def _delete(self, chat: str, messages: list[str]) -> None:
        """Raises SendError when Telegram was not reached. A message that is gone already is passed over by Telegram."""
        ids = json.dumps([int(one) for one in messages])
        try:
            await self._surely("deleteMessages", {"chat_id": chat, "message_ids": ids})
        except Refused:  # one of them, or a server of Telegram's that does not know this method
            for one in messages:
                await asyncio.sleep(_APART)
                await self._alone(chat, one)

    async def _alone(self, chat: str, message: str) -> None:
        try:
            await self._surely("deleteMessage", {"chat_id": chat, "message_id": message})
        except Refused as problem:
            self._left += "not found" not in str(problem)

    async def _surely(self, method: str, parameters: dict[str, str]) -> None:
        """Calls a few times. Raises SendError."""
        for tries in range(1, _TRIES + 1):
            try:
                await self._api.call(method, parameters)
            except (Gone, Refused, Unauthorised):
                raise
            except SendError as problem:
                if tries == _TRIES:
                    raise
                wait = problem.retry_after if isinstance(problem, Throttled) else 0.5 * 2**tries
                await asyncio.sleep(min(_LONGEST_WAIT, wait))
            else:
                return
