"""Sends pictures on Telegram: each is uploaded once, and then sent by the id that Telegram gave it."""

from collections.abc import Mapping
from typing import Any

import structlog
from telegram import InputFile

from bot.channels.telegram.client import Api
from bot.channels.telegram.render import without_file
from bot.sending.errors import Refused
from data.content import pictures

log = structlog.get_logger()


class Photos:
    """Sends pictures, and keeps their ids in memory."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._ids: dict[str, str] = {}

    async def send(self, what: Mapping[str, str]) -> None:
        """Sends the picture that `what` names; where Telegram refuses it, its caption. Raises SendError."""
        try:
            if not await self._send_by_id(what):
                await self._upload(what)
        except Refused as problem:
            if "caption" not in what:  # the text is a message of its own
                raise
            log.error("telegram.photo_refused", photo=what["picture"], reason=str(problem))  # noqa: TRY400
            await self._api.call("sendMessage", without_file(what))

    async def _send_by_id(self, what: Mapping[str, str]) -> bool:
        known = self._ids.get(what["picture"])
        if known is None:
            return False
        try:
            await self._api.call("sendPhoto", _as_photo(what, known))
        except Refused as problem:  # Telegram forgot the file, most likely
            log.warning("telegram.photo_id_refused", photo=what["picture"], reason=str(problem))
            self._ids.pop(what["picture"], None)
            return False
        return True

    async def _upload(self, what: Mapping[str, str]) -> None:
        file = InputFile(_png(what["picture"]), filename=f"{what['picture']}.png")
        said = await self._api.call("sendPhoto", _as_photo(what, file))
        if sizes := said.get("photo"):
            self._ids[what["picture"]] = sizes[-1]["file_id"]  # the largest


def _as_photo(what: Mapping[str, str], photo: str | InputFile) -> dict[str, Any]:
    """The parameters of `sendPhoto`."""
    return {**{name: one for name, one in what.items() if name != "picture"}, "photo": photo}


def _png(named: str) -> bytes:
    """The picture of `name.language`. Raises Refused when there is none (any more)."""
    name, _, language = named.rpartition(".")
    try:
        return pictures.png(name, language)
    except (KeyError, OSError):
        raise Refused("we have no such picture") from None
