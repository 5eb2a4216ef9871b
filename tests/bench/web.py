"""CPU and waiting of a check in the web chat, beside a bare Starlette: `python -m tests.bench.web`.

300 people at a time ask by NIK once a second, each from a browser of its own that keeps its connection open for four
messages. Server and load have a core each; the servers take turns, and the figures are medians of these rounds:

ours: the real server, durable.
edge: the same server, but every turn gives the first answer again at once: what the web itself costs.
bare: a Starlette that reads the JSON and answers with fixed JSON of the same length.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import re
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.dispatch import Dispatch
from bot.entry import main as sigap
from data.coverage.importing import sample
from handlers.messages import Answer, Incoming
from tests.bench import results
from tests.bench.results import Result
from tests.faults.scan import TODAY
from tests.faults.web import house
from tests.support.processes import House

PEOPLE = 51_666
VISIT = 4
"""Messages that a browser sends before it leaves."""
SERVERS = ("ours", "edge", "bare")
_UNLIMITED = {
    **dict.fromkeys(("SIGAP_CHECKS_PER_DAY", "SIGAP_CHECKS_PER_HOUR", "SIGAP_MESSAGES_PER_MINUTE"), "1000000"),
    **dict.fromkeys(("SIGAP_CHECKS_PER_IP", "SIGAP_CHECKS_PER_IP_DAY", "SIGAP_CONNECTIONS_PER_IP"), "0"),
}
_HEAD = (
    "POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\nContent-Length: {length}\r\n"
    'sec-ch-ua-platform: "Android"\r\nUser-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like '
    'Gecko) Chrome/141.0.0.0 Mobile Safari/537.36\r\nsec-ch-ua: "Chromium";v="141", "Not?A_Brand";v="8"\r\n'
    "Content-Type: application/json\r\nsec-ch-ua-mobile: ?1\r\nAccept: */*\r\nOrigin: http://127.0.0.1\r\n"
    "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nReferer: http://127.0.0.1/\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: id-ID,id;q=0.9\r\n{cookie}\r\n"
)
_LENGTH = re.compile(rb"content-length: (\d+)")
_COOKIE = re.compile(rb"set-cookie: ([^;]+)")


@dataclass(frozen=True)
class Figures:
    """One server under load."""

    cpu_ms: float
    """Milliseconds of CPU a message."""
    p50_ms: float
    p95_ms: float
    p99_ms: float
    """From the moment a message was due to its answer."""
    memory_mb: float


class _Browser(asyncio.Protocol):
    """A connection that is kept open between the messages, and the cookies."""

    def __init__(self, cookie: str) -> None:
        self._cookies = {cookie} if cookie else set[str]()
        self._received = b""
        self._answered: asyncio.Future[bytes] | None = None
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        assert not end or length, head
        if self._answered and end and length and len(body) == int(length[1]):
            self._received = b""
            self._answered.set_result(head)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_exception(exc or ConnectionError())

    async def asks(self, body: str) -> None:
        """One message, until its answer is read."""
        self._answered = asyncio.get_running_loop().create_future()
        cookie = f"Cookie: {'; '.join(self._cookies)}\r\n" if self._cookies else ""
        self._transport.write((_HEAD.format(length=len(body), cookie=cookie) + body).encode("ascii"))
        head = await self._answered
        assert head.startswith(b"HTTP/1.1 200"), head
        self._cookies |= {one.decode("ascii") for one in _COOKIE.findall(head)}

    def leaves(self) -> None:
        """Closes the connection."""
        self._transport.close()


async def _load(port: int, rate: int, seconds: float, niks: Iterator[str], cookies: Iterator[str]) -> list[float]:
    """Seconds from the moment each message was due to its answer."""
    loop, waits, ids = asyncio.get_running_loop(), list[float](), itertools.count()
    begun, marker = loop.time(), os.urandom(4).hex()

    async def person(first: int) -> None:
        browser = None
        for number, n in enumerate(range(first, int(rate * seconds), rate)):
            due = begun + n / rate
            await asyncio.sleep(due - loop.time())
            if browser is None or number % VISIT == 0:
                if browser:
                    browser.leaves()
                _, browser = await loop.create_connection(lambda: _Browser(next(cookies)), "127.0.0.1", port)
            await browser.asks(f'{{"id":"{marker}-{next(ids)}","text":"{next(niks)}"}}')
            waits.append(loop.time() - due)
        if browser:
            browser.leaves()

    async with asyncio.TaskGroup() as group:
        for first in range(rate):
            group.create_task(person(first))
    return waits


@dataclass(frozen=True)
class Server:
    """A server that runs, on the first core."""

    port: int
    process: int

    def figures(self, rate: int, seconds: float, niks: Iterator[str], cookies: Iterator[str]) -> Figures:
        """Its figures under a load from the second core."""
        process = psutil.Process(self.process)
        before = sum(process.cpu_times()[:2])
        waits = sorted(asyncio.run(_load(self.port, rate, seconds, niks, cookies)))
        spent = sum(process.cpu_times()[:2]) - before
        p50, p95, p99 = (waits[int(len(waits) * share)] * 1000 for share in (0.5, 0.95, 0.99))
        return Figures(spent / len(waits) * 1000, p50, p95, p99, process.memory_info().rss / 2**20)


def _pin(process: int, core: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        for thread in psutil.Process(process).threads():
            os.sched_setaffinity(thread.id, {core % (os.cpu_count() or 1)})


def _without_turns() -> None:
    """Lets each turn of the server give the first answer again."""
    turn, first = Dispatch.handle, list[Answer]()

    async def handle(self: Dispatch, incoming: Incoming) -> Answer:
        if not first:
            first.append(await turn(self, incoming))
        return first[0]

    Dispatch.handle = handle  # type: ignore[method-assign]


def _bare(port: int) -> None:
    """A server that does nothing."""

    async def chat(request: Request) -> JSONResponse:
        await request.json()
        return JSONResponse({"replies": [{"text": "x" * 1100, "choices": [], "picture": None}], "language": "id"})

    app = Starlette(routes=[Route("/chat", chat, methods=["POST"])])
    uvicorn.run(app, port=port, log_level="error", loop="uvloop", access_log=False)


@contextlib.contextmanager
def _bare_server() -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with psutil.Popen([sys.executable, "-m", "tests.bench.web", "bare", str(port)]) as process:
        try:
            with socket.socket() as asked:
                while asked.connect_ex(("127.0.0.1", port)):
                    time.sleep(0.1)
            yield Server(port, process.pid)
        finally:
            process.kill()


def measure(
    rate: int = 300, seconds: float = 8, rounds: int = 5, *, new_chats: bool = False, servers: tuple[str, ...] = SERVERS
) -> dict[str, list[Figures]]:
    """The figures of each server in each round, after one more round to warm up.

    With `new_chats`, each visit begins without a cookie; otherwise with one of 5,000 chats.
    """
    _pin(os.getpid(), 1)
    found: dict[str, list[Figures]] = {name: [] for name in servers}
    niks = itertools.cycle([one.nik for one in itertools.islice(sample.people(PEOPLE, 1, TODAY), 4000)])
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        running: dict[str, Server] = {}
        made = house(Path(folder), PEOPLE)
        cookies = itertools.cycle([""] if new_chats else made.chats(5000))
        for name in ("ours", "edge"):
            if name in servers:
                program = (sys.executable, "-m", "tests.bench.web", name)
                own = House(Path(folder) / name, _UNLIMITED, program=program)
                own.takes_over(made)
                serving = stack.enter_context(own.serving("--allow-synthetic"))
                running[name] = Server(serving.port, serving.process.pid)
        if "bare" in servers:
            running["bare"] = stack.enter_context(_bare_server())
        for one in running.values():
            _pin(one.process, 0)
            one.figures(rate, 3, niks, cookies)
        for _ in range(rounds):
            for name, one in running.items():
                found[name].append(one.figures(rate, seconds, niks, cookies))
    return found


def middle(rounds: list[Figures]) -> Figures:
    """The median of each figure."""
    return Figures(*(statistics.median(getattr(one, name) for one in rounds) for name in Figures.__dataclass_fields__))


def main() -> None:
    """Prints CPU, percentiles and memory of the servers."""
    if sys.argv[1:2] in (["ours"], ["edge"]):
        if sys.argv.pop(1) == "edge":
            _without_turns()
        return sigap()
    if sys.argv[1:2] == ["bare"]:
        return _bare(int(sys.argv[2]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=300, help="messages a second, and people at a time")
    parser.add_argument("--seconds", type=float, default=8, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--new-chats", action="store_true", help="each visit begins without a cookie")
    parser.add_argument("--servers", nargs="+", default=SERVERS, choices=SERVERS)
    chosen = parser.parse_args()
    found = measure(
        chosen.rate, chosen.seconds, chosen.rounds, new_chats=chosen.new_chats, servers=tuple(chosen.servers)
    )
    for name, rounds in found.items():
        one, cpu = middle(rounds), sorted(each.cpu_ms for each in rounds)
        print(
            f"{name}: CPU {one.cpu_ms:.3f} ms a message ({cpu[0]:.3f} to {cpu[-1]:.3f}); p50 {one.p50_ms:.1f} ms, "
            f"p95 {one.p95_ms:.1f} ms, p99 {one.p99_ms:.1f} ms; {one.memory_mb:.0f} MB"
        )
    figures = [
        Result(f"{name}.{what.removesuffix('_ms').removesuffix('_mb')}", value, what[-2:])
        for name, rounds in found.items()
        for what, value in asdict(middle(rounds)).items()
    ]
    figures += [Result(f"{name}.least_cpu", min(one.cpu_ms for one in rounds), "ms") for name, rounds in found.items()]
    results.print_json(figures)
    return None


if __name__ == "__main__":
    main()
