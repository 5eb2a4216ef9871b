"""Kills an import at many moments and looks what is live: `python -m tests.faults.import_kill --points 50`.

Each import runs in a process of its own and gets SIGKILL after a delay; the delays are spread over the whole time an
undisturbed import takes, reading, sorting, checking and publishing included. After each kill the live snapshot must be
one of the two whole ones, readable and of the right size, and no process of the import may outlive it.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

import psutil

from data import hashing
from data.coverage import snapshots
from data.coverage.importing import sample
from tests.support import warm

_PATIENCE = 10
"""Seconds."""
SIGAP = str(Path(sys.executable).with_name("sigap"))


def _import(env: dict[str, str], file: Path, as_of: str) -> warm.Process:
    words = (SIGAP, "import", str(file), "--as-of", as_of, "--replace", "--older")
    with Path(os.devnull).open("r+b") as nothing:
        return warm.Process(words, env, (nothing.fileno(),) * 3)


def _wait_for_writer(coverage: Path) -> None:
    """Waits until the process that staged people has ended. Raises AssertionError where it outlives the import."""
    until = time.monotonic() + _PATIENCE
    while writers := [
        one for one in psutil.process_iter(["cmdline"]) if str(coverage) in " ".join(one.info["cmdline"] or ())
    ]:
        assert time.monotonic() < until, writers
        time.sleep(0.01)


def run(points: int, people: int, home: Path) -> Counter[str]:
    """Kills `points` imports; returns how often the old and the new list were live afterwards."""
    key = hashing.make(home / "nik.key")
    env = {**os.environ, "SIGAP_DATA_DIR": str(home / "sigap"), "SIGAP_NIK_KEY_FILE": str(home / "nik.key")}
    coverage = home / "sigap" / "coverage"
    old, new = home / "old.csv", home / "new.csv"
    today = date(2026, 11, 22)
    sample.write(old, 500, 1, today, lambda *_: None)
    sample.write(new, people, 2, today, lambda *_: None)
    assert _import(env, old, "2026-11-01").wait(60) == 0
    began = time.perf_counter()
    assert _import(env, new, "2026-11-02").wait(60) == 0
    whole = time.perf_counter() - began
    assert _import(env, old, "2026-11-01").wait(60) == 0
    seen: Counter[str] = Counter()
    for point in range(points):
        running = _import(env, new, "2026-11-02")
        time.sleep(whole * (point + 1) / points)
        running.send_signal(signal.SIGKILL)
        running.wait(60)
        _wait_for_writer(coverage)
        about = snapshots.verify(coverage, snapshots.read_pointer(coverage), key)
        assert about.people in {500, people}, about
        seen["new list live" if about.people == people else "old list live"] += 1
        if about.people == people:
            assert _import(env, old, "2026-11-01").wait(60) == 0
    assert _import(env, old, "2026-11-01").wait(60) == 0  # the next import cleans up
    assert not [*coverage.glob("*.part"), *coverage.glob("*.stage")]
    return seen


def main() -> None:
    """Prints what was live after each kill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--people", type=int, default=150_000, help="from 100,000 on a second process stages them")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        seen = run(chosen.points, chosen.people, Path(home))
    print(f"{chosen.points} kills, always a whole snapshot live: {dict(seen)}")  # noqa: T201


if __name__ == "__main__":
    main()
