"""Sends our pictures on Telegram: each is uploaded once, and then sent by the id that Telegram gave it."""

from collections.abc import Mapping
from typing import Any

import structlog
from telegram import InputFile

from bot.channels.telegram.client import Api
from bot.sending.errors import Refused
from data.content import pictures
from handlers.messages import Picture

log = structlog.get_logger()


class Photos:
    """Sends pictures, and keeps their ids in memory."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._ids: dict[tuple[str, str], str] = {}
        """By name and language."""

    async def send(self, what: Mapping[str, str], picture: Picture) -> Any:
        """Sends a picture, with the other parameters; returns what Telegram answered. Raises SendError."""
        return await self._send_by_id(what, picture) or await self._upload(what, picture)

    async def _send_by_id(self, what: Mapping[str, str], picture: Picture) -> Any:
        """What Telegram answered; None when it does not know the picture."""
        at = (picture.name, picture.language)
        if at not in self._ids:
            return None
        try:
            return await self._api.call("sendPhoto", {**what, "photo": self._ids[at]})
        except Refused as problem:  # Telegram forgot the file, most likely
            log.warning("telegram.photo_id_refused", photo=_file_name(picture), reason=str(problem))
            self._ids.pop(at, None)
            return None

    async def _upload(self, what: Mapping[str, str], picture: Picture) -> Any:
        file = InputFile(_png(picture), filename=_file_name(picture))
        said = await self._api.call("sendPhoto", {**what, "photo": file})
        if sizes := said.get("photo"):
            self._ids[picture.name, picture.language] = sizes[-1]["file_id"]  # the largest
        return said


def _file_name(picture: Picture) -> str:
    return f"{picture.name}.{picture.language}.png"


def _png(picture: Picture) -> bytes:
    """The picture. Raises Refused when there is none (any more)."""
    try:
        return pictures.png(picture.name, picture.language)
    except (KeyError, OSError):
        raise Refused("we have no such picture") from None
