"""Kills the real bot at random, guesses and floods while people write on WhatsApp: `python -m tests.faults.whatsapp`.

- kill: as `crash` does on Telegram, each chat sends messages whose answers are known and differ from their neighbours;
  WhatsApp (our fake) sends a webhook again until it is acknowledged, and some twice;
- guess: 10,000 sequential NIKs from 100 chats;
- flood: one chat sends 100 messages a second while others write as people do.
"""

import argparse
import asyncio
import itertools
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from data.coverage.importing import sample
from tests.fakes.cloud_api.limits import UNLIMITED
from tests.fakes.cloud_api.people import Person, person
from tests.fakes.cloud_api.server import CloudApi
from tests.faults import telegram
from tests.faults.crash import CHATS, Talker, verdict
from tests.faults.scan import TODAY
from tests.faults.web import house
from tests.support.telegram_servers import ready, unsent, until
from tests.support.whatsapp_servers import all_answered, serving, wired


@dataclass(frozen=True)
class Seen:
    """One message on the screen."""

    text: str
    at: float
    """Seconds since 1970."""


class Town(telegram.Town):
    """A bot that runs, and the WhatsApp it talks to."""

    def person(self) -> Person:
        """Somebody new with a phone."""
        return person(self.api)

    def texts(self) -> list[str]:
        """All that the bot said, as people see it."""
        return [sent.shown for chat in self.api.chats.values() for sent in chat.sent]

    async def all_answered(self) -> None:
        """Whoever wrote to the bot has its answer."""
        await all_answered(self.api, self.live)


@asynccontextmanager
async def town(home: Path, **env: str) -> AsyncIterator[Town]:
    """A bot without rates of ours; its limits are as they are, unless `env` says otherwise."""
    made = house(home)
    async with CloudApi(rates=UNLIMITED) as api:
        wired(made, api).env.update(env)
        async with serving(made, "--allow-synthetic") as running:
            yield Town(api, running, made.live)


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


async def _kill(home: Path, chosen: argparse.Namespace) -> tuple[str, list[str]]:
    seen = await run(chosen.kills, home, rate=chosen.rate)
    return f"{dict(seen)}; lost: {seen['lost']}, repeated: {seen['repeated']}", [one for one in BAD if seen[one]]


async def _guess(home: Path, chosen: argparse.Namespace) -> tuple[str, list[str]]:
    learnt = await telegram.guess(home, chosen.niks, built=town)
    broken = ["more than 500 statuses"] if learnt["statuses"] > 500 else []
    return f"{dict(learnt)}", broken if 0 < learnt["alarm after s"] <= 60 else [*broken, "no alarm within a minute"]


async def _flood(home: Path, chosen: argparse.Namespace) -> tuple[str, list[str]]:
    heard, quiet, busy = await telegram.flood(home, chosen.seconds, built=town)
    slow = [f"{statistics.median(waits) * 1000:.0f} ms" for waits in (quiet, busy)]
    return f"{dict(heard)}; others wait {slow[0]} before, {slow[1]} meanwhile (median)", []


RUNS = {"kill": _kill, "guess": _guess, "flood": _flood}


def main() -> None:
    """Prints what became of the messages; fails when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rate", type=float, default=50, help="Messages a second while it is killed.")
    parser.add_argument("--niks", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20, help="Of the flood.")
    parser.add_argument("--only", action="append", choices=list(RUNS))
    chosen = parser.parse_args()
    failed = False
    for name in chosen.only or RUNS:
        with tempfile.TemporaryDirectory() as home:
            said, broken = asyncio.run(RUNS[name](Path(home), chosen))
        print(f"{name}: {said}{f'; BROKEN: {broken}' if broken else ''}", flush=True)  # noqa: T201
        failed |= bool(broken)
    sys.exit(failed)


if __name__ == "__main__":
    main()
