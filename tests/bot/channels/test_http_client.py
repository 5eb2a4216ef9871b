"""Requests over our pool, and over aiohttp what is large or goes through a proxy."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.channels.http_client import HttpClient, proxy_for
from tests.support.raw_servers import Connected, raw_server

HEADERS = {"authorization": "Bearer secret"}
Request = Callable[[HttpClient], Awaitable[tuple[int, bytes]]]
REQUESTS: dict[str, tuple[Request, str]] = {
    "small": (lambda client: client.post("/messages", "application/json", b"{}"), "POST"),
    "without a body": (lambda client: client.get("?fields=name"), "GET"),
    "a form": (
        lambda client: client.form("POST", "/media", {"a": "b"}, {"file": ("a.png", b"x", "image/png")}),
        "POST",
    ),
}


async def answers(one: Connected) -> None:
    """Reads a request, with or without a body, and says ok."""
    head = await one.reader.readuntil(b"\r\n\r\n")
    body = b"" if head.startswith(b"GET") else await asyncio.wait_for(one.reader.read(4096), 5)
    one.server.requests.append(head + body)
    await one.say(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("proxied", [False, True])
async def test_a_request_has_the_headers_that_go_with_each_whatever_its_way(name: str, proxied: bool) -> None:
    request, method = REQUESTS[name]
    async with raw_server(answers) as server:
        here = f"http://127.0.0.1:{server.port}"
        url, proxy = ("http://api.test", here) if proxied else (here, None)
        client = HttpClient(f"{url}/v1", connections=1, patience=5, user_agent="sigap", proxy=proxy, headers=HEADERS)
        client.open()
        assert await request(client) == (200, b"ok")
        await client.close()
    (asked,) = server.requests
    line, *lines = asked.lower().split(b"\r\n")
    assert line.startswith(f"{method} {url if proxied else ''}/v1".lower().encode())
    assert b"authorization: bearer secret" in lines
    assert b"user-agent: sigap" in lines


async def test_before_it_is_open_and_after_its_end_nothing_is_sent() -> None:
    client = HttpClient("http://127.0.0.1:1", connections=1, patience=1, user_agent="sigap")
    for _ in range(2):
        for request, _method in REQUESTS.values():
            with pytest.raises(RuntimeError, match="not open"):
                await request(client)
        client.open()
        await client.close()


@pytest.mark.parametrize("value", ["a\r\nb: c", "a\nb", "é", "\x00"])
def test_a_header_that_would_end_its_line_is_refused_and_not_shown(value: str) -> None:
    with pytest.raises(ValueError, match="header") as raised:
        HttpClient("http://a.test", connections=1, patience=1, user_agent="sigap", headers={"authorization": value})
    assert value not in str(raised.value)


def test_the_environments_proxy_is_used_but_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert proxy_for("https://api.telegram.org") is None
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    assert proxy_for("https://api.telegram.org") == "http://proxy.example:3128"
    assert proxy_for("http://127.0.0.1:9401") is None
    monkeypatch.setenv("no_proxy", "api.telegram.org")
    assert proxy_for("https://api.telegram.org") is None
