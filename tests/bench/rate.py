"""Holds a broadcast its pace while people ask? `python -m tests.bench.rate [--seconds 180]`.

The real bot with its settings as they come, against a Telegram that counts every message as it arrives and answers 429
above 30 a second. People ask by NIK, two a second, each from a chat of their own: a while without a broadcast, all
through it, and a while after it. The same by polling and by webhook. They have asked before; `--new` people hear a
second message (may we write to you?), so that the broadcast must yield: its pace is to be what replies leave, up to 25.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from tests.bench import audience
from tests.bench.audience import Asking, Crowd, Memory, share
from tests.fakes.bot_api_rules import Rules
from tests.faults.web import house
from tests.support.processes import House

ASKING = 2
"""People a second."""
MOST_OFF = 0.02
MOST_AT_ONCE = 27 / 25
"""Of the pace, in any second."""


@dataclass(frozen=True)
class Order:
    """What is to be tried; by default with the settings as they come."""

    seconds: float
    """How long the broadcast takes."""
    quiet: float
    """Seconds before it, and after it."""
    bulk: int = 25
    overall: int = 30
    """Messages a second of the broadcast, and of all that Telegram takes."""
    new: bool = False
    latency: float = 0
    warm: float = 2

    @property
    def places(self) -> float:
        """Messages a second of a bot that never sends more than it may in any second, and keeps a place for a reply."""
        return (self.overall - 1) / 1.02

    @property
    def settings(self) -> dict[str, str]:
        """As the bot is told."""
        paid = {"SIGAP_TELEGRAM_PAID": "true"} if self.overall > 30 else {}
        return {"SIGAP_TELEGRAM_RATE": str(self.overall), "SIGAP_TELEGRAM_BULK_RATE": str(self.bulk), **paid}


@dataclass
class Pace:
    """What Telegram and the people who asked saw."""

    how: str
    wanted: float
    """Messages a second, at most."""
    recipients: int
    per_second: float
    """From the first message of the broadcast to the last."""
    left_by_replies: float
    """Messages a second that the others left of what Telegram takes, up to what is wanted."""
    first_second: int
    busiest_second: int
    """The most messages of the broadcast in any second, wherever it begins."""
    fullest_counted: int
    """The most in one of the seconds counted from the first message on ..."""
    quietest_counted: int
    """... and the fewest."""
    busiest_of_all: int
    """The most messages of every kind in any second."""
    throttled: int
    repeated: int
    missing: int
    asked: int
    p50_with: float
    p95_with: float
    longest_with: float
    """Milliseconds from a question to its answer, while the broadcast runs ..."""
    p50_without: float
    p95_without: float
    longest_without: float
    """... and before and after."""
    cpu: float
    """Share of a core that the bot took meanwhile."""
    memory: float
    """MB, at most."""

    @property
    def bad(self) -> list[str]:
        """The promises that were broken."""
        promises = {
            "its pace within 2 %": abs(self.per_second / self.left_by_replies - 1) <= MOST_OFF,
            "smooth": max(self.first_second, self.fullest_counted) <= self.wanted * MOST_AT_ONCE,
            "nothing throttled": self.throttled == 0,
            "each one once": self.repeated == self.missing == 0,
        }
        return [promise for promise, kept in promises.items() if not kept]


def _busiest(moments: list[float]) -> int:
    """The most of these in any one second."""
    most = first = 0
    for n, moment in enumerate(moments):
        while moment - moments[first] >= 1:
            first += 1
        most = max(most, n - first + 1)
    return most


def _by_second(moments: list[float]) -> list[int]:
    """How many in each whole second from the first on."""
    counts = [0] * int(moments[-1] - moments[0])
    for moment in moments:
        if (second := int(moment - moments[0])) < len(counts):
            counts[second] += 1
    return counts


async def run(made: House, how: str, order: Order) -> Pace:
    """One broadcast, with quiet before and after it."""
    path, recipients = audience.database_of(made), int(order.seconds * order.bulk)
    await asyncio.to_thread(audience.subscribe, path, recipients)
    if not order.new:
        most = int(ASKING * (order.seconds + 2 * order.quiet + audience.LONGEST))
        await asyncio.to_thread(audience.introduce, path, most)
    rules = Rules(min(order.overall, 30), paid_per_second=order.overall)
    async with (
        Crowd(rules=rules) as api,
        audience.bot(made, api, webhook=how == "webhook", **order.settings) as running,
    ):
        api.latency = order.latency
        process = psutil.Process(running.process.pid)
        asking, memory = Asking(api, ASKING), Memory(process)
        async with audience.meanwhile(asking.run(), memory.run()):
            await asyncio.sleep(order.warm)
            warm = time.monotonic()
            await asyncio.sleep(order.quiet)
            before, cpu = time.monotonic(), audience.cpu(process)
            number = await audience.approve(path)
            await audience.ended(path, number)
            after, cpu = time.monotonic(), audience.cpu(process) - cpu
            await asyncio.sleep(order.quiet)
        await asking.heard()
        tally = await audience.tally(path, number)
    moments = [one.at for one in api.bulk]
    reached = {one.chat for one in api.bulk}
    assert tally.sent == tally.total == len(reached), tally
    begun = moments[0]
    with_, without = asking.waits(begun, after), asking.waits(warm, before) + asking.waits(after, float("inf"))
    lasted = moments[-1] - begun
    every = sorted([one.at for one in api.sent] + [one.at for one in api.edits])
    others = sum(begun <= moment <= moments[-1] for moment in every) - len(moments)
    counted = _by_second(moments)
    return Pace(
        how,
        order.bulk,
        recipients,
        (len(moments) - 1) / lasted,
        min(order.bulk, order.places - others / lasted),
        sum(moment - begun < 1 for moment in moments),
        _busiest(moments),
        max(counted, default=0),
        min(counted, default=0),
        _busiest(every),
        sum(code == 429 for _, code, _ in api.refused),
        len(moments) - len(reached),
        recipients - len(reached),
        len(with_) + len(without),
        share(with_, 0.5),
        share(with_, 0.95),
        max(with_, default=0.0),
        share(without, 0.5),
        share(without, 0.95),
        max(without, default=0.0),
        cpu / (after - before),
        max(memory.between(before, after)),
    )


def _table(paces: list[Pace]) -> None:
    rows = [("", *(pace.how for pace in paces))]
    for name in list(asdict(paces[0]))[1:]:
        values = [getattr(pace, name) for pace in paces]
        rows.append((name.replace("_", " "), *(f"{one:.2f}" if isinstance(one, float) else str(one) for one in values)))
    for name, *values in rows:
        print(f"{name:<18}" + "".join(f"{value:>12}" for value in values))


def main() -> None:
    """Prints what was seen, and as one line of JSON; fails when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=180, help="How long the broadcast takes.")
    parser.add_argument("--quiet", type=float, default=30, help="Seconds without one before it, and after it.")
    parser.add_argument("--how", action="append", choices=["polling", "webhook"])
    parser.add_argument("--bulk", type=int, default=25, help="Messages a second of the broadcast.")
    parser.add_argument("--overall", type=int, default=30, help="And of all; above 30 each is paid for.")
    parser.add_argument("--new", action="store_true", help="Who asks has not asked before.")
    parser.add_argument("--latency", type=float, default=0, help="Seconds that Telegram takes for each call.")
    chosen = parser.parse_args()
    order = Order(chosen.seconds, chosen.quiet, chosen.bulk, chosen.overall, chosen.new, chosen.latency)
    audience.stand_apart()
    with tempfile.TemporaryDirectory() as folder:
        made = house(Path(folder), audience.PEOPLE)
        paces = [asyncio.run(run(made, how, order)) for how in chosen.how or ["polling", "webhook"]]
    _table(paces)
    for pace in paces:
        for promise in pace.bad:
            print(f"by {pace.how}, broken: {promise}")
    print(json.dumps([asdict(pace) for pace in paces]))
    sys.exit(any(pace.bad for pace in paces))


if __name__ == "__main__":
    main()
