"""Plays the day of an announcement in fast motion, and people who guess: `python -m tests.faults.crowd`.

The crowd: 50,000 residents come within six hours, most of them early, on the web and on Telegram, among them 2,000
behind one IPv4 address, 2,000 in one /48 of IPv6 and 300 on the Wi-Fi of a kelurahan. Each asks for one to three NIKs,
most of which are not in the list. Refused may be one check in a thousand, and no alarm may rise.

The guessers: what somebody learns in a day with so many addresses or accounts, each scenario against a bot of its own.
`in turn` tries serial after serial; `at random` tries dates of birth with low serials; `a leaked list` has NIKs of real
residents, and asks as people do. The clock is simulated; all else is the real bot: web application, conversation,
SQLite. One line of JSON is printed; the exit code is 1 when the crowd was refused or an alarm rose.
"""

import argparse
import asyncio
import heapq
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from prometheus_client import generate_latest
from starlette.types import ASGIApp, Message

from bot import logs
from bot.app import App, build_web, running
from bot.channels.telegram import parse
from bot.channels.telegram.update_models import Update
from bot.settings import Settings
from data import hashing
from data.coverage.importing import importer, job, sample
from data.coverage.second_factor import Factor
from handlers.messages import Incoming
from tests.conftest import YES
from tests.support.visitors import words

BEGINS = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)  # 08:00 in Bekasi
LISTED = 51_666
REFUSED = ("check.quota", "check.busy", "flood")
_USUAL_DAY = 400
"""People who came the day before somebody guesses."""
ANSWERED = ("check.found", "check.ended", "check.not_listed")
_WORDS = {
    "check.not_listed": "Tidak tercatat",
    "check.found": "Tercatat · per",
    "check.ended": "Dulu tercatat",
}
"""By which an answer on the web is known."""


@dataclass
class Clock:
    """The simulated time."""

    now: datetime = BEGINS

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Browser:
    """One browser on the web chat: its address, and the cookies it was given."""

    site: ASGIApp
    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    async def says(self, text: str, number: int) -> str:
        """Sends a message; returns the outcome, as the words tell it."""
        body = json.dumps({"id": f"m{number}", "text": text}).encode()
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/chat",
            "raw_path": b"/chat", "root_path": "", "scheme": "http", "query_string": b"",
            "headers": [(b"host", b"sigap.test"), (b"content-type", b"application/json"), (b"cookie", cookie.encode())],
            "client": (self.address, 5000), "server": ("sigap.test", 80),
        }  # fmt: skip
        given: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            given.append(message)

        await self.site(scope, receive, send)
        for name, value in given[0]["headers"]:
            if name == b"set-cookie":
                key, _, kept = value.decode().partition(";")[0].partition("=")
                self.cookies[key] = kept
        replies = json.loads(b"".join(part.get("body", b"") for part in given[1:]))["replies"]
        said = "\n".join(map(words, replies))
        return next((outcome for outcome, words in _WORDS.items() if words in said), "refused")


@dataclass
class Phone:
    """One Telegram account."""

    app: App
    account: int

    async def says(self, text: str, number: int) -> str:
        """Sends a message; returns the outcome."""
        user = {"id": self.account, "is_bot": False, "language_code": "id"}
        message = {"message_id": number, "chat": {"id": self.account, "type": "private"}, "from": user, "text": text}
        read = parse.read(Update.model_validate({"update_id": number, "message": message}), "SigapUjiBot", 1)
        assert isinstance(read, Incoming)
        answer = await self.app.dispatch.handle(read)
        await self.app.replies.mark_sent(read.message_key)
        return answer.outcome


# ---------------------------------------------------------------- the town


def resident(rng: random.Random) -> str:
    """The NIK of somebody who lives in Bekasi: low serials, as few are born on a day; some know no birthday."""
    place = f"3275{rng.randint(1, 12):02}" if rng.random() < 0.7 else f"3{rng.randint(1, 3)}{rng.randint(1, 20):02}01"
    born = date(1955, 1, 1) + timedelta(days=rng.randrange(365 * 50))
    if rng.random() < 0.05:
        born = rng.choice([born.replace(month=1, day=1), born.replace(month=12, day=31)])
    serial = min(9999, 9001 + int(rng.expovariate(1 / 4)))
    return f"{place}{born.day + 40 * rng.randint(0, 1):02}{born:%m%y}{serial}"


@dataclass
class Town:
    """A running bot over a published list, and its clock."""

    app: App
    site: ASGIApp
    clock: Clock
    listed: list[str]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def alarms(self) -> dict[str, int]:
        """Those that rose, by kind."""
        found = {}
        for line in generate_latest(self.app.metrics.registry).decode().splitlines():
            if line.startswith("sigap_alarms_total{") and float(line.rsplit(" ", 1)[1]):
                found[line.split('"')[1]] = int(float(line.rsplit(" ", 1)[1]))
        return found


