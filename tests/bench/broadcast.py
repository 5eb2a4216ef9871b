"""How fast a broadcast goes with all its bookkeeping, and what it takes: `python -m tests.bench.broadcast [--quick]`.

Speed: our bot, whose lane has no limit here, sends to 10,000 people (list, claims, results, tally, what staff follow,
all of it committed), beside bare loops of aiogram, and of python-telegram-bot on our own HTTP client, that send as many
and keep nothing. Rounds are interleaved, medians compared; each bot is on one core, the fake Telegram on the other.

Size: lists of 10,000, 54,000 and 500,000 people: how long until the list is whole, the memory while it is sent, how
soon an abort silences it and has written off who was left, and how long people who ask meanwhile wait for an answer.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.bench import audience
from tests.bench.audience import FIRST_SUBSCRIBER, Asking, Crowd, LeanCrowd, Memory, share
from tests.faults.web import house
from tests.support.processes import House

POSTMAN = 758
"""Messages a second that Postman.gov.sg publishes, of several workers: "a worker can at most fire off 200 messages in a
second" (github.com/opengovsg/postmangovsg, docs/sending.md)."""
NO_LIMIT = {
    "SIGAP_TELEGRAM_RATE": "100000",
    "SIGAP_TELEGRAM_BULK_RATE": "100000",
    "SIGAP_TELEGRAM_CHAT_RATE": "100000",
}
NAMES = {
    "ours": "SIGAP Bot, everything kept",
    "aiogram": "aiogram 3, bare loop",
    "ptb": "python-telegram-bot on our client, bare loop",
}
ASKING = 20
"""People a second who ask while lists are made and written off."""


# ---------------------------------------------------------------- speed


@dataclass(frozen=True)
class Speed:
    """One round."""

    per_second: float
    cpu: float
    """Milliseconds of the bot's CPU for one message."""
    telegram: float
    """The same of the fake Telegram: where it comes near 1000 / per_second, it is the fake that was measured."""


def _check(api: Crowd, count: int, first: int = FIRST_SUBSCRIBER) -> float:
    """Seconds from the first message to the last, when everybody got one."""
    bulk = api.bulk
    assert sorted(one.chat for one in bulk) == list(range(first, first + count)), "somebody got none, or two"
    assert not api.refused, api.refused[:3]
    return bulk[-1].at - bulk[0].at


async def _ours(made: House, count: int) -> Speed:
    path, own = audience.database_of(made), psutil.Process()
    await asyncio.to_thread(audience.subscribe, path, count)
    async with LeanCrowd() as api, audience.bot(made, api, webhook=True, **NO_LIMIT) as running:
        process = psutil.Process(running.process.pid)
        before, others = audience.cpu(process), audience.cpu(own)
        number = await audience.approve(path)
        await audience.ended(path, number)
        spent, others = audience.cpu(process) - before, audience.cpu(own) - others
        assert (await audience.tally(path, number)).sent == count
        return Speed((count - 1) / _check(api, count), spent / count * 1000, others / count * 1000)


async def _peer(which: str, count: int) -> Speed:
    own = psutil.Process()
    async with LeanCrowd() as api:
        before = audience.cpu(own)
        words = "nice", "-n", "10", "taskset", "-c", "0", sys.executable, "-m", "tests.bench.senders", which
        sender = await asyncio.create_subprocess_exec(
            *words, api.url, str(count), str(FIRST_SUBSCRIBER), stdout=subprocess.PIPE
        )
        said, _ = await sender.communicate()
        found = json.loads(said)
        _check(api, count)
        others = audience.cpu(own) - before
    return Speed((count - 1) / found["seconds"], found["cpu"] / (count - 1) * 1000, others / count * 1000)


async def speed(made: House, count: int, rounds: int) -> dict[str, list[Speed]]:
    """The rounds of each bot."""
    figures: defaultdict[str, list[Speed]] = defaultdict(list)
    for _ in range(rounds):
        figures["ours"].append(await _ours(made, count))
        for peer in ("aiogram", "ptb"):
            figures[peer].append(await _peer(peer, count))
    return figures


def median(rounds: Sequence[Speed]) -> Speed:
    """The median of each figure."""
    return Speed(*(statistics.median(values) for values in zip(*map(_values, rounds), strict=True)))


def _values(one: Speed) -> tuple[float, float, float]:
    return one.per_second, one.cpu, one.telegram


# ---------------------------------------------------------------- size


@dataclass(frozen=True)
class Size:
    """One list, from the approval to the last row written off. Waits are milliseconds."""

    people: int
    list_seconds: float
    """From the approval until everybody is on the list."""
    longest_wait_before: float
    longest_wait_list: float
    """Of those who asked while the list was made."""
    sent: int
    per_second: float
    memory: float
    """MB while it is sent: the median ..."""
    peak: float
    """... and the most."""
    p95_wait_sending: float
    """With a core that is busy with nothing but sending."""
    silent_seconds: float
    """From the abort to the last message that arrived."""
    clear_seconds: float
    """From the abort until nobody is waiting any more."""
    longest_wait_clear: float


