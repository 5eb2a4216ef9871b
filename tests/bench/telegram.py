"""A coverage check on Telegram, beside other bots: `python -m tests.bench.telegram [--new-chats] [--tls] ...`.

Every bot looks a NIK up in the same list of 51,666 people and answers with the same kind of message. Ours and the
*durable* ones handle each update once, keep chat, quota and answer in SQLite, and delete the message with the NIK: two
calls or more. The bare ones answer with one call and keep nothing.

Each bot is pinned to one core, the strict fake Telegram and the people to the other. Rounds are interleaved, medians
printed. First 32 people ask, each anew as soon as the answer has come: CPU a message and messages a second ("busy": the
share of its core that the bot used; a bot that is less busy waited for Telegram or the disk). Then 100 and 300 people a
second ask, however long the answers take: the time from a message to its answer.

Data is kept in memory (/dev/shm), so that it is no disk that is measured; `--folder .` keeps it on one.
"""

import argparse
import asyncio
import itertools
import json
import os
import sqlite3
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
import uvloop

from data.content.texts import day, text
from data.coverage.importing import sample
from tests.bench import results
from tests.bench.load.asking import FIRST_CHAT, KNOWN_CHATS, Asking
from tests.bench.load.bot_api import LeanBotApi
from tests.bench.load.certificates import certificate
from tests.bench.peers import roster
from tests.bench.peers.job import Job
from tests.bench.telegram_figures import Figures, Found, flat, median
from tests.fakes.people import Person
from tests.faults.scan import TODAY
from tests.faults.web import house
from tests.support.processes import SIGAP, House
from tests.support.telegram_servers import all_answered, until, wired

PEOPLE = 51_666
HOWS = ("polling", "webhook")
RATES = (100, 300)
WARM = 1500
"""Messages before anything is measured: node compiles what it runs often."""
_BUTTONS = (("Cara periksa data", "info.update"), ("Kenapa tak tercatat?", "info.why"), ("Menu", "menu"))
UNLIMITED = dict.fromkeys(("SIGAP_CHECKS_PER_DAY", "SIGAP_TELEGRAM_CHECKS_PER_HOUR"), "1000000")


@dataclass(frozen=True)
class Plan:
    """What is measured."""

    new_chats: bool = False
    tls: bool = False
    latency: float = 0.0
    """Seconds that Telegram takes for each call."""
    seconds: float = 3.0
    """Of each part."""
    at_once: int = 32
    folder: Path | None = None
    """Where the bots keep their data; None: in memory where the system has a folder there."""


def pin(core: int) -> None:
    """Keeps this process on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core % (os.cpu_count() or 1)})


def furnished(folder: Path) -> tuple[House, list[str]]:
    """A house with the list, and NIKs to ask for."""
    niks = [one.nik for one in itertools.islice(sample.people(PEOPLE, 1, TODAY), 4000)]
    return house(folder, PEOPLE), niks


@contextmanager
def _running(bot: roster.Bot, how: str, home: House, api: LeanBotApi, ca: Path | None) -> Iterator[psutil.Popen]:
    """The bot, on the other core."""
    wired(home, api, webhook=how == "webhook").env.update(UNLIMITED)
    trusted = {"SSL_CERT_FILE": str(ca), "NODE_EXTRA_CA_CERTS": str(ca)} if ca else {}
    command, more = [SIGAP, "serve", "--allow-synthetic"], dict[str, str]()
    if bot is not roster.OURS:
        command, more = roster.command(bot, _job(how, home, api, ca))
    words = ["taskset", "-c", "0", *command]
    with (home.home / "bot.log").open("wb") as log:
        process = psutil.Popen(words, env={**home.env, **trusted, **more}, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _job(how: str, home: House, api: LeanBotApi, ca: Path | None) -> Path:
    as_of = day(TODAY, "id")
    job = Job(
        how,
        api.url,
        api.token,
        int(home.env["SIGAP_WEB_PORT"]),
        str(next((home.home / "sigap" / "coverage").glob("coverage-*.db"))),
        Path(home.env["SIGAP_NIK_KEY_FILE"]).read_text(encoding="ascii").strip(),
        str(home.home / "kept.db"),
        {
            "listed": text("check.found", "id", as_of=as_of, since="", until=""),
            "not_listed": text("check.not_listed", "id", as_of=as_of),
            "no_nik": text("check.ask", "id", example=""),
        },
        [[{"text": label, "callback_data": data}] for label, data in _BUTTONS],
        str(ca or ""),
    )
    path = home.home / "job.json"
    path.write_text(json.dumps(asdict(job)), encoding="utf-8")
    return path


def _in_memory() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


async def measure(bot: roster.Bot, how: str, made: House, niks: Sequence[str], plan: Plan) -> Figures:
    """Runs one bot once."""
    with tempfile.TemporaryDirectory(dir=plan.folder or _in_memory()) as folder:
        home = House(Path(folder) / "house")
        home.takes_over(made)
        ca, tls = None, None
        if plan.tls:
            ca, tls = certificate(Path(folder))
        async with LeanBotApi(latency=plan.latency, tls=tls) as api:
            with _running(bot, how, home, api, ca) as process:
                asking = Asking(api, (f"cek {nik}" for nik in niks), new_chats=plan.new_chats)
                try:
                    return await _ask(bot, asking, api, process, home, plan)
                except TimeoutError:
                    log = (home.home / "bot.log").read_text(encoding="utf-8", errors="replace")
                    raise RuntimeError(f"{bot.name} by {how}: {asking.waiting} got no answer; {log[-2000:]}") from None


async def _ask(
    bot: roster.Bot, asking: Asking, api: LeanBotApi, process: psutil.Popen, home: House, plan: Plan
) -> Figures:
    if bot is roster.OURS and not plan.new_chats:
        await _want_no_announcements(api)
    await asking.begin(plan.at_once)
    await asking.warm(WARM)
    answered, calls = len(asking.waits), _calls(api)
    cpu, others, begun = cpu_of(process), time.process_time(), time.perf_counter()
    await asyncio.sleep(plan.seconds)
    spent, took = cpu_of(process) - cpu, time.perf_counter() - begun
    fake = (time.process_time() - others) / max(1, len(asking.waits) - answered) * 1000
    answered, calls = len(asking.waits) - answered, _calls(api) - calls
    await asking.end()
    waits = [await asking.steadily(rate, plan.seconds) for rate in RATES]
    memory = process.memory_info().rss / 2**20
    await _check(bot, asking, api, home)
    p50_100, p99_100, p50_300, p99_300 = (share(one, part) * 1000 for one in waits for part in (0.5, 0.99))
    cpu, rate, busy = spent / answered * 1000, answered / took, spent / took
    return Figures(cpu, rate, busy, fake, calls / answered, p50_100, p99_100, p50_300, p99_300, memory)


async def _want_no_announcements(api: LeanBotApi) -> None:
    """Or each chat's first answer would be followed by the question whether they do, as a message of its own."""
    for chat in range(KNOWN_CHATS):
        Person(api, FIRST_CHAT + chat).presses_data("invite.no")
    await until(lambda: len(api.sent) >= KNOWN_CHATS and api.taken, 120)


