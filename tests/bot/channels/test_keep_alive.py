"""The pool of connections: what it reads as an answer, and what it says when none came, or a wrong one."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
import uvloop

from bot.channels import keep_alive
from bot.channels.keep_alive import CannotConnect, KeepAlivePool, NoAnswer
from tests.support.https_sites import certificate
from tests.support.raw_servers import Connected, Script, raw_server
from tests.support.telegram_servers import free_port, until

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def on_uvloop(story: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """The test on the event loop that `sigap serve` has; those of `telegram/test_http.py` run on the other."""

    @wraps(story)
    def run(*args: Any, **named: Any) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(story(*args, **named))

    return run


def _pool(port: int, *, connections: int = 4, connect_timeout: float = 5, scheme: str = "http") -> KeepAlivePool:
    return KeepAlivePool(
        f"{scheme}://localhost:{port}/base",
        connections=connections,
        connect_timeout=connect_timeout,
        user_agent="sigap",
    )


async def _post(pool: KeepAlivePool, body: bytes = b"{}", patience: float = 10) -> tuple[int, bytes]:
    return await pool.post("/bot1:x/getMe", "application/json", body, patience)


async def _well(one: Connected) -> None:
    while True:
        await one.request()
        await one.say(OK)


def _says(*pieces: bytes) -> Script:
    """Says this to every request, whole or not, and waits for the next."""

    async def script(one: Connected) -> None:
        while True:
            await one.request()
            await one.say(*pieces)

    return script


def _says_and_closes(*pieces: bytes) -> Script:
    async def script(one: Connected) -> None:
        await one.request()
        await one.say(*pieces)

    return script


@on_uvloop
async def test_one_connection_takes_one_request_after_the_other() -> None:
    async with raw_server(_well) as server:
        pool = _pool(server.port)
        for body in (b"{}", b'{"a":1}'):
            assert await _post(pool, body) == (200, b"ok")
        pool.close()
        await until(lambda: server.closed == 1, 10)
    assert server.connections == 1
    head = f"host: localhost:{server.port}\r\nuser-agent: sigap\r\ncontent-type: application/json\r\ncontent-length: 7"
    assert server.requests[1].decode() == f'POST /base/bot1:x/getMe HTTP/1.1\r\n{head}\r\n\r\n{{"a":1}}'


JSON = b'{"ok":true,"result":true}'
ANSWERS: dict[str, tuple[tuple[bytes, ...], tuple[int, bytes]]] = {
    "byte by byte": (tuple(OK[n : n + 1] for n in range(len(OK))), (200, b"ok")),
    "in chunks": (
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n", b"2;x=y\r\nde\r\n0\r\nt: 1\r\n\r\n"),
        (200, b"abcde"),
    ),
    "after one that announces it": (
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + OK), (200, b"ok"),
    ),
    "without a body": ((b"HTTP/1.1 204 No Content\r\n\r\n",), (204, b"")),
    "an error": ((b"HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\nno!",), (400, b"no!")),
    "a redirect, which is not followed": (
        (b"HTTP/1.1 302 Found\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n",), (302, b""),
    ),
    "large": ((b"HTTP/1.1 200 OK\r\ncontent-length: 3000000\r\n\r\n" + b"x" * 3_000_000,), (200, b"x" * 3_000_000)),
}  # fmt: skip


@pytest.mark.parametrize("what", ANSWERS)
@on_uvloop
async def test_an_answer_in_whatever_form_is_read_and_the_connection_kept(what: str) -> None:
    said, read = ANSWERS[what]
    async with raw_server(_says(*said)) as server:
        pool = _pool(server.port)
        assert [await _post(pool) for _ in range(3)] == [read] * 3
        pool.close()
    assert server.connections == 1


LAST: dict[str, tuple[bytes, ...]] = {
    "it says so": (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok",),
    "an old server": (b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",),
    "the end of the connection is that of the answer": (b"HTTP/1.1 200 OK\r\n\r\n", b"o", b"k"),
}


@pytest.mark.parametrize("what", LAST)
@on_uvloop
async def test_after_the_last_answer_of_a_connection_the_next_request_has_another(what: str) -> None:
    async with raw_server(_says_and_closes(*LAST[what])) as server:
        pool = _pool(server.port)
        assert [await _post(pool) for _ in range(3)] == [(200, b"ok")] * 3
    assert server.connections == 3


BROKEN: dict[str, tuple[bytes, ...]] = {
    "nothing": (),
    "half a head": (b"HTTP/1.1 200 OK\r\nconte",),
    "less than its length": (b"HTTP/1.1 200 OK\r\ncontent-length: 26\r\n\r\n" + JSON,),
    "chunks without the last": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n19\r\n" + JSON + b"\r\n",),
    "only what announces an answer": (b"HTTP/1.1 100 Continue\r\n\r\n",),
    "no HTTP": (b"\x16\x03\x01 what is this?\r\n\r\n",),
    "another protocol": (b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",),
    "a length that is none": (b"HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\nok",),
    "two lengths": (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\nok",),
    "an endless head": (b"HTTP/1.1 200 OK\r\n", *[b"a: " + b"b" * 1000 + b"\r\n"] * 200),
}


@pytest.mark.parametrize("what", BROKEN)
@on_uvloop
async def test_after_a_wrong_answer_the_request_may_have_arrived_and_is_not_repeated(what: str) -> None:
    async with raw_server(_says_and_closes(*BROKEN[what]), _well) as server:
        pool = _pool(server.port)
        with pytest.raises(NoAnswer):
            await _post(pool, b"first")
        assert await _post(pool, b"second") == (200, b"ok")
        pool.close()
    assert [one.rpartition(b"\n")[2] for one in server.requests] == [b"first", b"second"]


@on_uvloop
async def test_a_reset_in_place_of_the_answer_is_no_failure_to_connect() -> None:
    async def resets(one: Connected) -> None:
        await one.request()
        one.reset()

    async def resets_at_once(one: Connected) -> None:
        one.reset()

    async with raw_server(resets) as server:
        with pytest.raises(ConnectionError) as problem:
            await _post(_pool(server.port))
    assert not isinstance(problem.value, CannotConnect)
    assert len(server.requests) == server.connections == 1
    async with raw_server(resets_at_once) as server:  # perhaps before we wrote, perhaps after
        with pytest.raises(ConnectionError):
            await _post(_pool(server.port), patience=60)
    assert server.connections == 1


@on_uvloop
async def test_an_answer_is_never_taken_for_that_of_the_next_request() -> None:
    async def says_two(one: Connected) -> None:
        await one.request()
        await one.say(OK + b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwrong")
        await one.request()

    async def says_one_later(one: Connected) -> None:
        await one.request()
        await one.say(OK)
        await surplus.wait()
        await one.say(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwrong")
        await one.request()

    surplus = asyncio.Event()
    async with raw_server(
        says_two, says_one_later, _says(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nright")
    ) as server:
        pool = _pool(server.port)
        assert await _post(pool) == (200, b"ok")
        await until(lambda: server.closed == 1, 10)
        assert await _post(pool) == (200, b"ok")
        surplus.set()
        await until(lambda: server.closed == 2, 10)
        assert await _post(pool) == (200, b"right")
        pool.close()
    assert (server.connections, len(server.requests)) == (3, 3)


@on_uvloop
async def test_a_connection_that_was_closed_meanwhile_is_not_used() -> None:
    async with raw_server(_says_and_closes(OK)) as server:
        pool = _pool(server.port)
        for n in range(3):
            assert await _post(pool) == (200, b"ok")
            await until(lambda: not any(one.is_open for one in pool._unused), 10)
            assert server.connections == n + 1


@on_uvloop
async def test_a_connection_that_was_unused_for_long_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with raw_server(_well) as server:
        pool = _pool(server.port)
        assert await _post(pool) == (200, b"ok")
        monkeypatch.setattr(keep_alive, "KEPT_SECONDS", 0.0)
        assert await _post(pool) == (200, b"ok")
        await until(lambda: server.closed == 1, 10)
        pool.close()
    assert server.connections == 2


@on_uvloop
async def test_who_is_silent_for_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def trickles(one: Connected) -> None:
        await one.request()
        await one.say(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while True:
            await one.say(b"x")
            await asyncio.sleep(0.01)

    async def pauses(one: Connected) -> None:
        await one.request()
        for n in range(len(OK)):
            await one.say(OK[n : n + 1])
            await asyncio.sleep(0.01)

    async def hangs(one: Connected) -> None:
        await one.request()
        await one.request()

    async with raw_server(pauses) as server:  # for less than the patience each time, for more in all
        assert await _post(_pool(server.port), patience=0.4) == (200, b"ok")
    async with raw_server(hangs, trickles) as server:
        pool = _pool(server.port)
        with pytest.raises(TimeoutError):
            await _post(pool, patience=0.05)
        monkeypatch.setattr(keep_alive, "_ANSWER_SECONDS", 0.2)
        with pytest.raises(TimeoutError):
            await _post(pool, patience=5)
        await until(lambda: server.closed == 2, 10)
        assert not pool._unused


@on_uvloop
async def test_an_answer_that_is_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep_alive, "LONGEST_ANSWER", 1_000_000)
    async with raw_server(_says(*ANSWERS["large"][0])) as server:
        with pytest.raises(NoAnswer):
            await _post(_pool(server.port))
        await until(lambda: server.closed == 1, 10)


@on_uvloop
async def test_a_request_that_is_cancelled_ends_its_connection_and_frees_its_place() -> None:
    async def hangs(one: Connected) -> None:
        await one.request()
        await one.request()

    async with raw_server(hangs, _well) as server:
        pool = _pool(server.port, connections=1)
        first = asyncio.create_task(_post(pool, b"first"))
        await until(lambda: len(server.requests) == 1, 10)
        waiting = [asyncio.create_task(_post(pool)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.sleep(0)
        assert server.connections == 1
        first.cancel()
        found = await asyncio.gather(first, *waiting, return_exceptions=True)
        assert found[2:] == [(200, b"ok")] * 2
        assert all(isinstance(one, asyncio.CancelledError) for one in found[:2])
        await until(lambda: server.closed == 1, 10)
        pool.close()
    assert (server.connections, len(server.requests)) == (2, 3)


@on_uvloop
async def test_there_are_never_more_connections_than_allowed() -> None:
    async with raw_server(_well) as server:
        pool = _pool(server.port, connections=3)
        assert await asyncio.gather(*(_post(pool) for _ in range(50))) == [(200, b"ok")] * 50
        pool.close()
    assert server.connections == 3


@on_uvloop
async def test_where_nobody_listens_or_the_host_is_unknown_nothing_was_sent() -> None:
    with pytest.raises(CannotConnect):
        await _post(_pool(free_port()))
    for host in ("no.such.host.invalid", f"{'a' * 64}.id"):
        pool = KeepAlivePool(f"http://{host}", connections=1, connect_timeout=5, user_agent="sigap")
        with pytest.raises(CannotConnect):
            await _post(pool)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Makes a certificate for a name that the pool trusts."""

    def make(name: str) -> Any:
        context = certificate(tmp_path, name)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "site.crt"))
        keep_alive._tls.cache_clear()
        return context

    yield make
    keep_alive._tls.cache_clear()