@asynccontextmanager
async def town(home: Path, factor: Factor = Factor.NONE, **settings: object) -> AsyncIterator[Town]:
    """Publishes a synthetic list and starts a bot over it."""
    home.mkdir(parents=True)  # noqa: ASYNC240 - nothing else runs yet
    key = hashing.parse("5a" * 32)
    file = home / "participants.csv"
    day = BEGINS.date()
    sample.write(file, LISTED, 1, day, lambda *_: None)
    importer.publish(
        job.ImportJob(file, day, BEGINS, key, home / "coverage", factor, accepted=YES),
        lambda *_: None,
    )
    listed = [made.nik for made in sample.people(LISTED, 1, day)]
    clock = Clock()
    values = {"data_dir": home, "nik_key": key.secret.hex(), **settings}
    async with running(Settings.model_validate(values), clock) as app:
        yield Town(app, build_web(app).site(), clock, listed)


# ---------------------------------------------------------------- the crowd


def _seats(rng: random.Random, people: int) -> list[str]:
    """Where each of them sits: an address, or nothing for Telegram."""
    share = people / 50_000
    seats = ["203.0.113.7"] * round(2000 * share)
    seats += [f"2001:db8:77:{rng.randrange(65536):x}::1" for _ in range(round(2000 * share))]
    seats += ["198.51.100.44"] * round(300 * share)
    seats += [""] * round(15_000 * share)
    carriers = [f"192.0.2.{n}" for n in range(1, 30)]
    seats += [rng.choice(carriers) for _ in range(round(8000 * share))]
    seats += [f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in range(people - len(seats))]
    rng.shuffle(seats)
    return seats


async def crowd(
    place: Town, people: int, hours: float, not_listed: float, said: Callable[[str], None], begins: datetime = BEGINS
) -> Counter[str]:
    """What the crowd hears, by outcome."""
    rng = random.Random(people)
    events: list[tuple[float, int, int]] = []
    plans: list[tuple[Browser | Phone, list[str]]] = []
    for person, address in enumerate(_seats(rng, people)):
        who = Browser(place.site, address) if address else Phone(place.app, 7_000_000_000 + person)
        asks = rng.choices((1, 2, 3), (60, 27, 13))[0]
        plans.append(
            (who, [resident(rng) if rng.random() < not_listed else rng.choice(place.listed) for _ in range(asks)])
        )
        heapq.heappush(events, (hours * 3600 * rng.betavariate(1, 2.5), person, 0))
    heard: Counter[str] = Counter()
    done = 0
    while events:
        batch = [heapq.heappop(events) for _ in range(min(25, len(events)))]
        for moment, person, nth in batch:
            place.clock.now = max(place.clock.now, begins + timedelta(seconds=moment))
            who, niks = plans[person]
            heard[await who.says(niks[nth], next(place.numbers))] += 1
            if nth + 1 < len(niks):
                heapq.heappush(events, (moment + 15 + rng.expovariate(1 / 40), person, nth + 1))
        done += len(batch)
        if not done % 5000:
            said(f"{done} checks, {place.clock.now - begins} gone by")
    return heard


# ---------------------------------------------------------------- the guessers


def in_turn(rng: random.Random) -> Iterator[str]:
    """Serial after serial of one day after the other."""
    born = date(1970, 1, 1) + timedelta(days=rng.randrange(9000))
    while True:
        for serial in range(9001, 9011):
            yield f"327504{born:%d%m%y}{serial}"
        born += timedelta(days=1)


def at_random(rng: random.Random) -> Iterator[str]:
    """Days of birth at random, with the lowest serials."""
    while True:
        born = date(1955, 1, 1) + timedelta(days=rng.randrange(365 * 50))
        yield f"3275{rng.randint(1, 12):02}{born.day + 40 * rng.randint(0, 1):02}{born:%m%y}{rng.randint(9001, 9006)}"


def with_a_known_one(rng: random.Random, listed: list[str]) -> Iterator[str]:
    """The same, and now and then one that is known to be in the list, so that misses seem fewer."""
    guesses = at_random(rng)
    while True:
        yield from (next(guesses) for _ in range(4))
        yield listed[0]


def leaked(rng: random.Random, listed: list[str]) -> Iterator[str]:
    """NIKs of real residents, some of them in the list."""
    while True:
        yield rng.choice(listed) if rng.random() < 0.25 else resident(rng)


@dataclass(frozen=True)
class Scenario:
    """Somebody who wants to learn statuses."""

    name: str
    addresses: tuple[str, ...] = ()
    accounts: int = 0
    niks: str = "in turn"
    pause: float = 2.0
    """Seconds between two tries, on average."""
    human: bool = False
    """Whether the pauses are like those of people who come by chance."""


