"""How python-telegram-bot speaks HTTP here: through aiohttp, as its stock client takes ten times the CPU."""

import json
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import yarl
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_LONGEST_WAIT = 3600.0
"""Seconds."""
_FORM = {"content-type": "application/x-www-form-urlencoded"}


class NotSent(NetworkError):
    """The connection failed before the request was on its way: nothing can have happened."""


class Garbled(NetworkError):
    """The answer is not as Telegram's answers are."""

    def __init__(self, payload: bytes) -> None:
        super().__init__("the answer is not as we know them")
        self.payload = payload
        """What came; never logged."""


class Unauthorized(TelegramError):
    """Telegram does not know the token."""


class TooFast(TelegramError):
    """Telegram wants us to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Too Many Requests")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """One pool of connections, kept open between requests. Timeouts are in seconds."""

    def __init__(
        self, *, connections: int, read_timeout: float, connect_timeout: float = 5.0, proxy: str | None = None
    ) -> None:
        self._connections = connections
        self._proxy = proxy
        self._timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=connect_timeout, sock_read=read_timeout, connect=None
        )
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take."""
        return self._timeout.sock_read

    async def initialize(self) -> None:
        """Opens the pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=50),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                proxy=self._proxy,
                headers={"user-agent": self.USER_AGENT},
                skip_auto_headers=("accept", "accept-encoding"),
                auto_decompress=False,
            )

    async def shutdown(self) -> None:
        """Closes the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - ours are set once, for the pool
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises NotSent, TimedOut, NetworkError, TooFast or Unauthorized.

        No message of an error names the URL: it holds the token.
        """
        if self._session is None:
            raise RuntimeError("the request is not initialized")
        timeout = self._timeout
        if read_timeout is not BaseRequest.DEFAULT_NONE:
            timeout = aiohttp.ClientTimeout(sock_connect=timeout.sock_connect, sock_read=read_timeout)
        body, headers = _written(request_data)
        try:
            async with self._session.request(method, url, data=body, headers=headers, timeout=timeout) as response:
                answer = await response.read()
                status = response.status
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None
        if status == 401:
            raise Unauthorized("Unauthorized")
        if status == 429:
            raise TooFast(_wait(answer))
        return status, answer

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The answer as Python has it, None for a result that it lacks. Raises Garbled."""
        try:
            found = json.loads(payload)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise Garbled(payload)
        return {"result": None, **found}


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for this address (HTTPS_PROXY, NO_PROXY); none for our own machine.

    Looked up once: aiohttp's own `trust_env` reads a file for each request, which takes half of its CPU.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in {"localhost", "127.0.0.1", "::1"} or proxy_bypass(host):
        return None
    return getproxies().get(parts.scheme)


def _wait(answer: bytes) -> float:
    """The seconds that Telegram names, as far as they can be meant."""
    try:
        named = float(json.loads(answer)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return 1.0
    return min(max(named, 0.0), _LONGEST_WAIT) if named == named else 1.0  # noqa: PLR0124 - not a number


def _written(request_data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    """Body and headers: a form, in parts when it holds files."""
    if request_data is None:
        return None, None
    if not request_data.contains_files:
        return yarl.URL.build(query=request_data.json_parameters).raw_query_string.encode("ascii"), _FORM
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, None
