"""How fast lists are imported: `python -m tests.bench.imports [--people 51666 --people 5000000] [--rounds 3]`.

Makes synthetic lists, imports each in a process of its own, and prints the median of the rounds: seconds, rows a second
and peak memory. Beside them, in the same rounds, two peers that only read the same file: Python's csv reader, and
python-calamine; the ratio to them says more than the seconds on a shared machine.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from data import hashing
from data.coverage.importing import importer, sample
from data.coverage.importing import job as orders
from data.coverage.second_factor import Factor

TODAY = date(2026, 11, 22)
MOST_XLSX = 1_000_000


def _read_csv(path: Path) -> None:
    import csv  # noqa: PLC0415

    with path.open(encoding="utf-8", newline="") as opened:
        for _ in csv.reader(opened):
            pass


def _read_xlsx(path: Path) -> None:
    from python_calamine import load_workbook  # noqa: PLC0415

    for _ in load_workbook(str(path)).get_sheet_by_index(0).to_python():
        pass


def _import(path: Path, factor: Factor) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as home:
        order = orders.ImportJob(path, TODAY, datetime.now(UTC), hashing.parse("5a" * 32), Path(home), factor)
        report = importer.publish(order, lambda *_: None)
        assert report.published
        assert not report.rejected
        assert not report.unclear


def _measure(what: str, path: Path) -> None:
    """Runs one job in this process and prints seconds and peak megabytes as JSON."""
    began = time.perf_counter()
    if what == "read":
        (_read_xlsx if path.suffix == ".xlsx" else _read_csv)(path)
    else:
        _import(path, Factor(what))
    seconds = time.perf_counter() - began
    print(json.dumps([seconds, _peak()]))


def _peak() -> float:
    """The most memory this process held, in MB. (getrusage would count its parent's before the exec.)"""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _in_own_process(what: str, path: Path) -> tuple[float, float]:
    words = [sys.executable, "-m", "tests.bench.imports", "--measure", what, "--file", str(path)]
    seconds, peak = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    return seconds, peak


def main() -> None:
    """Prints one line a job."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, action="append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        _measure(chosen.measure, chosen.file)
        return
    console = Console()
    table = Table("people", "file", "job", "seconds", "rows/s", "peak MB", "x reading")
    with tempfile.TemporaryDirectory() as home:
        for people in chosen.people or [51_666]:
            for suffix in ("csv", "xlsx") if people <= MOST_XLSX else ("csv",):
                path = Path(home) / f"people.{suffix}"
                console.print(f"making {people:,} people as {suffix} ...")
                sample.write(path, people, 1, TODAY, lambda *_: None)
                jobs = ["read", *(factor.value for factor in Factor if factor is not Factor.KK)]
                runs: dict[str, list[tuple[float, float]]] = {job: [] for job in jobs}
                for _ in range(chosen.rounds):  # interleaved, so that a noisy moment hits all
                    for job in jobs:
                        runs[job].append(_in_own_process(job, path))
                reading = statistics.median(seconds for seconds, _ in runs["read"])
                for job in jobs:
                    seconds = statistics.median(seconds for seconds, _ in runs[job])
                    peak = max(peak for _, peak in runs[job])
                    name = "only read it" if job == "read" else f"import, factor {job}"
                    table.add_row(
                        f"{people:,}", suffix, name, f"{seconds:.2f}", f"{people / seconds:,.0f}", f"{peak:.0f}",
                        f"{seconds / reading:.1f}",
                    )  # fmt: skip
                path.unlink()
    console.print(table)


if __name__ == "__main__":
    main()
