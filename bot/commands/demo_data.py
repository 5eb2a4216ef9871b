"""The data of the demo: its own key and made-up people."""

import os
import sys
from datetime import date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.settings import Settings
from data import hashing
from data.clock import wib_day
from data.coverage import snapshots
from data.coverage.importing import importer, job, sample
from data.coverage.importing.job import Progress

PEOPLE = 51_666
"""The programme's size: 11,666 launched in November 2025 beside some 40,000 paid for earlier."""
SEED = 2025


def prepare(settings: Settings, now: datetime, progress: Progress) -> Settings:
    """Makes the demo's key and snapshot once, beside the data directory; returns settings that use them."""
    home = settings.data_dir.with_name(f"{settings.data_dir.name}-demo")
    key_file, data_dir = home / "demo.key", home / "data"
    key = hashing.read(key_file) if key_file.exists() else hashing.make(key_file)
    own = {"data_dir": data_dir, "nik_key": None, "nik_key_file": key_file, "audit_head": None}
    made = settings.model_copy(update=own)
    if not _is_fresh(made, key, now):
        _build(home, made, key, now, progress)
    return made


def _is_fresh(made: Settings, key: hashing.Key, now: datetime) -> bool:
    try:
        about = snapshots.verify(made.snapshots, snapshots.read_pointer(made.snapshots), key)
    except snapshots.SnapshotProblem:
        return False
    return (now.date() - about.as_of).days <= made.stale_days


def _build(home: Path, made: Settings, key: hashing.Key, now: datetime, progress: Progress) -> None:
    today = wib_day(now)
    people = home / "participants.csv"
    sample.write(people, PEOPLE, SEED, today, progress)
    order = job.ImportJob(people, today, now, key, made.snapshots, accepted=job.Accepted(replace=True, older=True))
    importer.publish(order, progress)
    people.unlink()  # the list holds names and NIKs, although made-up ones


def show(console: Console, settings: Settings) -> None:
    """Prints NIKs to try, one of each kind."""
    live = snapshots.read_pointer(settings.snapshots).number
    about = snapshots.read_about(snapshots.file_of(settings.snapshots, live))
    table = Table(box=None, pad_edge=False)
    table.add_column("NIK to try", no_wrap=True, min_width=16)
    table.add_column("the answer")
    for nik, what in examples(about.as_of):
        table.add_row(nik, what)
    console.print(f"Demo with {about.people:,} made-up people (all serials 9xxx).")
    console.print(table)
    console.print()


def has_screen() -> bool:
    """Whether a browser with a window can be opened; a browser in the terminal would hide our output."""
    return sys.stdout.isatty() and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def examples(made_on: date) -> list[tuple[str, str]]:
    """NIKs of the demo's snapshot of that day, each with the answer in a few words."""
    found: dict[str, str] = {}
    for one in sample.people(PEOPLE, SEED, made_on):
        kind = "ended" if one.ends else "listed, begins later" if one.starts > made_on else "listed"
        found.setdefault(kind, one.nik)
        if len(found) == 3:
            break
    missing = sample.unlisted(PEOPLE, SEED, made_on)
    return [
        (found["listed"], "listed"),
        (found["listed, begins later"], "listed, begins later"),
        (found["ended"], "was listed, ended"),
        (missing, "not in the list"),
        (found["listed"][:-1], "a digit is missing"),
    ]
