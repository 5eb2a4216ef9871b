"""Writes HTTP requests byte by byte, well and badly, and reads what comes back."""

import asyncio
import random
import re
from dataclasses import dataclass, field

Headers = list[tuple[str, str | bytes]]
PATIENCE = 30.0
"""Seconds in which a whole request must be answered."""
_BRIEFLY = 0.3
"""Seconds that we wait for an answer to what is no whole request."""


@dataclass
class Plain:
    """A request before it is written."""

    method: str
    target: str
    headers: Headers
    body: bytes = b""


@dataclass
class Request:
    """One request of the run, as it goes over the wire."""

    path: str
    """The address it is meant for, of a few: what figures are counted by."""
    shape: str
    """What it is, without anything that was typed."""
    parts: list[bytes]
    whole: bool = True
    """Whether an answer is due."""
    hangs_up: bool = False
    forged: bool = False
    """Whether it is a webhook that does not come from Telegram."""
    niks: set[str] = field(default_factory=set)


def wire(plain: Plain, *, close: bool = True) -> bytes:
    """As HTTP/1.1 wants it."""
    length: Headers = [("Content-Length", str(len(plain.body)))] if plain.body or plain.method == "POST" else []
    hangs_up: Headers = [("Connection", "close")] if close else []
    return _head(plain, [*plain.headers, *length, *hangs_up]) + plain.body


def _head(plain: Plain, headers: Headers, version: str = "HTTP/1.1") -> bytes:
    lines = [f"{plain.method} {plain.target} {version}".encode("utf-8", "replace")]
    lines += [f"{name}: ".encode() + (value if isinstance(value, bytes) else value.encode()) for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


async def sent(port: int, request: Request) -> tuple[list[int], bytes]:
    """The status codes that came back, and the first head. Raises TimeoutError when no answer comes that is due."""
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), PATIENCE)
    except OSError:
        return [], b""
    heard = b""
    try:
        for part in request.parts:
            writer.write(part)
            await asyncio.wait_for(writer.drain(), PATIENCE)
            if len(request.parts) > 1:
                await asyncio.sleep(0.001)
        if request.hangs_up:
            return [], b""
        async with asyncio.timeout(PATIENCE if request.whole else _BRIEFLY):
            while more := await reader.read(65536):
                heard += more
    except OSError:  # the server hung up on us, which it may
        pass
    except TimeoutError:
        if request.whole:
            raise
    finally:
        writer.transport.abort()
    return [int(code) for code in re.findall(rb"(?:^|(?<=\n)|(?<=[}>]))HTTP/1\.[01] (\d{3})", heard)], heard.partition(
        b"\r\n\r\n"
    )[0]


# ---------------------------------------------------------------- how a request is spoiled


def spoiled(rng: random.Random, plain: Plain) -> tuple[str, list[bytes], bool, bool]:
    """What was done to it, its parts, whether an answer is due, and whether we hang up at once."""
    how = rng.choice(WAYS)
    parts, whole, hangs_up = how(rng, plain)
    return how.__name__.strip("_"), parts, whole, hangs_up


Way = tuple[list[bytes], bool, bool]


def _length(rng: random.Random, plain: Plain) -> Way:
    size = len(plain.body)
    odd = rng.choice(
        [
            str(size + 10),
            str(max(0, size - 3)),
            "-1",
            "abc",
            "+5",
            "0x10",
            " ",
            "1e3",
            "9" * 30,
            "18446744073709551616",
            "٣",
            f"{size}, {size}",
        ]
    )
    twice: Headers = [("Content-Length", str(size + 1))] if rng.random() < 0.2 else []
    return [_head(plain, [*plain.headers, ("Content-Length", odd), *twice]) + plain.body], False, False


