"""HTTP as uvicorn speaks it, with an end to everything a client can keep us waiting for.

uvicorn waits without limit for a request, for the rest of a body that was answered before its end, and for a client
that does not take its answer; it reads heads of any length, and logs a line for each that is wrong.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from bot.channels.web.connections import Connections

LONGEST_HEAD = 64 * 1024
"""Bytes of request line and headers; and of what stands around the parts of a body that comes in chunks."""
MOST_HEADERS = 100
MOST_PIPELINED = 8
"""Requests that may wait behind the one that is being answered."""
_SLICE = 4096
"""Bytes read at once, so that no packet hides where its head ends."""
_GOOD_PIECE = 16 * 1024
"""Bytes of an answer that even a slow phone takes in the time it has."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a client may take."""

    request: float = 20
    """For a whole request, head and body, from its first byte ..."""
    longer: Mapping[str, float] = field(default_factory=dict)
    """... but for these paths."""
    first: float = 20
    """From the connection to the first byte."""
    answer: float = 30
    """To take all of what we wrote, or at least a good piece of it."""
    ending: float = 2
    """To read an answer that was given before the request ended, while we drop the rest of it."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(
        self,
        *args: Any,
        connections: Connections,
        patience: Patience,
        refused: Callable[[int], None],
        **settings: Any,
    ) -> None:
        super().__init__(*args, **settings)
        self._connections = connections
        self._patience = patience
        self._refused = refused
        self._timer: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None
        self._left = 0
        """Bytes that the client had not taken when we looked last."""
        self._begun: float | None = None
        """When the request that is being read began."""
        self._in_head = True
        self._around = 0
        """Bytes of the head, or around the parts of the body."""
        self._headers = 0
        self._too_many = False
        self._last_word: HTTPStatus | None = None
        """What the request that was refused will hear, once those before it have their answers."""
        self._plain_head = b""
        """The head of a request that offers another protocol, without the offer, until the parser has read it again."""
        self._last_request = False
        """What is being read offered another protocol, so nothing behind it is taken for a request."""
        self._last_cycle: RequestResponseCycle | None = None
        self._deaf = False
        """Nothing more is read as a request: we hang up once the answers under way are given."""

    # ------------------------------------------------------------ as asyncio calls it

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes a place, or says that there is none."""
        super().connection_made(transport)
        if not self._connections.enter(self, self.client[0] if self.client else ""):
            self._deaf = True
            self._write(HTTPStatus.SERVICE_UNAVAILABLE)
            transport.close()
            return
        self._until(self._patience.first, self._close)

    def data_received(self, data: bytes) -> None:
        """Reads a piece at a time."""
        at = 0
        while at < len(data) and not self._deaf and not self.transport.is_closing():
            most = min(_SLICE, LONGEST_HEAD + 1 - self._around) if self._in_head else _SLICE
            self._read(data[at : at + most])
            at += most

    def pause_writing(self) -> None:
        """The client does not take what we wrote."""
        super().pause_writing()
        self._connections.waits(self)
        self._watch()

    def resume_writing(self) -> None:
        """It took most of it."""
        super().resume_writing()
        self._connections.works(self)
        if self._taking and not self.transport.is_closing():
            self._taking.cancel()
            self._taking = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives the place back."""
        self._connections.leave(self)
        for timer in (self._timer, self._taking):
            if timer:
                timer.cancel()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    # ------------------------------------------------------------ as the parser calls it

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._unset_keepalive_if_required()
        self._headers = 0
        if self._last_request:  # it began when its head came first
            return
        self._begun = self.loop.time()
        self._until(self._patience.request, self._too_slow)
        if self.cycle is None or self.cycle.response_complete:
            self._connections.waits(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header. What comes behind a body is none: the request was handed on without it."""
        self._headers += 1
        if self._headers > MOST_HEADERS:
            self._too_many = True
            raise ValueError("too many headers")
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The request can be answered."""
        if self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT":
            self._plain_head = self._without_the_offer()
            return
        self._in_head = False
        self._around = 0
        if len(self.pipeline) >= MOST_PIPELINED:
            self._in_head = True  # it gets no answer of its own
            self._too_many = True
            raise ValueError("too many requests at once")
        super().on_headers_complete()
        if self._last_request:
            self._last_cycle = self.cycle
        if longer := self._patience.longer.get(self.scope["path"]):
            self._until(longer, self._too_slow)

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._around -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request is here: it is our turn."""
        if self._plain_head:  # only its head
            return
        self._deaf = self._deaf or self._last_request
        super().on_message_complete()
        self._begun = None
        self._in_head = True
        self._around = 0
        self._rest()
        if not self.cycle.response_complete:
            self._connections.works(self)

    # ------------------------------------------------------------ as uvicorn calls it

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        super()._start_asgi_task(cycle, partial(self._answer, cycle, app))

    async def _answer(
        self,
        cycle: RequestResponseCycle,
        app: ASGI3Application,
        scope: Scope,
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
    ) -> None:
        """Lets the app answer; an answer before the end of the request is the last on this connection.

        So is that to a request which offered another protocol.
        """

        async def sent(message: ASGISendEvent) -> None:
            ends = cycle.more_body or cycle is self._last_cycle
            last = message["type"] == "http.response.start" and ends and not cycle.disconnected
            if last and message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
                self._deaf = True
                self._rest()
                self._watch()
            if self.transport.is_closing():  # the client has gone, and uvicorn was not told yet
                cycle.disconnected = True
            await send(message)
            if last:
                cycle.keep_alive = True  # so that it is us who hang up, once the client could read it

        try:
            await app(scope, receive, sent)
        finally:
            if self._deaf and not (cycle.response_complete or cycle.disconnected):  # the app broke off
                self._watch()

    def on_response_complete(self) -> None:
        """An answer was written. What comes next is a request that waits, or silence."""
        if self._deaf and not self.pipeline:
            self.server_state.total_requests += 1
            if not self.transport.is_closing():
                if self._last_word:
                    self._write(self._last_word)
                self._end()
                return
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch()
        elif self._begun is not None:
            self._unset_keepalive_if_required()  # a request is under way, with a deadline of its own
            self._connections.waits(self)
        elif self.timeout_keep_alive_task:
            self._connections.waits(self)

    def timeout_keep_alive_handler(self) -> None:
        """Nothing more came."""
        self._close()

    def _unsupported_upgrade_warning(self) -> None:
        """Says nothing: anybody could fill the log with it."""

    # ------------------------------------------------------------ what ends it

    def hang_up(self) -> None:
        """Closes at once, whatever was not sent yet."""
        self.transport.abort()

    def _read(self, part: bytes) -> None:
        self._around += len(part)
        try:
            self.parser.feed_data(part)
        except httptools.HttpParserUpgrade as offer:
            if self._plain_head:
                self._read_again(part[offer.args[0] :])
                return
            self._deaf = True  # CONNECT: what follows is not HTTP
            self.cycle.keep_alive = False
            return
        except httptools.HttpParserError:
            if self._deaf:  # it is what follows a request that offered another protocol
                return
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if self._too_many else HTTPStatus.BAD_REQUEST)
            return
        if self._around > LONGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _without_the_offer(self) -> bytes:
        """The head that came, without the offer of another protocol. Raises ValueError."""
        if any(b"\r" in value or b"\n" in value for _, value in self.headers):
            raise ValueError("a header of several lines")
        kept = [one for one in self.headers if one[0] not in {b"upgrade", b"connection"}]
        line = b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode("ascii"))
        lines = [line, *(b": ".join(one) for one in (*kept, (b"connection", b"close")))]
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def _read_again(self, rest: bytes) -> None:
        """Reads a request as if it had offered nothing, as RFC 9110 allows (7.8): the parser left its body out."""
        head, self._plain_head = self._plain_head, b""
        self._last_request = True
        self.parser = httptools.HttpRequestParser(self)
        self._around -= len(rest)  # counted by then
        self._feed_again(head)
        if rest and not self._deaf:
            self._read(rest)

    def _feed_again(self, head: bytes) -> None:
        try:
            self.parser.feed_data(head)
        except httptools.HttpParserError:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if self._too_many else HTTPStatus.BAD_REQUEST)

    def _too_slow(self) -> None:
        if self.flow.read_paused:  # it is us who do not read
            self._until(self._patience.request, self._too_slow)
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """Ends the request that is being read, and the connection once the answers before it are given."""
        self._refused(status)
        self._deaf = True
        self._rest()
        cycle = self.cycle
        if not self._in_head and cycle and not cycle.response_complete:
            if cycle.response_started:
                return  # it ends with this answer
            cycle.disconnected = True
            cycle.message_event.set()
            waits = bool(self.pipeline)
            if waits:
                self.pipeline.popleft()
        else:
            waits = cycle is not None and not cycle.response_complete
        if waits:
            self._last_word = status
        else:
            self._write(status)
            self._end()

    def _write(self, status: HTTPStatus) -> None:
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        self.transport.write(head.encode("ascii"))

    def _end(self) -> None:
        """Says that nothing more comes, and drops what still does: closed at once, the answer might be lost."""
        self._deaf = True
        self._connections.waits(self)
        self.flow.resume_reading()
        self.transport.write_eof()
        self._until(self._patience.ending, self.hang_up)

    def _close(self) -> None:
        """Closes once what we wrote is taken."""
        if not self.transport.is_closing():
            self.transport.close()
        self._watch()

    def _watch(self) -> None:
        """Hangs up unless the client takes what we wrote, a good piece at least each time we look."""
        self._left = self.transport.get_write_buffer_size()
        if self._taking is None:
            self._taking = self.loop.call_later(self._patience.answer, self._look)

    def _look(self) -> None:
        self._taking = None
        if self.transport.get_write_buffer_size() > self._left - _GOOD_PIECE:
            self.hang_up()
        else:
            self._watch()

    def _until(self, seconds: float, then: Callable[[], None]) -> None:
        self._rest()
        self._timer = self.loop.call_later(seconds, then)

    def _rest(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
