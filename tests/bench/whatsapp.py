"""WhatsApp under load: `python -m tests.bench.whatsapp`. The real bot on one core, webhooks as Meta sends them.

For each message of a person there are three statuses of its answer, so of 500 webhooks a second 125 are messages, each
of somebody new. In the middle the bot is killed and started again; what got no 200 comes again, as from Meta.
"""

import argparse
import asyncio
import hashlib
import hmac
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.bench.load.connection import Connection
from tests.bench.load.keep_alive import KeepAlive
from tests.bench.results import Result, print_json
from tests.bench.telegram import cpu_of, furnished, pin, share
from tests.fakes.cloud_api.server import APP_SECRET, TOKEN, VERIFY_TOKEN
from tests.support.processes import House
from tests.support.telegram_servers import free_port

SIGAP = [str(Path(sys.executable).with_name("sigap")), "serve", "--allow-synthetic"]
PHONE_ID, ACCOUNT = "106540352242922", "102290129340398"
UNLIMITED = {
    "SIGAP_WHATSAPP_RATE": "100000",
    "SIGAP_WHATSAPP_CHAT_RATE": "100000",
    "SIGAP_MESSAGES_PER_MINUTE": "100000",
    "SIGAP_CHECKS_PER_DAY": "100000",
    "SIGAP_TELEGRAM_CHECKS_PER_HOUR": "0",
}
_AGAIN = 0.5
"""Seconds until a webhook that got no 200 comes again."""


