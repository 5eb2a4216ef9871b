"""The sender of announcements without a network: `python -m tests.bench.sender_alone [--latency 0.3 --rate 25]`.

Everything is committed as always, but the channel only waits for so many seconds. Printed are the CPU of a message,
messages a second, and how many went in each second.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import uvloop

from bot.dispatch import now
from bot.metrics import Metrics
from bot.sending.address import Address
from bot.sending.announcements.announcement_runner import AnnouncementRunner
from bot.sending.capabilities import Capabilities, Rates
from bot.sending.contract import Priority
from bot.sending.outgoing import Outgoing
from bot.sending.paced_channel import PacedChannel
from bot.timing import DEFAULT
from data.database.opening import open_database
from handlers.subscription import subscription
from tests.bench import audience
from tests.support import sent_broadcasts
from tests.support.recording_channel import RecordingChannel


@dataclass
class Slow(RecordingChannel):
    """A channel that takes its time."""

    latency: float = 0
    moments: list[float] = field(default_factory=list)

    async def send(self, address: Address, outgoing: Outgoing, priority: Priority, tag: str = "") -> str:  # noqa: ARG002
        self.moments.append(time.monotonic())
        await asyncio.sleep(self.latency)
        return await super().send(address, outgoing, priority)


async def run(count: int, latency: float, rate: float, folder: Path) -> dict[str, Any]:
    """Sends to so many people."""
    path = folder / "live.db"
    await asyncio.to_thread(audience.subscribe, path, count)
    database = await open_database(path)
    rates = Rates(rate * 1.2, 1e5, 3, bulk=rate)
    slow = Slow(capabilities=Capabilities(can_push=True, rates=rates), latency=latency)
    channel = PacedChannel(slow)
    write = partial(subscription.announcement, sender="SIGAP")
    runner = AnnouncementRunner(database, write, now, Metrics(), DEFAULT)
    async with audience.meanwhile(runner.run([channel])):
        number = await audience.approve(path)
        await audience.listed(path, number)
        spent, channel.started = time.process_time(), True
        while len(slow.moments) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        spent = time.process_time() - spent
        await audience.ended(path, number)
    await database.close()
    assert sent_broadcasts.tally(path, number).sent == count
    first, last = slow.moments[0], slow.moments[-1]
    by_second = Counter(int(moment - first) for moment in slow.moments)
    return {
        "cpu_ms": round(spent / count * 1000, 4),
        "per_second": round((count - 1) / (last - first), 2),
        "by_second": [by_second[second] for second in range(int(last - first) + 1)],
    }


def main() -> None:
    """Prints what was found, and the same as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--latency", type=float, default=0.002, help="Seconds that the channel takes for a message.")
    parser.add_argument("--rate", type=float, default=100_000, help="Messages a second, at most.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(run(chosen.people, chosen.latency, chosen.rate, Path(folder)))
    print(f"{found['cpu_ms']:.3f} ms of CPU a message, {found['per_second']:,.1f} messages a second")
    print("in each second:", *found["by_second"])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
