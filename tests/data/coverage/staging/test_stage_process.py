import csv
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from resource import RLIMIT_FSIZE

import psutil
import pytest
from msgspec.msgpack import encode

from data import hashing
from data.coverage import snapshots
from data.coverage.importing import importer, sample
from data.coverage.importing.job import ImportJob, Report
from data.coverage.second_factor import Factor
from data.coverage.snapshots import SnapshotProblem
from data.coverage.staging import stage, stage_process
from data.coverage.staging.stage import Person

KEY = hashing.parse("5a" * 32)
TODAY = date(2026, 11, 22)
BLOCK: list[Person] = [
    (f"32750141079{row:05}", 0, 739_000, 0, 1, "SITI" if row % 2 else "", row, 1) for row in range(1, 2001)
]


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    """An empty staging file."""
    file = tmp_path / "coverage-1.stage"
    with closing(sqlite3.connect(file)) as db:
        db.execute("ATTACH ? AS stage", (str(file),))
        db.execute(stage.TABLE)
    return file


def rows(file: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as db:
        return db.execute("SELECT * FROM people").fetchall()


def writer() -> psutil.Process:
    (found,) = psutil.Process().children()
    return found


def fill(staged: Path, meanwhile: Callable[[], object], block: list[Person] = BLOCK) -> None:
    """Stages more than the pipe holds, after something happened."""
    with stage_process.staging(staged, KEY) as put:
        put(BLOCK)
        meanwhile()
        for _ in range(1000):
            put(block)


def test_the_process_stages_people_hashed_and_in_order(staged: Path) -> None:
    with stage_process.staging(staged, KEY) as put:
        put(BLOCK)
        put(BLOCK[:3])
    found = rows(staged)
    assert len(found) == len(BLOCK) + 3
    nik = KEY.of_nik(BLOCK[0][0])
    assert found[0] == found[-3] == (nik, 0, 739_000, None, 1, KEY.of_factor(nik, "SITI"), 1, 1)
    assert found[1][5] is None
    assert not psutil.Process().children()


def test_the_key_is_neither_an_argument_nor_in_the_environment(staged: Path) -> None:
    with stage_process.staging(staged, KEY) as put:
        put(BLOCK)
        seen = f"{writer().cmdline()} {writer().environ()}"
    assert "stage_writer" in seen
    assert KEY.secret.hex() not in seen
    assert str(KEY.secret) not in seen


def test_an_error_of_the_import_ends_the_process_and_commits_nothing(staged: Path) -> None:
    def fail() -> None:
        raise ValueError("a row")

    with pytest.raises(ValueError, match="a row"):
        fill(staged, fail)
    assert not psutil.Process().children()
    assert rows(staged) == []


def test_a_killed_process_is_told_in_a_sentence(staged: Path) -> None:
    with pytest.raises(SnapshotProblem, match="Nothing has changed"):
        fill(staged, lambda: writer().kill())
    assert not psutil.Process().children()


def test_a_process_killed_behind_the_last_row_is_told_too(staged: Path) -> None:
    with pytest.raises(SnapshotProblem, match="Nothing has changed"), stage_process.staging(staged, KEY):
        writer().kill()


def test_a_full_disk_is_told_as_without_the_process(staged: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        fill(staged, lambda: writer().rlimit(RLIMIT_FSIZE, (1 << 20, 1 << 20)))


def test_a_process_without_memory_raises_as_the_import_itself_would(staged: Path) -> None:
    long = [(*BLOCK[0][:5], f"{'SITI':x<{1 << 26}}", 1, 1)]
    with pytest.raises(MemoryError):
        fill(staged, lambda: writer().rlimit(psutil.RLIMIT_AS, (1 << 26, 1 << 26)), long)


def test_the_process_ends_when_the_import_is_killed_and_commits_nothing(staged: Path) -> None:
    block = encode(BLOCK)
    words = [sys.executable, "-m", "data.coverage.staging.stage_writer", str(staged)]
    sent = KEY.secret + len(block).to_bytes(4) + block
    done = subprocess.run(words, input=sent, capture_output=True, check=False, timeout=60)
    assert done.returncode
    assert done.stdout == b""
    assert rows(staged) == []


def test_it_never_makes_a_file_that_the_next_import_has_removed(staged: Path) -> None:
    staged.unlink()
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        fill(staged, lambda: None)
    assert not staged.exists()


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list that pays a process of its own, with people named twice, rejected and unclear rows."""
    file = tmp_path_factory.mktemp("long") / "long.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        table = csv.writer(opened)
        table.writerow(sample.HEADINGS)
        for number, one in enumerate(sample.people(110_000, 1, TODAY)):
            cells = [*one.cells()]
            if number % 1000 == 7:
                cells[0] = cells[0][:15]
            if number % 1000 == 8:
                cells[4] = "kemarin"
            if number % 1000 == 9:
                cells[1] = ""
            table.writerow(cells)
            if number % 1000 == 10:
                table.writerow([cells[0], "LAIN SEKALI", *cells[2:]])
    return file


def published(file: Path, home: Path) -> tuple[Report, list[tuple[object, ...]]]:
    order = ImportJob(file, TODAY, datetime(2026, 11, 22, 5, tzinfo=UTC), KEY, home, Factor.NAME, keep_reasons=True)
    report = importer.publish(order, lambda *_: None)
    assert report.published
    with closing(snapshots.connect(snapshots.file_of(home, 1))) as db:
        return report, db.execute("SELECT * FROM people").fetchall()


@pytest.fixture
def one_core() -> Iterator[None]:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    yield
    os.sched_setaffinity(0, cores)


@pytest.mark.usefixtures("one_core")
def test_a_list_is_the_same_on_one_core_and_on_two(long_list: Path, tmp_path: Path) -> None:
    assert not stage_process.has_second_core()
    alone = published(long_list, tmp_path / "one")
    cores = {*range(os.cpu_count() or 1)}
    os.sched_setaffinity(0, cores)
    if not stage_process.has_second_core():
        pytest.skip("there is one core")
    before = psutil.Process().cpu_times().children_user
    both = published(long_list, tmp_path / "two")
    assert psutil.Process().cpu_times().children_user > before  # there was a process
    assert both[1] == alone[1]
    ours, theirs = asdict(both[0]), asdict(alone[0])
    assert {**ours, "seconds": 0.0} == {**theirs, "seconds": 0.0}
