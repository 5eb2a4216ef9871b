"""Guesses, floods, fails and loads the real bot on Telegram: `python -m tests.faults.telegram`.

- guess: 10,000 sequential NIKs from 100 chats;
- factor: does the time of a "no match" tell who is listed?
- flood: one chat sends 100 messages a second while others write as people do;
- fail: errors, resets, hangs, throttling, duplicates and disorder while people write;
- load: 100 messages a second for a minute;
- memory: an hour's worth of messages, one a second from each of 20 chats, as fast as it goes.
"""

import argparse
import asyncio
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from data.coverage.importing import sample
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import person
from tests.faults.crash import CHATS, Talker, verdict
from tests.faults.scan import TODAY
from tests.faults.web import house
from tests.support.processes import House, Serving
from tests.support.telegram_servers import all_answered, serving, wired

STATUSES = ("✅", "Tidak tercatat", "Dulu tercatat", "⏳")


@dataclass
class Town:
    """A bot that runs, and the Telegram it talks to; `tests.faults.whatsapp` has one on WhatsApp."""

    api: Any
    running: Serving
    live: Path

    def person(self) -> Any:
        """Somebody new with a phone."""
        return person(self.api)

    def texts(self) -> list[str]:
        """All that the bot said, as people see it."""
        return [sent.text for sent in self.api.sent]

    async def all_answered(self) -> None:
        """Whoever wrote to the bot has its answer."""
        await all_answered(self.api, self.live, 120)

    async def waits(self, phone: Any, said: str) -> float:
        """Seconds from a message to the answer on the phone."""
        before, begun = len(phone.replies), time.perf_counter()
        if said.startswith("["):
            phone.presses_data(said.strip("[]"))
        else:
            phone.says(said)
        while len(phone.replies) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.0005)
        return time.perf_counter() - begun


@asynccontextmanager
async def town(home: Path, *, webhook: bool = True, people: int = 500, **env: str) -> AsyncIterator[Town]:
    """A bot without rates of ours; its limits are as they are, unless `env` says otherwise."""
    made: House = house(home, people)
    async with BotApi(rules=Rules(1e9, 1e9, 10**9)) as api:
        wired(made, api, webhook=webhook).env.update(env)
        async with serving(made, "--allow-synthetic") as running:
            yield Town(api, running, made.live)


Builder = Callable[..., AbstractAsyncContextManager[Town]]
"""Builds a town in a folder, with more settings by name."""


def figures_of(running: Serving) -> str:
    """What the bot counts of itself."""
    with urllib.request.urlopen(running.metrics, timeout=10) as response:
        return str(response.read().decode())


async def guess(home: Path, niks: int, chats: int = 100, *, built: Builder = town) -> Counter[str]:
    """What somebody learns who tries sequential NIKs from many chats, and how soon an alarm rises."""
    learnt: Counter[str] = Counter()
    async with built(home) as one:
        phones = [one.person() for _ in range(chats)]
        begun = time.monotonic()
        for n in range(niks):
            phones[n % chats].says(f"327501{1 + n // 1000:02}0189{9000 + n % 1000}")
            if n % 200 == 199:
                await one.all_answered()
                if not learnt["alarm after s"] and b'"check_quota"' in one.running.said:
                    learnt["alarm after s"] = max(1, round(time.monotonic() - begun))
        await one.all_answered()
        for text in one.texts():
            learnt["statuses" if text.startswith(STATUSES) else "refusals"] += 1
        figures = await asyncio.to_thread(figures_of, one.running)
        learnt["alarms counted"] = int(float(figures.split('sigap_alarms_total{kind="check_quota"} ')[1].split()[0]))
    return learnt


async def factor_times(home: Path, tries: int, *, webhook: bool = True) -> tuple[float, float]:
    """Median seconds of "no match" for a name that is wrong, and for a NIK that is not in the list."""
    made = house(home, 500)
    csv = str(home / "participants.csv")
    made.sigap("import", csv, "--as-of", "2026-11-02", "--second-factor", "name", "--replace")
    listed = [one.nik for one in sample.people(500, 1, TODAY)]
    waits: tuple[list[float], list[float]] = ([], [])
    async with BotApi(rules=Rules(1e9, 1e9, 10**9)) as api:
        wired(made, api, webhook=webhook)
        async with serving(made, "--allow-synthetic") as running:
            here = Town(api, running, made.live)
            for n in range(tries):
                for kind, nik in enumerate((listed[n % 500], f"327501010389{9000 + n % 1000}")):
                    phone = person(api)
                    await here.waits(phone, nik)
                    waits[kind].append(await here.waits(phone, "Zzyzx"))
                    assert "tidak cocok" in phone.last.text
    return statistics.median(waits[0]), statistics.median(waits[1])


