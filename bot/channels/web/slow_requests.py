"""Serves HTTP with uvicorn, and limits everything that a client can make us wait for.

uvicorn waits without limit for a request, for the rest of a body that was answered before its end, and for a client
that does not read its answer. It accepts heads of any length, and logs a line for each malformed one.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from bot.channels.web.connections import Connections
from bot.channels.web.deadlines import Deadlines, Patience
from bot.channels.web.head_limits import LONGEST_HEAD, HeadLimits
from bot.channels.web.upgrade_offers import head_without_offer

_SLICE = 4096
"""Bytes parsed at once, so that the length of a head is known closely enough."""


class GuardedProtocol(HttpToolsProtocol):
    """One connection, with limits on time and size."""

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
        self._deadlines = Deadlines(self.loop, patience, self.hang_up)
        self._refused = refused
        self._begun: float | None = None
        """When the request that is being read began."""
        self._in_head = True
        self._limits = HeadLimits()
        self._refusal: HTTPStatus | None = None
        """The status for a refused request, sent once the requests before it have their answers."""
        self._plain_head = b""
        """The head of a request that offered another protocol, with that offer removed, until it is parsed again."""
        self._last_request = False
        """Whether the request being read offered another protocol: then nothing behind it is parsed as a request."""
        self._last_cycle: RequestResponseCycle | None = None
        self._closing = False
        """Whether no further request is read: we hang up once the answers under way are sent."""

    # ------------------------------------------------------------ as asyncio calls it

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes a slot, or answers 503."""
        super().connection_made(transport)
        self._deadlines.transport = transport
        if not self._connections.enter(self, self.client[0] if self.client else ""):
            self._closing = True
            self._write(HTTPStatus.SERVICE_UNAVAILABLE)
            transport.close()
            return
        self._deadlines.start(self._patience.first, self._close)

    def data_received(self, data: bytes) -> None:
        """Parses a slice at a time."""
        at = 0
        while at < len(data) and not self._closing and not self.transport.is_closing():
            most = min(_SLICE, LONGEST_HEAD + 1 - self._limits.framing) if self._in_head else _SLICE
            self._parse(data[at : at + most])
            at += most

    def pause_writing(self) -> None:
        """The client does not read what we wrote."""
        super().pause_writing()
        self._connections.waits(self)
        self._deadlines.watch_reading()

    def resume_writing(self) -> None:
        """The client has read most of it."""
        super().resume_writing()
        self._connections.works(self)
        if not self.transport.is_closing():
            self._deadlines.stop_watching()

    def connection_lost(self, exc: Exception | None) -> None:
        """Frees the slot."""
        self._connections.leave(self)
        self._deadlines.cancel()
        self._deadlines.stop_watching()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    # ------------------------------------------------------------ as the parser calls it

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._unset_keepalive_if_required()
        self._limits.headers = 0
        if self._last_request:  # it is parsed a second time: it began when its head first came
            return
        self._begun = self.loop.time()
        self._deadlines.start(self._patience.request, self._too_slow)
        if self.cycle is None or self.cycle.response_complete:
            self._connections.waits(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header. Trailers are ignored: the request was passed on before they came."""
        self._limits.count_header()
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The request can be answered."""
        if self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT":
            self._plain_head = head_without_offer(self.parser, self.url, self.headers)
            return
        self._limits.framing = 0
        self._limits.check_pipeline(len(self.pipeline))
        self._in_head = False
        super().on_headers_complete()
        if self._last_request:
            self._last_cycle = self.cycle
        if longer := self._patience.longer.get(self.scope["path"]):
            self._deadlines.start(longer, self._too_slow)

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._limits.framing -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request is here, and is being answered now."""
        if self._plain_head:  # only the head was parsed
            return
        self._closing = self._closing or self._last_request
        super().on_message_complete()
        self._begun = None
        self._in_head = True
        self._limits.framing = 0
        self._deadlines.cancel()
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
        """Lets the app answer, and closes the connection after an answer that must be the last.

        That is an answer before the end of its request, and one to a request that offered another protocol.
        """

        async def sent(message: ASGISendEvent) -> None:
            ends = cycle.more_body or cycle is self._last_cycle
            last = message["type"] == "http.response.start" and ends and not cycle.disconnected
            if last and message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
                self._closing = True
                self._deadlines.cancel()
                self._deadlines.watch_reading()
            if self.transport.is_closing():  # the client has gone, and uvicorn was not told yet
                cycle.disconnected = True
            await send(message)
            if last:
                cycle.keep_alive = True  # so that it is we who hang up, once the client could read it

        try:
            await app(scope, receive, sent)
        finally:
            if self._closing and not (cycle.response_complete or cycle.disconnected):  # the app broke off
                self._deadlines.watch_reading()

    def on_response_complete(self) -> None:
        """An answer was written; the next request is answered, or waited for."""
        if self._closing and not self.pipeline:
            self.server_state.total_requests += 1
            if not self.transport.is_closing():
                if self._refusal:
                    self._write(self._refusal)
                self._close_gracefully()
                return
        super().on_response_complete()
        if self.transport.is_closing():
            self._deadlines.watch_reading()
        elif self._begun is not None:
            self._unset_keepalive_if_required()  # a request is under way, with a deadline of its own
            self._connections.waits(self)
        elif self.timeout_keep_alive_task:
            self._connections.waits(self)

    def timeout_keep_alive_handler(self) -> None:
        """No further request came."""
        self._close()

    def _unsupported_upgrade_warning(self) -> None:
        """Logs nothing: anybody could fill the log."""

    # ------------------------------------------------------------ what ends it

    def hang_up(self) -> None:
        """Closes at once, even if something was not sent yet."""
        self.transport.abort()

    def _parse(self, part: bytes) -> None:
        self._limits.framing += len(part)
        try:
            self.parser.feed_data(part)
        except httptools.HttpParserUpgrade as offer:
            if self._plain_head:
                self._parse_again(part[offer.args[0] :])
                return
            self._closing = True  # CONNECT: what follows is not HTTP
            self.cycle.keep_alive = False
            return
        except httptools.HttpParserError:
            if self._closing:  # these bytes follow a request that offered another protocol
                return
            self._refuse(self._limits.status)
            return
        if self._limits.framing > LONGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _parse_again(self, rest: bytes) -> None:
        """Parses a request as if it had offered nothing (RFC 9110, 7.8): the parser has skipped its body."""
        head, self._plain_head = self._plain_head, b""
        self._last_request = True
        self.parser = httptools.HttpRequestParser(self)
        self._limits.framing -= len(rest)  # is counted again below
        self._parse_head_again(head)
        if rest and not self._closing:
            self._parse(rest)

    def _parse_head_again(self, head: bytes) -> None:
        try:
            self.parser.feed_data(head)
        except httptools.HttpParserError:
            self._refuse(self._limits.status)

    def _too_slow(self) -> None:
        if self.flow.read_paused:  # we have paused the reading ourselves
            self._deadlines.start(self._patience.request, self._too_slow)
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """Refuses the request that is being read, and closes the connection once the answers before it are sent."""
        self._refused(status)
        self._closing = True
        self._deadlines.cancel()
        cycle = self.cycle
        if not self._in_head and cycle and not cycle.response_complete:
            if cycle.response_started:
                return  # the connection ends with this answer
            cycle.disconnected = True
            cycle.message_event.set()
            waits = bool(self.pipeline)
            if waits:
                self.pipeline.popleft()
        else:
            waits = cycle is not None and not cycle.response_complete
        if waits:
            self._refusal = status
        else:
            self._write(status)
            self._close_gracefully()

    def _write(self, status: HTTPStatus) -> None:
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        self.transport.write(head.encode("ascii"))

    def _close_gracefully(self) -> None:
        """Ends our side, and drops what still comes in: if we closed at once, the answer might be lost."""
        self._closing = True
        self._connections.waits(self)
        self.flow.resume_reading()
        self.transport.write_eof()
        self._deadlines.start(self._patience.ending, self.hang_up)

    def _close(self) -> None:
        """Closes once the client has read what we wrote."""
        if not self.transport.is_closing():
            self.transport.close()
        self._deadlines.watch_reading()
