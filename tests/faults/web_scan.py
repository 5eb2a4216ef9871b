"""Talks to the real web server, kills it, and looks for what was typed: `python -m tests.faults.web_scan`.

The mixed messages of `scan` go over HTTP, with NIKs also where none belongs (in URLs, headers, cookies, ids, broken
JSON); the server is killed at random. Then everything it wrote is searched: database, WAL, logs, snapshots, figures and
the headers of answers.
"""

import asyncio
import json
import random
from collections import Counter
from pathlib import Path

import httpx

from data.coverage.importing import sample
from tests.faults.scan import TODAY, Typed, leaks, message, search
from tests.faults.web import house
from tests.support.processes import Serving

BATCH = 100


def _request(
    rng: random.Random, people: list[sample.SyntheticPerson], typed: Typed, cookie: str
) -> tuple[str, str, dict[str, str], bytes]:
    """Method, URL, headers and body; one in six has its NIK in a wrong place."""
    text = message(rng, people, typed)
    nik = rng.choice(people).nik
    headers = {"content-type": "application/json", "cookie": cookie}
    body = {"id": f"s{rng.randrange(10**9)}", "text": text}
    wrong = rng.randrange(36)
    if wrong > 5:
        return "POST", "/chat", headers, json.dumps(body, ensure_ascii=rng.random() < 0.5).encode()
    typed.niks.add(nik)
    return (
        ("GET", f"/?nik={nik}", {}, b""),
        ("GET", f"/{nik}", {"x-forwarded-for": "192.0.2.1"}, b""),
        ("POST", "/chat", headers, f'{{"id": "1", "text": "{nik}'.encode()),
        ("POST", "/chat", headers, json.dumps({"id": nik, "text": int(nik)}).encode()),
        ("POST", f"/chat?nik={nik}", headers | {"user-agent": nik}, json.dumps(body).encode()),
        ("POST", "/chat", headers | {"cookie": f"sigap_chat={nik}"}, json.dumps(body | {"choice": nik}).encode()),
    )[wrong]


async def _talk(server: Serving, asked: list[tuple[str, str, dict[str, str], bytes]], kill_after: int | None) -> bytes:
    """What the server says about itself: the headers of its answers, and its figures."""
    said = b""
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        for n, (method, url, headers, body) in enumerate(asked):
            if n == kill_after:
                server.process.kill()
                return said
            response = await client.request(method, url, headers=headers, content=body)
            said += str(sorted(response.headers.items())).encode() + (response.content if response.is_error else b"")
        return said + (await client.get(server.metrics)).content


def run(messages: int, home: Path, seed: int = 1) -> tuple[Counter[str], list[str], Typed]:
    """What happened, the files that leak, and what was typed."""
    rng = random.Random(seed)
    typed = Typed(set(), set())
    people = list(sample.people(500, 1, TODAY))
    made = house(home)
    chats = made.chats(500)
    happened: Counter[str] = Counter()
    said = b""
    while happened["messages"] < messages:
        size = min(BATCH, messages - happened["messages"])
        asked = [_request(rng, people, typed, rng.choice(chats)) for _ in range(size)]
        kill_after = rng.randrange(2, size) if happened["kills"] == 0 or rng.random() < 0.3 else None
        with made.serving("--allow-synthetic") as server:
            said += asyncio.run(_talk(server, asked, kill_after))
            if kill_after is None:
                happened["stopped"] += server.stop() == 0
        happened["messages"] += size
        happened["answered"] += kill_after or size
        happened["kills"] += kill_after is not None
    return happened, leaks(made.home, said, typed), typed


if __name__ == "__main__":
    search(run, __doc__)
