"""Polls Telegram for updates, and confirms each only once its answer is committed.

The loop is ours because python-telegram-bot confirms an update as soon as it is queued.
"""

import asyncio
from typing import Any

import structlog

from bot.channels.skipped_updates import shape_of
from bot.channels.telegram.client import POLL_SECONDS, Api, Taken, Unreadable
from bot.channels.telegram.decode import UpdateDecoder
from bot.channels.telegram.parse import ALLOWED
from bot.channels.telegram.receiver import UpdateReceiver
from bot.channels.telegram.update_offset import UpdateOffset, number_of
from bot.channels.telegram.update_source import UpdateSource
from bot.dispatch import NotKept
from bot.sending.backoff import Backoff
from bot.sending.errors import SendError

log = structlog.get_logger()

_PAUSE = 1.0
"""Seconds until the next poll, when a poll brought nothing new and ended at once."""
_HASTY = 0.5
"""Seconds: an empty poll that ends sooner was not held open."""


class Polling:
    """The polling loop of one running bot."""

    def __init__(self, api: Api, source: UpdateSource, decoder: UpdateDecoder, receiver: UpdateReceiver) -> None:
        self._api = api
        self._source = source
        self._decoder = decoder
        self._receiver = receiver

    async def run(self) -> None:
        """Polls for ever. The offset moves after the commit of their answers, and past updates that cannot be read.

        Raises Unauthorised.
        """
        loop, offset, backoff = asyncio.get_running_loop(), UpdateOffset(), Backoff(0.5, 30.0)
        while True:
            begun = loop.time()
            asked = {"timeout": POLL_SECONDS, "allowed_updates": list(ALLOWED), **offset.parameters}
            try:
                found = await self._api.call("getUpdates", asked)
                self._source.note_contact()
                if not isinstance(found, list):
                    raise Unreadable(b"")
                backoff.reset()
                hasty = not found and loop.time() - begun < _HASTY
                if not await self._receive(found, offset) or hasty:
                    await asyncio.sleep(_PAUSE)
            except Taken as problem:
                await self._source.take_back(problem, backoff.next())
            except Unreadable as problem:
                alone = offset.one_by_one
                if offset.skip_unreadable(problem.payload):
                    if alone:
                        self._decoder.skip("no JSON", type(problem).__name__)
                    backoff.reset()
                    continue
                await _pause(problem, backoff)
            except (SendError, NotKept) as problem:
                await _pause(problem, backoff)

    async def _receive(self, found: list[Any], offset: UpdateOffset) -> bool:
        """Handles the updates of a poll. False when the next poll may bring the same, as none has a number."""
        numbered = [(number, one) for one in found if (number := number_of(one)) is not None]
        without = [one for one in found if number_of(one) is None]
        if without:
            self._decoder.skip([*map(shape_of, without[:3])], "no update_id")
        in_order = sorted(numbered, key=lambda each: each[0])
        await self._receiver.receive([update for _, one in in_order if (update := self._decoder.update(one))])
        return offset.confirm([number for number, _ in numbered], repr(without[0]) if without else None)


async def _pause(problem: SendError | NotKept, backoff: Backoff) -> None:
    """Waits after a poll that failed. Raises Unauthorised, after which no other would succeed."""
    if isinstance(problem, SendError) and problem.ends_channel:
        raise problem
    log.warning("telegram.poll_failed", problem=type(problem).__name__, reason=str(problem))
    await asyncio.sleep(backoff.next(problem.retry_after if isinstance(problem, SendError) else None))
