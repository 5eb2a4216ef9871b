"""Requests over aiohttp, for what the pool of `keep_alive` does not do: files, and everything through a proxy."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.channels.keep_alive import CannotConnect, NoAnswer

File = tuple[str, Any, str]
"""Its name, its content and its type."""


class LargeCalls:
    """A session of aiohttp. Its errors come as CannotConnect, NoAnswer, TimeoutError or OSError."""

    def __init__(self, connections: int, connect_timeout: float, proxy: str | None, headers: Mapping[str, str]) -> None:
        """`connect_timeout` in seconds; `headers` go with every request.

        Raises ValueError for a malformed URL of the proxy.
        """
        self._connect_timeout = connect_timeout
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=50),
            cookie_jar=aiohttp.DummyCookieJar(),
            proxy=proxy,
            headers=headers,
            skip_auto_headers=("accept", "accept-encoding"),
            auto_decompress=False,
        )

    async def close(self) -> None:
        """Closes all connections."""
        await self._session.close()

    async def call(
        self, method: str, url: str, fields: Mapping[str, str], given: Mapping[str, File], patience: float
    ) -> tuple[int, bytes]:
        """Status and body of the answer to a form with files, which may take `patience` seconds."""
        form = _form(fields, given) if fields or given else None
        async with self._answer(method, url, patience, data=form, allow_redirects=False) as response:
            return response.status, await response.read()

    async def post(self, url: str, kind: str, body: bytes, patience: float) -> tuple[int, bytes]:
        """Status and body of the answer to a body of this content type."""
        how = {"data": body, "headers": {"content-type": kind}, "allow_redirects": False}
        async with self._answer("POST", url, patience, **how) as response:
            return response.status, await response.read()

    async def beginning(self, url: str, size: int, patience: float) -> tuple[int, bytes]:
        """Status and first bytes of a file, at most `size`."""
        async with self._answer("GET", url, patience, headers={"range": f"bytes=0-{size - 1}"}) as response:
            found = b""
            while len(found) < size and (piece := await response.content.read(size - len(found))):
                found += piece
            return response.status, found

    @asynccontextmanager
    async def _answer(
        self, method: str, url: str, patience: float, **how: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=self._connect_timeout, sock_read=patience)
        try:
            async with self._session.request(method, url, timeout=timeout, **how) as response:
                yield response
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise CannotConnect from error
        except TimeoutError:
            raise
        except aiohttp.ClientError as error:
            raise NoAnswer from error


def _form(fields: Mapping[str, str], given: Mapping[str, File]) -> aiohttp.FormData:
    """The body of a request as a form, in parts if it holds files."""
    form = aiohttp.FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in given.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
