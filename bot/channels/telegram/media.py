"""Sends messages on Telegram: an attached file goes by its id, a file of ours is generated and uploaded."""

from collections.abc import Awaitable, Callable, Mapping

import structlog
from telegram import InputFile

from bot.channels.telegram.client import Api
from bot.channels.telegram.optional_fields import OptionalFields
from bot.channels.telegram.photos import Photos
from bot.channels.telegram.render import kind, method
from bot.sending.errors import Refused
from bot.sending.outgoing import Document, MadeFile, Message, Photo, Text
from data.announcements.announcements import Attachment
from data.channels import TELEGRAM_LIMITS
from handlers.messages import Picture

log = structlog.get_logger()

Generate = Callable[[str], Awaitable[bytes]]
"""Generates a file by its name. Raises LookupError when there is no such file (any more)."""


async def generate_nothing(name: str) -> bytes:
    """For a channel without generated files. Raises LookupError."""
    raise LookupError(name)


class Files:
    """Sends messages that may hold a picture or a file."""

    def __init__(self, api: Api, fields: OptionalFields, generate: Generate = generate_nothing) -> None:
        self._api = api
        self._fields = fields
        self._photos = Photos(api)
        self._generate = generate

    async def send(self, message: Message, where: Mapping[str, str]) -> str:
        """Sends a message to the chat that `where` names; returns its id. Raises SendError.

        Where Telegram refuses a picture or file of ours, the words below it are sent in its place.
        """
        if isinstance(message, Text) or isinstance(message.file, Attachment):
            return await self._call(message, where)
        try:
            if isinstance(message.file, Picture):
                return await self._send_picture(message, message.file, where)
            return await self._send_generated(message, message.file, where)
        except Refused as problem:
            if not message.text:  # the text is a message of its own
                raise
            event = "telegram.photo_refused" if isinstance(message.file, Picture) else "telegram.file_refused"
            log.error(event, file=message.file.name, reason=str(problem))  # noqa: TRY400 - no traceback needed
            return await self._call(Text(message.text, message.choices), where)

    async def _call(self, message: Message, where: Mapping[str, str]) -> str:
        said = await self._fields.send(message, lambda found: self._api.call(method(message), {**found, **where}))
        return str(said["message_id"])

    async def _send_picture(self, message: Photo | Document, picture: Picture, where: Mapping[str, str]) -> str:
        said = await self._fields.send(message, lambda found: self._photos.send({**found, **where}, picture))
        return str(said["message_id"])

    async def _send_generated(self, message: Photo | Document, made: MadeFile, where: Mapping[str, str]) -> str:
        """Generates a file and uploads it. Raises SendError."""
        file = InputFile(await self._content(made.name), filename=made.name)
        said = await self._fields.send(
            message, lambda found: self._api.call(method(message), {**found, **where, kind(message): file})
        )
        return str(said["message_id"])

    async def _content(self, name: str) -> bytes:
        """The file. Raises Refused when there is none, or when Telegram would refuse it."""
        try:
            content = await self._generate(name)
        except LookupError:
            raise Refused("we have no such file") from None
        if len(content) > TELEGRAM_LIMITS.upload:
            raise Refused("our file is too large")
        return content
