"""CPU of a coverage check on Telegram, beside other bots: `python -m tests.bench.telegram`.

Ours is durable: the update is noted as seen, chat and quota are kept, the answer stands in the outbox until Telegram
has it, and the message with the NIK is deleted: two API calls. The peers, bare aiogram 3 and stock python-telegram-bot,
look the NIK up, answer with one call, keep nothing. Each bot is pinned to one core, the fake Telegram and the people
to the other; rounds are interleaved, and the median of the CPU seconds per 1,000 checks is the figure.
"""

import argparse
import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import psutil

from data.coverage.importing import sample
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import Person
from tests.faults.scan import TODAY
from tests.faults.web import house
from tests.support.processes import SIGAP, House
from tests.support.telegram_servers import all_answered, until, wired

PEOPLE = 51_666
FIRST_CHAT, CHATS = 5_000_000_000, 2000
UNLIMITED = {"SIGAP_CHECKS_PER_DAY": "1000000"}
BOTS = ("ours", "aiogram", "ptb")
NAMES = {"ours": "SIGAP Bot (2 calls)", "aiogram": "aiogram 3, bare", "ptb": "python-telegram-bot, stock"}


def pin(core: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core % (os.cpu_count() or 1)})


def _command(bot: str, how: str, api: BotApi, made: House, port: int) -> list[str]:
    if bot == "ours":
        return [SIGAP, "serve", "--allow-synthetic"]
    snapshot = next((made.home / "sigap" / "coverage").glob("coverage-*.db"))
    key = made.env["SIGAP_NIK_KEY_FILE"]
    return [sys.executable, "-m", "tests.bench.peers", bot, how, api.url, str(port), str(snapshot), key]


async def _measure(bot: str, how: str, made: House, niks: list[str], checks: int, at_once: int) -> tuple[float, float]:
    """CPU seconds per 1,000 checks, and checks a second, with so many people asking at once."""
    async with BotApi(rules=Rules(1e9, 1e9, 10**9)) as api:
        made.env.pop("SIGAP_PUBLIC_URL", None)
        wired(made, api, webhook=how == "webhook").env.update(UNLIMITED)
        port = int(made.env["SIGAP_WEB_PORT"])
        command = _command(bot, how, api, made, port)
        with psutil.Popen(
            ["taskset", "-c", "0", *command], env=made.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                numbers = itertools.cycle(niks)
                if bot == "ours":
                    await _want_no_announcements(api)
                await _ask(api, numbers, at_once * 3, at_once)  # until it is warm
                calls, before, begun = api.calls["sendmessage"], cpu(process), time.perf_counter()
                await _ask(api, numbers, checks, at_once)
                if bot == "ours":
                    await all_answered(api, made.live)
                spent, took = cpu(process) - before, time.perf_counter() - begun
                assert api.calls["sendmessage"] - calls == checks, "a check was not answered, or twice"
                assert not api.refused, api.refused[:3]
                assert bot != "ours" or len(api.deleted) == checks + at_once * 3
            finally:
                process.kill()
        return spent / checks * 1000, checks / took


async def _want_no_announcements(api: BotApi) -> None:
    """Or each person's first answer would be followed by the question whether they do, as a second message."""
    for chat in range(CHATS):
        Person(api, FIRST_CHAT + chat).presses_data("invite.no")
    await until(lambda: len(api.sent) >= CHATS and api.taken, 120)


def cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def _ask(api: BotApi, niks: "itertools.cycle[str]", checks: int, at_once: int) -> None:
    """So many people ask, each anew as soon as the answer has come."""
    already = len(api.sent)
    asked = 0
    heard = already
    while heard - already < checks:
        while asked < checks and asked - (heard - already) < at_once:
            chat = FIRST_CHAT + asked % CHATS
            Person(api, chat).says(f"cek {next(niks)}")
            asked += 1
        await asyncio.sleep(0.0005)
        heard = len(api.sent)
    await until(lambda: api.taken)


async def _rounds(made: House, hows: list[str], bots: list[str], checks: int, rounds: int, at_once: int) -> None:
    niks = [one.nik for one in itertools.islice(sample.people(PEOPLE, 1, TODAY), 4000)]
    figures: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for _ in range(rounds):
        for how, bot in itertools.product(hows, bots):
            found = await _measure(bot, how, made, niks, checks, at_once)
            figures[how, bot].append(found)
            print(f"  {how} {NAMES[bot]}: {found[0]:.3f} s CPU per 1,000, {found[1]:.0f}/s", flush=True)
    for how in hows:
        ours = statistics.median(cpu for cpu, _ in figures[how, bots[0]])
        for bot in bots:
            cpu, rate = (statistics.median(one[n] for one in figures[how, bot]) for n in (0, 1))
            share = f"ours is {ours / cpu:.2f} of it"
            print(f"{how}, {NAMES[bot]}: {cpu:.3f} s CPU per 1,000 checks; {share}; {rate:.0f}/s")


def main() -> None:
    """Prints CPU seconds per 1,000 checks of each bot, by webhook and by polling."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checks", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=32, help="How many people wait for an answer at any time.")
    parser.add_argument("--how", action="append", choices=["webhook", "polling"])
    parser.add_argument("--bot", action="append", choices=BOTS)
    chosen = parser.parse_args()
    pin(1)
    with tempfile.TemporaryDirectory() as folder:
        made = house(Path(folder), PEOPLE)
        hows, bots = chosen.how or ["webhook", "polling"], chosen.bot or list(BOTS)
        asyncio.run(_rounds(made, hows, bots, chosen.checks, chosen.rounds, chosen.at_once))


if __name__ == "__main__":
    main()
