"""Kills the real bot at random moments while people write on Telegram: `python -m tests.faults.crash --kills 200`.

Each chat sends messages whose answers are known and differ from their neighbours, so what a phone shows tells which
message was lost, answered twice or out of order. Telegram (our fake) keeps what was not confirmed, and the bot starts
again on the same files. Polling and webhook, 50 messages a second.
"""

import argparse
import asyncio
import itertools
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from data.content.texts import text
from data.coverage.importing import sample
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person, person
from tests.faults.scan import TODAY
from tests.faults.web import house
from tests.support.processes import Serving
from tests.support.telegram_servers import all_answered, ready, wired

CHATS = 40
PAGES = ("info.about", "info.update", "info.scams", "info.claim", "info.eligible", "info.benefits")


class Phone(Protocol):
    """Who writes, on some channel."""

    def says(self, text: str) -> object: ...

    def presses_data(self, value: str) -> object: ...


class Shown(Protocol):
    """A message of ours on a screen."""

    @property
    def text(self) -> str: ...

    @property
    def at(self) -> float:
        """Seconds, on the clock of `born`."""


P = TypeVar("P", bound=Phone)


@dataclass
class Talker(Generic[P]):
    """One person, and the beginnings of the answers to expect, in order."""

    phone: P
    expected: list[str] = field(default_factory=list)

    def asks(self, listed: str, unlisted: str) -> None:
        before = len(self.expected) - 1
        turn, page = before % 4, PAGES[before // 4 % len(PAGES)]
        if before < 0:  # or the question on announcements would stand between two answers
            self.phone.presses_data("invite.no")
            self.expected.append(text("invite.declined", "id")[:40])
        elif turn == 0:
            self.phone.says(f"cek {listed}")
            self.expected.append("✅")
        elif turn == 2:
            self.phone.says(f"cek {unlisted}")
            self.expected.append("Tidak tercatat")
        else:
            step = "menu" if turn == 1 else page
            self.phone.presses_data(step)
            self.expected.append(text(step, "id")[:40])


def verdict(expected: list[str], heard: Sequence[Shown], born: list[float]) -> Counter[str]:
    """What was lost, repeated or out of order in one chat; `born` are the moments the processes began."""
    seen: Counter[str] = Counter()
    repeats: Counter[int] = Counter()
    place = -1
    for one in heard:
        life = sum(moment <= one.at for moment in born)
        if place + 1 < len(expected) and one.text.startswith(expected[place + 1]):
            place += 1
        elif place >= 0 and one.text.startswith(expected[place]):
            seen["repeated"] += 1
            repeats[life] += 1
        else:
            seen["out of order or lost"] += 1
    seen["lost"] += len(expected) - place - 1
    seen["more than one repeated after a crash"] += sum(count > 1 for count in repeats.values())
    return seen


async def _live(
    running: Serving,
    talkers: list[Talker[Person]],
    rng: random.Random,
    niks: "itertools.cycle[str]",
    rate: float,
    seconds: float,
) -> None:
    """People write for so long, and then the bot is killed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        rng.choice(talkers).asks(next(niks), f"327501010388{rng.randrange(9000, 10000)}")
        await asyncio.sleep(1 / rate)
    running.process.kill()
    await asyncio.to_thread(running.process.wait)


async def run(kills: int, home: Path, *, webhook: bool, rate: float = 50, seed: int = 1) -> Counter[str]:
    """What became of every message, over so many lives of the bot."""
    rng = random.Random(seed)
    people = list(sample.people(500, 1, TODAY))
    niks = itertools.cycle(
        [one.nik for one in people if one.status == "Aktif" and one.ends is None and one.starts < TODAY]
    )
    seen: Counter[str] = Counter()
    born: list[float] = []
    async with BotApi(rules=Rules(1e9, 1e9, 10**9), seed=seed) as api:
        api.latency = 0.01
        made = wired(house(home), api, webhook=webhook)
        made.env["SIGAP_CHECKS_PER_DAY"] = "1000000"
        talkers = [Talker(person(api)) for _ in range(CHATS)]
        for _ in range(kills):
            running = made.start("--allow-synthetic")
            born.append(time.monotonic())
            await ready(running)
            await _live(running, talkers, rng, niks, rate, rng.uniform(0.05, 1.2))
            seen["kills"] += 1
            seen["tracebacks"] += running.said.count(b"Traceback")
        running = made.start("--allow-synthetic")
        born.append(time.monotonic())
        try:
            await ready(running)
            await all_answered(api, made.live, 120)
            seen["tracebacks"] += running.said.count(b"Traceback")
        finally:
            running.process.kill()
            await asyncio.to_thread(running.process.wait)
        for talker in talkers:
            seen["messages"] += len(talker.expected)
            seen += verdict(talker.expected, talker.phone.replies, born)
            seen["NIKs left in a chat"] += len(talker.phone.own_messages)
        seen["refused"] += sum(not to_be_expected(why) for _, _, why in api.refused)
    with sqlite3.connect(made.home / "sigap" / "live.db") as live:
        seen["left in the outbox"] += live.execute("SELECT count(*) FROM turns WHERE answer IS NOT NULL").fetchone()[0]
    live.close()
    return seen


def to_be_expected(why: str) -> bool:
    """What Telegram says after a crash: deleted before, answered before, the killed one still polls."""
    return any(one in why for one in ("to delete not found", "query is too old", "terminated by other getUpdates"))


BAD = ("lost", "out of order or lost", "more than one repeated after a crash", "tracebacks", "refused",
       "NIKs left in a chat", "left in the outbox")  # fmt: skip


def main() -> None:
    """Prints what became of the messages; fails when one was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--how", action="append", choices=["polling", "webhook"])
    chosen = parser.parse_args()
    failed = False
    for how in chosen.how or ["polling", "webhook"]:
        with tempfile.TemporaryDirectory() as home:
            seen = asyncio.run(run(chosen.kills, Path(home), webhook=how == "webhook", rate=chosen.rate))
        print(f"{how}: {dict(seen)}; lost: {seen['lost']}, repeated: {seen['repeated']}", flush=True)  # noqa: T201
        failed |= any(seen[one] for one in BAD)
    sys.exit(failed)


if __name__ == "__main__":
    main()