async def _check(bot: roster.Bot, asking: Asking, api: LeanBotApi, home: House) -> None:
    """Whether the bot did what it was measured at."""
    assert not api.refused, api.refused[:3]
    if not bot.durable:
        return
    await until(lambda: len(api.deleted) == asking.asked, 10)
    if bot is roster.OURS:
        await all_answered(api, home.live)
        return
    with closing(sqlite3.connect(home.home / "kept.db")) as kept:
        await until(lambda: kept.execute("SELECT count(*) FROM outbox").fetchone() == (0,), 10)
        assert kept.execute("SELECT count(*) FROM handled").fetchone() == (asking.asked,)


def _calls(api: LeanBotApi) -> int:
    return api.calls.total() - api.calls["getupdates"]


def cpu_of(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def share(waits: Sequence[float], part: float) -> float:
    return waits[int(len(waits) * part)]


def rounds(plan: Plan, bots: Sequence[roster.Bot], hows: Sequence[str], count: int) -> Found:
    """The figures of interleaved rounds; bots that cannot run here are left out, with a word why."""
    figures: defaultdict[tuple[str, str], list[Figures]] = defaultdict(list)
    pin(1)
    with tempfile.TemporaryDirectory() as folder:
        made, niks = furnished(Path(folder))
        for round_, how, bot in itertools.product(range(count), hows, _able(bots)):
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                found = runner.run(measure(bot, how, made, niks, plan))
            figures[how, bot.name].append(found)
            print(f"  {round_ + 1}/{count} {how:8} {bot.name:28} {found}", flush=True)
    return dict(figures)


def _able(bots: Sequence[roster.Bot]) -> list[roster.Bot]:
    able = []
    for bot in bots:
        try:
            roster.version_of(bot)
            able.append(bot)
        except roster.Missing as missing:
            print(f"{bot.name}: skipped: {missing}", flush=True)
    return able


def main() -> None:
    """Prints the figures of each bot, and ours as a part of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bot", action="append", choices=[bot.name for bot in roster.BOTS], default=[])
    parser.add_argument("--how", action="append", choices=HOWS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="how long each part lasts")
    parser.add_argument("--at-once", type=int, default=Plan.at_once, help="how many people wait at any time")
    parser.add_argument("--folder", type=Path, help="where the bots keep their data: a folder on a disk")
    parser.add_argument("--new-chats", action="store_true", help="each message is the first of its chat")
    parser.add_argument("--tls", action="store_true", help="Telegram speaks HTTPS")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that Telegram takes for each call")
    chosen = parser.parse_args()
    plan = Plan(chosen.new_chats, chosen.tls, chosen.latency, chosen.seconds, chosen.at_once, chosen.folder)
    found = rounds(plan, roster.named(chosen.bot), chosen.how or HOWS, chosen.rounds)
    for (how, name), several in found.items():
        ours = found.get((how, roster.OURS.name))
        beside = ""
        if ours and ours is not several:
            beside = f"; ours takes {median(ours).cpu / median(several).cpu:.2f} of its CPU"
        print(f"{how:8} {name:28} {median(several)}{beside}")
    results.print_json(flat(found))


if __name__ == "__main__":
    main()
