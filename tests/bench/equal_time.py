"""Whether the time of an answer tells who is in the list: `python -m tests.bench.equal_time`.

1,000 people who are listed and 1,000 who are not ask, each in a chat of their own, in random order, one after the
other; five times. AUC is the share of pairs in which the listed person waited longer: 0.5 where nothing can be told. It
must lie within 0.5 +- 0.02. Five times 1,000 make its standard error 0.006; one time alone would make it 0.013.

*In process* is `Dispatch.handle` with everything that a turn does, the commit too. *Web* is the time of a request to
the real server, from another core. Both are measured by the clock and, on Linux, by the CPU that all threads of the
server took, which tells more on a busy machine. `--known` lets every chat ask for the menu before.
"""

import argparse
import asyncio
import itertools
import json
import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
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
from handlers.messages import Answer, Incoming
from handlers.outcomes import Outcome
from tests.bench import results
from tests.bench.load.keep_alive import KeepAlive
from tests.bench.results import Result
from tests.bench.telegram import pin
from tests.conftest import NOW, YES, Clock
from tests.faults.scan import TODAY
from tests.faults.web import house

PEOPLE, EACH, REPEATS, MOST_OFF = 8_000, 1000, 5, 0.02
_MANY = "100000000"
_LIMITS = {
    **dict.fromkeys(("CHECKS_PER_DAY", "CHECKS_PER_HOUR", "TELEGRAM_CHECKS_PER_HOUR"), _MANY),
    **dict.fromkeys(
        ("CHECKS_PER_IP", "CHECKS_PER_IP_DAY", "MESSAGES_PER_IP", "CHATS_PER_IP", "CONNECTIONS_PER_IP"), "0"
    ),
}
"""Everybody asks from one address, and none may be refused."""
_WARM = 200
"""Messages before anything counts."""


@dataclass(frozen=True)
class Times:
    """Seconds that those who are listed waited, and those who are not."""

    listed: list[float]
    not_listed: list[float]

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


@dataclass(frozen=True)
class Asked:
    """One way to ask."""

    say: Callable[[str, str], Awaitable[object]]
    """Sends a text from a chat, and returns the answer."""
    outcome: Callable[[object], str]
    """Whether an answer says "listed" or "not listed", or what else it says."""
    cpu: Callable[[], float] | None
    """The seconds of CPU that the server has taken; None where that cannot be read."""


async def measure(
    asked: Asked, listed: Sequence[str], others: Sequence[str], each: int, repeats: int, *, known: bool = False
) -> dict[str, Times]:
    """Asks for both, mixed, each in a new chat or in one that is known. Returns the times by their clock."""
    rng, chats = random.Random(7), map("chat {}".format, itertools.count())
    clocks = {"by the clock": time.perf_counter} | ({"CPU": asked.cpu} if asked.cpu else {})
    found = {clock: Times([], []) for clock in clocks}
    for nik in itertools.islice(itertools.cycle([*listed[:50], *others[:50]]), _WARM):
        await asked.say(next(chats), nik)
    for repeat in range(repeats):
        order = [(True, nik) for nik in _part(listed, repeat, each)] + [
            (False, nik) for nik in _part(others, repeat, each)
        ]
        rng.shuffle(order)
        for is_listed, nik in order:
            chat = next(chats)
            if known:
                await asked.say(chat, "menu")
            begun = [read() for read in clocks.values()]
            answer = await asked.say(chat, nik)
            ended = [read() for read in clocks.values()]
            said = asked.outcome(answer)
            assert said == ("listed" if is_listed else "not listed"), f"an answer says: {said}"
            for times, first, last in zip(found.values(), begun, ended, strict=True):
                (times.listed if is_listed else times.not_listed).append(last - first)
    return found


def _part(niks: Sequence[str], repeat: int, each: int) -> list[str]:
    return [niks[n % len(niks)] for n in range(repeat * each, (repeat + 1) * each)]


async def in_process(
    folder: Path, listed: Sequence[str], others: Sequence[str], each: int, repeats: int, *, known: bool = False
) -> dict[str, Times]:
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

        async def say(chat: str, text: str) -> Answer:
            incoming = Incoming(str(next(ids)), "telegram", chat, text, None, Origin("telegram"), pushed=True)
            return await app.dispatch.handle(incoming)

        asked = Asked(say, _outcome, time.process_time)
        return await measure(asked, listed, others, each, repeats, known=known)


