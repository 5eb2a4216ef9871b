"""Watches a server while it is fuzzed: how soon it answers, its memory, its log, and what honest people hear."""

import asyncio
import itertools
import re
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import psutil

from data.content import texts
from tests.fakes.people import Person
from tests.faults.fuzz_texts import HONEST, people
from tests.faults.scan import TODAY
from tests.support.processes import Serving
from tests.support.visitors import words

_Says = Callable[[str], Awaitable[list[str]]]
"""Says something, and hears the answers."""
_BAD_WORDS = re.compile(rb"Traceback|turn\.failed|uncaught|turn\.not_kept|Task exception|never retrieved|never awaited")
_FRAME = re.compile(r'File \\?"[^"\\]*?((?:bot|handlers|data)/[^"\\]*|site-packages/[^"\\]*)\\?", line (\d+)')
_ERROR = re.compile(r"(?:\\n|^)([A-Za-z_.]+(?:Error|Exception|Problem|Timeout|Interrupt|Warning)\w*)")


@dataclass(frozen=True)
class Probe:
    """One question to `/healthz`."""

    begun: float
    seconds: float
    lost: bool = False
    """Whether no answer came."""


@dataclass
class Probes:
    """The questions so far."""

    seen: list[Probe] = field(default_factory=list)

    @property
    def worst(self) -> float:
        return max((one.seconds for one in self.seen), default=0.0)

    def since(self, moment: float) -> float:
        """The longest answer to a question that ended after this moment."""
        return max((one.seconds for one in self.seen if one.begun + one.seconds >= moment), default=0.0)


@asynccontextmanager
async def probing(server: Serving) -> AsyncIterator[Probes]:
    """Asks the server how it is, from another process."""
    prober = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.fuzz_probe", server.url,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    found = Probes()

    async def reads() -> None:
        assert prober.stdout
        async for line in prober.stdout:
            begun, seconds, lost = map(float, line.split())
            found.seen.append(Probe(begun, seconds, lost > 0))

    reading = asyncio.create_task(reads())
    try:
        yield found
    finally:
        if prober.returncode is None:
            prober.kill()
        await prober.wait()
        await reading


@dataclass
class Memory:
    """What the server takes, in megabytes, over the run."""

    process: psutil.Process
    seen: list[float] = field(default_factory=list)
    quarters: list[float] = field(default_factory=list)

    async def sample(self) -> None:
        """Looks twice a second, until it is cancelled."""
        while True:
            self.seen.append(self.process.memory_info().rss / 2**20)
            await asyncio.sleep(0.5)

    def ends_a_quarter(self) -> None:
        """Notes the usual size of the last seconds."""
        self.seen.append(self.process.memory_info().rss / 2**20)
        self.quarters.append(round(statistics.median(self.seen[-7:]), 1))

    @property
    def grew(self) -> bool:
        """From the end of the first quarter to that of the last, by more than 15 % and more than 20 MB."""
        first, last = self.quarters[0], self.quarters[-1]
        return last - first > max(0.15 * first, 20.0)


@dataclass
class Log:
    """What the server writes that it should not."""

    server: Serving
    read: int = 0

    def news(self) -> list[str]:
        """The causes of the errors logged since the last look, as far as whole lines go."""
        if self.server.log.stat().st_size == self.read:
            return []
        with self.server.log.open("rb") as opened:
            opened.seek(self.read)
            new = opened.read()
        whole = new[: new.rfind(b"\n") + 1]
        self.read += len(whole)
        return [cause(line.decode("utf-8", "replace")) for line in whole.splitlines() if _BAD_WORDS.search(line)]


def cause(line: str) -> str:
    """Which error a line tells of, and where in the code it was raised."""
    event = re.search(r'"event": ?"([^"]{1,60})', line)
    frames, errors = _FRAME.findall(line), _ERROR.findall(line)
    ours = [frame for frame in frames if not frame[0].startswith("site-packages")]
    places = [f"{name}:{number}" for name, number in (*ours[-1:], *frames[-1:])]
    return f"{event[1] if event else line[:80]} {errors[-1] if errors else ''} at {' < '.join(dict.fromkeys(places))}"


