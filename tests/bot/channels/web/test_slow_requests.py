"""What one connection may cost: real sockets against the protocol of the server, with little patience."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_network

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.web.connections import Connections
from bot.channels.web.deadlines import Patience
from bot.channels.web.head_limits import LONGEST_HEAD, MOST_HEADERS
from bot.channels.web.slow_requests import GuardedProtocol

HASTY = Patience(request=0.4, longer={"/upload": 60}, first=0.4, answer=0.4, ending=0.3)
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /read HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
SOON = 60.0
"""Seconds: far more than any patience above."""


@dataclass
class Seen:
    """What reached the app."""

    headers: list[list[tuple[bytes, bytes]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    broken_off: int = 0
    slow: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Door:
    """The running server."""

    port: int
    connections: Connections
    message_key: Seen
    refused: Counter[int]

    async def wire(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def hears(self, *parts: bytes) -> bytes:
        """Sends these, one packet each, and listens until the server hangs up."""
        reader, writer = await self.wire()
        for part in parts:
            writer.write(part)
            await asyncio.sleep(0)  # a packet each, at most
        try:
            return await _rest(reader)
        finally:
            writer.close()

    async def works_on(self, slow: int) -> None:
        """Waits until so many slow requests are at work."""
        async with asyncio.timeout(SOON):
            while self.message_key.slow < slow:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def empty(self) -> bool:
        """Whether every place is given back, soon."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SOON):
                while self.connections.open:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        return self.connections.open == 0


async def _rest(reader: asyncio.StreamReader) -> bytes:
    heard = b""
    async with asyncio.timeout(SOON):
        with contextlib.suppress(ConnectionResetError):
            while part := await reader.read(65536):
                heard += part
    return heard


def _app(seen: Seen) -> Starlette:
    async def home(request: Request) -> Response:
        seen.headers.append(request.headers.raw)
        return PlainTextResponse("home")

    async def read(request: Request) -> Response:
        try:
            seen.bodies.append(await request.body())
        except ClientDisconnect:
            seen.broken_off += 1
        seen.headers.append(request.headers.raw)
        return PlainTextResponse("read")

    async def unread(_request: Request) -> Response:
        return PlainTextResponse("not for us", 415)

    async def large(_request: Request) -> Response:
        return Response(b"x" * 30_000_000)

    async def slow(_request: Request) -> Response:
        seen.slow += 1
        await seen.go_on.wait()
        return PlainTextResponse("slow")

    return Starlette(
        routes=[
            Route("/", home),
            Route("/read", read, methods=["POST"]),
            Route("/upload", read, methods=["POST"]),
            Route("/unread", unread, methods=["POST"]),
            Route("/large", large),
            Route("/slow", slow),
        ]
    )


Opens = Callable[..., Awaitable[Door]]


@pytest.fixture
async def opens() -> AsyncIterator[Opens]:
    async with contextlib.AsyncExitStack() as stack:

        async def open_(patience: Patience = HASTY, connections: Connections | None = None, idle: int = 1) -> Door:
            seen, refused = Seen(), Counter[int]()
            kept = connections or Connections(0)
            config = uvicorn.Config(
                _app(seen),
                port=0,
                ws="none",
                lifespan="off",
                log_config=None,
                timeout_keep_alive=idle,
                timeout_graceful_shutdown=1,
                http=partial(  # type: ignore[arg-type]
                    GuardedProtocol,
                    connections=kept,
                    patience=patience,
                    refused=lambda status: refused.update([int(status)]),
                ),
            )
            server = uvicorn.Server(config)
            server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
            task = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

            async def stop() -> None:
                seen.go_on.set()
                server.should_exit = True
                await task

            stack.push_async_callback(stop)
            return Door(server.servers[0].sockets[0].getsockname()[1], kept, seen, refused)

        yield open_


# ---------------------------------------------------------------- what does not come, or does not end


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /unread HTTP/1.0\r\nContent-Length: 1000000000\r\n\r\n",
        b"POST /unread HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000000000\r\n\r\n",
    ],
    ids=["415", "200", "405 in chunks", "HTTP/1.0", "100-continue"],
)
async def test_an_answer_before_the_end_of_the_body_is_the_last(opens: Opens, sent: bytes) -> None:
    door = await opens()
    reader, writer = await door.wire()
    writer.write(sent)
    heard = await reader.readuntil(b"\r\n\r\n")
    assert b"connection: close" in heard
    writer.write(b"x")  # uvicorn would now wait for the rest, without limit
    assert (await _rest(reader)).startswith((b"not for us", b"home", b"Method Not Allowed"))
    assert await door.empty()
    writer.close()


