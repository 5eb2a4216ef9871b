"""Sends files on Telegram: an attached file by its id, a file of ours generated at the moment of sending."""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from telegram import InputFile

from bot.channels.telegram.client import Api
from bot.channels.telegram.photos import Photos
from bot.channels.telegram.render import method, without_file
from bot.sending.errors import Refused
from data.channels import TELEGRAM_LIMITS

log = structlog.get_logger()

Generate = Callable[[str], Awaitable[bytes]]
"""Generates a file by its name. Raises LookupError when there is no such file (any more)."""


async def generate_nothing(name: str) -> bytes:
    """For a channel without generated files. Raises LookupError."""
    raise LookupError(name)


class Files:
    """Sends messages that may hold a picture or a file."""

    def __init__(self, api: Api, generate: Generate = generate_nothing) -> None:
        self._api = api
        self._photos = Photos(api)
        self._generate = generate

    async def send(self, what: Mapping[str, str]) -> None:
        """Sends a message as `render.messages` writes it. Raises SendError."""
        if "picture" in what:
            await self._photos.send(what)
        elif "made" in what:
            await self._send_generated(what)
        else:
            await self._api.call(method(what), what)

    async def _send_generated(self, what: Mapping[str, str]) -> None:
        """Generates a file and uploads it; where Telegram refuses it, sends its caption. Raises SendError."""
        name = what["made"]
        beside = {key: one for key, one in what.items() if key != "made"}
        kind = "photo" if name.endswith(".png") else "document"
        try:
            file = InputFile(await self._content(name), filename=name)
            await self._api.call("sendPhoto" if kind == "photo" else "sendDocument", {**beside, kind: file})
        except Refused as problem:
            if "caption" not in what:  # the text is a message of its own
                raise
            log.error("telegram.file_refused", file=name, reason=str(problem))  # noqa: TRY400
            await self._api.call("sendMessage", without_file(what))

    async def _content(self, name: str) -> bytes:
        """The file. Raises Refused when there is none, or when Telegram would refuse it."""
        try:
            content = await self._generate(name)
        except LookupError:
            raise Refused("we have no such file") from None
        if len(content) > TELEGRAM_LIMITS.upload:
            raise Refused("our file is too large")
        return content
