"""A pool of open HTTP connections to one server, for small requests: it takes less CPU than a general client.

A request is written at once on a connection that is open, and never a second time. So an error other than
`CannotConnect` means that the server may have acted on it.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

import aiohappyeyeballs
import httptools
from yarl import URL

KEPT_SECONDS = 50.0
"""How long a connection may be unused: later, a router between may have forgotten it, and a request would be lost."""
LONGEST_HEAD, LONGEST_ANSWER = 2**16, 64 * 2**20
"""Bytes of the head of an answer, and of all of it. Those of one piece from the network may come on top."""
_ANSWER_SECONDS = 60.0
"""How long an answer may take from its first byte to its last."""
_NEXT_ADDRESS = 0.25
"""Seconds until the next address of the server is tried beside the one before (RFC 8305)."""
_HAS_LENGTH = re.compile(rb"\r\n(?:content-length|transfer-encoding)[ \t]*:", re.IGNORECASE)


class CannotConnect(ConnectionError):
    """There is no connection, so nothing was sent."""


class NoAnswer(ConnectionError):
    """The connection ended before the answer did, or what came is not HTTP, or too long."""


class _Connection(asyncio.Protocol):
    """One connection. It has at most one request under way."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[tuple[int, bytes]] = self._loop.create_future()
        self._answer.cancel()  # nothing was asked yet
        self._head, self._body, self._size, self._in_body = b"", list[bytes](), 0, False
        self.unused_since = 0.0
        self.reusable = False
        """Whether the last answer is complete, and the server takes another request."""

    async def ask(self, request: bytes, patience: float) -> tuple[int, bytes]:
        """Status and body of the answer. Raises as `KeepAlivePool.post` does.

        The server may be silent for `patience` seconds. Unless its answer is complete, the connection is closed.
        """
        if self.transport.is_closing():
            raise CannotConnect("closed at once")
        self.reusable = False
        self._head, self._body, self._size, self._in_body = b"", [], 0, False
        self._patience, self._latest = patience, float("inf")
        self._answer = self._loop.create_future()
        self._deadline = self._loop.call_later(patience, self._fail, TimeoutError())
        self.transport.write(request)
        try:
            return await self._answer
        finally:
            self._deadline.cancel()
            if not self.reusable:
                self.transport.abort()

    @property
    def is_open(self) -> bool:
        """Whether a request can be written."""
        return self.reusable and not self.transport.is_closing()

    def _fail(self, problem: Exception) -> None:
        self.reusable = False
        if not self._answer.done():
            self._answer.set_exception(problem)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The connection is open."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Parses a part of an answer."""
        if self._answer.done():  # nobody asked: what else comes must not become the answer to the next request
            self.reusable = False
            self.transport.abort()
            return
        self._size += len(data)
        if not self._in_body:
            self._head += data
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as problem:
            self._fail(NoAnswer(type(problem).__name__))
        if self._size > (LONGEST_ANSWER if self._in_body else LONGEST_HEAD):
            self._fail(NoAnswer("too long"))
        if not self._answer.done():
            self._wait_on()

    def _wait_on(self) -> None:
        """A part came: the server may be silent again, but not for ever."""
        now = self._loop.time()
        self._latest = min(self._latest, now + _ANSWER_SECONDS)
        self._deadline.cancel()
        self._deadline = self._loop.call_at(min(now + self._patience, self._latest), self._fail, TimeoutError())

    def connection_lost(self, exc: Exception | None) -> None:
        """The server closed, which may also be how it ends an answer."""
        if self._in_body and exc is None and not _HAS_LENGTH.search(self._head):
            self.on_message_complete()
        self._fail(exc or NoAnswer())

    def on_message_begin(self) -> None:
        """The first byte of an answer, or of a second one that nobody asked for."""
        if self._answer.done():
            self._fail(NoAnswer())

    def on_headers_complete(self) -> None:
        """The body follows."""
        self._in_body = self._parser.get_status_code() >= 200

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The end of an answer; one below 200 announces another."""
        if self._in_body and not self._answer.done():
            self.reusable = self._parser.should_keep_alive()
            self._answer.set_result((self._parser.get_status_code(), b"".join(self._body)))


@cache
def _tls() -> ssl.SSLContext:
    """Trusts the authorities of the machine, or those that SSL_CERT_FILE names."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _header(value: str) -> str:
    """The value of a header. Raises ValueError, which does not show it, where it would end the line."""
    if not (value.isascii() and value.isprintable()):
        raise ValueError("a header holds a sign that it may not hold")
    return value


