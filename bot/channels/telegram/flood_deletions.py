"""Deletes messages of chats that sent too many to be answered, at a steady pace whatever the flood."""

import asyncio
import json
from collections import OrderedDict
from functools import partial

import structlog

from bot.channels.telegram.client import Api
from bot.sending.backoff import Backoff, until_done
from bot.sending.errors import Refused, SendError

log = structlog.get_logger()

_PAGE_SIZE = 100
"""Messages that Telegram deletes in one call."""
_INTERVAL = 0.1
"""Seconds between two calls."""
MOST_OF_A_CHAT = 1_000
MOST = 20_000
"""How many messages may wait, in one chat and in all; Telegram lets nobody write more before the first are deleted."""
_TRIES = 3
_LONGEST_WAIT = 60.0


class FloodDeletions:
    """The deletions without an answer. They are kept in memory only: a crash leaves the last of them undone."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._waiting: OrderedDict[str, list[str]] = OrderedDict()
        """By chat, the ids of the messages to delete."""
        self._count = 0
        """How many wait."""
        self._left = 0
        """How many were not deleted since the last warning, because too many waited or Telegram refused."""
        self._work: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many wait, and one more while some are being deleted."""
        return self._count + (self._work is not None and not self._work.done())

    def delete(self, chat: str, message: str) -> None:
        """Deletes a message soon, unless too many wait already."""
        waiting = self._waiting.get(chat, [])
        if len(waiting) < MOST_OF_A_CHAT and self._count < MOST:
            self._waiting.setdefault(chat, waiting).append(message)
            self._count += 1
        else:
            self._left += 1
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._drain())

    async def close(self, patience: float) -> None:
        """Deletes the messages that wait, within `patience` seconds."""
        if self._work is not None:
            await asyncio.wait([self._work], timeout=patience)
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _drain(self) -> None:
        """Takes the chats in turn, so that a flood in one delays no other."""
        while self._waiting:
            chat, waiting = self._waiting.popitem(last=False)
            if len(waiting) > _PAGE_SIZE:
                self._waiting[chat] = waiting[_PAGE_SIZE:]
            taken = waiting[:_PAGE_SIZE]
            self._count -= len(taken)
            try:
                await self._delete(chat, taken)
            except SendError as problem:
                if problem.ends_channel:
                    return
                self._left += len(taken)
                log.warning("telegram.messages_not_deleted", problem=type(problem).__name__)
            await asyncio.sleep(_INTERVAL)
        if self._left:
            log.warning("telegram.messages_left_in_chats", messages=self._left)
            self._left = 0

    async def _delete(self, chat: str, messages: list[str]) -> None:
        """Deletes messages of one chat; Telegram skips those that are gone. Raises SendError if it was not reached."""
        ids = json.dumps([int(one) for one in messages])
        try:
            await self._call("deleteMessages", {"chat_id": chat, "message_ids": ids})
        except Refused:  # because of one of them, or because this Bot API server does not know the method
            for one in messages:
                await asyncio.sleep(_INTERVAL)
                await self._delete_one(chat, one)

    async def _delete_one(self, chat: str, message: str) -> None:
        try:
            await self._call("deleteMessage", {"chat_id": chat, "message_id": message})
        except Refused as problem:
            self._left += "not found" not in str(problem)

    async def _call(self, method: str, parameters: dict[str, str]) -> None:
        """Calls a method a few times until it works. Raises SendError."""
        await until_done(
            partial(self._api.call, method, parameters),
            Backoff(1.0, _LONGEST_WAIT),
            most_tries=_TRIES,
            sleep=lambda pause: asyncio.sleep(min(_LONGEST_WAIT, pause)),
        )
