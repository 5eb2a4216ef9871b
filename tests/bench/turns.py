"""What a turn costs without a network, in SQL statements and in CPU: `python -m tests.bench.turns [--profile]`.

The bot runs in this process, over a list of 2,000 people and on real files. A turn is `Dispatch.handle` and, on
Telegram, marking its answer as sent; in the web chat the next message confirms it. Beside it, in the same rounds, a
fixed piece of work in Python and SQLite (`reference`): that is what a turn is compared with where machines differ.
"""

import argparse
import asyncio
import cProfile
import hashlib
import itertools
import json
import pstats
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from bot import logs
from bot.app import App, running
from bot.settings import Settings
from data import hashing
from data.coverage.importing import importer, job, sample
from data.limits.networks import Origin
from handlers.messages import Incoming
from tests.bench import real_messages, results
from tests.bench.results import Result
from tests.conftest import HEADINGS, NOW, YES, Clock, write_csv
from tests.support.paths import TESTS
from workshop import messages

PEOPLE, CHATS, GROUP = 2000, 256, 32
_KEY = "5a" * 32


@dataclass
class Bench:
    """A running bot, and the people who write to it."""

    app: App
    niks: "itertools.cycle[str]"
    ids: "itertools.count[int]" = field(default_factory=itertools.count)
    outcomes: Counter[str] = field(default_factory=Counter)

    async def turn(self, chat: str, text: str = "", choice: str | None = None, channel: str = "telegram") -> None:
        """One message and its answer, which arrives."""
        pushed = channel == "telegram"
        incoming = Incoming(
            str(next(self.ids)), channel, chat, text, choice, Origin(channel), acknowledges=not pushed, pushed=pushed
        )
        self.outcomes[(await self.app.dispatch.handle(incoming)).outcome] += 1
        if pushed:
            await self.app.replies.mark_sent(incoming.message_key)

    async def checks(self, chat: str) -> None:
        """Asks for one NIK more."""
        await self.turn(chat, f"cek {next(self.niks)}")

    async def checks_on_the_web(self, chat: str) -> None:
        """The same in the web chat."""
        await self.turn(chat, f"cek {next(self.niks)}", channel="web")

    async def presses_menu(self, chat: str) -> None:
        """Presses a button that changes nothing."""
        await self.turn(chat, choice="menu")

    async def asks_a_question(self, chat: str) -> None:
        """Types words that the model reads."""
        await self.turn(chat, "berapa iurannya per bulan")

    async def each(self, texts: list[str], before: str) -> list[float]:
        """Milliseconds of CPU of each text, in a chat of its own that has just said something else."""
        taken = []
        for chat, text in zip(map("each {}".format, self.ids), texts, strict=False):
            if before:
                await self.turn(chat, before)
            begun = time.process_time()
            await self.turn(chat, text)
            taken.append((time.process_time() - begun) * 1000)
        return taken

    async def statements(self, asks: Callable[[str], Awaitable[None]], *chats: str) -> list[str]:
        """The statements of these chats' turns, at the same time."""
        connection, found = self.app.dispatch._database._statements, list[str]()
        connection.set_trace_callback(found.append)
        await asyncio.gather(*map(asks, chats))
        connection.set_trace_callback(None)
        return found

    async def cpu(self, asks: Callable[[str], Awaitable[None]], at_once: int, turns: int = 1024) -> float:
        """Milliseconds of CPU a turn, of all threads, with so many people asking at once."""
        begun = time.process_time()
        for first in range(0, turns, at_once):
            await asyncio.gather(*(asks(f"chat {n % CHATS}") for n in range(first, first + at_once)))
        return (time.process_time() - begun) / turns * 1000


def _typed() -> dict[str, list[str]]:
    """What people type, by kind: messages that the tests keep, and what they are made of."""
    written = [one.text for one in messages.read(sorted((TESTS / "messages").glob("*.tsv")))]
    real = [one.text for file in sorted(real_messages.FOLDER.glob("*.jsonl")) for one in real_messages.read(file)]
    every = [*written, *real]
    long = [". ".join(every[at:])[:4096] for at in range(0, 1000, 10)]
    return {"message": every, "message of 4,096 characters": long}


