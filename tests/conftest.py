"""A real bot on real SQLite files, and people who talk to it."""

import asyncio
import csv
import gc
import importlib
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
import pytest_asyncio
import structlog
from hypothesis import HealthCheck, settings

from bot.app import App, running
from bot.settings import Settings
from bot.timing import DEFAULT, Timing
from data import hashing
from data.channels import PUSHED
from data.coverage.importing import importer, job
from data.coverage.second_factor import Factor
from data.database.opening import open_database
from data.nik.nested_niks import holds_a_nik
from handlers.messages import Answer, Choice, Incoming, Kind, Reply

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.support.processes import House

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a shell's background: what we start would ignore it, too
    signal.signal(signal.SIGINT, signal.default_int_handler)

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
YES = job.Accepted(replace=True, older=True, rejected=1_000_000, unclear=1_000_000)
"""Staff says yes to whatever may be risked."""
AS_OF = date(2026, 11, 5)
HEADINGS = ("NIK", "Nama", "No KK", "Kelompok", "TMT", "Tanggal Akhir", "Status")

BUDI = "3275050903889401"  # listed
SITI = "3275055003919539"  # listed, begins later
JOKO = "3275051103159540"  # ended by date
DEWI = "3275056902009405"  # ended by status
NOBODY = "3275010103889530"  # not in the list

PEOPLE = (
    (BUDI, "BUDI SANTOSO", "3275011101059007", "Pekerja rentan 2025", "05/11/2025", "", "Aktif"),
    (SITI, "SITI AMINAH", "3275011101059008", "Pekerja rentan 2025", "01/01/2027", "31/12/2027", "Aktif"),
    (JOKO, "H. JOKO", "3275011101059009", "RT/RW", "01/01/2026", "31/10/2026", "Aktif"),
    (DEWI, "DEWI SARTIKA", "3275011101059010", "RT/RW", "01/01/2026", "", "Nonaktif"),
)


