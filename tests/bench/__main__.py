"""Repeats the benchmarks of docs/benchmarks.md: `uv run --locked python -m tests.bench [NAME ...]`.

Without a name all of them run, one after the other: about an hour and a half; with --quick some ten minutes, whose
figures say little. Leave the machine alone meanwhile: it needs two cores.

  python -m tests.bench --list                  what there is
  python -m tests.bench telegram turns          some of them
  python -m tests.bench --check telegram turns  and fail where ours got slower beside a peer
  python -m tests.bench --store                 and store these ratios as what --check compares with

Each benchmark is a program of its own with options of its own: `python -m tests.bench.telegram --help`. What they found
goes into results.json, results.md and pictures in the folder of --out; what is not run again stays there.

The peers are pinned: npm packages by tests/bench/peers/package-lock.json, Python packages by the group `bench` of
uv.lock. Both are installed when they are first needed (npm ci, uv sync); a peer that cannot run here is left out, with
a word why.
"""

import argparse
import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import ratios, report, results
from tests.bench.results import Result


@dataclass(frozen=True)
class Benchmark:
    """One program."""

    name: str
    title: str
    words: str
    """The module below tests.bench, and its options."""
    quick: str = ""
    """Further options with --quick."""


_ONE_ROUND = "--rounds 1 --seconds 1"
BENCHMARKS = (
    Benchmark("telegram", "A check of a new chat on Telegram", "telegram --new-chats", _ONE_ROUND),
    Benchmark("telegram-known", "A check of a chat that asked before", "telegram", _ONE_ROUND),
    Benchmark("telegram-disk", "A check, data on this disk", "telegram --new-chats --folder .", _ONE_ROUND),
    Benchmark("telegram-tls", "A check, Telegram over TLS", "telegram --new-chats --tls", _ONE_ROUND),
    Benchmark(
        "telegram-latency",
        "A check, 50 ms a call",
        "telegram --new-chats --latency 0.05 --at-once 256",
        f"{_ONE_ROUND} --at-once 64",
    ),
    Benchmark("turns", "A turn without a network", "turns", "--rounds 1"),
    Benchmark("walk", "What is worked out of a message", "walk"),
    Benchmark("web", "A message in the web chat", "web", "--seconds 5"),
    Benchmark("whatsapp", "WhatsApp's webhooks, and a kill", "whatsapp", "--rate 100 --seconds 6"),
    Benchmark("equal-time", "Does the time tell who is listed?", "equal_time", "--repeats 1"),
    Benchmark("start", "Start and memory", "start", "--rounds 1 --people 51666"),
    Benchmark("imports", "Importing the city's list", "imports", "--rounds 1"),
    Benchmark(
        "imports-large",
        "Importing longer and longer lists",
        "imports --sizes 50000 500000 1000000 5000000 --factors none --rounds 1",
        "--sizes 50000 200000",
    ),
    Benchmark("imports-beside", "What residents feel of an import", "imports_beside", "--people 50000"),
    Benchmark("broadcast", "Announcements without a limit", "broadcast", "--quick"),
    Benchmark("sender-alone", "The sender without the HTTP client", "sender_alone", "--people 1000"),
    Benchmark("loop-blocked", "What holds up the loop", "loop_blocked", "--people 3000"),
    Benchmark("rate", "Announcements at Telegram's pace", "rate", "--seconds 10 --quiet 5"),
    Benchmark("understanding", "Free text", "understanding --quick"),
    Benchmark("genuine", "Is this announcement ours?", "genuine"),
)
"""Not among them: `external` (wants data of others), `phone` (wants browsers), `learners` (compares what was not
taken), `whatsapp_costs` (a table that never changes by itself)."""
_OUT = Path("docs/benchmarks")


def _run(words: Sequence[str]) -> tuple[int, str, list[Result]]:
    """Runs a module with its options and shows what it prints. Returns its exit code, that text, and its figures."""
    command = [sys.executable, "-m", *words]
    lines: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            lines.append(line)
            if not line.startswith(("[{", '{"')):
                print(f"  {line}", end="", flush=True)
    found = results.read(lines[-1]) if lines else []
    return process.returncode, "".join(lines[:-1] if found else lines), found


def main() -> None:
    """Runs what is named; exits with 1 where a benchmark failed or, with --check, got slower."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    known = {one.name: one for one in BENCHMARKS}
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones; by default all")
    parser.add_argument("--quick", action="store_true", help="a small form of each: does it work?")
    parser.add_argument("--out", type=Path, default=_OUT, metavar="FOLDER", help=f"by default {_OUT}")
    parser.add_argument("--list", action="store_true", help="only say what there is")
    parser.add_argument("--check", action="store_true", help="fail where a ratio is over 15 %% worse than stored")
    parser.add_argument("--store", action="store_true", help="store the ratios found")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - known.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    if chosen.list:
        for one in BENCHMARKS:
            print(f"{one.name:18} {one.title}: python -m tests.bench.{one.words}")
        return
    wrong: list[str] = []
    every: dict[str, float] = {}
    for one in [known[name] for name in chosen.names] or BENCHMARKS:
        print(f"{one.name}: {one.title}", flush=True)
        words = [*f"tests.bench.{one.words}".split(), *(one.quick.split() if chosen.quick else ())]
        code, said, found = _run(words)
        if code:
            wrong.append(f"{one.name} ended with {code}")
            continue
        report.write(chosen.out, one.name, one.title, shlex.join(["python", "-m", *words]), said, found)
        every |= ratios.found(one.name, {result.name: result.value for result in found})
    before = ratios.stored()
    for name, ratio in every.items():
        print(f"{name} = {ratio:.3f}; stored: {before.get(name, 'nothing yet')}")
    if chosen.check:
        wrong += ratios.regressions(every)
    if chosen.store:
        ratios.store(every)
    for line in wrong:
        print(line, file=sys.stderr)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
