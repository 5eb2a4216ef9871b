"""The real `sigap serve` with WhatsApp, which is our strict fake: it brings webhooks to the port of the bot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.fakes.cloud_api.server import APP_SECRET, TOKEN, VERIFY_TOKEN, CloudApi
from tests.support.processes import House, Serving, wait_until_told
from tests.support.telegram_servers import free_port, unsent, until

FAST = {
    "SIGAP_WHATSAPP_RATE": "100000",
    "SIGAP_WHATSAPP_CHAT_RATE": "100000",
    "SIGAP_WHATSAPP_CHAT_BURST": "1000",
    "SIGAP_MESSAGES_PER_MINUTE": "100000",
}
"""No limits of ours: for runs that raise the fake's, too."""


def wired(house: House, api: CloudApi, *, fast: bool = True) -> House:
    """The house, told of this WhatsApp; its port stays the same from start to start, and webhooks go there."""
    port = free_port()
    house.env |= {
        "SIGAP_WHATSAPP_TOKEN": TOKEN,
        "SIGAP_WHATSAPP_PHONE_ID": api.phone_id,
        "SIGAP_WHATSAPP_APP_SECRET": APP_SECRET,
        "SIGAP_WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
        "SIGAP_WHATSAPP_API_URL": api.url,
        "SIGAP_WEB_PORT": str(port),
        **(FAST if fast else {}),
    }
    api.webhooks.go_to(f"http://127.0.0.1:{port}/whatsapp/webhook")
    return house


async def all_answered(api: CloudApi, live: Path, patience: float = 120) -> None:
    """Waits until the bot with this live database has answered all that happened: until more does, nothing comes."""
    await until(lambda: api.taken and not unsent(live, "whatsapp"), patience)


@asynccontextmanager
async def serving(house: House, *words: str) -> AsyncIterator[Serving]:
    """A server that WhatsApp's webhooks reach; killed at the end if it still runs."""
    running = house.start(*words)
    try:
        await asyncio.to_thread(wait_until_told, running, 240)
        yield running
    finally:
        running.process.kill()
        await asyncio.to_thread(running.process.wait)
