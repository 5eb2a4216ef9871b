"""Start and memory, with the city's list and with 10 million people: `python -m tests.bench.start [--people N]`.

*Start*: seconds from starting `sigap serve`, Telegram by polling and the web chat, until `/readyz` answers 200: the
first time, when the live database is made, and the second time, with the CPU that it took. *Memory*: resident megabytes
of the process when it is ready, and after 1,000 people asked on Telegram, each 25th in words of their own, the others
for a NIK; and how much of it is no file's. Then 300 people a second ask so: how long they wait. Medians of the rounds.

The list of 10 million is made once, in the cache of the user (550 MB): the city's list as imported, and the rest as
random hashes in the same tables, sealed as a real one. `sigap serve` is pinned to one core, all else to the other.
"""

import argparse
import asyncio
import itertools
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import platformdirs
import psutil
import uvloop

from data.coverage import publishing, snapshots
from data.database import outside_log
from tests.bench import results
from tests.bench.load.asking import Asking
from tests.bench.load.bot_api import LeanBotApi
from tests.bench.results import Result
from tests.bench.telegram import PEOPLE, UNLIMITED, furnished, pin, share
from tests.support.processes import SIGAP, House
from tests.support.telegram_servers import wired

MANY = 10_000_000
ASKING, RATE, SECONDS = 1_000, 300, 10.0
QUESTIONS = (
    "kenapa saya tidak terdaftar ya min",
    "apa itu SIGAP",
    "cara klaim kalau kecelakaan kerja gimana",
    "saya sudah meninggal suami, siapa yang dapat santunan",
    "how do I register my mother",
    "desil saya berapa, bisa diubah?",
    "alamat kantor disnaker di mana",
    "terima kasih banyak",
)
_UNITS = {"memory": "MB", "cpu": "s", "start": "s"}
_KNOW_OF_IT = ("audit.head", outside_log.FILE)
"""Files that would call a new live database an older copy."""


def with_many(folder: Path, people: int) -> House:
    """A house with so many people in its list; made once, and kept in the folder."""
    home = House(folder / f"{people}")
    if (home.home / "whole").exists():
        return home
    print(f"making a list of {people:,} people in {folder} ...", flush=True)
    with tempfile.TemporaryDirectory() as made:
        home.takes_over(furnished(Path(made))[0])
    coverage = home.home / "sigap" / "coverage"
    seal = snapshots.read_pointer(coverage)
    with closing(sqlite3.connect(snapshots.file_of(coverage, seal.number))) as rows:
        rows.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        rows.execute(
            "WITH RECURSIVE more (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < ?) "
            "INSERT INTO people SELECT nik, 0, 739000, NULL, 1, NULL, NULL "
            "FROM (SELECT randomblob(16) AS nik FROM more) ORDER BY nik",
            (people - PEOPLE,),
        )
        rows.execute("UPDATE about SET value = value + ? WHERE name = 'listed'", (people - PEOPLE,))
        rows.commit()
    publishing.point_to(coverage, publishing.write_seal(coverage, seal.number))
    (home.home / "whole").touch()
    return home


@asynccontextmanager
async def _started(home: House) -> AsyncIterator[psutil.Popen]:
    words = ["taskset", "-c", "0", SIGAP, "serve", "--allow-synthetic"]
    with (home.home / "bot.log").open("wb") as log:
        process = psutil.Popen(words, env=home.env, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


async def _ready(port: int, patience: float = 120) -> None:
    """Waits until `/readyz` answers 200. Raises TimeoutError."""
    async with asyncio.timeout(patience):
        while not await _answers(port):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.005)


async def _answers(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        said = await reader.read()
        writer.close()
    except OSError:
        return False
    return said.startswith(b"HTTP/1.1 200")


def _memory(process: psutil.Process, *, shared: bool = True) -> float:
    """Resident megabytes; `shared`: with pages of files."""
    found = process.memory_info()
    return float(found.rss - (0 if shared else found.shared)) / 2**20


def _texts(niks: Sequence[str]) -> Iterator[str]:
    questions = itertools.cycle(QUESTIONS)
    for n, nik in enumerate(niks):
        yield next(questions) if n % 25 == 24 else f"cek {nik}"


async def _round(home: House, niks: Sequence[str]) -> dict[str, float]:
    """Everything once."""
    for file in (*home.live.parent.glob("live.db*"), *(home.live.with_name(one) for one in _KNOW_OF_IT)):
        file.unlink(missing_ok=True)
    found: dict[str, float] = {}
    for which in ("first_start", "second_start"):
        async with LeanBotApi() as api:
            wired(home, api, webhook=False).env.update(UNLIMITED)
            begun = time.perf_counter()
            async with _started(home) as process:
                await _ready(int(home.env["SIGAP_WEB_PORT"]))
                found[which] = time.perf_counter() - begun
                if which == "second_start":
                    spent = process.cpu_times()
                    found |= {"start_cpu": spent.user + spent.system, "ready_memory": _memory(process)}
                    asking = Asking(api, _texts(niks), new_chats=True)
                    await asking.begin(16)
                    await asking.warm(ASKING)
                    await asking.end()
                    found["memory"], found["anonymous_memory"] = _memory(process), _memory(process, shared=False)
                    waits = await asking.steadily(RATE, SECONDS)
                    found["p50_300"], found["p99_300"] = (share(waits, part) * 1000 for part in (0.5, 0.99))
                    found["last_memory"] = _memory(process)
                    assert not api.refused, api.refused[:3]
    return found


def measure(rounds: int, people: Sequence[int], folder: Path) -> dict[int, dict[str, float]]:
    """The medians of interleaved rounds, by the size of the list."""
    figures: defaultdict[int, list[dict[str, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as made:
        city, niks = furnished(Path(made))
        homes = {many: city if many == PEOPLE else with_many(folder, many) for many in people}
        pin(1)
        for _ in range(rounds):
            for many, home in homes.items():
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    figures[many].append(runner.run(_round(home, niks)))
                print(f"  {many:,} people: {_row(figures[many][-1])}", flush=True)
    return {
        many: {name: statistics.median(one[name] for one in found) for name in found[0]}
        for many, found in figures.items()
    }


def _row(found: dict[str, float]) -> str:
    return (
        f"ready after {found['first_start']:.2f} s, and {found['second_start']:.2f} s the second time "
        f"({found['start_cpu']:.2f} s of CPU); {found['ready_memory']:.0f} MB then, {found['memory']:.0f} MB after "
        f"{ASKING:,} asked ({found['anonymous_memory']:.0f} MB of no file), "
        f"{found['last_memory']:.0f} MB at last; p50/p99 {found['p50_300']:.1f}/{found['p99_300']:.1f} ms at {RATE}/s"
    )


def main() -> None:
    """Prints a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, action="append", help=f"by default {PEOPLE} and {MANY}")
    parser.add_argument("--rounds", type=int, default=3)
    cache = platformdirs.user_cache_path("sigap-bench")
    parser.add_argument("--folder", type=Path, default=cache, help="where large lists are kept")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    found = measure(chosen.rounds, chosen.people or [PEOPLE, MANY], chosen.folder)
    flat = []
    for many, one in found.items():
        print(f"{many:,} people: {_row(one)}")
        flat += [
            Result(f"{many}.{name}", round(value, 3), _UNITS.get(name.rpartition("_")[2], "ms"))
            for name, value in one.items()
        ]
    results.print_json(flat)


if __name__ == "__main__":
    main()
