"""Lets earlier versions of the bot leave their data, and today's take it over: `python -m tests.faults.upgrade`.

Each earlier version comes from the history of this repository, into a folder of its own, and serves real people on our
fake Telegram: they ask, choose a language, subscribe, and some wait for news of a NIK. It is killed while an answer is
under way. Then today's program starts on its data, by `sigap doctor` and `sigap serve`. Printed is one line of JSON:
what was there before and after, and under `wrong` what should not have been. Exit code 1 when there is something wrong.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from data.content.texts import label
from data.coverage.importing import sample
from data.database import migration_copies
from data.database.migrations import newest
from tests.conftest import write_csv
from tests.fakes.bot_api import BotApi
from tests.fakes.people import Person, person
from tests.faults.scan import TODAY
from tests.support.paths import ROOT
from tests.support.processes import House
from tests.support.telegram_servers import serving, wired

EARLIER = {
    "95c3759": 3,
    "7a2ea6e": 4,
    "59f821a": 5,
    "aa90a94": 5,
    "46aed25": 6,
    "ba9dcfb": 7,
    "7685aed": 8,
    "f92b4fe": 9,
}
"""Commits, and the version of the live database that each makes."""
_START = "import sys; from bot.cli import main; sys.exit(main())"
_KEPT = {
    "chats": "SELECT channel, address, language FROM chats ORDER BY 1, 2",
    "subscribed": "SELECT address FROM chats WHERE subscribed IS NOT NULL ORDER BY 1",
    "watches": "SELECT channel, address, nik FROM watches ORDER BY 1, 2, 3",
    "asked": "SELECT bucket, nik FROM asked ORDER BY 1, 2",
    "turns": "SELECT seen FROM turns ORDER BY 1",
}
"""What must be there afterwards as it was before; what a version did not have yet is left out."""


@dataclass
class Seen:
    """What came of one upgrade."""

    version: int = 0
    """Of the live database that was left."""
    kept: dict[str, int] = field(default_factory=dict)
    """How many rows of each were there before."""
    wrong: list[str] = field(default_factory=list)

    def sure(self, what: str, *, holds: bool) -> None:
        """Notes what should have been, and was not."""
        if not holds:
            self.wrong.append(what)


def checked_out(commit: str, into: Path) -> Path:
    """The program as it was. Raises CalledProcessError where the history does not reach so far back."""
    archive = subprocess.run(["git", "-C", str(ROOT), "archive", commit], capture_output=True, check=True).stdout
    into.mkdir(parents=True)
    subprocess.run(["tar", "-x", "-C", str(into)], input=archive, check=True)
    return into


def _rows(live: Path) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    with closing(sqlite3.connect(live)) as opened:
        for name, query in _KEPT.items():
            try:
                found[name] = opened.execute(query).fetchall()
            except sqlite3.OperationalError:  # this version did not have it yet
                continue
    return found


def _version(live: Path) -> int:
    with closing(sqlite3.connect(live)) as opened:
        return int(opened.execute("PRAGMA user_version").fetchone()[0])


async def _answered(who: Person, act: Callable[[], object], patience: float = 120) -> None:
    """Does this, and waits for one more message of the bot."""
    before = len(who.replies)
    act()
    async with asyncio.timeout(patience):
        while len(who.replies) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def _use(house: House, api: BotApi, niks: list[str]) -> list[Person]:
    """Several people use the earlier version, and it is killed with an answer on its way."""
    people = [person(api) for _ in range(12)]
    async with serving(house, "--allow-synthetic") as running:
        for number, who in enumerate(people):
            await _answered(who, partial(who.says, "/english" if number % 3 == 0 else "/sunda"))
            await _answered(who, partial(who.says, niks[number]))
            if number % 2 == 0:
                await _answered(who, partial(who.says, "LANGGANAN"))
            wanted = label("watch", "en" if number % 3 == 0 else "su")
            if any(button["text"] == wanted for sent in who.replies for row in sent.keyboard for button in row):
                await _answered(who, partial(who.presses, wanted))
        api.latency = 5  # the next answer is under way when the bot dies
        people[0].says("apa itu SIGAP")
        await asyncio.sleep(0.5)  # whatever it does by then is a moment to die in
        running.process.kill()
        await asyncio.to_thread(running.process.wait)
    api.latency = 0
    return people


async def upgrade(commit: str, home: Path) -> Seen:
    """What today's program makes of the data that a version of then left behind."""
    seen = Seen()
    then = checked_out(commit, home / "then")
    async with BotApi() as api:
        house = wired(House(home / "house"), api, webhook=False)
        old = House(house.home, {**house.env, "PYTHONPATH": str(then)}, program=(sys.executable, "-P", "-c", _START))
        made = list(sample.people(40, 1, TODAY))
        list_ = write_csv(house.home / "people.csv", (one.cells() for one in made), sample.HEADINGS)
        for words in (
            ("key", house.env["SIGAP_NIK_KEY_FILE"]),
            ("import", str(list_), "--as-of", "2026-11-01"),
        ):
            done = await asyncio.to_thread(_earlier, old, *words)
            assert done.returncode == 0, done.stderr
        niks = [one.nik for one in made[:6]] + [f"32750101019{n:05}"[:12] + f"9{n:03}" for n in range(6)]
        people = await _use(old, api, niks)
        live = house.home / "sigap" / "live.db"
        seen.version, before = _version(live), _rows(live)
        seen.sure("the earlier program was played", holds=seen.version == EARLIER.get(commit, seen.version))
        seen.kept = {name: len(rows) for name, rows in before.items()}
        said = [len(who.replies) for who in people]
        doctor = await asyncio.to_thread(house.sigap, "doctor")
        seen.sure("doctor does not fail with a traceback", holds=b"Traceback" not in doctor.stderr + doctor.stdout)
        async with serving(house, "--allow-synthetic") as running:
            await _answered(people[1], lambda: people[1].says("halo"))
            async with asyncio.timeout(120):
                while len(people[0].replies) == said[0]:  # noqa: ASYNC110 - what was under way
                    await asyncio.sleep(0.01)
            await _answered(people[2], lambda: people[2].says(niks[2]))
            await asyncio.to_thread(running.stop)
        seen.sure("no traceback", holds=b"Traceback" not in running.said)
        after = _rows(live)
        for name, rows in before.items():
            seen.sure(f"{name} are all there", holds=set(rows) <= set(after[name]))
        seen.sure("it is up to date", holds=_version(live) == newest())
        seen.sure(
            "a copy from before was made", holds=bool(migration_copies.all_copies(live)) or seen.version == newest()
        )
        heard = Counter(one.text for one in people[0].replies[said[0] :])
        seen.sure("what was under way is answered, at most twice", holds=max(heard.values(), default=0) in {1, 2})
        audit = await asyncio.to_thread(house.sigap, "audit", "verify")
        seen.sure("the audit is sound", holds=audit.returncode == 0)
    return seen


def _earlier(house: House, *words: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*house.program, *words], env=house.env, capture_output=True, timeout=120, check=False)


def main() -> None:
    """Prints what came of each upgrade; fails when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commits", nargs="*", metavar="COMMIT", default=list(EARLIER), help="by default: %(default)s")
    found = {}
    for commit in parser.parse_args().commits:
        sys.stderr.write(f"from {commit} ...\n")
        with tempfile.TemporaryDirectory() as folder:
            seen = asyncio.run(upgrade(commit, Path(folder)))
        found[commit] = {"version": seen.version, "kept": seen.kept, "wrong": seen.wrong}
    sys.stdout.write(f"{json.dumps(found)}\n")
    sys.exit(any(one["wrong"] for one in found.values()))


if __name__ == "__main__":
    os.umask(0o077)
    main()
