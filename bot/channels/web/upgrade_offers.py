"""Reads a request that offers another protocol as an ordinary request, which RFC 9110 allows (7.8)."""

from collections.abc import Sequence

import httptools


def head_without_offer(
    parser: httptools.HttpRequestParser, url: bytes, headers: Sequence[tuple[bytes, bytes]]
) -> bytes:
    """The head of the request that was parsed, with the offer removed. Raises ValueError."""
    if any(b"\r" in value or b"\n" in value for _, value in headers):
        raise ValueError("a header of several lines")
    kept = [one for one in headers if one[0] not in {b"upgrade", b"connection"}]
    line = b"%s %s HTTP/%s" % (parser.get_method(), url, parser.get_http_version().encode("ascii"))
    lines = [line, *(b": ".join(one) for one in (*kept, (b"connection", b"close")))]
    return b"\r\n".join(lines) + b"\r\n\r\n"