# ---------------------------------------------------------------- honest people


@dataclass
class Honest:
    """A resident who knows the answers, and asks again and again on both channels."""

    server: Serving
    phone: Person
    factor: str
    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    niks: set[str] = field(default_factory=set)

    async def asks_on(self, every: float) -> None:
        """Until it is cancelled."""
        async with httpx.AsyncClient(base_url=self.server.url, timeout=30) as client:
            await client.post("/chat", json={"id": "h", "choice": "invite.no"})  # or it is asked in between
            await self._answered(lambda: self.phone.presses_data("invite.no"))
            for number, (listed, name, unlisted) in enumerate(_known()):
                self.niks |= {listed, unlisted}
                for nik, known in ((listed, True), (unlisted, False)):
                    await self._hears("web", self._web(client, number), nik, name, known=known)
                    await self._hears("telegram", self._telegram, nik, name, known=known)
                await asyncio.sleep(every)

    async def _hears(self, where: str, says: _Says, nik: str, name: str, *, known: bool) -> None:
        begun = time.monotonic()
        wanted = [_opening("check.found" if known else "check.not_listed")]
        if self.factor == "name":
            wanted = [_opening("check.factor_name"), wanted[0] if known else _opening("check.no_match")]
        for said, right in zip((nik, name), wanted, strict=False):
            try:
                heard = await says(said)
            except (httpx.HTTPError, TimeoutError, ValueError, KeyError) as problem:
                heard = [type(problem).__name__]
            self.asked += 1
            if not any(right in one for one in heard):
                first = re.sub(r"\d", "9", heard[0][:40]) if heard else "nothing"
                self.wrong.append(f"{where}: {'listed' if known else 'unlisted'}, wanted {right!r}, heard {first!r}")
        self.slowest = max(self.slowest, time.monotonic() - begun)

    def _web(self, client: httpx.AsyncClient, number: int) -> _Says:
        ids = itertools.count()

        async def says(text: str) -> list[str]:
            said = await client.post("/chat", json={"id": f"h{number}-{time.monotonic_ns()}-{next(ids)}", "text": text})
            return [*map(words, said.json()["replies"])]

        return says

    async def _telegram(self, text: str) -> list[str]:
        return await self._answered(lambda: self.phone.says(text))

    async def _answered(self, does: Callable[[], int]) -> list[str]:
        before = len(self.phone.replies)
        does()
        async with asyncio.timeout(30):
            while len(self.phone.replies) == before:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return [sent.text for sent in self.phone.replies[before:]]


_HEADINGS = {
    "check.found": "heading_listed",
    "check.not_listed": "heading_not_listed",
    "check.no_match": "heading_unclear",
}


def _opening(key: str) -> str:
    """The heading of an answer, or how one without a heading begins, before its first value."""
    if heading := _HEADINGS.get(key):
        return texts.language("id").phrases[heading].partition("{")[0]
    return texts.language("id").replies[key].text.strip().partition("{")[0][:40]


def _known() -> Iterator[tuple[str, str, str]]:
    """A NIK that is listed, a first name, and a NIK that is in no list; for ever."""
    everybody = {one.nik for one in people()}
    listed = [one for one in people()[:HONEST] if one.status == "Aktif" and one.ends is None and one.starts < TODAY]
    made_up = (f"3275{1 + n // 1000:02}0102{n % 60 + 30}{9000 + n % 1000}" for n in range(12_000))
    unlisted = [nik for nik in made_up if nik not in everybody]
    for one, other in zip(itertools.cycle(listed), itertools.cycle(unlisted), strict=False):
        yield one.nik, one.name.split()[0], other
