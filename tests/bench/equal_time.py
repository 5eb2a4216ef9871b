"""Whether the time of an answer tells who is in the list: `python -m tests.bench.equal_time`.

1,000 people who are listed and 1,000 who are not ask, each in a chat of their own, in random order, one after the
other; five times. AUC is the share of pairs in which the listed person waited longer: 0.5 where nothing can be told. It
must lie within 0.5 +- 0.02. Five times 1,000 make its standard error 0.006; one time alone would make it 0.013.

*In process* is `Dispatch.handle` with everything that a turn does, the commit too. *Web* is the time of a request to
the real server, from another core.
"""

import argparse
import asyncio
import itertools
import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import uvloop

from bot import logs
from bot.app import running
from bot.settings import Settings
from data import hashing
from data.coverage.importing import importer, job, sample
from data.limits.networks import Origin
from handlers.messages import Incoming
from tests.bench import results
from tests.bench.load.keep_alive import KeepAlive
from tests.bench.results import Result
from tests.bench.telegram import pin
from tests.conftest import NOW, YES, Clock
from tests.faults.scan import TODAY
from tests.faults.web import house

PEOPLE, EACH, REPEATS, MOST_OFF = 8_000, 1000, 5, 0.02
_MANY = "100000000"
_LIMITS = dict.fromkeys(("CHECKS_PER_DAY", "CHECKS_PER_HOUR", "CHECKS_PER_IP", "TELEGRAM_CHECKS_PER_HOUR"), _MANY)
_WARM = 200
"""Messages before anything counts."""


@dataclass(frozen=True)
class Times:
    """Seconds that those who are listed waited, and those who are not."""

    listed: Sequence[float]
    not_listed: Sequence[float]

    @property
    def auc(self) -> float:
        """The share of pairs in which the listed one waited longer; by the ranks (Mann-Whitney), ties share theirs."""
        ranked = sorted([(wait, True) for wait in self.listed] + [(wait, False) for wait in self.not_listed])
        total, place = 0.0, 1
        for _, tied in itertools.groupby(ranked, key=lambda one: one[0]):
            several = list(tied)
            rank = place + (len(several) - 1) / 2
            total += rank * sum(listed for _, listed in several)
            place += len(several)
        many, others = len(self.listed), len(self.not_listed)
        return (total - many * (many + 1) / 2) / (many * others)

    @property
    def error(self) -> float:
        """The standard error of the AUC where both wait equally long."""
        many, others = len(self.listed), len(self.not_listed)
        return math.sqrt((many + others + 1) / (12 * many * others))


def numbers() -> tuple[list[str], list[str]]:
    """NIKs of people who are listed, of PEOPLE in the list, and as many of nobody."""
    people = list(sample.people(2 * PEOPLE, 1, TODAY))
    listed = [one.nik for one in people[:PEOPLE] if one.status == "Aktif" and one.starts <= TODAY]
    return listed, [one.nik for one in people[PEOPLE : PEOPLE + len(listed)]]


async def waits(
    ask: Callable[[str, str], Awaitable[str]], listed: Sequence[str], others: Sequence[str], each: int, repeats: int
) -> Times:
    """Asks for both, mixed. `ask` takes a chat and a NIK, and returns the answer's outcome or text."""
    rng, chats = random.Random(7), itertools.count()
    found: dict[bool, list[float]] = {True: [], False: []}
    for nik in itertools.islice(itertools.cycle([*listed[:50], *others[:50]]), _WARM):
        await ask(f"warm {next(chats)}", nik)
    for repeat in range(repeats):
        order = [(True, nik) for nik in _part(listed, repeat, each)] + [
            (False, nik) for nik in _part(others, repeat, each)
        ]
        rng.shuffle(order)
        said: dict[bool, set[str]] = {True: set(), False: set()}
        for is_listed, nik in order:
            begun = time.perf_counter()
            answer = await ask(f"chat {next(chats)}", nik)
            found[is_listed].append(time.perf_counter() - begun)
            said[is_listed].add(answer)
        assert not said[True] & said[False], "the answers do not differ: nothing was measured"
    return Times(found[True], found[False])