def _chunked(rng: random.Random, plain: Plain) -> Way:
    at = rng.randrange(len(plain.body) + 1)
    good = [b"%x\r\n%s\r\n" % (len(part), part) for part in (plain.body[:at], plain.body[at:]) if part]
    odd = rng.choice(
        [
            b"",
            b"",
            b"zz\r\n",
            b"-1\r\n\r\n",
            b"f" * 20 + b"\r\nx",
            b"5;a=" + b"b" * 70_000 + b"\r\n",
            b"\r\n\r\n",
            rng.randbytes(60),
        ]
    )
    end = rng.choice([b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nX-Trailer: 1\r\n\r\n", b"", b"0\r\n"])
    more: Headers = [("Content-Length", "3")] if rng.random() < 0.2 else []
    coding = rng.choice(["chunked", "chunked", "gzip, chunked", "chunked, identity", "xchunked", "Chunked "])
    return [_head(plain, [*plain.headers, ("Transfer-Encoding", coding), *more]), *good, odd, end], False, False


def _headers(rng: random.Random, plain: Plain) -> Way:
    odd: Headers = rng.choice(
        [
            [("X-Long", "y" * 70_000)], [(f"X-{n}", "1") for n in range(1500)], [("X-Bytes", b"\xff\xfe\x80")],
            [("", "x")],
            [("X-Nul", b"a\x00b")], [("X-Fold", b"a\r\n b\r\n\tc")], [("X Space", "1")],
            [("X-Lf", b"a\nX-Injected: 1")],
            [("Connection", "keep-alive, close, Upgrade"), ("Upgrade", "websocket")], [("Upgrade", "h2c")],
            [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "x"),
             ("Sec-WebSocket-Version", "13")],
            [("Expect", "100-continue")], [("Expect", "200-maybe")], [("Range", "bytes=0-,5-1,-9,99999999999999-")],
            [("If-Modified-Since", "x"), ("If-None-Match", "*")], [("Accept-Encoding", "gzip;q=x, br, *;q=-1")],
            [("Accept-Language", "x" * 3000)], [("Origin", "null")], [("Authorization", b"Basic \xff")],
        ]
    )  # fmt: skip
    return [wire(Plain(plain.method, plain.target, [*plain.headers, *odd], plain.body))], False, False


def _cookie(rng: random.Random, plain: Plain) -> Way:
    odd: bytes = rng.choice(
        [
            b"sigap_chat=", b"sigap_chat=" + b"x" * 22, b"sigap_chat=" + b"y" * 30_000, b"sigap_chat=\xff\xfe",
            b"=;;=,;", b"a" * 4_000,
            b'sigap_chat="' + b"q" * 22 + b'"', b"sigap_chat=a; sigap_chat=" + b"b" * 22,
            b"; ".join(b"c%d=1" % n for n in range(2_000)),
            b"sigap_chat=../../../../../../x", b"sigap_chat=" + b"\x00" * 22, b"sigap_chat=" + "٣".encode() * 22,
            b"\\", b'sigap_chat="\\777\\400',
        ]
    )  # fmt: skip
    others = [one for one in plain.headers if one[0] != "Cookie"]
    return [wire(Plain(plain.method, plain.target, [*others, ("Cookie", odd)], plain.body))], False, False


def _host(rng: random.Random, plain: Plain) -> Way:
    others = [one for one in plain.headers if one[0] != "Host"]
    odd: Headers = rng.choice(
        [
            [], [("Host", "a"), ("Host", "b")], [("Host", "evil.example")], [("Host", "x" * 5_000)],
            [("Host", "127.0.0.1:99999")],
            [("Host", "[::1")], [("Host", "")], [("Host", b"\xff\xff")], [("Host", "a/b?c#d@e")], [("Host", "x:y:z")],
            [("Host", "[]:-1")],
        ]
    )  # fmt: skip
    return [wire(Plain(plain.method, plain.target, [*odd, *others], plain.body))], False, False


def _proxy(rng: random.Random, plain: Plain) -> Way:
    odd: list[str | bytes] = [
        "1.2.3.4", "1.2.3.4, 5.6.7.8", "::1", "[::1]:80", "fe80::1%eth0", "999.1.1.1", "x", "", ",,,", b"\xff",
        "unknown", "127.0.0.1",
        "1.1.1.1, " * 1_000, "for=1.2.3.4;proto=https", "https", "javascript", "ws", "0x7f.1", "١.٢.٣.٤",
    ]  # fmt: skip
    names = (
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "Forwarded",
        "X-Real-IP",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
    )
    more: Headers = [(rng.choice(names), rng.choice(odd)) for _ in range(rng.randrange(1, 5))]
    return [wire(Plain(plain.method, plain.target, [*plain.headers, *more], plain.body))], False, False


def _method(rng: random.Random, plain: Plain) -> Way:
    odd = rng.choice(
        [
            "OPTIONS",
            "HEAD",
            "PUT",
            "DELETE",
            "TRACE",
            "CONNECT",
            "PATCH",
            "PRI",
            "get",
            "P\x00ST",
            "M" * 9_000,
            "",
            "PROPFIND",
            "SOURCE",
            "GET",
        ]
    )
    return [wire(Plain(odd, plain.target, plain.headers, plain.body))], False, False


def _target(rng: random.Random, plain: Plain) -> Way:
    odd = rng.choice(
        [
            "http://evil.example/chat", "*", "//evil.example/chat", "/%2e%2e/%2e%2e/etc/passwd",
            "/static/../../../etc/passwd", "/%00", "/static/%00",
            "/pictures/..%2f..%2fx", "/static/%ff%fe", f"/{'a' * 60_000}", "/static/" + "a/" * 3_000,
            "/static/" + "x" * 300, "/chat/", "/chat?" + "&" * 5_000,
            "/chäát", "/static//chat.js", "/static/chat.js/x", "/pictures/app.id.png?x", "/pictures/app.id.png%00",
            "/healthz/..", "/\\..\\..", "/;x", "", "chat",
            "/telegram/webhook/", "/telegram/webhook?x=1", "//telegram/webhook", "/TELEGRAM/WEBHOOK", "/metrics",
            "/docs", "/openapi.json", "/petugas", "/chat#x",
            "http://[::1/chat", "http://:80:80/", "/%C0%AE%C0%AE/", "/static/.", "/static/..", "/static/%2F",
            "/pictures/con", "/?x=%zz", "/%", "/static/%",
        ]
    )  # fmt: skip
    return [wire(Plain(plain.method, odd, plain.headers, plain.body))], False, False


def _version(rng: random.Random, plain: Plain) -> Way:
    length: Headers = [("Content-Length", str(len(plain.body)))]
    odd = rng.choice(
        [
            "HTTP/1.0",
            "HTTP/0.9",
            "HTTP/2.0",
            "HTTP/1.2",
            "HTTP/1.1.1",
            "",
            "HTCPCP/1.0",
            "http/1.1",
            "HTTP/9999999999.1",
        ]
    )
    return [_head(plain, [*plain.headers, *length], odd) + plain.body], False, False


def _garbage(rng: random.Random, plain: Plain) -> Way:
    odd = [
        rng.randbytes(rng.randrange(1, 400)),
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /\r\n\r\n",
        b"\x00" * 3_000,
        b"A" * 80_000,
    ]
    return [rng.choice(odd)], False, False


def _bitten(rng: random.Random, plain: Plain) -> Way:
    """A few bytes of it are others."""
    raw = bytearray(wire(plain))
    for _ in range(rng.randrange(1, 8)):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    return [bytes(raw)], False, False


def _cut(rng: random.Random, plain: Plain) -> Way:
    raw = wire(plain)
    return [raw[: rng.randrange(1, len(raw))]], False, rng.random() < 0.7


def _gone(rng: random.Random, plain: Plain) -> Way:
    """Who asks does not wait for the answer."""
    return [wire(plain)], False, True


def _slow(rng: random.Random, plain: Plain) -> Way:
    raw = wire(plain)
    size = max(1, len(raw) // rng.randrange(2, 40))
    return [raw[at : at + size] for at in range(0, len(raw), size)], True, False


def _pipelined(rng: random.Random, plain: Plain) -> Way:
    first = wire(plain, close=False) * rng.randrange(1, 12)
    return [first + wire(Plain("GET", "/healthz", [("Host", "x")]))], False, rng.random() < 0.2


def _kind(rng: random.Random, plain: Plain) -> Way:
    others = [one for one in plain.headers if one[0] != "Content-Type"]
    odd: Headers = rng.choice(
        [
            [], [("Content-Type", "text/plain")], [("Content-Type", "application/json; charset=utf-16")],
            [("Content-Type", "APPLICATION/JSON;;;")],
            [("Content-Type", "multipart/form-data; boundary=x")],
            [("Content-Type", "application/x-www-form-urlencoded")], [("Content-Type", b"\xff/\xfe")],
            [("Content-Type", "application/json"), ("Content-Encoding", "gzip")],
            [("Content-Type", "application/json"), ("Content-Type", "text/html")],
        ]
    )  # fmt: skip
    return [wire(Plain(plain.method, plain.target, [*others, *odd], plain.body))], True, False


def _encoded(rng: random.Random, plain: Plain) -> Way:
    text = plain.body.decode("utf-8", "replace")
    codec = rng.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7", "latin-1", "cp037", "utf-16-be"])
    return [wire(Plain(plain.method, plain.target, plain.headers, text.encode(codec, "replace")))], True, False


def _large(rng: random.Random, plain: Plain) -> Way:
    body = plain.body + b" " * rng.choice([60_000, 65_537, 1_100_000])
    return [wire(Plain(plain.method, plain.target, plain.headers, body))], False, False


WAYS = (
    _length, _chunked, _headers, _headers, _cookie, _cookie, _host, _proxy, _method, _target, _target, _version,
    _garbage, _bitten, _bitten, _cut, _gone, _slow, _pipelined, _kind, _encoded, _large,
)  # fmt: skip