async def test_an_early_answer_is_read_also_by_who_goes_on_sending(opens: Opens) -> None:
    door = await opens()
    head = b"POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n"
    heard = await door.hears(head, *[b"y" * 100_000] * 30)
    assert heard.startswith(b"HTTP/1.1 415")
    assert heard.endswith(b"not for us")


@pytest.mark.parametrize(
    "drips",
    [
        b"GET / HTTP/1.1\r\nX: ",
        POST + b"Content-Length: 500\r\n\r\n",
        CHUNKED + b"1f4\r\n",
        GET + POST + b"Content-Length: 500\r\n\r\n",
    ],
    ids=["head", "body", "chunk", "second request"],
)
async def test_a_request_has_one_deadline_from_its_first_byte(opens: Opens, drips: bytes) -> None:
    door = await opens()
    reader, writer = await door.wire()
    writer.write(drips)
    heard = asyncio.create_task(_rest(reader))
    while not heard.done():
        writer.write(b"1")
        await asyncio.wait([heard], timeout=0.05)
    assert b"HTTP/1.1 408 " in await heard
    assert await door.empty()
    assert door.refused == {408: 1}
    assert door.message_key.broken_off == (b"POST" in drips)
    writer.close()


async def test_a_path_may_have_more_time(opens: Opens) -> None:
    door = await opens()
    reader, writer = await door.wire()
    writer.write(b"POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 12\r\n\r\n")
    for _ in range(12):
        writer.write(b"u")
        await asyncio.sleep(0.1)  # three times the usual deadline, in all
    assert (await _rest(reader)).endswith(b"read")
    assert door.message_key.bodies == [b"u" * 12]
    writer.close()


@pytest.mark.parametrize("sent", [b"", b"\r\n", GET, GET + b"\r\n"], ids=["nothing", "a line", "idle", "idle, a line"])
async def test_silence_ends(opens: Opens, sent: bytes) -> None:
    door = await opens()
    heard = await door.hears(sent)
    assert heard.count(b"HTTP/1.1 200") == sent.count(b"GET")
    assert await door.empty()


async def test_who_does_not_take_an_answer_is_left(opens: Opens) -> None:
    door = await opens()
    reader, writer = await door.wire()
    writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    assert await reader.readexactly(12) == b"HTTP/1.1 200"
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    assert await door.empty()
    writer.close()


async def test_who_takes_an_answer_slowly_gets_all_of_it(opens: Opens) -> None:
    door = await opens()
    reader, writer = await door.wire()
    writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    heard = 0
    while part := await reader.read(1_000_000):
        heard += len(part)
        await asyncio.sleep(0.01)
    assert heard > 30_000_000
    writer.close()


async def test_the_work_of_the_app_has_no_deadline(opens: Opens) -> None:
    door = await opens()
    reader, writer = await door.wire()
    writer.write(b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    await asyncio.sleep(1)  # longer than any patience with a client
    door.message_key.go_on.set()
    assert (await _rest(reader)).endswith(b"slow")
    writer.close()


# ---------------------------------------------------------------- what is too large


_LONG = b"x" * 200_000


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + _LONG + b"\r\n\r\n",
        b"GET /" + _LONG + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * (LONGEST_HEAD - 20) + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX:" + b" " * 200_000 + b"x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * MOST_HEADERS + b"\r\n",
        GET + b"GET / HTTP/1.1\r\nHost: x\r\nX: " + _LONG + b"\r\n\r\n",
        b"\r\n" * 100_000,
        CHUNKED + b"0\r\nX: " + _LONG + b"\r\n\r\n",
        CHUNKED + b"0\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        CHUNKED + b"1;a=" + _LONG + b"\r\nx\r\n0\r\n\r\n",
        CHUNKED + b"1\r\nx\r\n" * 20_000,
    ],
    ids=["a header", "a path", "just too long", "spaces", "headers", "the second", "empty lines", "a trailer",
         "trailers", "an extension", "crumbs"],
)  # fmt: skip
@pytest.mark.parametrize("packets", [True, False], ids=["in packets", "at once"])
async def test_a_long_head_is_refused_however_it_comes(opens: Opens, sent: bytes, packets: bool) -> None:
    door = await opens(Patience(ending=0.3))
    parts = [sent[at : at + 1000] for at in range(0, len(sent), 1000)] if packets else [sent]
    heard = await door.hears(*parts)
    assert b"HTTP/1.1 431 " in heard
    assert heard.count(b"HTTP/1.1 200") == sent.count(GET)
    assert await door.empty()
    assert door.refused == {431: 1}


