"""What the benches of broadcasts share: subscribers by the thousand, a broadcast to them, people who ask meanwhile.

The bot is a process of its own on one core; Telegram, everybody on it, and who measures are on the other.
"""

import asyncio
import contextlib
import itertools
import os
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from data.announcements.announcements import State
from data.announcements.tallies import Tally
from data.coverage.importing import sample
from data.database import outside_log
from data.database.opening import open_database
from tests.bench.load.bot_api import LeanBotApi
from tests.fakes.bot_api import BotApi, Sent
from tests.fakes.bot_api_chats import ChatState
from tests.fakes.people import Person
from tests.faults.scan import TODAY
from tests.support import sent_broadcasts
from tests.support.processes import House, Serving
from tests.support.telegram_servers import ready, wired

PEOPLE = 51_666
"""On the published list."""
FIRST_SUBSCRIBER = 7_000_000_000
FIRST_ASKING = 5_000_000_000
STAFF = {111: "writer:Ani", 222: "approver:Budi"}
"""Who wrote and who approved it: each follows it on a message that edits itself."""
LONGEST = 60.0
"""Seconds that anybody waits for an answer, or we for the bot."""
SAID = {
    "id": (
        "Pendaftaran SIGAP gelombang ke-3 dibuka\n\nWarga Kota Bekasi yang bekerja mandiri (ojek, pedagang, buruh "
        "harian) bisa didaftarkan pemerintah kota ke BPJS Ketenagakerjaan. Bawa KTP dan KK ke kantor kelurahan, "
        "Senin sampai Jumat pukul 08.00-15.00, paling lambat 18 Desember 2026. Tidak dipungut biaya."
    ),
    "en": "SIGAP registration opens\n\nBring your KTP and KK to the kelurahan office by 18 December 2026. It is free.",
}
LETTER = f"<b>{SAID['id'].replace(chr(10) * 2, '</b>' + chr(10) * 2, 1)}"
"""As long as what our people get, for the peers."""


def stand_apart() -> None:
    """Telegram is another machine, which does not feel what else runs on this one: on a core of its own, and first."""
    if hasattr(os, "sched_setaffinity") and os.cpu_count() != 1:
        os.sched_setaffinity(0, {1})
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)


def _start(made: House) -> Serving:
    """Starts the bot; on the other core, and not before others, where we stand apart."""
    if not hasattr(os, "sched_setaffinity") or os.sched_getaffinity(0) != {1}:
        return made.start("--allow-synthetic")
    os.sched_setaffinity(0, {0})
    running = made.start("--allow-synthetic")
    os.sched_setaffinity(0, {1})
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, running.process.pid, 0)
    return running


class Crowd(BotApi):
    """A Telegram that knows staff and every subscriber; a chat takes memory once it is written to."""

    def _known_chat(self, chat_id: Any) -> tuple[int, ChatState]:
        if str(chat_id).isdigit() and (int(chat_id) >= FIRST_SUBSCRIBER or int(chat_id) in STAFF):
            self.chat(int(chat_id)).known = True
        return super()._known_chat(chat_id)

    @property
    def bulk(self) -> list[Sent]:
        """The messages of broadcasts, as they arrived."""
        return [one for one in self.sent if one.chat >= FIRST_SUBSCRIBER]


class LeanCrowd(Crowd, LeanBotApi):
    """The same without limits, behind a leaner server."""


# ---------------------------------------------------------------- the live database


def database_of(made: House) -> Path:
    """Where the live database lies."""
    return Path(made.env["SIGAP_DATA_DIR"]) / "live.db"


async def _make(path: Path) -> None:
    await (await open_database(path)).close()


def subscribe(path: Path, count: int) -> None:
    """A new live database, in which so many chats want announcements: four of six in Indonesian."""
    for old in path.parent.glob("live.db*"):
        old.unlink()
    for beside in ("audit.head", outside_log.FILE):
        path.with_name(beside).unlink(missing_ok=True)
    asyncio.run(_make(path))
    since = sent_broadcasts.yesterday(datetime.now(UTC))
    for n, language in enumerate(("id", "id", "id", None, "su", "en")):
        every = range(FIRST_SUBSCRIBER + n, FIRST_SUBSCRIBER + count, 6)
        sent_broadcasts.subscribe(path, every, since=since, language=language)


def introduce(path: Path, count: int) -> None:
    """The first so many who will ask have been here before: they are not asked any more whether they want news."""
    now = int(time.time())
    with sent_broadcasts.opened(path) as live:
        live.executemany(
            "INSERT INTO chats (channel, address, language, used, invited) VALUES ('telegram', ?, 'id', ?, ?)",
            ((str(FIRST_ASKING + n), now, now) for n in range(count)),
        )