def _outcome(answer: object) -> str:
    assert isinstance(answer, Answer)
    said = {Outcome.CHECK_FOUND: "listed", Outcome.CHECK_NOT_LISTED: "not listed"}
    return said.get(Outcome(answer.outcome), answer.outcome)


async def on_the_web(
    url: str,
    cookies: Sequence[str],
    listed: Sequence[str],
    others: Sequence[str],
    each: int,
    repeats: int,
    *,
    server: int,
    known: bool = False,
) -> dict[str, Times]:
    """Requests to the real server with this process id, each of a chat of its own."""
    place = urlsplit(url)
    web = KeepAlive(place.hostname or "", place.port or 80)
    fresh, ids, of_chat = iter(cookies), itertools.count(), dict[str, str]()

    async def say(chat: str, text: str) -> bytes:
        cookie = of_chat.get(chat) or of_chat.setdefault(chat, next(fresh))
        body = f'{{"id":"e{next(ids)}","text":"{text}"}}'.encode()
        status, said = await web.post("/chat", body, f"Cookie: {cookie}\r\n")
        assert status == 200, said
        return said

    asked = Asked(say, _standing, partial(_cpu, server) if _HAS_SCHEDSTAT else None)
    found = await measure(asked, listed, others, each, repeats, known=known)
    web.close()
    return found


def _standing(said: object) -> str:
    """The result in the heading of an answer of the web chat."""
    assert isinstance(said, bytes)
    reply = json.loads(said)["replies"][0]
    heading = reply.get("heading")
    return str(heading["standing"]).replace("_", " ") if heading else str(reply["text"])


_HAS_SCHEDSTAT = Path("/proc/self/schedstat").exists()


def _cpu(process: int) -> float:
    """The seconds of CPU that the threads of a process took, to the nanosecond."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((one / "schedstat").read_text("ascii").split()[0]) for one in threads) / 1e9


def _web(
    folder: Path, listed: Sequence[str], others: Sequence[str], each: int, repeats: int, *, known: bool = False
) -> dict[str, Times]:
    made = house(folder, PEOPLE)
    made.env |= {f"SIGAP_{name}": value for name, value in _LIMITS.items()}
    made.env["SIGAP_MESSAGES_PER_MINUTE"] = "1000000"
    with made.serving("--allow-synthetic") as server, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        if hasattr(psutil.Process, "cpu_affinity"):
            psutil.Process(server.process.pid).cpu_affinity([0])
        pin(1)
        chats = made.chats(2 * each * repeats + _WARM)
        number = server.process.pid
        asking = on_the_web(server.url, chats, listed, others, each, repeats, server=number, known=known)
        return runner.run(asking)


def main() -> None:
    """Prints both AUCs; fails where one is off."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=EACH, help="people who are listed, and as many who are not")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--known", action="store_true", help="in chats that asked for the menu before")
    chosen = parser.parse_args()
    found: list[Result] = []
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "turns").mkdir()
        people, often = numbers(), (chosen.each, chosen.repeats)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            turns = runner.run(in_process(folder / "turns", *people, *often, known=chosen.known))
        web = _web(folder, *people, *often, known=chosen.known)
    measured = {
        f"{where}, {clock}": one for where, by in (("in process", turns), ("web", web)) for clock, one in by.items()
    }
    for where, times in measured.items():
        medians = [statistics.median(one) * 1000 for one in (times.listed, times.not_listed)]
        least, most = (times.auc + side * 1.96 * times.error for side in (-1, 1))
        print(
            f"{where}: AUC {times.auc:.3f} (95 %: {least:.3f} to {most:.3f}); medians {medians[0]:.3f} ms listed, "
            f"{medians[1]:.3f} ms not listed; {len(times.listed):,} each"
        )
        name = where.replace(",", "").replace(" ", "_")
        found += [Result(f"{name}.auc_off", abs(times.auc - 0.5)), Result(f"{name}.listed", medians[0], "ms")]
        found.append(Result(f"{name}.not_listed", medians[1], "ms"))
    results.print_json(found)
    sys.exit(any(abs(times.auc - 0.5) > MOST_OFF for times in measured.values()))


if __name__ == "__main__":
    main()
