"""Fuzzes the real bot, and judges what became of it: `python -m tests.faults.fuzz --requests 50000 --seed 1`.

A real `sigap serve --allow-synthetic` by webhook, with the strict fake Bot API, is sent spoiled requests: 60 in 100 to
the web (`POST /chat`, pages, odd paths), 40 to `/telegram/webhook`, as residents and as staff. Half of the run is
without a second factor, half with the first name. Progress goes to standard error, one line of JSON with the figures to
standard output.

The exit code is 1 when something broke:
- an answer 5xx (503 of /readyz and of full connections apart), or none; a webhook taken with a wrong secret
- an error in the log, or a process that does not stop
- a NIK typed, or 12 digits of it, in anything the process wrote
- `/healthz` over half a second, and again when the request is sent alone, by CPU (a busy machine is slow, too)
- memory that grows: from the first quarter to the last by more than 15 % and more than 20 MB, in 10,000 requests
- a call that Telegram refuses as malformed; a wrong answer to an honest resident

Every breakage names the requests that were on their way, and how to send just those again, such as
`python -m tests.faults.fuzz --seed 1 --factor name --only 1234`. A request is made from seed and number alone, but for
buttons that are pressed as they hang there: `--only 1200-1234` sends what led to them,
too. What is printed of a request
is its shape, never what it says. `--keep DIR` leaves the log and the databases to look into.
"""

import argparse
import asyncio
import contextlib
import json
import re
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from data.nik.nik import EXAMPLE
from tests.fakes.bot_api_rules import Rules
from tests.fakes.people import person
from tests.faults import fuzz_wire
from tests.faults.fuzz_requests import Maker, Tapped
from tests.faults.fuzz_watch import Honest, Log, Memory, Probes, probing
from tests.faults.scan import runs_written
from tests.faults.telegram import figures_of
from tests.faults.web import house
from tests.support.officers import STAFF
from tests.support.processes import House, Serving
from tests.support.telegram_servers import all_answered, serving, wired

SLOW = 0.5
"""Seconds that `/healthz` may take."""
AT_ONCE = 6
_LINGERS = 1.0
"""Seconds in which the log may still tell of a request that hung up."""
_LOOKS_AGAIN = 60.0
"""Seconds for sending again what was slow; what is left then is counted as not seen again."""
_A_PART = 12
"""So many digits of a NIK, in a row, are as bad as all of them."""
_WARM = 10_000
"""Requests of a run whose memory is judged: before, what is used for the first time is loaded."""
_MANY = "1000000"
UNLIMITED = {
    "SIGAP_STAFF": STAFF,
    "SIGAP_CHECKS_PER_DAY": _MANY,
    "SIGAP_CHECKS_PER_IP": _MANY,
    "SIGAP_CHECKS_PER_HOUR": _MANY,
    "SIGAP_MESSAGES_PER_MINUTE": _MANY,
    "SIGAP_CHATS_PER_IP": "0",
    "SIGAP_MESSAGES_PER_IP": "0",
    "SIGAP_CHECKS_PER_IP_DAY": "0",
    "SIGAP_TELEGRAM_CHECKS_PER_HOUR": "0",
    "SIGAP_CONNECTIONS": "0",
    "SIGAP_CONNECTIONS_PER_IP": "0",
}
"""0 switches a limit off; those that came first want a number."""
_OF_A_MADE_UP_WORLD = (
    "chat not found", "chat_id is empty", "query is too old", "message to delete not found", "message can't be deleted",
    "message to edit not found", "message is not modified", "wrong file identifier", "invalid file_id",
    "can't use file of type",
)  # fmt: skip
"""Refusals that Telegram gives to who answers chats, presses and files that never were: those we made up."""


@dataclass
class Breakage:
    """One thing that broke, however often."""

    what: str
    count: int = 0
    requests: list[int] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    self_approved: bool = False
    """Whether each of these requests breaks it when it comes alone; else they were on their way together."""


