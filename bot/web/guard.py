"""Closes a connection whose request does not come, or whose head has no end: uvicorn waits for both without limit."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 64 * 1024
"""Bytes of request line and headers."""
SLOWEST_HEAD = 15.0
"""Seconds."""
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class GuardedProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with an end to the head of a request."""

    _head = 0
    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As asyncio calls it."""
        super().connection_made(transport)
        self._wait_for_a_head()

    def data_received(self, data: bytes) -> None:
        """As asyncio calls it."""
        if self._at_work():
            super().data_received(data)  # the rest of a body
            return
        self._wait_for_a_head()
        super().data_received(data)
        if self._at_work() or self.transport.is_closing():
            self._head_came()
            return
        self._head += len(data)
        if self._head > LONGEST_HEAD:
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """As asyncio calls it."""
        self._head_came()
        super().connection_lost(exc)

    def _at_work(self) -> bool:
        """Whether what comes is no head: an answer is due, or a body goes on that was answered before its end."""
        return self.cycle is not None and (not self.cycle.response_complete or self.cycle.more_body)

    def _wait_for_a_head(self) -> None:
        if self._giving_up is None:
            self._giving_up = self.loop.call_later(SLOWEST_HEAD, self.transport.close)

    def _head_came(self) -> None:
        self._head = 0
        if self._giving_up:
            self._giving_up.cancel()
            self._giving_up = None
