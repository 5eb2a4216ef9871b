"""The real `sigap serve` with Telegram, which is our strict fake: by polling or by webhook.

Tests wait for what is meant. That nothing more comes is known, too: what the bot was told is confirmed only once the
answer stands in its database, and leaves that only once it was sent.
"""

import asyncio
import json
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from tests.fakes.bot_api import BotApi
from tests.support.processes import House, Serving, wait_until_told

FAST = {
    "SIGAP_TELEGRAM_RATE": "100000",
    "SIGAP_TELEGRAM_CHAT_RATE": "100000",
    "SIGAP_TELEGRAM_CHAT_BURST": "1000",
    "SIGAP_MESSAGES_PER_MINUTE": "100000",
}
"""No limits of ours: for runs that raise the fake's, too."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wired(house: House, api: BotApi, *, webhook: bool, fast: bool = True) -> House:
    """The house, told of this Telegram; its port stays the same from start to start."""
    port = free_port()
    house.env |= {
        "SIGAP_TELEGRAM_TOKEN": api.token,
        "SIGAP_TELEGRAM_API_URL": api.url,
        "SIGAP_WEB_PORT": str(port),
        **({"SIGAP_PUBLIC_URL": f"http://127.0.0.1:{port}"} if webhook else {}),
        **(FAST if fast else {}),
    }
    return house


def _readyz(url: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=60) as response:
            return dict(json.loads(response.read()))
    except urllib.error.HTTPError as error:
        return dict(json.loads(error.read()))


async def until(done: Callable[[], bool], patience: float = 120) -> None:
    """Waits for something; a busy machine may take long, as it costs nothing when all is well. Raises TimeoutError."""
    async with asyncio.timeout(patience):
        while not done():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def unsent(live: Path, channel: str = "telegram") -> int:
    """How many answers wait in this live database to be sent, or are on their way; those on the web are fetched."""
    with closing(sqlite3.connect(f"{live.as_uri()}?mode=rw", uri=True, timeout=60)) as opened:
        ((left,),) = opened.execute("SELECT count(*) FROM turns WHERE channel = ? AND answer IS NOT NULL", (channel,))
        return int(left)


async def all_answered(api: BotApi, live: Path, patience: float = 120) -> None:
    """Waits until the bot with this live database has answered all that happened: until more does, nothing comes."""
    await until(lambda: api.taken and not unsent(live), patience)


async def ready(running: Serving, patience: float = 240, channel: str = "telegram") -> None:
    """Waits until the server says that it can answer, also on this channel."""
    await asyncio.to_thread(wait_until_told, running, patience)
    async with asyncio.timeout(patience):
        while not (await asyncio.to_thread(_readyz, running.url)).get(channel):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@asynccontextmanager
async def serving(house: House, *words: str) -> AsyncIterator[Serving]:
    """A server that hears Telegram; killed at the end if it still runs."""
    running = house.start(*words)
    try:
        await ready(running)
        yield running
    finally:
        running.process.kill()
        await asyncio.to_thread(running.process.wait)
