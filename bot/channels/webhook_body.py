"""Reads the parts of a webhook: a header, and a body that is no longer than its service may send."""

from collections.abc import Callable

from starlette.types import Receive, Scope

_MOST_DROPPED = 16
"""How many times the longest body is read and dropped: a sender may read our answer only after sending all of it."""


class BrokenOff(Exception):
    """The connection ended before the body did: nobody waits for an answer."""


async def read(receive: Receive, longest: int, taken: Callable[[bytes], None] = lambda _: None) -> tuple[bytes, int]:
    """The body and its size in bytes, as far as it was read; the body is empty when it has more than `longest` bytes.

    `taken` gets each piece as it comes, also of a body that is too long. Raises BrokenOff, and what `taken` raises.
    """
    body, size = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise BrokenOff
        piece = message.get("body", b"")
        taken(piece)
        size += len(piece)
        if size > longest:
            body.clear()
        else:
            body += piece
        if not message.get("more_body") or size > _MOST_DROPPED * longest:
            return bytes(body), size


def header(scope: Scope, name: bytes) -> bytes:
    """The value of a header; empty if there is none. `name` is in small letters."""
    return next((value for key, value in scope["headers"] if key == name), b"")
