"""Asks the real server for 30 s at a steady rate, server and load each on a core: `python -m tests.bench.web`.

Every request is a message of a resident: most ask by NIK, some press a button, each chat sends a few. Beside it, the
same load on a bare Starlette that answers with fixed JSON: that is 1.
"""

import argparse
import asyncio
import itertools
import os
import random
import socket
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from data.coverage.importing import sample
from tests.faults.scan import TODAY
from tests.faults.web import house

CHOICES = ("menu", "info.update", "info.claim", "info.eligible", "offices")


def _pin(process: int, core: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process, {core % (os.cpu_count() or 1)})


async def _load(url: str, rate: int, seconds: float, niks: list[str], chats: list[str]) -> tuple[list[float], int]:
    """Seconds from the moment a request was due to its answer; and how many failed."""
    waits: list[float] = []
    failed = 0
    rng = random.Random(1)
    ids = itertools.count()
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=10) as client:

        async def one(due: float) -> None:
            nonlocal failed
            body = {"id": f"b{next(ids)}", "text": rng.choice(niks)}
            if rng.random() < 0.3:
                body = {"id": body["id"], "choice": rng.choice(CHOICES)}
            response = await client.post("/chat", json=body, headers={"cookie": rng.choice(chats)})
            failed += response.status_code != 200
            waits.append(time.perf_counter() - due)

        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for n in range(int(rate * seconds)):
                due = begun + n / rate
                if (early := due - time.perf_counter()) > 0:
                    await asyncio.sleep(early)
                group.create_task(one(due))
    return waits, failed


def _bare(port: int) -> None:
    """A server that does nothing."""

    async def chat(request: Request) -> JSONResponse:
        await request.json()
        return JSONResponse({"replies": [{"text": "x" * 300, "choices": [], "picture": None}], "language": "id"})

    uvicorn.run(Starlette(routes=[Route("/chat", chat, methods=["POST"])]), port=port, log_level="error", loop="uvloop")


def _report(name: str, waits: list[float], failed: int, process: psutil.Process, cpu: float) -> float:
    waits.sort()
    p50, p95, p99 = (waits[int(len(waits) * share)] * 1000 for share in (0.5, 0.95, 0.99))
    memory = process.memory_info().rss / 2**20
    spent = cpu / len(waits) * 1000
    print(
        f"{name}: {len(waits)} answered, {failed} failed; p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms, "
        f"longest {waits[-1] * 1000:.0f} ms, mean {statistics.mean(waits) * 1000:.1f} ms; "
        f"CPU {spent:.2f} ms a message, {memory:.0f} MB"
    )
    return spent


def _measure(name: str, url: str, pid: int, rate: int, seconds: float, niks: list[str], chats: list[str]) -> float:
    process = psutil.Process(pid)
    before = sum(process.cpu_times()[:2])
    waits, failed = asyncio.run(_load(url, rate, seconds, niks, chats))
    return _report(name, waits, failed, process, sum(process.cpu_times()[:2]) - before)


def main() -> None:
    """Prints percentiles, CPU and memory of our server, and of the bare one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--bare", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.bare:
        _bare(chosen.bare)
        return
    _pin(0, 1)
    niks = [one.nik for one in itertools.islice(sample.people(51_666, 1, TODAY), 4000)]
    with tempfile.TemporaryDirectory() as folder:
        made = house(Path(folder), 51_666)
        most = "1000000"
        made.env |= {"SIGAP_CHECKS_PER_DAY": most, "SIGAP_CHECKS_PER_IP": most, "SIGAP_CHECKS_PER_HOUR": most}
        made.env |= {"SIGAP_MESSAGES_PER_MINUTE": "1000", "SIGAP_CONNECTIONS_PER_IP": "0"}
        chats = made.chats(5000)
        with made.serving("--allow-synthetic") as server:
            _pin(server.process.pid, 0)
            ours = _measure("ours", server.url, server.process.pid, chosen.rate, chosen.seconds, niks, chats)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with psutil.Popen([sys.executable, "-m", "tests.bench.web", "--bare", str(port)]) as bare:
        _pin(bare.pid, 0)
        time.sleep(2)
        nothing = _measure("bare", f"http://127.0.0.1:{port}", bare.pid, chosen.rate, chosen.seconds, niks, chats)
        bare.kill()
    print(f"CPU a message: {ours / nothing:.1f} x the bare server's")


if __name__ == "__main__":
    main()