@dataclass
class Run:
    """One server that is fuzzed, and all that was seen."""

    seed: int
    factor: str
    server: Serving
    api: Tapped
    live: Path
    statuses: Counter[str] = field(default_factory=Counter)
    broken: dict[str, Breakage] = field(default_factory=dict)
    niks: set[str] = field(default_factory=set)
    flights: list[tuple[int, float, float]] = field(default_factory=list)
    """Number, beginning and end of each request."""
    flying: dict[int, float] = field(default_factory=dict)
    hung_up: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=6))
    """The last requests that did not wait for their answer, and when."""
    done: int = 0

    def __post_init__(self) -> None:
        self.log = Log(self.server)
        self.maker = Maker(self.api, self.seed)

    def breaks(self, what: str, *numbers: int, shape: str = "", times: int = 1) -> None:
        """Notes a breakage; the first few requests of a kind will do."""
        one = self.broken.setdefault(what, Breakage(what))
        one.count += times
        if len(one.requests) < 12:
            one.requests += [number for number in numbers if number not in one.requests]
        if shape and len(one.shapes) < 3:
            one.shapes.append(shape)

    # ------------------------------------------------------------ sending

    async def send(self, number: int, life: int = 0) -> None:
        """Makes one request, sends it, and judges the answer."""
        request = self.maker.request(number, life)
        self.niks |= request.niks
        begun = self.flying[number] = time.monotonic()
        try:
            codes, head = await fuzz_wire.sent(self.server.port, request)
        except TimeoutError:
            codes, head = [], b""
            self.breaks(f"no answer on {request.path}", number, shape=request.shape)
        finally:
            now = time.monotonic()
            self.flights.append((number, begun, now))
            if request.hangs_up:  # for us it is over, for the server it may only begin
                self.hung_up.append((number, now))
            in_flight = [*self.flying, *(other for other, ended in self.hung_up if now - ended < _LINGERS)]
            del self.flying[number]
        for code in codes:
            self.statuses[f"{request.path} {code}"] += 1
            full = code == 503 and (request.path == "/readyz" or b"connection: close" in head.lower())
            if code >= 500 and not full:
                self.breaks(f"{code} on {request.path}", number, shape=request.shape)
            if request.forged and code == 200 and request.whole:
                self.breaks("a wrong secret was taken", number, shape=request.shape)
        if not codes:
            self.statuses[f"{request.path} closed"] += 1
        for problem in self.log.news():
            self.breaks(problem, *in_flight, shape=request.shape)

    async def send_all(self, numbers: list[int], memory: Memory) -> None:
        """Sends them, a few at once, and notes memory as each quarter ends."""
        waiting = iter(numbers)
        quarters = [len(numbers) * part // 4 for part in (1, 2, 3, 4)]

        async def works() -> None:
            for number in waiting:
                await self.send(number)
                self.done += 1
                if self.done in quarters:
                    memory.ends_a_quarter()
                if self.done % 1000 == 0:
                    so_far = f"{self.done} of {len(numbers)}, {memory.seen[-1]:.0f} MB"
                    _say(f"{self.factor}: {so_far}, broken: {len(self.broken)}")
                if self.server.process.poll() is not None:
                    return

        await asyncio.gather(*(works() for _ in range(AT_ONCE)))

    # ------------------------------------------------------------ looking again

    async def look_again(self, probes: Probes) -> int:
        """Sends alone what was on its way when `/healthz` was slow; how many slow answers were not seen again.

        A busy machine makes a server slow, too: only what is slow when it comes alone is held against it.
        """
        unsure, known = 0, set[int]()
        slow = sorted((one for one in probes.seen if one.seconds > SLOW), key=lambda one: -one.seconds)
        until = time.monotonic() + _LOOKS_AGAIN
        for probe in slow:
            if time.monotonic() > until:
                unsure += 1
                continue
            end = probe.begun + probe.seconds
            near = sorted((end - begun, n) for n, begun, ended in self.flights if begun < end and ended > probe.begun)
            if {number for _, number in near} & known:
                continue
            for _, number in near[:12]:
                if await self._is_slow(number, probes):
                    known.add(number)
                    shape = f"{self.maker.request(number).shape} ({probe.seconds:.1f} s)"
                    self.breaks("/healthz over half a second", number, shape=shape)
                    break
            else:
                unsure += 1
        return unsure

    async def _is_slow(self, number: int, probes: Probes) -> bool:
        """Whether the server works for so long that others wait, twice; that a machine is busy is not its fault."""
        for life in (1, 2):
            begun, worked = time.monotonic(), self._worked()
            await self.send(number, life)
            before = len(probes.seen)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(60):
                    while len(probes.seen) < before + 2:  # noqa: ASYNC110
                        await asyncio.sleep(0.01)
            if probes.since(begun) <= SLOW or self._worked() - worked < SLOW:
                return False
        return True

    def _worked(self) -> float:
        """Seconds of CPU that the server has used."""
        used = psutil.Process(self.server.process.pid).cpu_times()
        return float(used.user + used.system)

    async def narrow_down(self) -> None:
        """Sends alone what was on its way when the log told of an error, and keeps those that bring it again."""
        for one in list(self.broken.values()):
            if " at " not in one.what or len(one.requests) < 2:
                continue
            before = Counter({name: kept.count for name, kept in self.broken.items()})
            guilty = []
            for number in one.requests:
                await self.send(number, life=3)
                await asyncio.sleep(0.05)
                self._take_log(number)
                if one.count > before[one.what]:
                    guilty.append(number)
                    before[one.what] = one.count
            for name, kept in self.broken.items():
                kept.count = before[name] or kept.count
            one.count -= len(guilty)
            if guilty:
                one.requests, one.shapes, one.self_approved = guilty, [self.maker.request(guilty[0]).shape], True

    def _take_log(self, number: int) -> None:
        for problem in self.log.news():
            self.breaks(problem, number)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)  # noqa: T201


