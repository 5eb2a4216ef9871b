"""The HTTP client of python-telegram-bot; the library's own takes ten times the CPU.

Calls go over our pool, and over aiohttp what is large or rare: files, and everything through a proxy.
"""

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.keep_alive import CannotConnect, KeepAlivePool

if TYPE_CHECKING:
    from bot.channels.large_calls import LargeCalls

_LONGEST_WAIT = 3600.0
"""Seconds."""
NO_RESULT = object()
"""The result of an answer that is not a success, or has no result."""
_LONGEST_NUMBER = 300
"""Digits. Python reads at most 4,300, and one long number must not make the whole answer unreadable."""
_FORM = "application/x-www-form-urlencoded"


Parameters = RequestData | Mapping[str, str]
"""As the library prepared them, or words alone."""


class NotSent(NetworkError):
    """The connection failed before the request was sent: nothing can have happened."""


class Garbled(NetworkError):
    """The answer does not have the form of Telegram's answers."""

    def __init__(self, payload: bytes) -> None:
        super().__init__("the answer has an unknown form")
        self.payload = payload
        """The answer; never logged."""


class Odd(NetworkError):
    """An error answer that does not have the form of Telegram's, so it says nothing about the request."""

    def __init__(self, status: int) -> None:
        super().__init__(f"an odd answer ({status})")


class Unauthorized(TelegramError):
    """Telegram does not know the token."""


class TooFast(TelegramError):
    """Telegram wants us to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Too Many Requests")
        self.seconds = seconds


class _Parameters(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, strict=True)

    migrate_to_chat_id: Annotated[int, Field(gt=-(2**63), lt=2**63)] | None = None
    retry_after: Annotated[int, Field(ge=0)] | None = None


class _ErrorAnswer(BaseModel):
    """An error answer as Telegram documents it ("Making requests", "ResponseParameters")."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, strict=True)

    ok: Literal[False]
    description: str
    parameters: _Parameters = _Parameters()


class ApiRequest(BaseRequest):
    """Connections to the Bot API. Timeouts are in seconds."""

    def __init__(
        self,
        api_url: str,
        *,
        connections: int,
        read_timeout: float,
        connect_timeout: float = 5.0,
        proxy: str | None = None,
    ) -> None:
        """`connections` limits both those of our pool and those of aiohttp. Raises ValueError for a malformed URL."""
        self._url = api_url
        self._connections = connections
        self._proxy = proxy
        self._connect_timeout = connect_timeout
        self._patience = read_timeout
        self._large: LargeCalls | None = None
        self._open = False
        self._pool = KeepAlivePool(
            api_url, connections=connections, connect_timeout=connect_timeout, user_agent=self.USER_AGENT
        )

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take."""
        return self._patience

    async def initialize(self) -> None:
        """From now on there may be calls; connections are made when they are needed."""
        self._open = True

    async def shutdown(self) -> None:
        """Closes all connections."""
        self._open = False
        self._pool.close()
        if self._large is not None:
            await self._large.close()
            self._large = None

    def _by_aiohttp(self) -> "LargeCalls":
        """What is large or rare; aiohttp is imported for the first of them, as it takes 6 MB."""
        if not self._open:
            raise RuntimeError("the request is not initialized")
        if self._large is None:
            from bot.channels.large_calls import LargeCalls  # noqa: PLC0415

            self._large = LargeCalls(self._connections, self._connect_timeout, self._proxy, self.USER_AGENT)
        return self._large

    async def beginning(self, url: str, size: int) -> bytes:
        """The first bytes of a file, at most `size`. Raises NotSent, TimedOut, NetworkError or Odd."""
        large = self._by_aiohttp()
        try:
            status, found = await large.beginning(url, size, self._patience)
        except CannotConnect as error:
            raise NotSent(type(error.__cause__ or error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except OSError as error:
            raise NetworkError(type(error.__cause__ or error).__name__) from None
        if status not in {200, 206}:
            raise Odd(status)
        return found

    async def post_words(self, url: str, words: Mapping[str, str]) -> Any:
        """`post` for parameters that are words alone, so that none has to be converted. Raises as it does."""
        answer = await self._request_wrapper(url, "POST", cast("RequestData", words))  # which it only hands on
        return self.parse_json_payload(answer)["result"]

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: Parameters | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - ours are set once, for the pool
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Raises NotSent, TimedOut, NetworkError, TooFast, Odd or Unauthorized.

        No error message contains the URL, because it holds the token. Only the documented fields of an error answer are
        passed on, because python-telegram-bot does not check their types.
        """
        if not self._open:
            raise RuntimeError("the request is not initialized")
        patience = self._patience if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            if self._proxy or request_data is None or _files(request_data):
                fields, files = (_words(request_data), _files(request_data)) if request_data else ({}, {})
                status, answer = await self._by_aiohttp().call(method, url, fields, files, patience)
            else:
                body = URL.build(query=_words(request_data)).raw_query_string.encode("ascii")
                status, answer = await self._pool.post(url.removeprefix(self._url), _FORM, body, patience)
        except CannotConnect as error:
            raise NotSent(type(error.__cause__ or error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except OSError as error:
            raise NetworkError(type(error.__cause__ or error).__name__) from None
        if 200 <= status <= 299:
            return status, answer
        if status == 429:
            raise TooFast(_retry_after(answer))
        return status, _error_fields(status, answer)

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """The decoded answer, with NO_RESULT for a missing result. Raises Garbled."""
        try:
            found = _read(payload)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise Garbled(payload)
        return found if found.get("ok") is True and "result" in found else {**found, "result": NO_RESULT}


def _read(payload: bytes) -> Any:
    """Decodes JSON. Raises ValueError or RecursionError."""
    try:
        return from_json(payload, cache_strings="keys")  # no texts, as they may hold a NIK
    except ValueError:  # it is stricter than `json`, e.g. with lone surrogates
        return json.loads(payload, parse_int=lambda digits: int(digits) if len(digits) < _LONGEST_NUMBER else math.inf)


def _error_fields(status: int, answer: bytes) -> bytes:
    """The documented fields of an error answer. Raises Odd, TooFast or Unauthorized."""
    try:
        said = _ErrorAnswer.model_validate_json(answer)
    except ValidationError:
        raise Odd(status) from None
    if status == 401:
        raise Unauthorized("Unauthorized")
    if said.parameters.retry_after is not None:
        raise TooFast(_retry_after(answer))
    return said.model_dump_json(exclude_none=True).encode()


def proxy_for(url: str) -> str | None:
    """The proxy that the environment sets for this address (HTTPS_PROXY, NO_PROXY); none for our own machine.

    Looked up once: aiohttp's `trust_env` reads a file for each request, which takes half of its CPU.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in {"localhost", "127.0.0.1", "::1"} or proxy_bypass(host):
        return None
    return getproxies().get(parts.scheme)


def _retry_after(answer: bytes) -> float:
    """The seconds that Telegram tells us to wait, at most `_LONGEST_WAIT`."""
    try:
        named = float(json.loads(answer)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return 1.0
    return min(max(named, 0.0), _LONGEST_WAIT) if named == named else 1.0  # noqa: PLR0124 - not a number


def _words(data: Parameters) -> Mapping[str, str]:
    """The parameters that are no files, as words."""
    return data.json_parameters if isinstance(data, RequestData) else data


def _files(data: Parameters) -> Mapping[str, tuple[str, Any, str]]:
    """The files that are uploaded: name, content and kind of each."""
    return data.multipart_data if isinstance(data, RequestData) and data.contains_files else {}