async def approve(path: Path) -> int:
    """A broadcast to all, approved right now; its number."""
    now = datetime.now(UTC)
    return await asyncio.to_thread(sent_broadcasts.approve, path, now, SAID, override="measured at any hour")


async def abort(path: Path, number: int) -> None:
    """No more of it."""
    await asyncio.to_thread(sent_broadcasts.put, path, number, State.ABORTED)


def _is_listed(path: Path, number: int) -> bool:
    with sent_broadcasts.opened(path) as live:
        return bool(live.execute("SELECT frozen = 'all' FROM broadcasts WHERE id = ?", (number,)).fetchone()[0])


async def listed(path: Path, number: int) -> None:
    """Returns once everybody stands on its list."""
    await _until(_is_listed, path, number)


async def ended(path: Path, number: int) -> None:
    """Returns once nothing more is to be done for it."""
    await _until(sent_broadcasts.ended, path, number)


async def _until(done: Callable[[Path, int], bool], path: Path, number: int) -> None:
    while not await asyncio.to_thread(done, path, number):  # noqa: ASYNC110 - it is another process that does it
        await asyncio.sleep(0.02)


async def tally(path: Path, number: int) -> Tally:
    """What became of a broadcast on Telegram."""
    return await asyncio.to_thread(sent_broadcasts.tally, path, number)


# ---------------------------------------------------------------- the bot


@asynccontextmanager
async def bot(made: House, api: Crowd, *, webhook: bool, **settings: str) -> AsyncIterator[Serving]:
    """The bot on a core of its own."""
    made.env.pop("SIGAP_PUBLIC_URL", None)
    wired(made, api, webhook=webhook, fast=False).env.update(settings)
    made.env["SIGAP_STAFF"] = "; ".join(f"{chat}:{what}" for chat, what in STAFF.items())
    running = _start(made)
    try:
        await ready(running)
        yield running
    finally:
        running.process.kill()
        await asyncio.to_thread(running.process.wait)


def cpu(process: psutil.Process) -> float:
    """Seconds of CPU so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


@dataclass
class Memory:
    """What a process has in memory, looked at again and again."""

    process: psutil.Process
    seen: list[tuple[float, float]] = field(default_factory=list)
    """When, and how many MB."""

    async def run(self) -> None:
        while True:
            self.seen.append((time.monotonic(), self.process.memory_info().rss / 2**20))
            await asyncio.sleep(0.1)

    def between(self, since: float, end: float) -> list[float]:
        return [size for at, size in self.seen if since <= at <= end]


# ---------------------------------------------------------------- people who ask


@dataclass
class Asking:
    """People who ask by NIK, each from a chat of their own, and how long each waits for the answer."""

    api: BotApi
    per_second: float
    asked: list[tuple[float, int]] = field(default_factory=list)
    """When, in which chat."""

    async def run(self) -> None:
        """Asks until it is cancelled, at an even pace."""
        niks = itertools.cycle(NIKS)
        begun = time.monotonic()
        for n in itertools.count():
            if (early := begun + n / self.per_second - time.monotonic()) > 0:
                await asyncio.sleep(early)
            chat = FIRST_ASKING + len(self.asked)
            self.asked.append((time.monotonic(), chat))
            Person(self.api, chat).says(f"cek {next(niks)}")

    def waits(self, since: float, end: float) -> list[float]:
        """Milliseconds from the question to its answer, of those who asked in this time; infinite without answer."""
        return [self._wait(at, chat) * 1000 for at, chat in self.asked if since <= at < end]

    def _wait(self, at: float, chat: int) -> float:
        said = self.api.chats[chat].said.values()
        return min((one.at for one in said), default=float("inf")) - at

    async def heard(self) -> None:
        """Returns once everybody has an answer. Raises TimeoutError."""
        async with asyncio.timeout(LONGEST):
            while self.waits(0, float("inf")).count(float("inf")):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


NIKS = [one.nik for one in itertools.islice(sample.people(PEOPLE, 1, TODAY), 4000)]


@asynccontextmanager
async def meanwhile(*works: Any) -> AsyncIterator[None]:
    """Does these until the end of the block."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


def share(of: Iterable[float], part: float) -> float:
    """A percentile; 0 of nothing."""
    found = sorted(of)
    return found[min(len(found) - 1, int(len(found) * part))] if found else 0.0
