"""Kills the real bot at random moments while people write on WhatsApp: `python -m tests.faults.whatsapp --kills 200`.

As `crash` does on Telegram: each chat sends messages whose answers are known and differ from their neighbours. WhatsApp
(our fake) sends a webhook again until it is acknowledged, and some twice.
"""

import argparse
import asyncio
import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from data.coverage.importing import sample
from tests.fakes.cloud_api.limits import UNLIMITED
from tests.fakes.cloud_api.people import person
from tests.fakes.cloud_api.server import CloudApi
from tests.faults.crash import CHATS, Talker, verdict
from tests.faults.scan import TODAY
from tests.faults.web import house
from tests.support.processes import House
from tests.support.telegram_servers import free_port, ready, unsent, until
from tests.support.whatsapp_channel import access


@dataclass(frozen=True)
class Seen:
    """One message on the screen."""

    text: str
    at: float
    """Seconds since 1970."""


def wired(made: House, api: CloudApi) -> House:
    """The house, told of this WhatsApp; its port stays the same from start to start."""
    port = free_port()
    made.env |= {f"SIGAP_{name.upper()}": str(value) for name, value in access(api).items()}
    made.env |= {"SIGAP_WEB_PORT": str(port), "SIGAP_MESSAGES_PER_MINUTE": "100000"}
    api.webhooks.go_to(f"http://127.0.0.1:{port}/whatsapp/webhook")
    return made


async def run(kills: int, home: Path, *, rate: float = 50, seed: int = 1) -> Counter[str]:
    """What became of every message, over so many lives of the bot."""
    rng = random.Random(seed)
    people = list(sample.people(500, 1, TODAY))
    niks = itertools.cycle(
        [one.nik for one in people if one.status == "Aktif" and one.ends is None and one.starts < TODAY]
    )
    seen: Counter[str] = Counter()
    born: list[float] = []
    async with CloudApi(rates=UNLIMITED, seed=seed) as api:
        api.latency = 0.01
        api.faults.rates = {"duplicate": 0.1}
        made = wired(house(home), api)
        made.env["SIGAP_CHECKS_PER_DAY"] = "1000000"
        talkers = [Talker(person(api)) for _ in range(CHATS)]
        for life in range(kills + 1):
            running = made.start("--allow-synthetic")
            born.append(time.time())
            try:
                await ready(running, channel="whatsapp")
                if life == kills:
                    await until(lambda: api.taken and not unsent(made.live, "whatsapp"))
                else:
                    end = time.monotonic() + rng.uniform(0.05, 1.2)
                    while time.monotonic() < end:
                        rng.choice(talkers).asks(next(niks), f"327501010388{rng.randrange(9000, 10000)}")
                        await asyncio.sleep(1 / rate)
                    seen["kills"] += 1
            finally:
                running.process.kill()
                await asyncio.to_thread(running.process.wait)
            seen["tracebacks"] += running.said.count(b"Traceback")
        for talker in talkers:
            seen["messages"] += len(talker.expected)
            seen += verdict(talker.expected, [Seen(one.shown, one.at) for one in talker.phone.replies], born)
        seen["refused"] += len(api.refused)
        seen += api.faults.seen
        seen["left in the outbox"] += unsent(made.live, "whatsapp")
    return seen


BAD = ("lost", "out of order or lost", "more than one repeated after a crash", "tracebacks", "refused",
       "left in the outbox")  # fmt: skip


def main() -> None:
    """Prints what became of the messages; fails when one was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rate", type=float, default=50)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        seen = asyncio.run(run(chosen.kills, Path(home), rate=chosen.rate))
    print(f"{dict(seen)}; lost: {seen['lost']}, repeated: {seen['repeated']}", flush=True)  # noqa: T201
    sys.exit(any(seen[one] for one in BAD))


if __name__ == "__main__":
    main()