SCENARIOS = (
    Scenario("1 address, in turn", ("192.0.2.1",)),
    Scenario("1 address, at random", ("192.0.2.1",), niks="at random", human=True),
    Scenario("1 address, at random, with one known NIK", ("192.0.2.1",), niks="with a known one", human=True),
    Scenario("20 addresses, in turn, at once", tuple(f"192.0.2.{n}" for n in range(20)), pause=0.002),
    Scenario("one /56, in turn", tuple(f"2001:db8:1:{n:x}::1" for n in range(256))),
    Scenario("one /48, at random", tuple(f"2001:db8:1:{n:x}::1" for n in range(4096)), niks="at random", human=True),
    Scenario("1,000 addresses, in turn", tuple(f"10.1.{n >> 8}.{n & 255}" for n in range(1000))),
    Scenario("1,000 accounts, in turn", accounts=1000),
    Scenario("1,000 accounts, at random", accounts=1000, niks="at random", human=True),
    Scenario("1 address, a leaked list", ("192.0.2.1",), niks="leaked", human=True),
    Scenario("1,000 accounts, a leaked list", accounts=1000, niks="leaked", human=True),
)


async def guess(place: Town, scenario: Scenario, most: int, days: int) -> dict[str, object]:
    """What is learnt on each day, of at most so many tries a day; and which alarms rise."""
    rng = random.Random(scenario.name)
    niks = {
        "in turn": in_turn(rng), "at random": at_random(rng), "leaked": leaked(rng, place.listed),
        "with a known one": with_a_known_one(rng, place.listed),
    }[scenario.niks]  # fmt: skip
    learnt = []
    for day in range(days):
        moment = BEGINS + timedelta(days=day + 1)
        place.clock.now = max(place.clock.now, moment)
        known = refused = 0
        for n in range(most):
            if scenario.accounts:
                if n >= 5 * scenario.accounts:
                    break
                who: Browser | Phone = Phone(place.app, 8_000_000_000 + n % scenario.accounts)
            else:
                who = Browser(place.site, scenario.addresses[n % len(scenario.addresses)])  # a fresh cookie each time
            place.clock.now += timedelta(
                seconds=rng.expovariate(1 / scenario.pause) if scenario.human else scenario.pause
            )
            outcome = await who.says(next(niks), next(place.numbers))
            known += outcome in ANSWERED
            refused += outcome not in ANSWERED
        learnt.append({"learnt": known, "refused": refused})
    return {"days": learnt, "alarms": place.alarms}


async def guess_kk(place: Town, chats: int) -> dict[str, object]:
    """How many of the last four digits of a KK can be tried for one NIK in a day, by so many accounts."""
    nik, tried = place.listed[0], 0
    for n in range(chats):
        phone = Phone(place.app, 8_100_000_000 + n)
        place.clock.now += timedelta(seconds=20)
        if await phone.says(nik, next(place.numbers)) != "check.factor":
            continue
        for k in range(3):
            said = await phone.says(f"{(3 * n + k) % 10_000:04}", next(place.numbers))
            tried += said in ANSWERED
            if said != "check.not_listed":
                break
    return {"tried": tried, "alarms": place.alarms}


# ---------------------------------------------------------------- all of it


async def run(
    home: Path, people: int, hours: float, not_listed: float, tries: int, days: int, said: Callable[[str], None]
) -> dict[str, object]:
    """The crowd, then every guesser, each against a bot of its own."""
    found: dict[str, object] = {}
    if people:
        async with town(home / "crowd") as place:
            heard = await crowd(place, people, hours, not_listed, said)
            refused = sum(heard[one] for one in (*REFUSED, "refused"))
            found["crowd"] = {
                "people": people, "checks": heard.total(), "refused": refused, "alarms": place.alarms, **heard,
            }  # fmt: skip
    if tries:
        for number, scenario in enumerate(SCENARIOS):
            async with town(home / f"guess{number}") as place:
                await crowd(place, _USUAL_DAY, 6, not_listed, lambda _: None)  # what is usual is known
                found[scenario.name] = await guess(place, scenario, tries, days)
            said(f"{scenario.name}: {json.dumps(found[scenario.name])}")
        async with town(home / "kk", Factor.KK) as place:
            found["KK of one NIK, 334 accounts"] = await guess_kk(place, 334)
    return found


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50_000, help="0: no crowd")
    parser.add_argument("--hours", type=float, default=6)
    parser.add_argument("--not-listed", type=float, default=0.75, help="the share of NIKs that are not in the list")
    parser.add_argument("--tries", type=int, default=10_000, help="of each guesser a day; 0: no guessers")
    parser.add_argument("--days", type=int, default=2, help="how long they guess")
    chosen = parser.parse_args()
    logs.configure("json", level=60)
    with tempfile.TemporaryDirectory() as home:
        found = asyncio.run(
            run(Path(home), chosen.people, chosen.hours, chosen.not_listed, chosen.tries, chosen.days, _say)
        )
    print(json.dumps(found))  # noqa: T201 - what it is for
    seen = found.get("crowd")
    return int(isinstance(seen, dict) and (seen["refused"] > seen["checks"] / 1000 or bool(seen["alarms"])))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