async def test_a_head_of_the_longest_length_passes(opens: Opens) -> None:
    door = await opens()
    start, end = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ", b"\r\n\r\n"
    heard = await door.hears(start + b"x" * (LONGEST_HEAD - len(start) - len(end)) + end)
    assert heard.endswith(b"home")


async def test_a_trailer_is_no_header(opens: Opens) -> None:
    door = await opens()
    heard = await door.hears(
        b"POST /read HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"2\r\nhi\r\n0\r\nCookie: sneaked=in\r\n\r\n",
    )
    assert heard.endswith(b"read")
    assert door.message_key.bodies == [b"hi"]
    assert b"cookie" not in dict(door.message_key.headers[0])


async def test_a_long_body_may_come_in_any_packets(opens: Opens) -> None:
    door = await opens(Patience())
    body = b"b" * 3_000_000
    chunks = b"".join(b"2000\r\n" + body[at : at + 8192] + b"\r\n" for at in range(0, 8192 * 300, 8192))
    head = b"POST /read HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    await door.hears(head + b"Content-Length: 3000000\r\n\r\n" + body)
    await door.hears(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
    assert [len(one) for one in door.message_key.bodies] == [3_000_000, 8192 * 300]


# ---------------------------------------------------------------- several requests, and what is none


async def test_requests_in_one_packet_are_answered_in_order(opens: Opens) -> None:
    door = await opens()
    post = POST + b"Content-Length: 2\r\n\r\nhi"
    last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    heard = await door.hears(GET + post + last)
    assert [line for line in heard.split(b"\r\n\r\n") if line][1:] != []
    assert heard.index(b"home") < heard.index(b"read")
    assert heard.endswith(b"home")
    assert heard.count(b"HTTP/1.1 200") == 3


async def test_few_requests_may_wait_behind_one(opens: Opens) -> None:
    door = await opens()
    reader, writer = await door.wire()
    writer.write(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" + GET * 9000)
    while not door.refused:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    door.message_key.go_on.set()
    heard = await _rest(reader)
    assert heard.count(b"HTTP/1.1 200") == 9  # the first, and the eight that may wait
    assert b"HTTP/1.1 431" in heard
    assert len(door.message_key.headers) == 8
    assert await door.empty()
    writer.close()


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + SMUGGLED,
        POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + SMUGGLED,
        POST + b"Content-Length: +5\r\n\r\nhello" + SMUGGLED,
        POST + b"Content-Length: 0x5\r\n\r\nhello" + SMUGGLED,
        POST + b"Content-Length: 99999999999999999999\r\n\r\nhello" + SMUGGLED,
        POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
        CHUNKED + b"-1\r\n\r\n" + SMUGGLED,
        CHUNKED + b"zz\r\nhi\r\n0\r\n\r\n" + SMUGGLED,
        CHUNKED + b"2\nhi\n0\n\n" + SMUGGLED,
        CHUNKED + b"fffffffffffffffff\r\nhi" + SMUGGLED,
        POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
        b"GET / HTTP/1.1\nHost: x\n\n" + SMUGGLED,
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n" + SMUGGLED,
        b"GET / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n" + SMUGGLED,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SMUGGLED,
        b"GET /\r\n" + SMUGGLED,
        b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n" + SMUGGLED,
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n" + SMUGGLED,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + SMUGGLED,
    ],
    ids=["CL.TE", "TE.CL", "two lengths", "+5", "0x5", "2^64", "xchunked", "not last", "chunk of -1", "no hex",
         "bare LF", "endless chunk", "space before colon", "bare LF in head", "NUL", "folded", "HTTP/2", "HTTP/0.9",
         "no URL", "no ASCII", "TLS"],
)  # fmt: skip
async def test_what_two_servers_may_read_differently_is_refused(
    opens: Opens, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    door = await opens(Patience(ending=0.3))
    with caplog.at_level(logging.INFO):
        heard = await door.hears(sent)
    assert heard.startswith(b"HTTP/1.1 400 Bad Request")
    assert heard.count(b"HTTP/1.1") == 1
    assert door.message_key.bodies == []
    assert door.refused == {400: 1}
    assert "equest" not in caplog.text  # anybody could fill the log with it


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n",
    ],
    ids=["h2c", "websocket"],
)
async def test_another_protocol_is_not_spoken(opens: Opens, caplog: pytest.LogCaptureFixture, sent: bytes) -> None:
    door = await opens()
    with caplog.at_level(logging.INFO):
        heard = await door.hears(sent + SMUGGLED)
    assert heard.endswith(b"home")
    assert b"connection: close" in heard
    assert heard.count(b"HTTP/1.1") == 1  # what follows is no HTTP
    assert "pgrade" not in caplog.text
    assert await door.empty()


