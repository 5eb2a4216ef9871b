"""Calls the Cloud API, and turns its errors into ours (`bot.sending.errors`)."""

from collections.abc import Awaitable, Mapping
from typing import TypeVar

import msgspec
from pydantic import BaseModel, ValidationError

from bot.channels.http_client import HttpClient, proxy_for
from bot.channels.keep_alive import CannotConnect
from bot.channels.whatsapp import failures
from bot.channels.whatsapp.answer_models import Done, Failed, Media, PhoneNumber, Sent
from bot.sending.errors import SendError, Unknown, Unreachable
from bot.setting_values.whatsapp import WhatsAppAccess
from bot.timing import DEFAULT, Timing

VERSION = "v23.0"
"""Of the Graph API: the newest for which Meta has published an OpenAPI description (github.com/facebook/openapi)."""
CONNECTIONS = 100
"""Open connections to Meta."""
_JSON = "application/json"
_Model = TypeVar("_Model", bound=BaseModel)


class Client:
    """The Cloud API for one phone number. Its methods raise SendError and nothing else.

    The token goes in a header of every request, so that no address holds it.
    """

    def __init__(self, access: WhatsAppAccess, api_url: str, timing: Timing = DEFAULT) -> None:
        """Raises ValueError for a malformed URL or token."""
        self._http = HttpClient(
            f"{api_url}/{VERSION}/{access.phone_id}",
            connections=CONNECTIONS,
            patience=timing.whatsapp_timeout,
            user_agent="sigap",
            proxy=proxy_for(api_url),
            headers={"authorization": f"Bearer {access.token}"},
        )

    def open(self) -> None:
        """From now on there may be calls."""
        self._http.open()

    async def close(self) -> None:
        """Closes all connections."""
        await self._http.close()

    async def send(self, message: Mapping[str, object]) -> str:
        """Sends a message; returns its id (`wamid…`), by which the receipts name it."""
        said = await self._post(message, Sent)
        return said.messages[0].id

    async def mark_read(self, message: str) -> None:
        """Marks a message of a person as read, and shows that we are writing, for 25 seconds or until we answer."""
        what = {"status": "read", "message_id": message, "typing_indicator": {"type": "text"}}
        await self._post(what, Done)

    async def upload(self, name: str, content: bytes, kind: str) -> str:
        """Uploads a file of this content type; returns its id, which Meta keeps for 30 days."""
        fields = {"messaging_product": "whatsapp", "type": kind}
        files = {"file": (name, content, kind)}
        return (await answer_of(self._http.form("POST", "/media", fields, files), Media)).id

    async def display_number(self) -> str:
        """Our phone number as people read it: `+62 21 8853 2000`."""
        return (await answer_of(self._http.get("?fields=display_phone_number"), PhoneNumber)).display_phone_number

    async def _post(self, what: Mapping[str, object], model: type[_Model]) -> _Model:
        body = msgspec.json.encode({"messaging_product": "whatsapp", **what})
        return await answer_of(self._http.post("/messages", _JSON, body), model)


async def answer_of(request: Awaitable[tuple[int, bytes]], model: type[_Model]) -> _Model:
    """The answer to a request to the Graph API, as a model. Raises SendError."""
    try:
        status, answer = await request
    except Exception as problem:  # noqa: BLE001 - the content of none of them may be logged
        raise _of_network(problem) from None
    return _read(status, answer, model)


def _of_network(problem: Exception) -> SendError:
    kind = Unreachable if isinstance(problem, CannotConnect) else Unknown
    return kind(type(problem.__cause__ or problem).__name__)


def _read(status: int, answer: bytes, model: type[_Model]) -> _Model:
    """The answer. Raises SendError for an error, and for what cannot be read."""
    if 200 <= status <= 299:
        try:
            return model.model_validate_json(answer)
        except ValidationError:
            raise failures.without_code(status) from None
    try:
        error = Failed.model_validate_json(answer).error
    except ValidationError:
        raise failures.without_code(status) from None
    raise failures.problem_of(error.code, subcode=error.error_subcode, status=status)
