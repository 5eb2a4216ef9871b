"""The deadlines of one connection: how long a client may take to send a request and to read an answer."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_PIECE = 16 * 1024
"""Bytes of an answer that even a slow phone reads in the time it has."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a client may take."""

    request: float = 20
    """For a whole request, head and body, from its first byte."""
    longer: Mapping[str, float] = field(default_factory=dict)
    """The same for these paths."""
    first: float = 20
    """From the connection to the first byte."""
    answer: float = 30
    """To read all of what we wrote, or at least `_PIECE` of it."""
    ending: float = 2
    """To read an answer that was given before the request ended, while we drop the rest of the request."""


class Deadlines:
    """The timers of one connection."""

    transport: asyncio.Transport
    """Set when the connection is made."""

    def __init__(self, loop: asyncio.AbstractEventLoop, patience: Patience, hang_up: Callable[[], None]) -> None:
        self._loop = loop
        self._patience = patience
        self._hang_up = hang_up
        self._timer: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None
        self._unread = 0
        """Bytes that the client had not read at the last look."""

    def start(self, seconds: float, then: Callable[[], None]) -> None:
        """Calls `then` after this time, instead of what an earlier start would have called."""
        self.cancel()
        self._timer = self._loop.call_later(seconds, then)

    def cancel(self) -> None:
        """Stops the timer of `start`."""
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def watch_reading(self) -> None:
        """Hangs up unless the client reads what we wrote: each time we look, at least `_PIECE` of it."""
        self._unread = self.transport.get_write_buffer_size()
        if self._reading is None:
            self._reading = self._loop.call_later(self._patience.answer, self._look)

    def stop_watching(self) -> None:
        """The client has read enough."""
        if self._reading:
            self._reading.cancel()
            self._reading = None

    def _look(self) -> None:
        self._reading = None
        if self.transport.get_write_buffer_size() > self._unread - _PIECE:
            self._hang_up()
        else:
            self.watch_reading()