# What Hypothesis measures by the clock fails on a busy machine.
settings.register_profile("without a clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("without a clock")

_WORKERS = "PYTEST_XDIST_WORKER_COUNT"
_MEMORY, _ROOM = Path("/dev/shm"), 2 * 2**30
"""A folder in memory, and the bytes that must be free there."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--update`."""
    parser.addoption("--update", action="store_true", help="write generated documents again instead of comparing them")


def pytest_configure(config: pytest.Config) -> None:
    """Makes what tests do quick: where they write, and how the processes start that they start."""
    _write_into_memory()
    _keep_bytecode(config)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Looks for no garbage while tests are collected, and for none in them later: a quarter of the time it takes."""
    gc.disable()
    try:
        _compile_a_share(session.config)
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def _compile_a_share(config: pytest.Config) -> None:
    """Imports some of the test modules first in each worker, others in each: in a new checkout, all want compiling.

    Every worker would compile every module otherwise, all of them in the same order at the same time.
    """
    tests = Path(__file__).parent
    worker, count = getattr(config, "workerinput", {}).get("workerid", ""), int(os.environ.get(_WORKERS, "1"))
    if not worker or count == 1 or [Path(one) for one in config.args] != [tests]:
        return
    for path in sorted(tests.rglob("test_*.py"))[int(worker.removeprefix("gw")) % count :: count]:
        with suppress(Exception, pytest.skip.Exception):  # told of when it is collected
            importlib.import_module(".".join(path.relative_to(tests.parent).with_suffix("").parts))


def _write_into_memory() -> None:
    """Puts what tests write into memory where there is room: each commit waits for the disk, some milliseconds.

    It is deleted after each test that passes. PYTEST_DEBUG_TEMPROOT, or --basetemp, names another place.
    """
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        is_for_programs = not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
        if is_for_programs and shutil.disk_usage(_MEMORY).free > _ROOM:
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def _keep_bytecode(config: pytest.Config) -> None:
    """Lets processes keep bytecode where PYTHONDONTWRITEBYTECODE forbids it, as images of containers do: in our cache.

    Else each `sigap` that a test starts compiles all its modules anew, which takes longer than the rest of its start.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", "") and config.cache:
        sys.pycache_prefix = os.environ.setdefault("PYTHONPYCACHEPREFIX", str(config.cache.mkdir("bytecode")))
        sys.dont_write_bytecode = False


def write_csv(path: Path, rows: Iterable[Iterable[str]], headings: Iterable[str] = HEADINGS) -> Path:
    """A participants file."""
    with path.open("w", encoding="utf-8", newline="") as opened:
        table = csv.writer(opened)
        table.writerow(headings)
        table.writerows(rows)
    return path


@pytest.fixture
def key() -> hashing.Key:
    return hashing.parse("5a" * 32)


@dataclass
class Office:
    """The labour office: imports lists into the bot's data directory."""

    home: Path
    key: hashing.Key

    @property
    def snapshots(self) -> Path:
        return self.home / "coverage"

    def publishes(
        self,
        people: Iterable[Iterable[str]] = PEOPLE,
        as_of: date = AS_OF,
        factor: Factor = Factor.NONE,
        *,
        accepted: job.Accepted = YES,
        key: hashing.Key | None = None,
    ) -> job.Report:
        path = write_csv(self.home / "participants.csv", people)
        order = job.ImportJob(
            path, as_of, NOW, key or self.key, self.snapshots, factor, accepted=accepted, all_listed=True
        )
        report = importer.publish(order, lambda *_: None)
        path.unlink()
        return report


@pytest.fixture
def office(tmp_path: Path, key: hashing.Key) -> Office:
    home = tmp_path / "sigap"
    home.mkdir()
    return Office(home, key)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> "House":
    """A house with a key and a list, to be taken over by one's own: see `house`."""
    from tests.support import processes  # noqa: PLC0415 - it builds on this file

    return processes.furnished(tmp_path_factory.mktemp("furnished") / "house")


@pytest.fixture
def house(furnished: "House", tmp_path: Path) -> "House":
    """A house of one's own, with a key and a list, for the real `sigap`."""
    from tests.support import processes  # noqa: PLC0415

    own = processes.House(tmp_path / "house")
    own.takes_over(furnished)
    return own


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator["Browser"]:
    """A real browser, for tests in the loop of the session: each opens a context, which knows nothing of the others."""
    from playwright.async_api import async_playwright, expect  # noqa: PLC0415 - few tests need it

    from tests.support import browsers  # noqa: PLC0415

    expect.set_options(timeout=browsers.PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browsers.chromium(), args=browsers.ARGUMENTS)
        yield browser
        await browser.close()


@dataclass
class Clock:
    """The time, as the test says."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **much: float) -> None:
        self.now += timedelta(**much)


@dataclass
class Person:
    """Somebody who talks to the bot on one channel."""

    app: App
    address: str = "resident"
    channel: str = "test"
    last: Answer | None = None
    ids: "count[int]" = field(default_factory=count)
    language: str | None = None
    """What their phone is set to."""

    def another(self, address: str) -> Self:
        """Somebody else on the same channel of the same bot, with a chat of their own."""
        return replace(self, address=address, last=None)

    async def says(self, text: str) -> Answer:
        return await self._send(text, None)

    async def presses(self, label: str) -> Answer:
        """Presses the button with these words under the last reply."""
        choices = {choice.label: choice.value for choice in self.choices}
        return await self._send("", choices[label])

    async def presses_value(self, value: str) -> Answer:
        return await self._send("", value)

    async def sends(self, kind: Kind, caption: str = "") -> Answer:
        """Attaches something, with words under it."""
        return await self._send(caption, None, kind=kind)

    async def says_in_group(self, text: str) -> Answer:
        """Writes to the bot where others read along."""
        return await self._send(text, None, private_link="https://t.me/SigapUjiBot?start=cek")

    async def _send(self, text: str, choice: str | None, *, kind: Kind = "text", private_link: str = "") -> Answer:
        dispatch = self.app.dispatch
        await self.app.coverage.refresh()
        incoming = Incoming(
            str(next(self.ids)),
            self.channel,
            self.address,
            text,
            choice,
            kind=kind,
            language=self.language,
            private_link=private_link,
            exposes_nik=bool(private_link) and holds_a_nik(text),
        )
        self.last = await dispatch.handle(incoming)
        await self.app.replies.mark_sent(incoming.message_key)
        return self.last

    @property
    def reply(self) -> Reply:
        assert self.last is not None
        return self.last.replies[0]

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.reply.choices


Opened = Callable[..., Awaitable[Person]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


CHANNELS = ("core", "telegram", "whatsapp")
"""Where stories that hold on every channel are told: to the conversation itself, and through each channel that pushes
(`tests/support/people.py`)."""


@pytest.fixture
def channel() -> str:
    """Where people talk; modules whose stories hold on every channel parametrise it."""
    return "core"


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A live database in which is nothing yet: to make its tables takes longer than most conversations."""

    async def make() -> None:
        await (await open_database(path)).close()

    path = tmp_path_factory.mktemp("new") / "live.db"
    asyncio.run(make())
    return path


@pytest.fixture
async def bot(office: Office, clock: Clock, channel: str, new_database: Path) -> AsyncIterator[Opened]:
    """Starts the bot over the office's data and hands out a person: `chat = await bot()`."""
    from tests.support.people import PEOPLE_ON  # noqa: PLC0415 - it builds on this file

    live = office.home / new_database.name
    if not live.exists():
        shutil.copyfile(new_database, live)
        live.chmod(0o600)
    async with AsyncExitStack() as stack:

        async def start(*, with_key: bool = True, timing: Timing = DEFAULT, **settings: object) -> Person:
            values = {"data_dir": office.home, "nik_key": office.key.secret.hex() if with_key else None, **settings}
            chosen = Settings.model_validate(values)
            if channel in PEOPLE_ON:
                return await stack.enter_async_context(PEOPLE_ON[channel](chosen, clock, timing))
            assert channel not in PUSHED, f"nobody talks on {channel}: add it to PEOPLE_ON"
            return Person(await stack.enter_async_context(running(chosen, clock, timing=timing)))

        yield start


# As `bot.logs` sets it up, so that pytest sees what is logged whatever test ran before.
structlog.configure(
    processors=[structlog.stdlib.add_log_level, structlog.processors.KeyValueRenderer(sort_keys=True)],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=False,
)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The developer's own SIGAP_ settings and .env do not reach the tests."""
    for name in [name for name in os.environ if name.startswith("SIGAP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def as_written(pytestconfig: pytest.Config) -> Callable[[Path, str], None]:
    """Compares a generated document with its file; with `--update`, writes the file when they differ."""

    def compare(path: Path, text: str) -> None:
        if pytestconfig.getoption("--update") and not (path.exists() and path.read_text(encoding="utf-8") == text):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"read what changed, then write {path.name}: pytest --update"

    return compare
