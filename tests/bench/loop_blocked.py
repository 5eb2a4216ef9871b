"""What staff do to 500,000 people, and how long it holds up others: `python -m tests.bench.loop_blocked [--people N]`.

While it is done, in the loop of the bot, a task wakes up every millisecond, and another commits an empty transaction
every five, as an answer would. Printed in milliseconds, the longest of each:

- late: how much later than asked the first woke up, which a busy machine makes longer;
- loop: the CPU that the loop's thread took from one waking to the next, which is ours alone;
- process: the same of all threads, where one that holds Python's lock shows, and one that does not hardly does;
- transaction: how long an empty transaction took.

The aim is 20 ms of loop and of process.
"""

import argparse
import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import uvloop

from bot.metrics import Metrics
from bot.reports.exports import Exports
from bot.sending.announcements.announcement_runner import AnnouncementRunner
from bot.timing import DEFAULT
from data import retention, statistics
from data.announcements import announcements, audience, deliveries, tallies, workflow
from data.announcements.announcements import Audience
from data.announcements.transitions import Actor
from data.database import long_reads
from data.database.opening import open_database
from data.database.sqlite import Database, Transaction
from data.staff import members
from handlers.subscription import subscription
from tests.bench import audience as bench_audience
from tests.support import sent_broadcasts

_TICK, _COMMIT_EVERY = 0.001, 0.005
_STAFF = members.read("111:writer:Ani; 222:approver:Budi")
_WRITER = Actor(_STAFF["111"], _STAFF)


@dataclass
class Watch:
    """The longest times since the beginning, in seconds."""

    database: Database
    late: float = 0
    loop: float = 0
    process: float = 0
    transaction: float = 0

    async def tick(self) -> None:
        while True:
            at, loop, process = time.perf_counter(), time.thread_time(), time.process_time()
            await asyncio.sleep(_TICK)
            self.late = max(self.late, time.perf_counter() - at - _TICK)
            self.loop = max(self.loop, time.thread_time() - loop)
            self.process = max(self.process, time.process_time() - process)

    async def commit(self) -> None:
        while True:
            at = time.perf_counter()
            await self.database.group_commit(_nothing)
            self.transaction = max(self.transaction, time.perf_counter() - at)
            await asyncio.sleep(_COMMIT_EVERY)


async def _nothing(_: Transaction) -> None:
    pass


@dataclass(frozen=True)
class Done:
    """One piece of work: milliseconds, and how many seconds it took in all."""

    late: float
    loop: float
    process: float
    transaction: float
    seconds: float


@dataclass
class Bench:
    """The works, one after the other on one database."""

    database: Database
    path: Path
    found: dict[str, Done] = field(default_factory=dict)

    @contextlib.asynccontextmanager
    async def watched(self, name: str) -> AsyncIterator[None]:
        watch = Watch(self.database)
        async with bench_audience.meanwhile(watch.tick(), watch.commit()):
            await asyncio.sleep(0.05)
            watch.late = watch.loop = watch.process = watch.transaction = 0
            begun = time.perf_counter()
            yield
            seconds = time.perf_counter() - begun
            await asyncio.sleep(0.01)
        late, loop, process, transaction = (
            one * 1000 for one in (watch.late, watch.loop, watch.process, watch.transaction)
        )
        self.found[name] = Done(late, loop, process, transaction, seconds)

    async def turn(self, work: Callable[[Transaction], Awaitable[object]]) -> None:
        """As a message of staff is handled."""
        await long_reads.commit(self.database, work)


async def run(people: int, folder: Path) -> dict[str, Done]:
    """Does everything once."""
    path = folder / "live.db"
    await asyncio.to_thread(bench_audience.subscribe, path, people)
    database = await open_database(path)
    bench = Bench(database, path)
    now = datetime.now(UTC)
    write = partial(subscription.announcement, sender="SIGAP")
    runner = AnnouncementRunner(database, write, lambda: datetime.now(UTC), Metrics(), DEFAULT)
    exports = Exports(database, lambda: datetime.now(UTC))

    async def until_prepared() -> None:
        while await runner.prepare():
            await database.yield_turn()

    async with bench.watched("nothing"):
        await asyncio.sleep(1)
    async with bench.watched("pre-flight"):
        await bench.turn(partial(audience.count_reach, audience=Audience()))
    async with bench.watched("statistics"):
        await bench.turn(partial(_statistics, now=now))
    async with bench.watched("statistics, picture"):
        await exports("figures.png")
    later = await asyncio.to_thread(sent_broadcasts.approve, path, now, starts=now + timedelta(days=2))
    async with bench.watched("making the list"):
        await until_prepared()
    async with bench.watched("withdrawing"):
        await bench.turn(partial(workflow.withdraw, number=later, by=_WRITER, now=now))
        await until_prepared()
    number = await asyncio.to_thread(sent_broadcasts.approve, path, now, override="measured at any hour")
    await until_prepared()
    async with bench.watched("aborting"):
        await bench.turn(partial(workflow.abort, number=number, by=_WRITER, now=now))
        await until_prepared()
    async with bench.watched("report"):
        await bench.turn(partial(_report, number=number))
    async with bench.watched("report, CSV"):
        await exports(f"report-{number}.csv")
    async with bench.watched("sweep after a year"):
        await retention.sweep(database, now + deliveries.KEPT + timedelta(days=1))
    await database.close()
    return bench.found


async def _statistics(tx: Transaction, now: datetime) -> None:
    await long_reads.result(tx, "figures", partial(statistics.figures, today=now.date()))


async def _report(tx: Transaction, number: int) -> None:
    assert (await announcements.load(tx, number)) is not None
    await long_reads.result(tx, "reasons", partial(tallies.reasons, broadcast=number))
    assert tallies.total_of((await tallies.by_channel(tx, number)).values()).left == 0


def main() -> None:
    """Prints a table, and the same as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=500_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(run(chosen.people, Path(folder)))
    print(f"{'':<22}{'late':>9}{'loop':>9}{'process':>9}{'transaction':>13}{'seconds':>9}")
    for name, one in found.items():
        print(
            f"{name:<22}{one.late:>9.1f}{one.loop:>9.1f}{one.process:>9.1f}{one.transaction:>13.1f}{one.seconds:>9.2f}"
        )
    print(json.dumps({name: asdict(one) for name, one in found.items()}))


if __name__ == "__main__":
    main()
