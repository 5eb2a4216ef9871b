"""The way of one message through the house: `python -m tests.bench.walk`. The counts are exact.

For each message, how often a form of its text was worked out, how many of our functions were called, how often the edge
called down into the conversation or the data, and how often a lower package called a higher one (the database runs the
work of a transaction that it was given, which is one). Statements and CPU are measured by `tests.bench.turns`.
"""

import argparse
import asyncio
import itertools
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType

from bot import logs
from bot.app import running
from bot.settings import Settings
from data import hashing
from data.coverage.importing import importer, job, sample
from handlers.messages import Incoming
from tests.bench import results
from tests.bench.results import Result

ROOT = Path(__file__).parent.parent.parent
_PACKAGES = ("bot", "handlers", "data")
_READS = {
    "normalized": "data.language.normalize:normalize",
    "words": "data.language.spelling:words",
    "NIKs": "data.nik.nik:find",
    "intent": "data.language.classifier:Model.guesses",
    "pages": "handlers.words.page_phrases:pages_named",
}
"""What is read out of a text, and the function that does."""
_PEOPLE, _SEED = 1_000, 7


class Calls:
    """The calls of our own functions, as they are made: each function and its caller."""

    def __init__(self) -> None:
        self.made: list[tuple[str, str]] = []
        self._seen: set[int] = set()
        self._frames: list[FrameType] = []
        """Kept, so that no two of them have one identity."""

    def note(self, frame: FrameType, event: str, _argument: object) -> None:
        """Notes a call; a coroutine that goes on is none."""
        if event != "call" or id(frame) in self._seen or not (name := _name(frame)):
            return
        self._seen.add(id(frame))
        self._frames.append(frame)
        caller = frame.f_back
        while caller and not _name(caller):
            caller = caller.f_back
        self.made.append((_name(caller) if caller else "", name))


def _name(frame: FrameType) -> str:
    """The module and name of one of our own functions; empty for others."""
    path = frame.f_code.co_filename
    if not path.startswith(f"{ROOT}/") or not path.removeprefix(f"{ROOT}/").startswith(_PACKAGES):
        return ""
    module = path.removeprefix(f"{ROOT}/").removesuffix(".py").replace("/", ".")
    return f"{module}:{frame.f_code.co_qualname}"


@contextmanager
def traced() -> Iterator[Calls]:
    """The calls that are made meanwhile."""
    calls = Calls()
    sys.setprofile(calls.note)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def legs(calls: Calls) -> int:
    """How often the edge calls down into the conversation or the data."""
    return sum(caller.startswith("bot.") and not called.startswith("bot.") for caller, called in calls.made)


def climbs(calls: Calls) -> int:
    """How often a lower package calls a higher one, as by a function that it was given."""
    order = {"data": 0, "handlers": 1, "bot": 2}
    packages = [(caller.split(".")[0], called.split(".")[0]) for caller, called in calls.made if caller]
    return sum(order[called] > order[caller] for caller, called in packages)


async def measure(home: Path) -> list[Result]:
    """Prints the table, and returns its counts."""
    found: list[Result] = []
    key = hashing.make(home / "key")
    today = datetime.now(UTC).date()
    unlisted = sample.unlisted(_PEOPLE, _SEED, today)
    settings = Settings(_env_file=None, data_dir=home / "data", nik_key_file=home / "key")
    _publish(home, settings, key, today)
    async with running(settings, limit_inbound=False) as app:
        numbers = itertools.count()

        def message(text: str, choice: str | None = None, address: str = "") -> Incoming:
            n = next(numbers)
            return Incoming(str(n), "telegram", address or str(10_000_000 + n), text, choice, pushed=True)

        cases = {
            "a NIK": message(unlisted),
            "cek NIK": message(f"cek {unlisted}"),
            "the same chat again": message(f"cek {unlisted}", address="1"),
            "a button of the menu": message("", "info.register"),
            "a question": message("cara daftar gimana ya min?"),
            "qwerty asdf zxcv apa itu": message("qwerty asdf zxcv apa itu"),
        }
        await app.dispatch.handle(message(f"cek {unlisted}", address="1"))
        await app.dispatch.handle(message("halo"))
        heads = (*_READS, "calls", "legs", "climbs")
        print(f"{'message':26}", *(f"{one:>10}" for one in heads))
        for name, incoming in cases.items():
            with traced() as calls:
                await app.dispatch.handle(incoming)
            made = Counter(called for _, called in calls.made)
            figures = (*(made[one] for one in _READS.values()), len(calls.made), legs(calls), climbs(calls))
            print(f"{name:26}", *(f"{one:10}" for one in figures))
            found += [Result(f"{name}.{head}", value) for head, value in zip(heads, figures, strict=True)]
    return found


def _publish(home: Path, settings: Settings, key: hashing.Key, today: date) -> None:
    people = home / "people.csv"
    sample.write(people, _PEOPLE, _SEED, today, lambda *_: None)
    importer.publish(job.ImportJob(people, today, datetime.now(UTC), key, settings.snapshots), lambda *_: None)


def main() -> None:
    """Prints the table."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    logs.configure("text")
    with tempfile.TemporaryDirectory() as home:
        results.print_json(asyncio.run(measure(Path(home))))


if __name__ == "__main__":
    main()
