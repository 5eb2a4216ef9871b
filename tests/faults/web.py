"""Guesses, floods and breaks the real web server: `python -m tests.faults.web`.

Guessing: sequential NIKs, each with a fresh cookie, from one address. Flooding: one chat sends 100 messages a second
while others write as people do. Breaking: malformed, long and slow requests of every kind, some cut off in the middle.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx

from data.coverage.importing import sample
from tests.faults.scan import TODAY
from tests.support.processes import House, Serving
from tests.support.visitors import words


def house(home: Path, people: int = 500, factor: str = "none") -> House:
    """A house with made-up people published, who are asked for this second factor."""
    made = House(home / "house")
    sample.write(home / "participants.csv", people, 1, TODAY, lambda *_: None)
    made.sigap("key", made.env["SIGAP_NIK_KEY_FILE"])
    made.sigap("import", str(home / "participants.csv"), "--as-of", "2026-11-01", "--second-factor", factor)
    return made


def _sequence(count: int) -> list[str]:
    """Well-formed NIKs, one after the other, serials 9xxx."""
    return [f"327501{1 + n // 1000:02}0189{9000 + n % 1000}" for n in range(count)]


async def guess(server: Serving, niks: list[str]) -> Counter[str]:
    """What somebody learns who tries these NIKs from one address, each with a fresh cookie."""
    learnt: Counter[str] = Counter()
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        for n, nik in enumerate(niks):
            client.cookies.clear()
            response = await client.post("/chat", json={"id": f"g{n}", "text": nik})
            said = words(response.json()["replies"][0])
            learnt["statuses" if "ercatat · per" in said else "refusals"] += 1
            learnt[f"HTTP {response.status_code}"] += 1
    return learnt


async def flood(
    server: Serving, seconds: float, per_second: int = 100
) -> tuple[Counter[str], list[float], list[float]]:
    """Seconds that others wait, before and while one chat floods; and what the flooding chat hears."""
    heard: Counter[str] = Counter()

    async def writes(patience: float) -> list[float]:
        waits = []
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            end = time.perf_counter() + patience
            while time.perf_counter() < end:
                begun = time.perf_counter()
                client.cookies.clear()
                await client.post("/chat", json={"id": f"p{begun}", "text": "menu"})
                waits.append(time.perf_counter() - begun)
                await asyncio.sleep(0.05)
        return waits

    async def floods() -> None:
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            await client.get("/")

            async def one(n: int) -> None:
                response = await client.post("/chat", json={"id": f"f{n}", "text": "menu"})
                held = "terlalu cepat" in response.json()["replies"][0]["text"]
                heard["held back" if held else "answered"] += 1

            async with asyncio.TaskGroup() as group:
                for n in range(int(seconds * per_second)):
                    group.create_task(one(n))
                    await asyncio.sleep(1 / per_second)

    quiet = await writes(seconds / 2)
    busy, _ = await asyncio.gather(writes(seconds), floods())
    return heard, quiet, busy


def _nonsense(rng: random.Random) -> bytes:
    """A request that no browser of ours sends."""
    bodies = [
        b"{", b"", b"[]", b"null", b'{"id":"1"}', b'{"id":"1","text":{}}', b'{"id":"1","text":1e999}', b"\xff" * 40,
        b'{"id":"1","text":"\\u0000\\u0007\\ud83d"}', b"[" * 20_000, b"x" * 1_000_000,
        rng.randbytes(rng.randrange(300)),
    ]  # fmt: skip
    body = rng.choice(bodies)
    kind = rng.choice([b"application/json", b"application/json", b"text/plain", b"multipart/form-data", b""])
    method, path = rng.choice([(b"POST", b"/chat")] * 6 + [(b"GET", b"/chat"), (b"PUT", b"/"), (b"GET", b"/%00%ff/..")])
    length = rng.choice([len(body), len(body), len(body) + 10, 0])
    head = b"%s %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n" % (
        method, path, kind, length,
    )  # fmt: skip
    whole = rng.choice(
        [head + b"\r\n" + body, head + b"X: " + b"y" * 200_000 + b"\r\n\r\n", rng.randbytes(200) + b"\r\n\r\n"]
    )
    return whole[: rng.randrange(1, len(whole))] if rng.random() < 0.2 else whole


async def _sent(server: Serving, request: bytes, patience: float) -> str:
    """The status line's code, or how the connection ended."""
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            try:
                writer.write(request)
                await writer.drain()
                heard = await reader.read(65536)
            finally:
                writer.close()
    except TimeoutError:
        return "waits for more"
    except OSError:
        return "closed"
    return heard[9:12].decode("latin-1") if heard.startswith(b"HTTP/1.1") else "closed"


async def break_it(server: Serving, requests: int, seed: int = 1, patience: float = 0.5) -> Counter[str]:
    """What nonsense hears, 20 at a time. Cut off, it waits until we hang up, and holds nobody else."""
    rng = random.Random(seed)
    seen: Counter[str] = Counter()
    for _ in range(requests // 20):
        batch = [_sent(server, _nonsense(rng), patience) for _ in range(20)]
        seen.update(await asyncio.gather(*batch))
    return seen


async def slow_bodies(server: Serving, count: int) -> Counter[str]:
    """What bodies hear that come at a byte a second: they are given up, others are answered at once."""
    head = b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
    seen: Counter[str] = Counter()

    async def drips(start: bytes) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(start)
        answer = asyncio.ensure_future(reader.read(4096))
        while not answer.done():
            writer.write(b"1")
            await asyncio.wait([answer], timeout=1)
        said = answer.result()
        seen[said[9:12].decode() if said else "closed"] += 1
        writer.close()

    async with httpx.AsyncClient(base_url=server.url, timeout=5) as client:
        drops = [asyncio.create_task(drips(start)) for start in [head, b"GET / HTTP/1.1\r\nX: "] * count]
        await asyncio.sleep(1)
        begun = time.perf_counter()
        assert (await client.get("/healthz")).status_code == 200
        seen["others waited ms"] = int((time.perf_counter() - begun) * 1000)
        await asyncio.gather(*drops)
    return seen


def _p95(waits: list[float]) -> str:
    return f"{sorted(waits)[int(len(waits) * 0.95)] * 1000:.1f} ms"


def main() -> None:
    """Prints what was learnt, heard and seen; fails when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--niks", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--requests", type=int, default=5_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, house(Path(home)).serving("--allow-synthetic") as server:
        learnt = asyncio.run(guess(server, _sequence(chosen.niks)))
        print(f"guessing: {json.dumps(learnt)}")  # noqa: T201
        heard, quiet, busy = asyncio.run(flood(server, chosen.seconds))
        print(f"flood: {json.dumps(heard)}; others wait p95 {_p95(quiet)} before, {_p95(busy)} meanwhile")  # noqa: T201
        seen = asyncio.run(break_it(server, chosen.requests))
        print(f"nonsense: {json.dumps(seen)}")  # noqa: T201
        slow = asyncio.run(slow_bodies(server, 50))
        print(f"a byte a second: {json.dumps(slow)}")  # noqa: T201
        held = server.said.count(b"Traceback")
        print(f"tracebacks: {held}; end: {server.stop()}")  # noqa: T201
    sys.exit(learnt["statuses"] > 30 or any(code.startswith("5") for code in seen) or held > 0)


if __name__ == "__main__":
    main()