class Meta:
    """The Cloud API, and the people who write: it answers every call, and brings webhooks until they are taken."""

    def __init__(self, port: int, niks: list[str], *, statuses: bool) -> None:
        self._to_bot = KeepAlive("127.0.0.1", port)
        self._niks = itertools.cycle(niks)
        self._statuses = statuses
        self._ids = itertools.count(1)
        self._asked: dict[str, float] = {}
        self.answers: Counter[str] = Counter()
        """By the person who got them."""
        self.acknowledged: list[tuple[float, float]] = []
        """When a webhook was first sent, and the seconds until its 200; of those that were taken at once."""
        self.again = 0
        self.reads = 0
        self._posts: set[asyncio.Task[None]] = set()

    @property
    def asked(self) -> int:
        return len(self._asked)

    @property
    def busy(self) -> int:
        """Webhooks that have no 200 yet."""
        return len(self._posts)

    def take(self, path: bytes, _kind: bytes, body: bytes, answer: Callable[[int, bytes], None]) -> None:
        """A call of the bot."""
        if b"display_phone_number" in path:
            answer(200, b'{"display_phone_number":"+62 21 8853 2000","id":"1"}')
            return
        call = json.loads(body)
        if call.get("status") == "read":
            self.reads += 1
            answer(200, b'{"success":true}')
            return
        person, message = call["recipient"], f"wamid.of-ours-{next(self._ids)}"
        self.answers[person] += 1
        said = {"input": person, "user_id": person}
        answer(200, json.dumps({"messaging_product": "whatsapp", "contacts": [said], "messages": [{"id": message}]})
               .encode())  # fmt: skip
        for state in ("sent", "delivered", "read") if self._statuses else ():
            self._bring({"statuses": [{
                "id": message, "status": state, "timestamp": str(int(time.time())), "recipient_user_id": person,
                "biz_opaque_callback_data": call.get("biz_opaque_callback_data", ""),
                "pricing": {"pricing_model": "PMP", "category": "service", "type": "regular"},
            }]})  # fmt: skip

    def ask(self) -> None:
        """Somebody new asks for a NIK."""
        person = f"ID.{next(self._ids):020}"
        self._asked[person] = time.perf_counter()
        self._bring({"contacts": [{"profile": {"name": "Budi"}, "user_id": person}], "messages": [{
            "from_user_id": person, "id": f"wamid.of-{person}", "timestamp": str(int(time.time())), "type": "text",
            "text": {"body": next(self._niks)},
        }]})  # fmt: skip

    def _bring(self, value: dict[str, object]) -> None:
        metadata = {"display_phone_number": "622188532000", "phone_number_id": PHONE_ID}
        change = {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
        whole = {"object": "whatsapp_business_account", "entry": [{"id": ACCOUNT, "changes": [change]}]}
        post = asyncio.create_task(self._post(json.dumps(whole).encode()))
        self._posts.add(post)
        post.add_done_callback(self._posts.discard)

    async def _post(self, body: bytes) -> None:
        signed = "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        begun, tries = time.perf_counter(), 0
        while True:
            try:
                status, _ = await self._to_bot.post("/whatsapp/webhook", body, f"X-Hub-Signature-256: {signed}\r\n")
            except OSError:
                status = 0
            if status == 200:
                break
            tries += 1
            await asyncio.sleep(_AGAIN)
        if tries:
            self.again += 1
        else:
            self.acknowledged.append((begun, time.perf_counter() - begun))

    def lost(self) -> int:
        """How many who asked got no answer."""
        return sum(not self.answers[one] for one in self._asked)

    def repeated(self) -> int:
        """How many got more than one."""
        return sum(self.answers[one] > 1 for one in self._asked)


def start(home: House) -> psutil.Popen:
    """The bot, on the first core."""
    with (home.home / "bot.log").open("ab") as log:
        return psutil.Popen(["taskset", "-c", "0", *SIGAP], env=home.env, stdout=log, stderr=subprocess.STDOUT)


async def until_answered(meta: Meta, patience: float) -> None:
    """Everybody who asked has an answer, and every webhook its 200. Raises TimeoutError."""
    async with asyncio.timeout(patience):
        while meta.busy or meta.lost():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def run(rate: float, seconds: float, folder: Path, *, kill: bool, statuses: bool) -> list[Result]:
    """The figures of one run."""
    home, niks = furnished(folder)
    port = free_port()
    meta = Meta(port, niks, statuses=statuses)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(meta.take), "127.0.0.1", 0)
    home.env |= {
        "SIGAP_WHATSAPP_TOKEN": TOKEN, "SIGAP_WHATSAPP_PHONE_ID": PHONE_ID, "SIGAP_WHATSAPP_APP_SECRET": APP_SECRET,
        "SIGAP_WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN, "SIGAP_WEB_PORT": str(port), **UNLIMITED,
        "SIGAP_WHATSAPP_API_URL": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}",
    }  # fmt: skip
    bot = start(home)
    try:
        meta.ask()
        await until_answered(meta, 120)
        for _ in range(100):
            meta.ask()
        await until_answered(meta, 120)
        meta.acknowledged.clear()
        messages, asked, cpu, killed = rate / (4 if statuses else 1), meta.asked, cpu_of(bot), 0.0
        begun = time.perf_counter()
        for n in range(int(messages * seconds)):
            if (early := begun + n / messages - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            meta.ask()
            if kill and not killed and time.perf_counter() - begun > seconds / 2:
                killed = time.perf_counter()
                bot.kill()
                bot.wait()
                bot = start(home)
        lasted = time.perf_counter() - begun
        await until_answered(meta, 300)
        waits = sorted(wait for at, wait in meta.acknowledged if not killed or at < killed - 1)
        asked = meta.asked - asked
        print(
            f"{(asked * (4 if statuses else 1)) / lasted:.0f} webhooks a second offered for {lasted:.0f} s; "
            "acknowledged p50 "
            f"{share(waits, 0.5) * 1000:.1f} ms, p99 {share(waits, 0.99) * 1000:.1f} ms; {asked} asked, lost "
            f"{meta.lost()}, answered twice {meta.repeated()}, came again {meta.again}, marked as read {meta.reads}"
        )
        found = [Result("p50", share(waits, 0.5) * 1000, "ms"), Result("p99", share(waits, 0.99) * 1000, "ms"),
                 Result("lost", meta.lost()), Result("repeated", meta.repeated())]  # fmt: skip
        if not kill:
            each = (cpu_of(bot) - cpu) / asked * 1000
            print(f"CPU {each:.2f} ms a check{', with its three statuses' if statuses else ''}")
            found.append(Result("cpu", each, "ms"))
        return found
    finally:
        bot.kill()
        bot.wait()
        server.close()


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=500, help="Webhooks a second.")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--no-kill", action="store_true", help="Let the bot live, and say what its checks cost.")
    parser.add_argument("--no-statuses", action="store_true", help="Messages alone.")
    chosen = parser.parse_args()
    pin(1)
    with tempfile.TemporaryDirectory() as folder:
        results = asyncio.run(
            run(chosen.rate, chosen.seconds, Path(folder), kill=not chosen.no_kill, statuses=not chosen.no_statuses)
        )
    print_json(results)


if __name__ == "__main__":
    main()
