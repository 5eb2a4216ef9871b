"""A lean HTTP server's side of a connection, so that it is the bot that is measured."""

import asyncio
from collections.abc import Callable
from typing import cast

import httptools

Take = Callable[[bytes, bytes, bytes, Callable[[int, bytes], None]], None]
"""Takes a call: its path, the kind of its body, the body, and how to answer."""


class Connection(asyncio.Protocol):
    """A connection from the bot."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._parser = httptools.HttpRequestParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._path, self._kind, self._body = b"", b"", b""

    def on_url(self, url: bytes) -> None:
        self._path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self._kind = value

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        self._take(self._path, self._kind, self._body, self._answer)

    def _answer(self, status: int, body: bytes) -> None:
        if not self._transport.is_closing():
            head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode() + body)