OFFERS = [
    b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n",
    b"connection: upgrade\r\nUPGRADE: websocket\r\nupgrade: x/1\r\n",
]


@pytest.mark.parametrize("offer", OFFERS, ids=["h2c", "several"])
@pytest.mark.parametrize("piece", [1, 7, 4000, 1_000_000])
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
async def test_who_offers_another_protocol_is_read_with_the_body(
    opens: Opens, caplog: pytest.LogCaptureFixture, offer: bytes, piece: int, *, chunked: bool
) -> None:
    door = await opens()
    body = b'{"id": "1"}' * {1: 1, 7: 100}.get(piece, 1000)  # few enough pieces for a busy machine and little time
    told = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % len(body)
    wire = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if chunked else body
    sent = POST + b"X-Kept: yes\r\n" + offer + told + b"\r\n\r\n" + wire + GET
    with caplog.at_level(logging.INFO):
        heard = await door.hears(*(sent[at : at + piece] for at in range(0, len(sent), piece)))
    assert door.message_key.bodies == [body]
    assert heard.endswith(b"read")
    assert heard.count(b"HTTP/1.1") == 1
    headers = dict(door.message_key.headers[0])
    assert headers[b"x-kept"] == b"yes"
    assert b"upgrade" not in headers
    assert "pgrade" not in caplog.text
    assert await door.empty()


async def test_an_offer_behind_another_request_is_answered_in_its_turn(opens: Opens) -> None:
    door = await opens()
    heard = await door.hears(GET + POST + OFFERS[0] + b"Content-Length: 2\r\n\r\nhi" + SMUGGLED)
    assert door.message_key.bodies == [b"hi"]
    assert heard.count(b"HTTP/1.1 200") == 2
    assert heard.endswith(b"read")
    assert await door.empty()