@on_uvloop
async def test_with_tls_it_answers_as_without(trusted: Callable[[str], Any]) -> None:
    async with raw_server(_well, tls=trusted("localhost")) as server:
        pool = _pool(server.port, scheme="https")
        assert [await _post(pool) for _ in range(3)] == [(200, b"ok")] * 3
        pool.close()
        await until(lambda: server.closed == 1, 10)
    assert server.connections == 1


@on_uvloop
async def test_a_server_with_a_wrong_certificate_gets_no_request(trusted: Callable[[str], Any], tmp_path: Path) -> None:
    of_another_name = trusted("other.test")
    (folder := tmp_path / "unknown").mkdir()
    for context in (of_another_name, certificate(folder, "localhost")):
        async with raw_server(_well, tls=context) as server:
            with pytest.raises(CannotConnect):
                await _post(_pool(server.port, scheme="https"))
        assert not server.requests


@on_uvloop
async def test_a_server_that_does_not_finish_its_handshake_gets_no_request() -> None:
    async def silent(one: Connected) -> None:
        await one.reader.read()

    async def closes(one: Connected) -> None:
        await one.reader.read(1)

    for script in (silent, closes):
        async with raw_server(script) as server:
            with pytest.raises(CannotConnect):
                await _post(_pool(server.port, scheme="https", connect_timeout=0.2))
        assert server.connections == 1


