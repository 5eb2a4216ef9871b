"""A server of bare bytes, which answers as no honest one would: each connection does what its script says."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[["Connected"], Awaitable[None]]


@dataclass
class RawServer:
    """A running server."""

    port: int = 0
    connections: int = 0
    """How many were opened, with TLS those whose handshake was finished."""
    requests: list[bytes] = field(default_factory=list)
    """Whole requests, in the order in which they came."""
    closed: int = 0
    """How many connections the client has closed."""


@dataclass
class Connected:
    """One connection, as the server sees it."""

    server: RawServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self) -> bytes:
        """Reads the next request to its end. Raises IncompleteReadError where none comes."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next((int(one.partition(b":")[2]) for one in lines if one.startswith(b"content-length:")), None)
        rest = await (self.reader.readuntil(b"\r\n0\r\n\r\n") if length is None else self.reader.readexactly(length))
        whole = head + rest
        self.server.requests.append(whole)
        return whole

    async def say(self, *pieces: bytes) -> None:
        """Writes each piece by itself. Raises ConnectionError once the client has closed."""
        for piece in pieces:
            if self.writer.is_closing():
                raise ConnectionResetError
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(0)

    def reset(self) -> None:
        """Ends the connection with a TCP reset."""
        self.writer.transport.abort()


@asynccontextmanager
async def raw_server(*scripts: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Serves until the block ends: the first connection follows the first script, all after the last follow that."""
    server, tasks = RawServer(), set[asyncio.Task[None]]()

    async def follow(one: Connected, script: Script) -> None:
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                await script(one)
                return
            server.closed += 1
        finally:
            one.writer.close()
            with suppress(OSError):
                await one.writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = scripts[min(server.connections, len(scripts) - 1)]
        server.connections += 1
        task = asyncio.create_task(follow(Connected(server, reader, writer), script))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listening = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
