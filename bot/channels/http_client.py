"""Requests to one server: small ones over our pool; files, and everything through a proxy, over aiohttp."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from bot.channels.keep_alive import KeepAlivePool

if TYPE_CHECKING:
    from bot.channels.large_calls import File, LargeCalls


class HttpClient:
    """Its requests return status and body of the answer. Times are in seconds.

    They raise CannotConnect where nothing was sent; otherwise TimeoutError, NoAnswer or OSError. No request is sent
    twice, and no redirect is followed.
    """

    def __init__(
        self,
        url: str,
        *,
        connections: int,
        patience: float,
        user_agent: str,
        connect_timeout: float = 5.0,
        proxy: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`headers` go with every request, and `patience` is how long an answer may take.

        `connections` limits both those of our pool and those of aiohttp. Raises ValueError for a malformed URL, and for
        a malformed header, which it does not show.
        """
        self._url = url
        self._connections = connections
        self._proxy = proxy
        self._connect_timeout = connect_timeout
        self._user_agent = user_agent
        self._headers = headers or {}
        self.patience = patience
        self._large: LargeCalls | None = None
        self._open = False
        self._pool = KeepAlivePool(
            url, connections=connections, connect_timeout=connect_timeout, user_agent=user_agent, headers=headers
        )

    def open(self) -> None:
        """From now on there may be requests; connections are made when they are needed."""
        self._open = True

    async def close(self) -> None:
        """Closes all connections."""
        self._open = False
        self._pool.close()
        if self._large is not None:
            await self._large.close()
            self._large = None

    async def post(self, path: str, kind: str, body: bytes, patience: float | None = None) -> tuple[int, bytes]:
        """Posts a small body of this content type. `path` follows the URL of the server."""
        self._require_open()
        patience = self.patience if patience is None else patience
        if self._proxy:
            return await self._by_aiohttp().post(f"{self._url}{path}", kind, body, patience)
        return await self._pool.post(path, kind, body, patience)

    async def get(self, path: str) -> tuple[int, bytes]:
        """Asks for a small answer. `path` follows the URL of the server."""
        self._require_open()
        if self._proxy:
            return await self._by_aiohttp().call("GET", f"{self._url}{path}", {}, {}, self.patience)
        return await self._pool.get(path, self.patience)

    async def form(
        self,
        method: str,
        path: str,
        fields: Mapping[str, str],
        files: Mapping[str, "File"],
        patience: float | None = None,
    ) -> tuple[int, bytes]:
        """Sends a form with files, or a request without a body where both are empty."""
        patience = self.patience if patience is None else patience
        return await self._by_aiohttp().call(method, f"{self._url}{path}", fields, files, patience)

    async def beginning(self, url: str, size: int) -> tuple[int, bytes]:
        """Status and first bytes of the file at a whole URL, at most `size`."""
        return await self._by_aiohttp().beginning(url, size, self.patience)

    def _require_open(self) -> None:
        if not self._open:
            raise RuntimeError("the client is not open")

    def _by_aiohttp(self) -> "LargeCalls":
        """What is large or rare; aiohttp is imported for the first of them, as it takes 6 MB."""
        self._require_open()
        if self._large is None:
            from bot.channels.large_calls import LargeCalls  # noqa: PLC0415

            self._large = LargeCalls(
                self._connections, self._connect_timeout, self._proxy, {"user-agent": self._user_agent, **self._headers}
            )
        return self._large


def proxy_for(url: str) -> str | None:
    """The proxy that the environment sets for this address (HTTPS_PROXY, NO_PROXY); none for our own machine.

    Looked up once: aiohttp's `trust_env` reads a file for each request, which takes half of its CPU.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in {"localhost", "127.0.0.1", "::1"} or proxy_bypass(host):
        return None
    return getproxies().get(parts.scheme)
