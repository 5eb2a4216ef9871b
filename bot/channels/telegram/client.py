"""Calls Telegram's methods, and turns its errors into ours (`bot.sending.contract`)."""

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import quote

import structlog
from telegram import Bot, InputFile
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, TelegramError

from bot.channels.http_client import proxy_for
from bot.channels.telegram.http import (
    NO_RESULT,
    ApiRequest,
    Garbled,
    NotSent,
    TooFast,
    Unauthorized,
)
from bot.channels.telegram.render import reason
from bot.sending.backoff import Backoff, until_done
from bot.sending.errors import Gone, Refused, SendError, Throttled, Unauthorised, Unknown, Unreachable
from bot.settings import Settings
from bot.timing import DEFAULT, Timing

log = structlog.get_logger()

POLL_SECONDS = 25
"""How long Telegram may hold a poll open while nobody writes."""
CONNECTIONS = 100
"""Open connections to Telegram; as many webhooks may come at the same time."""
_RECIPIENT_GONE = ("chat not found", "user not found", "peer_id_invalid", "not enough rights", "have no rights")


class Unreadable(Unknown):
    """The answer has an unknown form; in a poll, one of the updates may be the reason."""

    def __init__(self, payload: bytes) -> None:
        super().__init__("unreadable")
        self.payload = payload
        """The answer; never logged."""


class Taken(Unreachable):
    """Another program receives our updates: it polls, or has set a webhook."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.by_webhook = "webhook" in why.lower()
        """Otherwise by polling."""


@cache
def _endpoint(method: str) -> str:
    """The name of a method in a form that python-telegram-bot does not know (`send__message`), or it would warn."""
    return re.sub("([A-Z])", r"_\1", method).replace("_", "__", 1).lower()


def _is_message(found: object) -> bool:
    return isinstance(found, dict) and "message_id" in found


ANSWERS: Mapping[type[SendError], str] = {
    Throttled: "429",
    Gone: "403; 400 with `chat not found` and the like",
    Refused: "400 otherwise",
    Unreachable: "no connection; 409 where another program receives our updates",
    Unknown: "5xx; no answer in 10 s; an answer that cannot be read",
    Unauthorised: "401",
}
"""The answers of Telegram for which each error is raised. For the reference; `Api` decides."""


class Api:
    """Telegram's methods."""

    def __init__(self, settings: Settings, timing: Timing = DEFAULT) -> None:
        url, proxy = settings.telegram_api_url, proxy_for(settings.telegram_api_url)
        self._requests = (
            ApiRequest(url, connections=2, read_timeout=POLL_SECONDS + 10, proxy=proxy),
            ApiRequest(url, connections=CONNECTIONS, read_timeout=timing.telegram_timeout, proxy=proxy),
        )
        self._methods, self._files = f"{url}/bot{settings.telegram}/", f"{url}/file/bot{settings.telegram}/"
        """Both contain the token: never logged."""
        self._bot = Bot(
            settings.telegram,
            base_url=f"{url}/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )

    async def open(self) -> None:
        """Opens the connection pools."""
        for request in self._requests:
            await request.initialize()

    async def close(self) -> None:
        """Closes the connection pools."""
        for request in self._requests:
            await request.shutdown()

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """The result of a method. Raises SendError, and nothing else: an odd answer must not end the caller."""
        try:
            found = await self._request(method, parameters)
        except SendError:
            raise
        except Exception as problem:  # noqa: BLE001 - the library failed on an answer, whose content is not logged
            raise Unknown(type(problem).__name__) from None
        if found is NO_RESULT or (method.startswith("send") and not _is_message(found)):
            raise Unknown("no result")
        return found

    async def _request(self, method: str, parameters: Mapping[str, Any]) -> Any:
        try:
            return await self._ask(method, parameters)
        except TooFast as problem:
            raise Throttled(f"wait {problem.seconds} s", retry_after=problem.seconds) from None
        except Unauthorized:
            raise Unauthorised("Telegram does not know this token") from None
        except (Forbidden, ChatMigrated) as problem:
            raise Gone(reason(problem.message)) from None
        except Conflict as problem:
            raise Taken(reason(problem.message)) from None
        except NotSent as problem:
            raise Unreachable(reason(problem.message)) from None
        except BadRequest as problem:
            said = reason(problem.message)
            raise (Gone(said) if any(one in said.lower() for one in _RECIPIENT_GONE) else Refused(said)) from None
        except Garbled as problem:
            raise Unreadable(problem.payload) from None
        except NetworkError as problem:
            raise Unknown(type(problem).__name__) from None
        except TelegramError as problem:
            raise Refused(reason(problem.message)) from None

    async def _ask(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Calls without files go by the shortest way through the library."""
        if any(isinstance(value, InputFile) for value in parameters.values()):
            return await self._bot.do_api_request(_endpoint(method), {**parameters})
        requests = self._requests[0 if method == "getUpdates" else 1]
        return await requests.post_json(f"{self._methods}{method}", parameters)

    async def beginning(self, file_id: str, size: int) -> bytes:
        """The first bytes of a file that somebody sent, at most `size`. Raises SendError."""
        found = await self.call("getFile", {"file_id": file_id})
        path = found.get("file_path") if isinstance(found, Mapping) else None
        if not isinstance(path, str):
            raise Unknown("no file_path")
        try:
            return await self._requests[1].beginning(f"{self._files}{quote(path)}", size)
        except TelegramError as problem:
            raise Unknown(type(problem).__name__) from None

    async def call_until_answered(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """Calls until it succeeds. Raises Unauthorised or Refused, where trying again would not help."""
        return await until_done(
            partial(self.call, method, parameters),
            Backoff(0.5, 30.0),
            again=lambda problem: problem.retry or problem.ends_subscription,  # no chat is meant: a proxy refuses us
            failed=lambda problem: log.warning("telegram.not_reached", method=method, problem=type(problem).__name__),
        )
