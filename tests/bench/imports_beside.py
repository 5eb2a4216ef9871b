"""What residents feel of an import: `python -m tests.bench.imports_beside [--people 1000000] [--rate 50]`.

A real server answers web chats at a steady rate, first alone, then while `sigap import` reads a list beside it. On two
cores all of it, load included, shares them. Prints the percentiles of the answers, and how long the import took.
"""

import argparse
import asyncio
import itertools
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from data.coverage.importing import sample
from tests.bench import results
from tests.bench.results import Result
from tests.faults.scan import TODAY
from tests.faults.web import house
from tests.support.processes import SIGAP

_PEOPLE = 51_666


async def _waits(url: str, rate: int, is_over: Callable[[], bool], niks: list[str], chats: list[str]) -> list[float]:
    """Milliseconds from the moment a message was due to its answer, in order of size."""
    waits: list[float] = []
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:

        async def one(number: int, due: float) -> None:
            body = {"id": f"b{number}-{due}", "text": niks[number % len(niks)]}
            response = await client.post("/chat", json=body, headers={"cookie": chats[number % len(chats)]})
            assert response.status_code == 200, response.text
            waits.append((time.perf_counter() - due) * 1000)

        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in itertools.count():
                due = begun + number / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                if is_over():
                    break
                group.create_task(one(number, due))
    return sorted(waits)


def measure(people: int = 1_000_000, rate: int = 50, seconds: float = 15, nice: int = 0) -> list[Result]:
    """p50, p99 and the longest wait of an answer, without and beside an import."""
    niks = [one.nik for one in itertools.islice(sample.people(_PEOPLE, 1, TODAY), 4000)]
    found: list[Result] = []

    def note(name: str, waits: list[float]) -> None:
        found.extend(
            Result(f"{name}.{what}", round(value, 1), "ms")
            for what, value in (
                ("p50", waits[len(waits) // 2]),
                ("p99", waits[int(len(waits) * 0.99)]),
                ("longest", waits[-1]),
            )
        )

    with tempfile.TemporaryDirectory() as folder:
        made = house(Path(folder), _PEOPLE)
        most = "1000000"
        made.env |= {"SIGAP_CHECKS_PER_DAY": most, "SIGAP_CHECKS_PER_IP": most, "SIGAP_CHECKS_PER_HOUR": most}
        made.env |= {"SIGAP_MESSAGES_PER_MINUTE": "1000", "SIGAP_CONNECTIONS_PER_IP": "0"}
        chats = made.chats(2000)
        list_ = Path(folder) / "large.csv"
        sample.write(list_, people, 2, TODAY, lambda *_: None)
        with made.serving("--allow-synthetic") as server:
            end = time.perf_counter() + seconds
            note("alone", asyncio.run(_waits(server.url, rate, lambda: time.perf_counter() > end, niks, chats)))
            words = (
                "nice",
                "-n",
                str(nice),
                SIGAP,
                "import",
                str(list_),
                "--as-of",
                TODAY.isoformat(),
                "--replace",
                "--older",
            )
            begun = time.perf_counter()
            with subprocess.Popen(words, env=made.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as done:
                note(
                    "beside_import",
                    asyncio.run(_waits(server.url, rate, lambda: done.poll() is not None, niks, chats)),
                )
                assert done.returncode == 0, done.stderr.read() if done.stderr else b""
            found.append(
                Result(
                    "import.rows",
                    round(people / (time.perf_counter() - begun)),
                    "/s",
                    lower_is_better=False,
                )
            )
    return found


def main() -> None:
    """Prints one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rate", type=int, default=50, help="messages a second")
    parser.add_argument("--seconds", type=float, default=15, help="how long the server is asked alone")
    parser.add_argument("--nice", type=int, default=0, help="how far the import steps back from the processor")
    chosen = parser.parse_args()
    found = measure(chosen.people, chosen.rate, chosen.seconds, chosen.nice)
    for one in found:
        print(f"{one.name}: {one.value:,} {one.unit}")
    results.print_json(found)


if __name__ == "__main__":
    main()