# ---------------------------------------------------------------- judging


_BIG, _LITTLE = re.compile(rb"(?=\x00[\x01-\x23])"), re.compile(rb"(?=[\x01-\x23]\x00)")
"""Where 16 digits may stand as an integer of 8 bytes."""


def _parts(digits: str) -> Iterator[str]:
    return (digits[at : at + _A_PART] for at in range(len(digits) - _A_PART + 1))


def traces(home: Path, said: bytes, niks: set[str]) -> list[str]:
    """Files that hold a NIK, or 12 digits of one in a row, spelled out or packed as an integer."""
    pieces = {part for nik in niks for part in _parts(nik)} - {*_parts(EXAMPLE)}
    niks = niks - {EXAMPLE}  # the bot itself shows this one
    whole = {int(nik).to_bytes(8, order) for nik in niks for order in ("big", "little")}
    found = []
    for name, raw, runs in runs_written(home, said):
        spelled = any(part in pieces for run in runs for part in _parts(run))
        packed = any(raw[one.start() : one.start() + 8] in whole for one in _BIG.finditer(raw))
        packed = packed or any(raw[max(0, one.start() - 6) : one.start() + 2] in whole for one in _LITTLE.finditer(raw))
        if spelled or packed:
            found.append(name)
    return found


async def fuzz(
    home: Path, numbers: list[int], seed: int, factor: str, *, honest_every: float = 3
) -> tuple[dict[str, Any], list[Breakage]]:
    """The figures of one run with this second factor, and what broke."""
    made: House = house(home, 600, factor)
    async with Tapped(rules=Rules(1e9, 1e9, 10**9)) as api:
        wired(made, api, webhook=True).env.update(UNLIMITED)
        async with serving(made, "--allow-synthetic") as server:
            run = Run(seed, factor, server, api, made.live)
            figures = await _fuzzed(run, numbers, honest_every)
            said = b""
            if server.process.poll() is None:
                said = (await asyncio.to_thread(figures_of, server)).encode()
            begun = time.monotonic()
            figures["stopped"] = await asyncio.to_thread(_stopped, server)
            figures["stop_s"] = round(time.monotonic() - begun, 1)
            run._take_log(numbers[-1])
            if figures["stopped"] != 0:
                run.breaks(f"it ended with {figures['stopped']}")
            figures["files_with_niks"] = await asyncio.to_thread(traces, made.home, said, run.niks)
            for name in figures["files_with_niks"]:
                run.breaks(f"a NIK in {re.sub(r'coverage-.*', 'coverage', name)}")
    return figures, list(run.broken.values())


def _stopped(server: Serving) -> int | str:
    if (ended := server.process.poll()) is not None:
        return f"{ended}, by itself"
    try:
        return server.stop()
    except Exception as problem:  # noqa: BLE001 - whatever it was, it did not stop
        return type(problem).__name__


