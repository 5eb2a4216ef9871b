"""Switches the live snapshot under load: `python -m tests.faults.switching --switches 50`.

Many chats ask without pause while snapshots are published and rolled back. Every message must be answered, never with
"cannot check" or an error, and the new snapshot must answer within 5 seconds of each switch.
"""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from bot.app import App, running
from bot.settings import Settings
from data import hashing
from data.coverage import publishing
from data.coverage.importing import importer, job, sample
from handlers.messages import Incoming
from tests.conftest import YES

CHATS = 16
TODAY = date(2026, 11, 22)


async def _asks(app: App, chat: int, niks: list[str], seen: Counter[str], stop: asyncio.Event) -> None:
    count = 0
    while not stop.is_set():
        count += 1
        incoming = Incoming(str(count), "load", f"chat {chat}", niks[count % len(niks)])
        answer = await app.dispatch.handle(incoming)
        await app.replies.mark_sent(incoming.message_key)
        seen[answer.outcome] += 1
        seen["unanswered"] += not answer.replies


async def _run(switches: int, home: Path) -> tuple[Counter[str], float]:
    key = hashing.make(home / "nik.key")
    settings = Settings(data_dir=home / "sigap", nik_key_file=home / "nik.key")
    directory = settings.snapshots
    for seed, as_of in ((1, date(2026, 11, 1)), (2, date(2026, 11, 2))):
        sample.write(home / "people.csv", 5000, seed, TODAY, lambda *_: None)
        order = job.ImportJob(
            home / "people.csv",
            as_of,
            datetime.now(UTC),
            key,
            directory,
            accepted=YES,
        )
        await asyncio.to_thread(importer.publish, order, lambda *_: None)
    niks = [one.nik for one in sample.people(4, 1, TODAY)]  # fewer than the daily quota
    seen: Counter[str] = Counter()
    slowest = 0.0
    async with running(settings, limit_inbound=False) as app:
        stop = asyncio.Event()
        load = [asyncio.create_task(_asks(app, chat, niks, seen, stop)) for chat in range(CHATS)]
        for switch in range(switches):
            number = 1 + switch % 2
            await asyncio.to_thread(publishing.roll_back, directory, key, number)
            began = time.perf_counter()
            while app.coverage.about is None or app.coverage.about.number != number:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            slowest = max(slowest, time.perf_counter() - began)
        stop.set()
        await asyncio.gather(*load)
    return seen, slowest


def run(switches: int, home: Path) -> tuple[Counter[str], float]:
    """Outcomes of all messages, and the slowest switch in seconds."""
    return asyncio.run(_run(switches, home))


def main() -> None:
    """Prints the outcomes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--switches", type=int, default=50)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        seen, slowest = run(chosen.switches, Path(home))
    print(f"{chosen.switches} switches under load, slowest taken in {slowest:.2f} s: {dict(seen)}")  # noqa: T201


if __name__ == "__main__":
    main()
