"""How fast lists are imported: `python -m tests.bench.imports [--sizes 50000 5000000] [--rounds 3]`.

Makes synthetic lists, imports each in a process of its own, and prints rows a second (the median of the rounds), CPU
seconds (the least), and the peak memory of all its processes together (the most). Beside them, in the same rounds, two
peers that only read the same file: Python's csv reader, and python-calamine; the ratio to them says more than the
seconds on a shared machine.

`--sizes 50000 500000 5000000 50000000 --factors none --rounds 1` shows whether rows a second stay the same; 50 million
rows take 10 GB of disk. An import reads at most 20 million rows of a file, so more are given as several files.
"""

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil

from data import hashing
from data.coverage.importing import importer, sample
from data.coverage.importing import job as orders
from data.coverage.second_factor import Factor
from data.nik.regions import KOTA_BEKASI, KOTA_BEKASI_KECAMATAN
from tests.bench import results
from tests.bench.results import Result

TODAY = date(2026, 11, 22)
MOST_XLSX = 1_000_000
MOST_A_FILE = 9_000_000
"""Of several files read as one list, each may have 10 million rows."""
_STEP = 179_424_673
"""A prime: it leads through all NIKs in an order that looks random."""
FACTORS = ("none", "name")
_READ = "read"
_POLL = 0.02
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Run:
    """One job, measured from outside its process."""

    seconds: float
    """Wall time of the job itself, without the start of Python."""
    cpu: float
    """CPU seconds of the job and of the processes that it started."""
    megabytes: float
    """Most memory of all processes together; pages that they share count once."""


def _read(path: Path) -> None:
    if path.suffix == ".xlsx":
        from python_calamine import load_workbook  # noqa: PLC0415

        for _ in load_workbook(str(path)).get_sheet_by_index(0).to_python():
            pass
        return
    with path.open(encoding="utf-8", newline="") as opened:
        for _ in csv.reader(opened):
            pass


def _import(paths: Sequence[Path], factor: Factor) -> None:
    with tempfile.TemporaryDirectory(dir=paths[0].parent) as home:
        key = hashing.parse("5a" * 32)
        now, more = datetime.now(UTC), tuple(paths[1:])
        order = orders.ImportJob(paths[0], TODAY, now, key, Path(home), factor, more=more)
        report = importer.publish(order, lambda *_: None)
        assert report.published
        assert not report.rejected
        assert not report.unclear


def _work(what: str, paths: Sequence[Path]) -> None:
    """Runs one job in this process, and prints its wall and CPU seconds as JSON."""
    begun, spent = time.perf_counter(), _cpu()
    if what == _READ:
        for path in paths:
            _read(path)
    else:
        _import(paths, Factor(what))
    print(json.dumps([time.perf_counter() - begun, _cpu() - spent]))


def _cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def _run(what: str, paths: Sequence[Path]) -> Run:
    words = [sys.executable, "-m", "tests.bench.imports", "--work", what, "--files", *map(str, paths)]
    peak = 0.0
    with psutil.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            peak = max(peak, _memory(process))
            time.sleep(_POLL)
        seconds, cpu = json.loads(process.stdout.read())
    return Run(seconds, cpu, peak)


def _memory(process: psutil.Process) -> float:
    """Megabytes of a process and of those that it started."""
    held = 0
    try:
        for one in (process, *process.children(recursive=True)):
            held += one.memory_full_info().pss
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # it has just ended
        pass
    return held / 2**20


def _files(folder: Path, people: int, suffix: str) -> list[Path]:
    """Writes a list, in several files where one could not hold it."""
    if suffix == "xlsx":
        sample.write(folder / "people.xlsx", people, 1, TODAY, lambda *_: None)
        return [folder / "people.xlsx"]
    made = []
    for begin in range(0, people, MOST_A_FILE):
        made.append(folder / f"people-{begin}.csv")
        with made[-1].open("w", encoding="utf-8", newline="") as opened:
            table = csv.writer(opened)
            table.writerow(sample.HEADINGS)
            table.writerows(_people(begin, min(begin + MOST_A_FILE, people)))
    return made


def _people(begin: int, end: int) -> Iterator[list[str]]:
    """Synthetic people whose NIKs differ by their numbers: `sample.people` keeps every NIK to make no second one."""
    others = [[*one.cells()][1:] for one in sample.people(2000, 1, TODAY)]
    days = [date(1955, 1, 1) + timedelta(days=day) for day in range(365 * 50)]
    births = [f"{day.day + woman:02}{day:%m%y}" for day in days for woman in (0, 40)]
    every = 1000 * len(births) * KOTA_BEKASI_KECAMATAN
    for number in range(begin, end):
        rest, serial = divmod(number * _STEP % every, 1000)
        place, birth = divmod(rest, len(births))
        yield [f"{KOTA_BEKASI}{place + 1:02}{births[birth]}{9000 + serial}", *others[number % len(others)]]


def runs(
    people: int, suffix: str, factors: Sequence[str] = FACTORS, rounds: int = 3, folder: Path | None = None
) -> dict[str, list[Run]]:
    """Job ("read", or a second factor) -> its rounds, for one list."""
    with tempfile.TemporaryDirectory(dir=folder) as home:
        paths = _files(Path(home), people, suffix)
        jobs = [_READ, *factors]
        found: dict[str, list[Run]] = {job: [] for job in jobs}
        for _ in range(rounds):  # interleaved, so that a noisy moment hits all
            for job in jobs:
                found[job].append(_run(job, paths))
        return found


def measure(
    sizes: Sequence[int] = (51_666,), factors: Sequence[str] = FACTORS, rounds: int = 3, folder: Path | None = None
) -> list[Result]:
    """Prints the figures of all lists, and returns them."""
    found: list[Result] = []
    for people in sizes:
        for suffix in ("csv", "xlsx") if people <= MOST_XLSX else ("csv",):
            of_jobs = runs(people, suffix, factors, rounds, folder)
            reading = statistics.median(run.seconds for run in of_jobs[_READ])
            for job, of_job in of_jobs.items():
                seconds = statistics.median(run.seconds for run in of_job)
                cpu, megabytes = min(run.cpu for run in of_job), max(run.megabytes for run in of_job)
                print(
                    f"{people:,} people, {suffix}, {job}: {people / seconds:,.0f} rows/s, {cpu:.2f} s of CPU, "
                    f"{megabytes:.0f} MB, {seconds / reading:.1f} times as long as reading it",
                    flush=True,
                )
                name = f"{people}.{suffix}.{job}"
                found += [
                    Result(f"{name}.rows", round(people / seconds), "/s", lower_is_better=False),
                    Result(f"{name}.least_cpu", round(cpu, 3), "s"),
                    Result(f"{name}.memory", round(megabytes), "MB"),
                    Result(f"{name}.beside_reading", round(seconds / reading, 2), "times"),
                ]
    return found


def main() -> None:
    """Prints one line a job."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[51_666])
    parser.add_argument("--factors", nargs="+", default=[*FACTORS], choices=[*Factor])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the lists and snapshots are written")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--files", type=Path, nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        _work(chosen.work, chosen.files)
        return
    found = measure(chosen.sizes, chosen.factors, chosen.rounds, chosen.folder)
    results.print_json(found)


if __name__ == "__main__":
    main()