class KeepAlivePool:
    """Connections to the server of a URL. Times are in seconds."""

    def __init__(
        self,
        url: str,
        *,
        connections: int,
        connect_timeout: float,
        user_agent: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`headers` go with every request. Raises ValueError for a malformed URL or header."""
        base = URL(url)
        self._host, self._port = base.raw_host or "", base.port or 80
        self._tls = _tls() if base.scheme == "https" else None
        self._path = base.raw_path.rstrip("/")
        always = "".join(f"{name}: {_header(value)}\r\n" for name, value in (headers or {}).items())
        self._head = f" HTTP/1.1\r\nhost: {base.raw_authority}\r\nuser-agent: {user_agent}\r\n{always}"
        self._connect_timeout = connect_timeout
        self._slots = asyncio.Semaphore(connections)
        self._unused: list[_Connection] = []
        """The one that was used last is at the end."""
        self._look_up: asyncio.Task[list[Any]] | None = None
        """The addresses of the server, while somebody waits for them."""
        self._closed = False

    async def post(self, path: str, kind: str, body: bytes, patience: float) -> tuple[int, bytes]:
        """Status and body of the answer, also where it redirects. `path` follows that of the pool's URL.

        Raises CannotConnect where nothing was sent; otherwise TimeoutError, NoAnswer or OSError.
        """
        length = len(body)
        head = f"POST {self._path}{path}{self._head}content-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
        return await self._ask(head.encode("ascii") + body, patience)

    async def get(self, path: str, patience: float) -> tuple[int, bytes]:
        """The same for a request without a body."""
        return await self._ask(f"GET {self._path}{path}{self._head}\r\n".encode("ascii"), patience)

    def close(self) -> None:
        """Closes the connections that are not in use, and the others as soon as they have their answer."""
        self._closed = True
        while self._unused:
            self._unused.pop().transport.abort()

    async def _ask(self, request: bytes, patience: float) -> tuple[int, bytes]:
        async with self._slots:
            connection = self._take() or await self._connect()
            try:
                return await connection.ask(request, patience)
            finally:
                self._put_back(connection)

    def _take(self) -> _Connection | None:
        oldest = asyncio.get_running_loop().time() - KEPT_SECONDS
        while self._unused:
            connection = self._unused.pop()
            if connection.is_open and connection.unused_since > oldest:
                return connection
            connection.transport.abort()
        return None

    def _put_back(self, connection: _Connection) -> None:
        if self._closed:
            connection.transport.abort()
        elif connection.is_open:
            connection.unused_since = asyncio.get_running_loop().time()
            self._unused.append(connection)

    async def _connect(self) -> _Connection:
        loop, name = asyncio.get_running_loop(), self._host if self._tls else None
        try:
            found = await self._addresses()
            async with asyncio.timeout(self._connect_timeout):
                sock = await aiohappyeyeballs.start_connection(found, happy_eyeballs_delay=_NEXT_ADDRESS, interleave=1)
                made = await loop.create_connection(_Connection, sock=sock, ssl=self._tls, server_hostname=name)
                return made[1]
        except (OSError, UnicodeError) as problem:
            raise CannotConnect(type(problem).__name__) from None

    async def _addresses(self) -> list[Any]:
        """Those of the server. All who wait share one look-up: it holds a thread, of which there are few."""
        if self._look_up is None:
            loop = asyncio.get_running_loop()
            self._look_up = loop.create_task(loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM))
            self._look_up.add_done_callback(self._looked_up)
        return await asyncio.shield(self._look_up)

    def _looked_up(self, look_up: "asyncio.Task[list[Any]]") -> None:
        self._look_up = None
        if not look_up.cancelled():
            look_up.exception()  # those who waited have it; perhaps none is left