async def _measure_typed(bench: Bench, nik: str) -> list[Result]:
    """Prints and returns what typed messages cost in a new chat, behind a page and behind a check."""
    figures = list[Result]()
    before = {"in a new chat": "", "behind a page": "cara daftar gimana", "behind a check": nik}
    for (kind, texts), (where, said) in itertools.product(_typed().items(), before.items()):
        taken = sorted(await bench.each(texts, said))
        median, p99 = statistics.median(taken), taken[len(taken) * 99 // 100]
        figures += [Result(f"{kind} {where}.p50", median, "ms"), Result(f"{kind} {where}.p99", p99, "ms")]
        print(f"{len(taken):,} times a {kind} {where}: median {median:.2f} ms of CPU, p99 {p99:.2f}", flush=True)
    return figures


def reference(turns: int = 2048) -> float:
    """Milliseconds of CPU for a fixed piece of work: JSON, a hash, two statements, text put together."""
    rows = sqlite3.connect(":memory:", isolation_level=None)
    rows.execute("CREATE TABLE kept (key BLOB PRIMARY KEY, value TEXT) WITHOUT ROWID")
    begun = time.process_time()
    for n in range(turns):
        update = json.loads(
            json.dumps({"update_id": n, "message": {"chat": {"id": n % CHATS}, "text": f"cek {n:016}"}})
        )
        key = hashlib.blake2b(update["message"]["text"].encode(), digest_size=16).digest()
        rows.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, json.dumps(update)))
        ((kept,),) = rows.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchall()
        " ".join(word.strip('{}",:').upper() for word in kept.split())
    return (time.process_time() - begun) / turns * 1000


def _cpu(name: str, rounds: list[float]) -> list[Result]:
    return [Result(f"{name}.cpu", statistics.median(rounds), "ms"), Result(f"{name}.least_cpu", min(rounds), "ms")]


async def measure(folder: Path, rounds: int, *, profile: bool) -> list[Result]:
    """Prints statements and CPU, and returns them."""
    figures: list[Result] = []
    beside: list[float] = []
    logs.configure("text")
    people = [*sample.people(PEOPLE, 1, NOW.date())]
    key = hashing.parse(_KEY)
    rows = write_csv(folder / "list.csv", [one.cells()[: len(HEADINGS)] for one in people])
    order = job.ImportJob(rows, NOW.date(), NOW, key, folder / "coverage", accepted=YES, all_listed=True)
    importer.publish(order, lambda *_: None)
    settings = Settings.model_validate(
        {"data_dir": folder, "nik_key": _KEY, "checks_per_day": 1_000_000, "telegram_checks_per_hour": 1_000_000,
         "checks_per_hour": 1_000_000}
    )  # fmt: skip
    async with running(settings, Clock(), limit_inbound=False) as app:
        bench = Bench(app, itertools.cycle([one.nik for one in people]))
        kinds = (bench.checks, bench.checks_on_the_web, bench.presses_menu, bench.asks_a_question)
        for asks in kinds:
            for state in ("first", "second"):
                found = await bench.statements(asks, f"new {asks.__name__}")
                print(f"{asks.__name__}, {state} message of a chat: {len(found)} statements")
                figures.append(Result(f"{asks.__name__}.{state}.statements", len(found)))
                if profile:
                    print("  " + "\n  ".join(" ".join(one.split())[:110] for one in found))
        found = await bench.statements(bench.checks, *(f"chat {n}" for n in range(GROUP)))
        print(f"{GROUP} checks at once: {len(found) / GROUP:.1f} statements a turn")
        figures.append(Result(f"checks.{GROUP}.statements", len(found) / GROUP))
        for at_once in (1, GROUP):
            for asks in kinds:
                await bench.cpu(asks, at_once, CHATS)  # warm
                taken = []
                for _ in range(rounds):
                    taken.append(await bench.cpu(asks, at_once))
                    beside.append(reference())
                figures += _cpu(f"{asks.__name__}.{at_once}", taken)
                print(
                    f"{asks.__name__}, {at_once} at once: {statistics.median(taken):.3f} ms of CPU a turn "
                    f"({min(taken):.3f} to {max(taken):.3f})",
                    flush=True,
                )
        figures += await _measure_typed(bench, people[0].nik)
        print(f"the reference: {statistics.median(beside):.4f} ms ({min(beside):.4f} to {max(beside):.4f})")
        figures += _cpu("reference", beside)
        print(", ".join(f"{outcome}: {count}" for outcome, count in bench.outcomes.items()))
        if profile:
            for at_once in (1, GROUP):
                with cProfile.Profile() as seen:
                    await bench.cpu(bench.checks, at_once, 2048)
                pstats.Stats(seen).sort_stats("tottime").print_stats(45)
    return figures


def main() -> None:
    """Prints what a turn costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="also print the statements, and where the time goes")
    chosen = parser.parse_args()
    loops = uvloop.new_event_loop  # as `sigap serve` does
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=loops) as runner:
        results.print_json(runner.run(measure(Path(folder), chosen.rounds, profile=chosen.profile)))


if __name__ == "__main__":
    main()