async def _fuzzed(run: Run, numbers: list[int], honest_every: float) -> dict[str, Any]:
    memory = Memory(psutil.Process(run.server.process.pid))
    honest = Honest(run.server, person(run.api), run.factor)
    run.api.delivered.add(honest.phone.chat)
    begun = time.monotonic()
    async with probing(run.server) as probes:
        others = [asyncio.create_task(memory.sample()), asyncio.create_task(honest.asks_on(honest_every))]
        await run.send_all(numbers, memory)
        seconds, worst = time.monotonic() - begun, probes.worst
        for one in others:
            one.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        unsure = 0
        if run.server.process.poll() is None:
            with contextlib.suppress(TimeoutError):  # then the honest resident waits in vain, too
                await all_answered(run.api, run.live)
            unsure = await run.look_again(probes)
            await run.narrow_down()
    for _ in filter(lambda probe: probe.lost, probes.seen):
        run.breaks("/healthz without an answer")
    run.niks |= honest.niks
    refused = Counter(f"{method}: {why}" for method, code, why in run.api.refused if code == 400)
    malformed = {why: count for why, count in refused.items() if not any(one in why for one in _OF_A_MADE_UP_WORLD)}
    for why, count in malformed.items():
        run.breaks(f"Telegram refused {why}", times=count)
    for why in run.api.own_faults:
        run.breaks(f"the fake could not judge {why}")
    for why in honest.wrong:
        run.breaks(f"honest resident, {why}")
    if memory.grew and len(numbers) >= _WARM:
        run.breaks(f"memory grew: {memory.quarters} MB at the end of each quarter")
    return {
        "factor": run.factor, "requests": run.done, "seconds": round(seconds, 1), "healthz_worst_s": worst,
        "healthz_asked": len(probes.seen), "healthz_slow": sum(one.seconds > SLOW for one in probes.seen),
        "healthz_slow_not_seen_again": unsure,
        "memory_mb": memory.quarters, "honest_asked": honest.asked, "honest_wrong": len(honest.wrong),
        "honest_slowest_s": round(honest.slowest, 2),
        "niks_typed": len(run.niks), "messages_sent": len(run.api.sent), "statuses": dict(sorted(run.statuses.items())),
        "refused_by_telegram": dict(refused.most_common(12)),
    }  # fmt: skip


def report(one: Breakage, seed: int, factor: str) -> Iterator[str]:
    """What a person needs to find the cause."""
    yield f"BROKEN ({factor}), {one.count} times: {one.what}"
    yield from (f"    shape: {shape}" for shape in one.shapes)
    if one.requests:
        only = ",".join(map(str, one.requests))
        how = "again, each alone" if one.self_approved or len(one.requests) == 1 else "again, one of these"
        yield f"    {how}: python -m tests.faults.fuzz --seed {seed} --factor {factor} --only {only}"


def _numbers(written: str) -> list[int]:
    """`7`, `7,9` or `7-9`."""
    ends = [[int(end) for end in part.split("-")] for part in written.split(",")]
    return [*dict.fromkeys(number for end in ends for number in range(end[0], end[-1] + 1))]


def main() -> None:
    """Prints the figures of each run in one line, and on standard error what broke and how to send it again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--requests", type=int, default=50_000, help="How many in all; the second half has the other second factor."
    )
    parser.add_argument("--seed", type=int, default=1, help="The same seed makes the same requests.")
    parser.add_argument(
        "--factor", choices=["none", "name", "both"], default="both", help="The second factor people are asked for."
    )
    parser.add_argument("--only", type=_numbers, metavar="N,N-M", help="Only these requests, to see a breakage again.")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="Leaves what each process wrote in this new directory."
    )
    chosen = parser.parse_args()
    factors = ["none", "name"] if chosen.factor == "both" else [chosen.factor]
    size, all_figures, failed = chosen.requests // len(factors), [], False
    for at, factor in enumerate(factors):
        numbers = chosen.only or list(range(at * size, (at + 1) * size))
        with tempfile.TemporaryDirectory() as passing:
            home = (chosen.keep or Path(passing)) / factor
            home.mkdir(parents=True)
            figures, broken = asyncio.run(fuzz(home, numbers, chosen.seed, factor))
        for one in broken:
            _say("\n".join(report(one, chosen.seed, factor)))
        figures["broken"] = {one.what: one.count for one in broken}
        all_figures.append(figures)
        failed |= bool(broken)
    print(json.dumps({"seed": chosen.seed, "runs": all_figures}, ensure_ascii=False))  # noqa: T201
    sys.exit(failed)


if __name__ == "__main__":
    main()