async def flood(home: Path, seconds: float, *, built: Builder = town) -> tuple[Counter[str], list[float], list[float]]:
    """What a chat hears that sends 100 messages a second, and how long others wait, before and meanwhile."""
    async with built(home, SIGAP_MESSAGES_PER_MINUTE="20") as one:
        flooder = one.person()

        async def writes(patience: float) -> list[float]:
            waits, end = [], time.monotonic() + patience
            while time.monotonic() < end:
                waits.append(await one.waits(one.person(), "menu"))
                await asyncio.sleep(0.05)
            return waits

        async def floods() -> None:
            for _ in range(int(seconds * 100)):
                flooder.says("menu")
                await asyncio.sleep(0.01)

        quiet = await writes(seconds / 2)
        busy, _ = await asyncio.gather(writes(seconds), floods())
        await one.all_answered()
        heard = Counter("told to wait" if "terlalu cepat" in sent.text else "answered" for sent in flooder.replies)
        heard["sent"] = int(seconds * 100)
    return heard, quiet, busy


FAULTS = {"error_500": 0.03, "error_502": 0.03, "reset_before": 0.03, "reset_after": 0.03, "error_after": 0.03,
          "throttle": 0.03, "hang": 0.005, "duplicate": 0.1, "disorder": 0.3}  # fmt: skip


async def fail(home: Path, messages: int, *, webhook: bool, rate: float = 100) -> Counter[str]:
    """What became of messages while everything fails now and then. In doubt, a reply is repeated; none is lost."""
    rng = random.Random(1)
    people = list(sample.people(500, 1, TODAY))
    niks = itertools.cycle(
        [one.nik for one in people if one.status == "Aktif" and one.ends is None and one.starts < TODAY]
    )
    seen: Counter[str] = Counter()
    async with town(home, webhook=webhook, SIGAP_CHECKS_PER_DAY="1000000") as one:
        one.api.faults.rates = FAULTS
        one.api.faults.hang_seconds = 2
        talkers = [Talker(person(one.api)) for _ in range(CHATS)]
        for _ in range(messages):
            rng.choice(talkers).asks(next(niks), f"327501010388{rng.randrange(9000, 10000)}")
            await asyncio.sleep(1 / rate)
        await one.all_answered()
        for talker in talkers:
            seen += verdict(talker.expected, talker.phone.replies, [])
            seen["NIKs left in a chat"] += len(talker.phone.own_messages)
        seen["messages"] = messages
        seen["tracebacks"] = one.running.said.count(b"Traceback")
        seen += one.api.faults.seen
    return seen


async def load(home: Path, rate: float, seconds: float, *, webhook: bool) -> list[float]:
    """Seconds from each message to its answer, at a steady rate, sorted."""
    niks = [one.nik for one in itertools.islice(sample.people(51_666, 1, TODAY), 4000)]
    waits: list[float] = []
    async with town(home, webhook=webhook, people=51_666, SIGAP_CHECKS_PER_DAY="1000000") as one:
        due: dict[int, float] = {}
        begun = time.monotonic()
        for n in range(int(rate * seconds)):
            moment = begun + n / rate
            if (early := moment - time.monotonic()) > 0:
                await asyncio.sleep(early)
            phone = person(one.api)
            due[phone.chat] = moment
            if n % 10 < 7:
                phone.says(f"cek {niks[n % 4000]}")
            else:
                phone.presses_data("info.claim")
        await one.all_answered()
        waits = sorted(sent.at - due[sent.chat] for sent in one.api.sent)
        assert len(waits) == int(rate * seconds)
    return waits