class _SlowNames(uvloop.Loop):
    """An event loop whose name service takes long."""

    def __init__(self) -> None:
        super().__init__()
        self.look_ups = 0
        self.answer = asyncio.Event()

    async def getaddrinfo(self, host: Any, *args: Any, **named: Any) -> Any:
        if host == "localhost":  # uvloop itself asks for addresses, too
            self.look_ups += 1
            await self.answer.wait()
        return await super().getaddrinfo(host, *args, **named)


def test_those_who_wait_for_the_address_of_the_server_share_one_look_up() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, _SlowNames)
        async with raw_server(_well) as server:
            pool = _pool(server.port)
            requests = [asyncio.create_task(_post(pool)) for _ in range(4)]
            await until(lambda: loop.look_ups > 0, 10)
            requests.pop(0).cancel()
            loop.answer.set()
            assert await asyncio.gather(*requests) == [(200, b"ok")] * 3
            assert loop.look_ups == 1
            pool.close()
            pool = KeepAlivePool("http://no.such.host.invalid", connections=2, connect_timeout=5, user_agent="sigap")
            found = await asyncio.gather(*(_post(pool) for _ in range(2)), return_exceptions=True)
            assert [type(one) for one in found] == [CannotConnect] * 2

    with asyncio.Runner(loop_factory=_SlowNames) as runner:
        runner.run(story())


@on_uvloop
async def test_a_connection_that_is_in_use_when_the_pool_is_closed_is_closed_after_its_answer() -> None:
    async def waits(one: Connected) -> None:
        await one.request()
        await answer.wait()
        await one.say(OK)
        await one.request()

    answer = asyncio.Event()
    async with raw_server(waits) as server:
        pool = _pool(server.port)
        asked = asyncio.create_task(_post(pool))
        await until(lambda: len(server.requests) == 1, 10)
        pool.close()
        answer.set()
        assert await asked == (200, b"ok")
        await until(lambda: server.closed == 1, 10)
