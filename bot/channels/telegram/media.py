"""Files on Telegram: what somebody attached is sent on by its id; what we make ourselves is made when it is sent."""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from telegram import InputFile

from bot.channels.telegram.client import Api
from bot.channels.telegram.photos import Photos
from bot.channels.telegram.render import method, without_file
from bot.sending.contract import Refused
from data.channels import TELEGRAM_LIMITS

log = structlog.get_logger()

Made = Callable[[str], Awaitable[bytes]]
"""The content of a file, by its name. Raises LookupError when there is no such file (any more)."""


async def nothing_made(name: str) -> bytes:
    """For a channel that was given nothing that makes files. Raises LookupError."""
    raise LookupError(name)


class Files:
    """Sends messages that may hold a picture or a file."""

    def __init__(self, api: Api, made: Made = nothing_made) -> None:
        self._api = api
        self._photos = Photos(api)
        self._made = made

    async def send(self, what: Mapping[str, str]) -> None:
        """Sends a message as `telegram_messages.messages` writes it. Raises SendError."""
        if "picture" in what:
            await self._photos.send(what)
        elif "made" in what:
            await self._send_made(what)
        else:
            await self._api.call(method(what), what)

    async def _send_made(self, what: Mapping[str, str]) -> None:
        """Makes a file and uploads it; where that does not work, its words at least. Raises SendError."""
        name = what["made"]
        beside = {key: one for key, one in what.items() if key != "made"}
        kind = "photo" if name.endswith(".png") else "document"
        try:
            file = InputFile(await self._content(name), filename=name)
            await self._api.call("sendPhoto" if kind == "photo" else "sendDocument", {**beside, kind: file})
        except Refused as problem:
            if "caption" not in what:  # its words are a message of their own
                raise
            log.error("telegram.file_refused", file=name, reason=str(problem))  # noqa: TRY400
            await self._api.call("sendMessage", without_file(what))

    async def _content(self, name: str) -> bytes:
        """Raises Refused for a file that Telegram would not take either."""
        try:
            content = await self._made(name)
        except LookupError:
            raise Refused("we have no such file") from None
        if len(content) > TELEGRAM_LIMITS.upload:
            raise Refused("our file is too large")
        return content