async def size(made: House, people: int, seconds: float, quiet: float = 3) -> Size:
    """Freezes so many, sends for so long, or until half of them have it, and aborts."""
    path = audience.database_of(made)
    await asyncio.to_thread(audience.subscribe, path, people)
    async with LeanCrowd() as api, audience.bot(made, api, webhook=True, **NO_LIMIT) as running:
        asking, memory = Asking(api, ASKING), Memory(psutil.Process(running.process.pid))
        async with audience.meanwhile(asking.run(), memory.run()):
            await asyncio.sleep(quiet)  # until it is warm
            warm = time.monotonic()
            await asyncio.sleep(quiet)
            approved = time.monotonic()
            number = await audience.approve(path)
            await audience.listed(path, number)
            whole = time.monotonic()
            while len(api.bulk) < people / 2 and time.monotonic() - whole < seconds:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            aborted = time.monotonic()
            await audience.abort(path, number)
            await audience.ended(path, number)
            ended = time.monotonic()
        await asking.heard()
        tally = await audience.tally(path, number)
    bulk = api.bulk
    assert len({one.chat for one in bulk}) == len(bulk) == tally.sent, "somebody got two, or is not counted"
    assert tally.total == people == tally.sent + tally.failed, tally
    held = memory.between(bulk[0].at, min(aborted, bulk[-1].at))
    return Size(
        people,
        whole - approved,
        max(asking.waits(warm, approved)),
        max(asking.waits(approved, whole), default=0.0),
        tally.sent,
        (len(bulk) - 1) / (bulk[-1].at - bulk[0].at),
        share(held, 0.5),
        max(held),
        share(asking.waits(whole, aborted), 0.95),
        max(0.0, bulk[-1].at - aborted),
        ended - aborted,
        max(asking.waits(aborted, ended), default=0.0),
    )


# ---------------------------------------------------------------- what is printed


def _table(heading: str, rows: Sequence[Sequence[Any]]) -> None:
    print(f"\n{heading}")
    shown = [[f"{one:.2f}" if isinstance(one, float) else str(one) for one in row] for row in rows]
    first, *others = (max(map(len, column)) for column in zip(*shown, strict=True))
    for name, *values in shown:
        print(name.ljust(first), *(value.rjust(width) for value, width in zip(values, others, strict=True)), sep="  ")


def _print_speed(found: dict[str, list[Speed]]) -> None:
    medians = {bot: median(rounds) for bot, rounds in found.items()}
    ours = medians["ours"]
    rows: list[Sequence[Any]] = [("", "messages/s", "ms CPU each", "fake's ms", "ours: times its speed", "of its CPU")]
    for bot, one in medians.items():
        rows.append((NAMES[bot], *_values(one), ours.per_second / one.per_second, ours.cpu / one.cpu))
    rows.append(("Postman.gov.sg, as published", float(POSTMAN), "", "", ours.per_second / POSTMAN, ""))
    _table("speed, no limit (medians)", rows)


def _print_size(found: list[Size]) -> None:
    names = [name for name in asdict(found[0]) if name != "people"]
    rows: list[Sequence[Any]] = [("people", *(f"{one.people:,}" for one in found))]
    rows += [(name.replace("_", " "), *(getattr(one, name) for one in found)) for name in names]
    _table("size (seconds; waits in ms; memory in MB)", rows)


def main() -> None:
    """Prints two tables, and the same as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipients", type=int, default=10_000, help="For the speed.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=int, action="append", help="Of a list; by default 10,000, 54,000 and 500,000.")
    parser.add_argument("--seconds", type=float, default=20, help="So long, or half of it, a list is sent.")
    parser.add_argument("--quick", action="store_true", help="A small version of it, in half a minute.")
    chosen = parser.parse_args()
    sizes, seconds = chosen.size or [10_000, 54_000, 500_000], chosen.seconds
    count, rounds = chosen.recipients, chosen.rounds
    if chosen.quick:
        sizes, seconds, count, rounds = [2_000, 20_000], 2.0, 1_000, 1
    audience.stand_apart()
    with tempfile.TemporaryDirectory() as folder:
        made = house(Path(folder), 500 if chosen.quick else audience.PEOPLE)
        speeds = asyncio.run(speed(made, count, rounds))
        _print_speed(speeds)
        found = [asyncio.run(size(made, people, seconds)) for people in sizes]
        _print_size(found)
    figures = {
        "speed": {
            bot: asdict(median(rounds)) | {"least_cpu": min(one.cpu for one in rounds)}
            for bot, rounds in speeds.items()
        },
        "size": [asdict(one) for one in found],
    }
    print(json.dumps(figures | {"load": os.getloadavg()[0]}))


if __name__ == "__main__":
    main()