async def test_an_offer_gives_no_more_time_and_no_more_room(opens: Opens) -> None:
    door = await opens()
    head = POST + OFFERS[0] + b"Content-Length: 20\r\n"
    begun = asyncio.get_running_loop().time()
    assert (await door.hears(head + b"\r\nnot all"))[9:12] == b"408"
    assert asyncio.get_running_loop().time() - begun < 2 * HASTY.request + 0.3
    assert (await door.hears(head + b"a: b\r\n" * MOST_HEADERS + b"\r\n"))[9:12] == b"431"
    assert (await door.hears(head + b"X: " + b"x" * LONGEST_HEAD + b"\r\n\r\n"))[9:12] == b"431"
    assert not door.message_key.bodies
    assert await door.empty()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", b"200"),
        (b"GET http://elsewhere.test/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"200"),
        (b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"200"),
        (b"GET /%00%ff/.. HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"404"),
        (b"CONNECT elsewhere.test:443 HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"4"),
    ],
    ids=["HTTP/1.0", "absolute form", "HEAD", "odd path", "CONNECT", "asterisk"],
)
async def test_odd_requests_are_answered(opens: Opens, sent: bytes, status: bytes) -> None:
    door = await opens()
    assert (await door.hears(sent))[9:].startswith(status)
    assert await door.empty()


# ---------------------------------------------------------------- how many at once


async def test_a_full_house_lets_go_who_waited_longest(opens: Opens) -> None:
    door = await opens(Patience(), Connections(3), idle=30)
    wires = [await door.wire() for _ in range(3)]
    wires[0][1].write(GET)  # the first has just been answered, so the second has been silent for longest
    await wires[0][0].readuntil(b"home")
    newcomer = await door.wire()
    assert await _rest(wires[1][0]) == b""
    for reader, writer in (newcomer, wires[0], wires[2]):
        writer.write(GET)
        assert (await reader.readuntil(b"home")).startswith(b"HTTP/1.1 200")
    assert door.connections.open == 3
    for _, writer in (*wires, newcomer):
        writer.close()
    assert await door.empty()


async def test_half_a_request_is_let_go_and_one_that_is_answered_is_not(opens: Opens) -> None:
    door = await opens(Patience(), Connections(2), idle=30)
    working, half = await door.wire(), await door.wire()
    working[1].write(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    half[1].write(POST + b"Content-Length: 5\r\n\r\n1")
    await door.works_on(1)
    third = await door.wire()
    third[1].write(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    assert await _rest(half[0]) == b""
    half[1].close()
    await door.works_on(2)
    assert (await door.hears(b"")).startswith(b"HTTP/1.1 503")  # now nobody can go
    door.message_key.go_on.set()
    for reader, writer in (working, third):
        assert (await reader.readuntil(b"slow")).startswith(b"HTTP/1.1 200")
        writer.close()


class _Guest:
    gone = False

    def hang_up(self) -> None:
        self.gone = True


def _come(connections: Connections, *hosts: str) -> list[_Guest]:
    guests = [_Guest() for _ in hosts]
    for guest, host in zip(guests, hosts, strict=True):
        assert connections.enter(guest, host)
    return guests


@pytest.mark.parametrize(
    ("hosts", "stay"),
    [
        (["192.0.2.1"] * 3, 2),
        (["192.0.2.1", "192.0.2.2", "::ffff:192.0.2.1", "192.0.2.1"], 3),
        (["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::1"], 2),
        ([f"2001:db8:1:{n:x}::1" for n in range(6)], 4),
        ([f"2001:db8:1:{n:x}00::1" for n in range(12)], 8),
        ([f"2001:db8:{n:x}::1" for n in range(12)], 12),
        (["not an address"] * 3, 2),
        (["10.0.0.7"] * 50, 50),
        (["::ffff:10.0.0.7"] * 50, 50),
    ],
    ids=["IPv4", "two of IPv4", "a /64", "a /56", "a /48", "many /48", "unknown", "a proxy", "a proxy by IPv6"],
)
def test_a_network_has_its_share(hosts: list[str], stay: int) -> None:
    connections = Connections(0, 2, [ip_network("10.0.0.0/8")])
    guests = _come(connections, *hosts)
    assert sum(not guest.gone for guest in guests) == stay == connections.open
    assert guests[-1].gone is False


def test_a_place_is_given_back_once() -> None:
    connections = Connections(2, 2)
    first, second = _come(connections, "192.0.2.1", "192.0.2.1")
    for _ in range(2):
        connections.leave(first)
    connections.works(second)
    (third,) = _come(connections, "192.0.2.1")
    connections.works(third)
    assert not connections.enter(_Guest(), "192.0.2.9")
    connections.leave(second)
    connections.leave(third)
    assert connections.open == 0
    _come(connections, "192.0.2.1", "192.0.2.2")


def test_who_opens_many_makes_room_and_pushes_nobody_else_out() -> None:
    connections = Connections(10)
    (slow,) = _come(connections, "192.0.2.99")
    fast = _come(connections, *[f"192.0.2.{n % 9}" for n in range(500)])  # all that are open are theirs, but one
    assert not slow.gone
    assert sum(not guest.gone for guest in fast) == 9
    (another,) = _come(connections, "192.0.2.100")
    (last,) = _come(connections, "192.0.2.100")
    assert another.gone
    assert not last.gone


def test_the_largest_crowd_makes_room_for_a_newcomer() -> None:
    connections = Connections(10)
    (slow,) = _come(connections, "192.0.2.99")
    crowd = _come(connections, *["192.0.2.1"] * 9)
    newcomers = _come(connections, *[f"198.51.100.{n}" for n in range(8)])
    assert not slow.gone
    assert not any(guest.gone for guest in newcomers)
    assert [guest.gone for guest in crowd] == [True] * 8 + [False]
    assert connections._sizes == {1: dict.fromkeys(["192.0.2.99", *[f"198.51.100.{n}" for n in range(8)], "192.0.2.1"])}


def test_no_limit_is_no_limit() -> None:
    assert not any(guest.gone for guest in _come(Connections(0), *["192.0.2.1"] * 5000))
