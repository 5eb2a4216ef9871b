"""Kills the real bot while it tells watchers: `python -m tests.faults.watchers --watched 1000 --changed 400 --kills 2`.

Each chat asks for a NIK on Telegram (our fake) and presses "Kabari saya". Then a list is imported in which some of
them are listed, and the bot is killed at random moments while it tells them. Printed is one line of JSON: whom it told
(`told`, all chats), whom of the changed it never told, and how many messages came twice. A crash may repeat the one
message on its way; it may lose none, and nobody may hear whose answer is the same.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

from data.content.texts import label, text
from data.coverage.importing import sample
from data.coverage.importing.sample import SyntheticPerson
from tests.conftest import write_csv
from tests.fakes.bot_api import BotApi, Sent
from tests.fakes.bot_api_rules import Rules, Throttle
from tests.fakes.people import Person, person
from tests.faults.scan import TODAY
from tests.support.processes import House
from tests.support.telegram_servers import FAST, all_answered, serving, wired

NEWS = text("watch.changed", "id")
ALONE = 500
"""People in the list for whom nobody waits."""
LATENCY = 0.02
"""Seconds that Telegram takes for a call: half of the time a message is on its way, else it waits for its turn."""


@dataclass(frozen=True)
class Seen:
    """What became of the watchers."""

    watched: int
    changed: int
    told: int
    missing: int
    repeated: int
    kills: int
    seconds: float
    """From the publication of the list to the last message."""

    @property
    def bad(self) -> bool:
        """Somebody was not told, or too often, or without a reason."""
        return self.missing > 0 or self.repeated > self.kills or self.told > self.changed - self.missing


def publish(house: House, people: list[SyntheticPerson], day: str) -> None:
    """Imports a list."""
    list_ = write_csv(house.home / "people.csv", (one.cells() for one in people), sample.HEADINGS)
    done = house.sigap("import", str(list_), "--as-of", day, "--replace", "--older")
    assert done.returncode == 0, done.stderr


def rows(house: House, which: str) -> int:
    """How many watches there are of this kind."""
    with closing(sqlite3.connect(house.home / "sigap" / "live.db")) as live:
        return int(live.execute(f"SELECT count(*) FROM watches WHERE {which}").fetchone()[0])


def told(api: BotApi) -> list[Sent]:
    """The messages that say that there is news."""
    return [one for one in list(api.sent) if one.text == NEWS]


async def everybody_waits(house: House, api: BotApi, people: list[SyntheticPerson]) -> list[Person]:
    """One chat for each: it asks, hears "not in the list" or "ended", and wants to be told."""
    phones = [person(api) for _ in people]
    async with serving(house, "--allow-synthetic") as running:
        for phone, one in zip(phones, people, strict=True):
            phone.says(one.nik)
        await all_answered(api, house.live)
        for phone in phones:
            phone.presses(label("watch", "id"))
        await all_answered(api, house.live)
        assert await asyncio.to_thread(running.stop) == 0
    assert rows(house, "news IS NULL") == len(people)
    return phones


async def _killed_meanwhile(house: House, api: BotApi, moment: int, delay: float) -> int:
    """Lets the bot tell so many in all, and kills it so many seconds later; returns how many errors it wrote."""
    async with serving(house, "--allow-synthetic") as running, asyncio.timeout(120):
        while len(told(api)) < moment:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        await asyncio.sleep(delay)
    return running.said.count(b"Traceback")


async def run(watched: int, changed: int, kills: int, home: Path, *, seed: int = 1) -> Seen:
    """What became of everybody who waits, over so many lives of the bot."""
    rng = random.Random(seed)
    made = [_listed(one) for one in sample.people(watched + ALONE, seed, TODAY)]
    waiting, alone = made[:watched], made[watched:]
    ended = [replace(one, status="Nonaktif") for one in waiting[::2]]  # the others are in no list
    async with BotApi(rules=Rules(1e9, 1e9, 10**9), seed=seed) as api:
        house = wired(House(home / "house"), api, webhook=False)
        house.sigap("key", house.env["SIGAP_NIK_KEY_FILE"])
        await asyncio.to_thread(publish, house, alone + ended, "2026-11-01")
        phones = await everybody_waits(house, api, waiting)
        api.sent.clear()
        for name in FAST:  # from here on we and Telegram keep its limits
            del house.env[name]
        api.throttle, api.latency = Throttle(Rules(), api.lateness), LATENCY
        chosen = set(rng.sample(range(watched), changed))
        listed = [one for n, one in enumerate(waiting) if n in chosen]
        same = [one for one in ended if one.nik not in {other.nik for other in listed}]
        await asyncio.to_thread(publish, house, alone + same + listed, "2026-11-20")
        begun, errors = time.monotonic(), 0
        for moment in sorted(rng.randrange(changed) for _ in range(kills)):
            errors += await _killed_meanwhile(house, api, moment, rng.random())
        async with serving(house, "--allow-synthetic") as running, asyncio.timeout(60 + changed / 10):
            while rows(house, "news IS NOT NULL OR compared < 2"):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
            await all_answered(api, house.live)
            errors += running.said.count(b"Traceback")
        assert not errors
        heard = Counter(one.chat for one in told(api))
        right = {phone.chat for n, phone in enumerate(phones) if n in chosen}
        return Seen(
            watched,
            changed,
            told=len(heard),
            missing=len(right - heard.keys()),
            repeated=heard.total() - len(heard),
            kills=kills,
            seconds=round(max((one.at for one in told(api)), default=begun) - begun, 1),
        )


def _listed(one: SyntheticPerson) -> SyntheticPerson:
    return replace(one, status="Aktif", starts=TODAY - timedelta(days=30), ends=None)


def main() -> None:
    """Prints what became of them; fails when somebody was not told, or too often, or without a reason."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--watched", type=int, default=1000)
    parser.add_argument("--changed", type=int, default=400)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        seen = asyncio.run(run(given.watched, given.changed, given.kills, Path(home), seed=given.seed))
    print(json.dumps(asdict(seen)))  # noqa: T201
    sys.exit(seen.bad)


if __name__ == "__main__":
    main()
