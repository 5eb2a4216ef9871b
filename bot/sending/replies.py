"""Sends answers: one chat's in order, one after the other, different chats side by side, each until it arrived.

An answer leaves the database only once it was sent. So a crash loses none, and repeats at most the one that was on
its way in each chat.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot.dispatch import Dispatch, QueuedReply
from bot.metrics import Metrics
from bot.sending.contract import Channel, Gone, Part, Refused, Throttled, Unauthorised, Unknown, Unreachable
from data.database.sqlite import CannotWrite

log = structlog.get_logger()

_MOST_DOUBTS = 8
"""How often one part is sent again that may have arrived each time."""
_LONGEST_KEPT = 24 * 3600.0
"""Seconds; then the database forgets the answer, too."""
_LONGEST_WAIT = 60.0
_FIRST_WAIT = 0.5


class _Stopped(Exception):
    """We are told to stop; what is not sent yet is sent at the next start."""


class Outbox:
    """The answers of one channel on their way."""

    def __init__(self, channel: Channel, dispatch: Dispatch, metrics: Metrics) -> None:
        self._channel = channel
        self._dispatch = dispatch
        self._metrics = metrics
        self._chats: dict[str, deque[QueuedReply]] = {}
        self._senders: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()
        self.lost: asyncio.Future[Unauthorised] = asyncio.get_running_loop().create_future()
        """Set when the channel does not know us any more."""

    def __len__(self) -> int:
        return sum(map(len, self._chats.values()))

    async def load(self) -> None:
        """Goes on with what the last run left unsent."""
        left = await self._dispatch.pending_replies(self._channel.name)
        for letter in left:
            self.put(letter)
        if left:
            log.info("outbox.left_from_last_time", channel=self._channel.name, answers=len(left))

    def put(self, letter: QueuedReply) -> None:
        """Sends an answer after all that this chat was to hear before."""
        if self._stop.is_set() or letter.empty:
            return
        waiting = self._chats.get(letter.address)
        if waiting is not None:
            waiting.append(letter)
            return
        self._chats[letter.address] = deque([letter])
        sender = asyncio.create_task(self._work_off(letter.address))
        self._senders.add(sender)
        sender.add_done_callback(self._senders.discard)

    async def close(self, patience: float) -> None:
        """Finishes what is being sent right now, within so many seconds; the rest waits in the database."""
        self._stop.set()
        if self._senders:
            _, late = await asyncio.wait(self._senders, timeout=patience)
            for sender in late:
                sender.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _work_off(self, address: str) -> None:
        waiting = self._chats[address]
        try:
            while waiting and not self._stop.is_set():
                await self._finish(waiting)
        except _Stopped:
            pass
        except Unauthorised as problem:
            if not self.lost.done():
                self.lost.set_result(problem)
        finally:
            del self._chats[address]

    async def _finish(self, waiting: deque[QueuedReply]) -> None:
        """The first answer that waits in a chat, one way or the other."""
        letter = waiting[0]
        try:
            await self._send(letter)
            waiting.popleft()
        except (_Stopped, Unauthorised):
            raise
        except Gone:
            waiting.clear()
            await self._dispatch.recipient_gone(self._channel.name, letter.address)
        except Exception:
            log.exception("outbox.failed", channel=self._channel.name)
            waiting.popleft()  # it stays in the database for the next start

    async def _send(self, letter: QueuedReply) -> None:
        """Every part of an answer; it is forgotten once the last has arrived."""
        letter = self._dispatch.as_it_may_be_said(letter)
        noted, too_late = letter.done, asyncio.get_running_loop().time() + _LONGEST_KEPT
        for n, part in enumerate(self._channel.parts(letter)):
            if n < letter.done:
                continue
            if n > noted and not part.again:
                await self._note(partial(self._dispatch.progressed, letter.seen, n))
                noted = n
            tries = 0
            while wait := await self._try(letter, part, tries):
                tries += 1
                if n > noted:
                    await self._note(partial(self._dispatch.progressed, letter.seen, n))
                    noted = n
                if asyncio.get_running_loop().time() > too_late:
                    log.error("outbox.given_up", channel=self._channel.name, tries=tries)
                    break
                await self._pause(wait)
                if self._dispatch.as_it_may_be_said(letter) is not letter:  # checks were stopped meanwhile
                    await self._send(letter)
                    return
        await self._note(partial(self._dispatch.sent, letter.seen))

    async def _note(self, noting: Callable[[], Awaitable[None]]) -> None:
        """Notes how far an answer is. Waits until that can be written: what is not noted is sent again."""
        tries = 0
        while True:
            try:
                await noting()
            except CannotWrite:
                await self._pause(_backed_off(tries))
                tries += 1
            else:
                return

    async def _try(self, letter: QueuedReply, part: Part, tries: int) -> float:
        """Seconds to wait before this part is tried again; 0 when it is done, one way or the other."""
        try:
            await self._channel.send(letter, part)
        except Throttled as problem:
            self._metrics.not_sent(self._channel.name, "throttled")
            return problem.retry_after + random.uniform(0, 0.2)  # noqa: S311 - not all chats at once
        except Unreachable:
            self._metrics.not_sent(self._channel.name, "unreachable")
            return _backed_off(tries)
        except Unknown:
            self._metrics.not_sent(self._channel.name, "unknown")
            if tries < _MOST_DOUBTS:
                return _backed_off(tries)
            log.error("outbox.given_up", channel=self._channel.name, tries=tries)  # noqa: TRY400 - no traceback needed
        except Refused as problem:
            self._metrics.not_sent(self._channel.name, "refused")
            log.error("outbox.refused", channel=self._channel.name, reason=str(problem))  # noqa: TRY400
            await self._dispatch.refused(letter.answer, str(problem))
        except Gone:
            self._metrics.not_sent(self._channel.name, "gone")
            raise
        return 0

    async def _pause(self, seconds: float) -> None:
        """Waits; raises _Stopped when we are told to stop meanwhile."""
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return
        raise _Stopped


def _backed_off(tries: int) -> float:
    wait: float = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**tries)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - not all at once
