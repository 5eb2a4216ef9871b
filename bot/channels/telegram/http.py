"""The HTTP client of python-telegram-bot: it uses ours, as the library's own takes ten times the CPU."""

import json
import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.http_client import HttpClient
from bot.channels.keep_alive import CannotConnect

_LONGEST_WAIT = 3600.0
"""Seconds."""
NO_RESULT = object()
"""The result of an answer that is not a success, or has no result."""
_LONGEST_NUMBER = 300
"""Digits. Python reads at most 4,300, and one long number must not make the whole answer unreadable."""
_JSON = "application/json"


Parameters = RequestData | Mapping[str, Any]
"""As the library prepared them, or without files."""


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
        self._http = HttpClient(
            api_url,
            connections=connections,
            patience=read_timeout,
            user_agent=self.USER_AGENT,
            connect_timeout=connect_timeout,
            proxy=proxy,
        )

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take."""
        return self._http.patience

    async def initialize(self) -> None:
        """From now on there may be calls; connections are made when they are needed."""
        self._http.open()

    async def shutdown(self) -> None:
        """Closes all connections."""
        await self._http.close()

    async def beginning(self, url: str, size: int) -> bytes:
        """The first bytes of a file, at most `size`. Raises NotSent, TimedOut, NetworkError or Odd."""
        try:
            status, found = await self._http.beginning(url, size)
        except CannotConnect as error:
            raise NotSent(type(error.__cause__ or error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except OSError as error:
            raise NetworkError(type(error.__cause__ or error).__name__) from None
        if status not in {200, 206}:
            raise Odd(status)
        return found

    async def post_json(self, url: str, parameters: Mapping[str, Any]) -> Any:
        """`post` for parameters without files, so that none has to be converted. Raises as it does."""
        answer = await self._request_wrapper(url, "POST", cast("RequestData", parameters))  # which it only hands on
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
        patience = None if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        path = url.removeprefix(self._url)
        try:
            if request_data is None or _files(request_data):
                fields, files = (_fields(request_data), _files(request_data)) if request_data else ({}, {})
                status, answer = await self._http.form(method, path, fields, files, patience)
            else:
                body = msgspec.json.encode(_fields(request_data))
                status, answer = await self._http.post(path, _JSON, body, patience)
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


def _retry_after(answer: bytes) -> float:
    """The seconds that Telegram tells us to wait, at most `_LONGEST_WAIT`."""
    try:
        named = float(json.loads(answer)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return 1.0
    return min(max(named, 0.0), _LONGEST_WAIT) if named == named else 1.0  # noqa: PLR0124 - not a number


def _fields(data: Parameters) -> Mapping[str, Any]:
    """The parameters that are no files."""
    return data.json_parameters if isinstance(data, RequestData) else data


def _files(data: Parameters) -> Mapping[str, tuple[str, Any, str]]:
    """The files that are uploaded: name, content and kind of each."""
    return data.multipart_data if isinstance(data, RequestData) and data.contains_files else {}
