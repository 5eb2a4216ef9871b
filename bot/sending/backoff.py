"""Growing pauses between the tries of something that failed, and the loops that try again."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.sending.errors import SendError
from data.database.sqlite import CannotWrite

Result = TypeVar("Result")


class Backoff:
    """The pauses between tries, in seconds: `first`, then `factor` times as long each time, at most `longest`.

    Each is longer or shorter by up to `jitter` (a fifth), so that not all who failed together come back together. Where
    the channel says when to try again, that is the pause, plus a moment.
    """

    def __init__(self, first: float, longest: float, *, factor: float = 2.0, jitter: float = 0.2) -> None:
        self._first = first
        self._longest = longest
        self._factor = factor
        self._jitter = jitter
        self.tries = 0
        """How often it failed since the beginning or the last `reset`."""

    def next(self, retry_after: float | None = None) -> float:
        """Counts a try that failed; returns the seconds until the next."""
        pause: float = min(self._longest, self._first * self._factor ** min(self.tries, 64))
        self.tries += 1
        if retry_after is not None:
            return retry_after + random.uniform(0, self._jitter)  # noqa: S311 - no secret
        return pause * random.uniform(1 - self._jitter, 1 + self._jitter)  # noqa: S311

    def reset(self) -> None:
        """It worked: the next failure is the first again."""
        self.tries = 0


def worth_retrying(problem: SendError) -> bool:
    """The policy of the error's class."""
    return problem.retry


async def until_done(
    call: Callable[[], Awaitable[Result]],
    backoff: Backoff,
    *,
    most_tries: int | None = None,
    again: Callable[[SendError], bool] = worth_retrying,
    failed: Callable[[SendError], None] = lambda _: None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Result:
    """Calls until it works. Raises SendError where `again` says so, or after `most_tries`.

    `failed` is told of each failure after which it is tried again.
    """
    while True:
        try:
            return await call()
        except SendError as problem:
            if not again(problem):
                raise
            pause = backoff.next(problem.retry_after)
            if most_tries is not None and backoff.tries >= most_tries:
                raise
            failed(problem)
        await sleep(pause)


async def until_written(
    write: Callable[[], Awaitable[None]],
    backoff: Backoff,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Writes what became of a message, until the database takes it: what is not written is sent again."""
    while True:
        try:
            await write()
        except CannotWrite:
            await sleep(backoff.next())
        else:
            return
