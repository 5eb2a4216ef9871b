"""Kills the real bot while it sends a broadcast: `python -m tests.faults.broadcast --recipients 10000 --kills 300`.

Telegram (our fake) counts what really arrives in each chat. Meanwhile it answers some messages with an error, before or
after they arrived, cuts connections, tells the bot to wait, and refuses; some people blocked the bot, and some write
BERHENTI in the middle. Each life of the bot ends with kill -9 after a fraction of a second of sending, now and then
also before it sends at all. Printed is one line of JSON:

- duplicates: messages that a chat got beyond the first;
- lost: people who got nothing, of whom the bot does not say that they are gone, failed or unknown;
- unknown: of these nobody knows; the claims that were on their way at a kill, and answers that were lost;
- most_unknown_at_a_kill: never more than `window`, two seconds of the rate;
- broken: whatever else is not as the bot says, such as a `sent` row whose message never arrived.

Exits with 1 when there are duplicates, lost ones, or anything is broken.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from data.announcements import delivery_claims
from data.announcements.announcements import State
from data.announcements.deliveries import INTERRUPTED, DeliveryOutcome
from data.content.texts import text
from data.database.opening import open_database
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rules import Rules, bad_request
from tests.fakes.people import Person
from tests.support import sent_broadcasts as of
from tests.support.processes import House, Serving
from tests.support.telegram_servers import all_answered, ready, wired

FAULTS = {"error_500": 0.002, "reset_before": 0.002, "reset_after": 0.002, "error_after": 0.002, "throttle": 0.002}
BLOCKED, REFUSED, STOPPING = 0.02, 0.005, 0.02
"""So many of all have blocked us, are never taken by Telegram, or stop in the middle."""
LATENCY = (0.005, 0.15)
"""Seconds that Telegram takes; drawn anew for each life of the bot."""
SENDING = (0.2, 1.0)
"""Seconds from the first message of a life to its end."""
AT_ANY_MOMENT = 0.1
"""So many of the kills come so early that the bot may not have begun."""
Told = Callable[[int, int], None]
"""Hears how many kills there were, and how many deliveries are settled."""


@dataclass(frozen=True)
class Seen:
    """What became of everybody."""

    recipients: int
    duplicates: int
    lost: int
    unknown: int
    sent: int
    gone: int
    failed: int
    kills: int
    most_unknown_at_a_kill: int
    window: int
    seconds: float
    broken: tuple[str, ...]

    @property
    def bad(self) -> bool:
        """Somebody got it twice, or was lost, or something else is not as it should be."""
        return bool(self.duplicates or self.lost or self.broken)


class Moody(BotApi):
    """Telegram that does not take messages to some chats, and forgets half of those whose sender has died."""

    def __init__(self, seed: int, refused: set[int]) -> None:
        super().__init__(rules=Rules(1e9, 1e9, 10**9), seed=seed)
        self.refused_chats = refused

    async def _answer(self, request: web.Request, method: str) -> web.StreamResponse:
        if method == "sendmessage" and self._rng.random() < 0.5:
            await asyncio.sleep(self.latency)
            if request.transport is None or request.transport.is_closing():
                return web.Response(status=500)
        return await super()._answer(request, method)

    async def _sendmessage(self, parameters: dict[str, Any]) -> Any:
        if int(parameters["chat_id"]) in self.refused_chats:
            raise bad_request("can't parse entities: Unsupported start tag")
        return await super()._sendmessage(parameters)


@dataclass
class Run:
    """One broadcast and the lives of the bot that sends it."""

    api: Moody
    house: House
    number: int
    stopping: list[Person]
    rng: random.Random
    kills: int = 0
    left: Counter[int | None] = field(default_factory=Counter)
    """Claims on their way at a kill, by the fence of the life that was killed."""

    @property
    def live(self) -> Path:
        return self.house.home / "sigap" / "live.db"

    @property
    def settled(self) -> int:
        return of.tally(self.live, self.number).done

    async def dies(self, *, early: bool) -> int:
        """One life, killed; how many errors it wrote."""
        low, high = LATENCY
        self.api.latency = self.rng.uniform(low, high)
        running = self.house.start()
        try:
            if early:
                await asyncio.sleep(self.rng.uniform(0, 4))
            else:
                await self._begins(running)
                await self._goes_on()
        finally:
            running.process.kill()
            await asyncio.to_thread(running.process.wait)
        self.kills += 1
        left = Counter(row.fencing_token for row in of.deliveries(self.live, self.number) if row.state == "claimed")
        self.left |= left  # one that dies before its turn finds what is left from before
        errors = _errors(running)
        running.log.unlink()
        return errors

    async def _begins(self, running: Serving) -> None:
        """Returns when this life has sent something, or there is nothing to send. Raises AssertionError."""
        before, end = len(self.api.sent), time.monotonic() + 60
        while len(self.api.sent) == before and not of.ended(self.live, self.number):
            assert running.process.poll() is None, running.said.decode()
            assert time.monotonic() < end, running.said.decode()
            await asyncio.sleep(0.02)

    async def _goes_on(self) -> None:
        low, high = SENDING
        end = time.monotonic() + self.rng.uniform(low, high)
        while (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(left, self.rng.uniform(0, 0.3)))
            if self.stopping and self.rng.random() < 0.5:
                self.stopping.pop().says("BERHENTI")

    async def lives_on(self, patience: float) -> int:
        """The last life, until the broadcast has ended; how many errors it wrote."""
        running = self.house.start()
        try:
            await ready(running)
            async with asyncio.timeout(patience):
                while not of.ended(self.live, self.number):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
                await all_answered(self.api, self.live)
            await asyncio.to_thread(running.stop)
        finally:
            running.process.kill()
            await asyncio.to_thread(running.process.wait)
        return _errors(running)


def _errors(running: Serving) -> int:
    return running.said.count(b"Traceback") + running.said.count(b'"alarm"')


async def run(
    recipients: int, kills: int, home: Path, *, rate: float, seed: int = 1, told: Told = lambda *_: None
) -> Seen:
    """What became of everybody, over so many lives of the bot."""
    rng, begun = random.Random(seed), time.monotonic()
    first = 5_000_000_001
    chats = list(range(first, first + recipients))
    drawn = rng.sample(chats, recipients)
    blocked, refused = drawn[: int(recipients * BLOCKED)], set(drawn[recipients - int(recipients * REFUSED) :])
    async with Moody(seed, refused) as api:
        house = wired(House(home / "house"), api, webhook=False)
        house.env |= {"SIGAP_NIK_KEY": "5a" * 32, "SIGAP_TELEGRAM_BULK_RATE": str(rate)}
        live = house.home / "sigap" / "live.db"
        await (await open_database(live)).close()
        of.crowd(api, recipients, first)
        for chat in blocked:
            api.chat(chat).blocked = True
        now = datetime.now(UTC)
        of.subscribe(live, chats, since=of.yesterday(now))
        number = of.approve(live, now, override="a test")  # at night, too
        stopping = [Person(api, one) for one in rng.sample(chats, int(recipients * STOPPING))]
        one = Run(api, house, number, stopping, rng)
        errors = 0
        api.faults.rates = FAULTS
        while one.kills < kills and not of.ended(live, number):
            errors += await one.dies(early=rng.random() < AT_ANY_MOMENT)
            told(one.kills, one.settled)
        survived = of.ended(live, number)
        errors += await one.lives_on(60 + 2 * recipients / rate)
        told(one.kills, one.settled)
        window = delivery_claims.most_open(rate)
        broken = _broken(one, window)
        broken += [f"{errors} errors or alarms in the logs"] if errors else []
        broken += ["it ended before all kills: more --recipients, or a lower --rate"] if survived else []
        return _seen(one, recipients, window, round(time.monotonic() - begun, 1), broken)


def _seen(one: Run, recipients: int, window: int, seconds: float, broken: list[str]) -> Seen:
    arrived, states = of.arrived(one.api), of.states(one.live, one.number)
    told_of = {address for address, state in states.items() if state in {"gone", "failed", "unknown"}}
    everybody = {str(chat) for chat in one.api.chats}
    found = Counter(states.values())
    return Seen(
        recipients,
        duplicates=arrived.total() - len(arrived),
        lost=len(everybody - arrived.keys() - told_of),
        unknown=found[DeliveryOutcome.UNKNOWN],
        sent=found[DeliveryOutcome.SENT],
        gone=found[DeliveryOutcome.GONE],
        failed=found[DeliveryOutcome.FAILED],
        kills=one.kills,
        most_unknown_at_a_kill=max(one.left.values(), default=0),
        window=window,
        seconds=seconds,
        broken=tuple(broken),
    )


def _broken(one: Run, window: int) -> list[str]:
    """What the bot says, beside what really happened."""
    rows = of.deliveries(one.live, one.number)
    arrived = of.arrived(one.api)
    by_state = {state: {row.address for row in rows if row.state == state} for state in DeliveryOutcome}
    interrupted = sum(row.reason == INTERRUPTED for row in rows)
    confirmed: dict[int, float] = {}
    for sent in one.api.sent:
        if sent.text == text("unsubscribed", "id"):
            confirmed.setdefault(sent.chat, sent.at)
    late = [sent for sent in of.announced(one.api) if sent.at > confirmed.get(sent.chat, sent.at)]
    wrong = {
        "sent rows that never arrived": len(by_state[DeliveryOutcome.SENT] - arrived.keys()),
        "arrived, and neither sent nor unknown": len(
            arrived.keys() - by_state[DeliveryOutcome.SENT] - by_state[DeliveryOutcome.UNKNOWN]
        ),
        "rows not settled": len(by_state[DeliveryOutcome.PENDING]) + of.count(one.live, one.number, "claimed"),
        "kills that left more than the window": sum(claimed > window for claimed in one.left.values()),
        "interrupted rows that no kill explains": abs(interrupted - one.left.total()),
        "people who got it after they had stopped": len(late),
        "blocked people not gone": sum(
            one.api.chat(int(address)).blocked
            for state, found in by_state.items()
            if state not in {DeliveryOutcome.GONE, DeliveryOutcome.UNKNOWN}
            for address in found
        ),
        "refused people not failed": sum(
            str(chat) in by_state[DeliveryOutcome.SENT] | by_state[DeliveryOutcome.PENDING]
            for chat in one.api.refused_chats
        ),
        "counts that are not those of the rows": not of.right(one.live, one.number),
        "not ended": of.state(one.live, one.number) is not State.DONE,
    }
    return [f"{what}: {int(count)}" for what, count in wrong.items() if count]


def _usual_rate(recipients: int, kills: int) -> float:
    """So that the kills find it sending to the end."""
    return max(4.0, round(recipients / (max(kills, 1) * 0.75), 1))


def main() -> None:
    """Prints what became of everybody; fails when somebody got it twice or was lost."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="A kill takes two to four seconds: the next life waits until the lease of the dead one has run out.",
    )
    parser.add_argument("--recipients", type=int, default=10_000, help="how many people (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=300, help="how many lives end early (default: %(default)s)")
    parser.add_argument(
        "--rate",
        type=float,
        help="messages of the broadcast a second; twice as many may be on their way. By default slow enough that the "
        "last kill comes before the last message: recipients / (0.75 x kills)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of everything drawn (default: %(default)s)")
    given = parser.parse_args()
    rate = given.rate or _usual_rate(given.recipients, given.kills)
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with (
        Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as shown,
        tempfile.TemporaryDirectory() as home,
    ):
        bar = shown.add_task("starting", total=given.recipients)

        def told(kills: int, settled: int) -> None:
            shown.update(bar, completed=settled, description=f"{kills} kills, {settled:,} settled")

        seen = asyncio.run(run(given.recipients, given.kills, Path(home), rate=rate, seed=given.seed, told=told))
    print(json.dumps(asdict(seen)))  # noqa: T201
    sys.exit(seen.bad)


if __name__ == "__main__":
    main()
