"""CPU of the Telegram channel alone: `python -m tests.bench.telegram_edge`.

A stand-in for the rest of the bot answers each message at once, as a check is answered: the message is deleted, and a
text with buttons is sent. So the figure holds the decoding, two calls of the Bot API, and the webhook or the polling.
The channel runs on one core, the strict fake and the people on the other; the median of the rounds is the figure.
"""

import argparse
import asyncio
import itertools
import os
import socket
import statistics
import sys
from collections.abc import Mapping, Sequence
from functools import partial

import psutil
import uvicorn
import uvloop
from starlette.routing import Router

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.media import generate_nothing
from bot.channels.web.connections import Connections
from bot.channels.web.deadlines import Patience
from bot.channels.web.slow_requests import GuardedProtocol
from bot.metrics import Metrics
from bot.sending import address
from bot.sending.address import Address
from bot.sending.contract import Priority
from bot.sending.outgoing import Deletion, Text
from bot.sending.receipts import Receipt
from bot.settings import Settings
from handlers.messages import Answer, Choice, Incoming, Reply
from handlers.outcomes import Outcome
from tests.bench.telegram import cpu_of, pin
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person
from tests.support.telegram_servers import free_port, until

NIK = "3275050903889401"
FIRST_CHAT, CHATS = 5_000_000_000, 2000
WORDS = (
    "Belum terdaftar menurut data 1 November 2026\n\nNIK berakhiran 9401 belum ada di daftar SIGAP. Itu belum tentu "
    "berarti Anda tidak berhak: daftar diperbarui setiap bulan, dan nama Anda bisa masuk kemudian.\n\nLangkah pertama: "
    "periksa apakah data Anda di DTSEN sudah benar. Tekan tombol di bawah ini untuk panduannya.\n\nPesan Anda sudah "
    "dihapus dari obrolan ini, supaya NIK Anda tidak terbaca orang lain."
)
CHOICES = (
    Choice("Cara membetulkan data", "0123456789abcdef.0", "primary"),
    Choice("Apa itu DTSEN?", "0123456789abcdef.1"),
    Choice("Cek NIK lain", "0123456789abcdef.2"),
    Choice("Beri tahu saya", "0123456789abcdef.3"),
)
ANSWER = Answer(Outcome.CHECK_NOT_LISTED, replies=(Reply(WORDS, CHOICES),))


class _Inbound:
    """In place of the bot: it keeps nothing, and answers every message with the same words."""

    def __init__(self, channel: Telegram) -> None:
        self._channel = channel
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self, url: str) -> None:
        """No replies were left by an earlier run."""

    async def handle(self, _: Incoming) -> Answer:
        return ANSWER

    async def left(self, _: str) -> None:
        """Nobody leaves."""

    async def opted_out(self, _: str) -> None:
        """Telegram has no such news."""

    async def moved(self, before: str, after: str) -> None:
        """Telegram has no such news."""

    async def note_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Telegram has none."""

    async def tell_staff(self, kind: str, details: Mapping[str, str]) -> None:
        """Telegram has no such news."""

    def reply(self, incoming: Incoming, _: Answer) -> None:
        task = asyncio.create_task(self._send(incoming))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, incoming: Incoming) -> None:
        chat, message = Address(incoming.address), address.read(incoming.reference).message
        await self._channel.send(chat, Deletion(message), Priority.REPLY)
        await self._channel.send(chat, Text(WORDS, CHOICES), Priority.REPLY)


async def _serve(settings: Settings) -> None:
    metrics = Metrics()
    channel = Telegram(settings, generate_nothing, metrics)
    tasks = [asyncio.create_task(channel.run(_Inbound(channel)))]
    if settings.public_url:
        guarded = partial(GuardedProtocol, connections=Connections(1000), patience=Patience(), refused=metrics.refused)
        config = uvicorn.Config(
            Router(list(channel.routes())), http=guarded, ws="none", log_config=None, access_log=False,  # type: ignore[arg-type]
            server_header=False, proxy_headers=False, lifespan="off",
        )  # fmt: skip
        opened = socket.create_server(("127.0.0.1", settings.web_port), backlog=1024)
        tasks.append(asyncio.create_task(uvicorn.Server(config).serve(sockets=[opened])))
    await asyncio.gather(*tasks)


async def _measure(how: str, messages: int, at_once: int) -> float:
    """CPU milliseconds a message."""
    async with BotApi(rules=Rules(1e9, 1e9, 10**9)) as api:
        port = free_port()
        env = os.environ | {
            "SIGAP_TELEGRAM_TOKEN": api.token, "SIGAP_TELEGRAM_API_URL": api.url, "SIGAP_WEB_PORT": str(port),
            "SIGAP_PUBLIC_URL": f"http://127.0.0.1:{port}" if how == "webhook" else "",
        }  # fmt: skip
        command = ["taskset", "-c", "0", sys.executable, "-m", "tests.bench.telegram_edge", "--serve"]
        with psutil.Popen(command, env=env) as process:
            try:
                await _ask(api, at_once * 10, at_once)  # until it is warm
                before = cpu_of(process)
                await _ask(api, messages, at_once)
                spent = cpu_of(process) - before
                assert not api.refused, api.refused[:3]
                assert len(api.deleted) == messages + at_once * 10
            finally:
                process.terminate()
        return spent / messages * 1000


async def _ask(api: BotApi, messages: int, at_once: int) -> None:
    already, asked = len(api.sent), 0
    while (heard := len(api.sent) - already) < messages:
        while asked < messages and asked - heard < at_once:
            Person(api, FIRST_CHAT + asked % CHATS).says(f"cek {NIK}")
            asked += 1
        await asyncio.sleep(0.0005)
    await until(lambda: api.taken)


async def _rounds(hows: list[str], messages: int, rounds: int, at_once: int) -> None:
    found: dict[str, list[float]] = {how: [] for how in hows}
    for _, how in itertools.product(range(rounds), hows):
        found[how].append(await _measure(how, messages, at_once))
    for how in hows:
        each = ", ".join(f"{one:.3f}" for one in found[how])
        print(f"{how}: {statistics.median(found[how]):.3f} ms CPU a message ({each})")


def main() -> None:
    """Prints CPU milliseconds a message, by webhook and by polling."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=32, help="How many people wait for an answer at any time.")
    parser.add_argument("--how", action="append", choices=["webhook", "polling"])
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        uvloop.run(_serve(Settings()))
    pin(1)
    asyncio.run(_rounds(chosen.how or ["webhook", "polling"], chosen.messages, chosen.rounds, chosen.at_once))


if __name__ == "__main__":
    main()