def _part(niks: Sequence[str], repeat: int, each: int) -> list[str]:
    return [niks[n % len(niks)] for n in range(repeat * each, (repeat + 1) * each)]


async def in_process(folder: Path, listed: Sequence[str], others: Sequence[str], each: int, repeats: int) -> Times:
    """Turns on Telegram, without a network."""
    logs.configure("text")
    rows = folder / "list.csv"
    sample.write(rows, PEOPLE, 1, TODAY, lambda *_: None)
    key = hashing.parse("5a" * 32)
    order = job.ImportJob(rows, NOW.date(), NOW, key, folder / "coverage", accepted=YES, all_listed=True)
    importer.publish(order, lambda *_: None)
    limits = {name.lower(): int(value) for name, value in _LIMITS.items()}
    settings = Settings.model_validate({"data_dir": folder, "nik_key": "5a" * 32, **limits})
    async with running(settings, Clock(), limit_inbound=False) as app:
        ids = itertools.count()

        async def ask(chat: str, nik: str) -> str:
            incoming = Incoming(str(next(ids)), "telegram", chat, nik, None, Origin("telegram"), pushed=True)
            return (await app.dispatch.handle(incoming)).outcome

        return await waits(ask, listed, others, each, repeats)


async def on_the_web(
    url: str, cookies: Sequence[str], listed: Sequence[str], others: Sequence[str], each: int, repeats: int
) -> Times:
    """Requests to the real server, each of a chat of its own."""
    place = urlsplit(url)
    web = KeepAlive(place.hostname or "", place.port or 80)
    fresh, ids = iter(cookies), itertools.count()

    async def ask(_: str, nik: str) -> str:
        body = f'{{"id":"e{next(ids)}","text":"{nik}"}}'.encode()
        status, said = await web.post("/chat", body, f"Cookie: {next(fresh)}\r\n")
        assert status == 200, said
        return "not listed" if b"idak tercatat" in said else "listed"

    found = await waits(ask, listed, others, each, repeats)
    web.close()
    return found


def _web(folder: Path, listed: Sequence[str], others: Sequence[str], each: int, repeats: int) -> Times:
    made = house(folder, PEOPLE)
    made.env |= {f"SIGAP_{name}": value for name, value in _LIMITS.items()}
    made.env |= {"SIGAP_MESSAGES_PER_MINUTE": "1000000", "SIGAP_CONNECTIONS_PER_IP": "0"}
    with made.serving("--allow-synthetic") as server, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        if hasattr(psutil.Process, "cpu_affinity"):
            psutil.Process(server.process.pid).cpu_affinity([0])
        pin(1)
        chats = made.chats(2 * each * repeats + _WARM)
        return runner.run(on_the_web(server.url, chats, listed, others, each, repeats))


def main() -> None:
    """Prints both AUCs; fails where one is off."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=EACH, help="people who are listed, and as many who are not")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    chosen = parser.parse_args()
    found: list[Result] = []
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "turns").mkdir()
        listed, others = numbers()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            turns = runner.run(in_process(folder / "turns", listed, others, chosen.each, chosen.repeats))
        web = _web(folder, listed, others, chosen.each, chosen.repeats)
    for where, times in (("in process", turns), ("web", web)):
        medians = [statistics.median(one) * 1000 for one in (times.listed, times.not_listed)]
        print(
            f"{where}: AUC {times.auc:.3f} (standard error {times.error:.3f}); medians {medians[0]:.3f} ms listed, "
            f"{medians[1]:.3f} ms not listed; {len(times.listed):,} each"
        )
        name = where.replace(" ", "_")
        found += [Result(f"{name}.auc_off", abs(times.auc - 0.5)), Result(f"{name}.listed", medians[0], "ms")]
        found.append(Result(f"{name}.not_listed", medians[1], "ms"))
    results.print_json(found)
    sys.exit(any(abs(times.auc - 0.5) > MOST_OFF for times in (turns, web)))


if __name__ == "__main__":
    main()