async def memory(home: Path, messages: int, parts: int = 6, *, webhook: bool = True) -> list[float]:
    """Megabytes at the end of each part of so many messages."""
    grown: list[float] = []
    steps = itertools.cycle(["cek", "[menu]", "[info.claim]", "halo"])
    niks = itertools.cycle([one.nik for one in sample.people(500, 1, TODAY)])
    async with town(home, webhook=webhook, SIGAP_CHECKS_PER_DAY="1000000") as one:
        process = psutil.Process(one.running.process.pid)
        phones = [person(one.api) for _ in range(20)]
        for _ in range(parts):
            for n in range(messages // parts):
                phone, step = phones[n % 20], next(steps)
                if step.startswith("["):
                    phone.presses_data(step.strip("[]"))
                else:
                    phone.says(f"{step} {next(niks)}" if step == "cek" else step)
                if n % 200 == 199:
                    await one.all_answered()
            await one.all_answered()
            one.api.sent.clear()
            grown.append(process.memory_info().rss / 2**20)
    return grown


Report = tuple[str, list[str]]
"""What was seen, and which promises were broken."""
Chosen = argparse.Namespace


async def _guess(home: Path, chosen: Chosen, how: str) -> Report:
    learnt = await guess(home, chosen.niks, built=partial(town, webhook=how == "webhook"))
    broken = ["more than 500 statuses"] if learnt["statuses"] > 500 else []
    return json.dumps(learnt), broken if 0 < learnt["alarm after s"] <= 60 else [*broken, "no alarm within a minute"]


async def _factor(home: Path, chosen: Chosen, how: str) -> Report:
    wrong, unlisted = await factor_times(home, chosen.tries, webhook=how == "webhook")
    said = f"median {wrong * 1000:.2f} ms for a listed NIK, {unlisted * 1000:.2f} ms for one that is not"
    return said, ["the time tells who is listed"] if abs(wrong - unlisted) > 0.005 else []


async def _flood(home: Path, chosen: Chosen, how: str) -> Report:
    heard, quiet, busy = await flood(home, chosen.seconds / 3, built=partial(town, webhook=how == "webhook"))
    return f"{json.dumps(heard)}; others wait p95 {_share(quiet, 0.95)} before, {_share(busy, 0.95)} meanwhile", []


async def _fail(home: Path, chosen: Chosen, how: str) -> Report:
    seen = await fail(home, chosen.messages, webhook=how == "webhook")
    return json.dumps(seen), [one for one in BAD if seen[one]]


async def _load(home: Path, chosen: Chosen, how: str) -> Report:
    waits = await load(home, 100, chosen.seconds, webhook=how == "webhook")
    return f"p50 {_share(waits, 0.5)}, p95 {_share(waits, 0.95)}, p99 {_share(waits, 0.99)}, {len(waits)} answered", []


async def _memory(home: Path, chosen: Chosen, how: str) -> Report:
    grown = await memory(home, chosen.hour, webhook=how == "webhook")
    return " ".join(f"{one:.0f}" for one in grown) + " MB", []


def _share(waits: list[float], share: float) -> str:
    return f"{sorted(waits)[int(len(waits) * share)] * 1000:.1f} ms"


BAD = ("lost", "out of order or lost", "tracebacks", "NIKs left in a chat")
RUNS = {"guess": _guess, "factor": _factor, "flood": _flood, "fail": _fail, "load": _load, "memory": _memory}


def main() -> None:
    """Prints what was learnt, heard and seen; fails when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--niks", type=int, default=10_000)
    parser.add_argument("--tries", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60, help="Of load; a third of it for the flood.")
    parser.add_argument("--messages", type=int, default=3_000, help="While things fail.")
    parser.add_argument("--hour", type=int, default=72_000, help="Messages for the memory.")
    parser.add_argument("--only", action="append", choices=list(RUNS))
    parser.add_argument("--how", action="append", choices=["polling", "webhook"])
    chosen = parser.parse_args()
    failed = False
    for name, how in itertools.product(chosen.only or RUNS, chosen.how or ["polling", "webhook"]):
        with tempfile.TemporaryDirectory() as home:
            said, broken = asyncio.run(RUNS[name](Path(home), chosen, how))
        print(f"{name}, {how}: {said}{f'; BROKEN: {broken}' if broken else ''}", flush=True)  # noqa: T201
        failed |= bool(broken)
    sys.exit(failed)


if __name__ == "__main__":
    main()
