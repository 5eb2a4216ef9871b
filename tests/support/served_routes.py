"""The HTTP routes of one channel on a port of their own, in the loop of the test."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.routing import BaseRoute, Router

from tests.support.telegram_servers import until


class _Server(uvicorn.Server):
    """Without its signal handlers, which belong to pytest."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(routes: Sequence[BaseRoute]) -> AsyncIterator[str]:
    """The address at which they are reached."""
    site = Router([*routes])
    server = _Server(uvicorn.Config(site, log_config=None, access_log=False, lifespan="off", ws="none"))
    opened = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve([opened]))
    try:
        await until(lambda: server.started)
        yield f"http://127.0.0.1:{opened.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        await asyncio.gather(serving, return_exceptions=True)
        opened.close()
