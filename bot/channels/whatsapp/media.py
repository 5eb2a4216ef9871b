"""Our pictures at Meta: each is uploaded once, and sent by the id that Meta gave it until that expires."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.whatsapp.client import Client
from bot.sending.errors import Refused, Unknown, Unreachable
from data.channels import WHATSAPP_LIMITS
from data.content import pictures
from handlers.messages import Picture

_KEPT = 29 * 86_400.0
"""Seconds. Meta deletes an upload after 30 days (docs: business-phone-numbers/media)."""


@dataclass(frozen=True, slots=True)
class _Upload:
    id: asyncio.Task[str]
    until: float


class MediaIds:
    """The ids of our pictures, in memory."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._uploads: dict[tuple[str, str], _Upload] = {}
        """By name and language."""

    async def id_of(self, picture: Picture) -> str:
        """The id of a picture, which is uploaded if it must; all who want it meanwhile wait for one upload.

        Raises SendError.
        """
        at = (picture.name, picture.language)
        known = self._uploads.get(at)
        if known is None or known.until <= self._clock():
            task = asyncio.create_task(self._upload(picture))
            known = self._uploads[at] = _Upload(task, self._clock() + _KEPT)
            task.add_done_callback(lambda done: self._drop_failed(at, done))
        return await asyncio.shield(known.id)  # one who gives up must not end it for the others

    def forget(self, picture: Picture, media: str) -> None:
        """Meta does not take this id (any more): the next message uploads the picture anew."""
        at = (picture.name, picture.language)
        known = self._uploads.get(at)
        if known and known.id.done() and not known.id.cancelled() and known.id.result() == media:
            del self._uploads[at]

    async def close(self) -> None:
        """Ends the uploads under way."""
        uploads = [one.id for one in self._uploads.values()]
        for one in uploads:
            one.cancel()
        await asyncio.gather(*uploads, return_exceptions=True)

    def _drop_failed(self, at: tuple[str, str], done: asyncio.Task[str]) -> None:
        failed = done.cancelled() or done.exception() is not None
        if failed and at in self._uploads and self._uploads[at].id is done:
            del self._uploads[at]

    async def _upload(self, picture: Picture) -> str:
        try:
            return await self._client.upload(f"{picture.name}.{picture.language}.png", _png(picture), "image/png")
        except Unknown as problem:
            raise Unreachable(str(problem)) from None  # whatever became of the file, no message was sent


def _png(picture: Picture) -> bytes:
    """The picture. Raises Refused when there is none (any more), or Meta would refuse it."""
    try:
        found = pictures.png(picture.name, picture.language)
    except (KeyError, OSError):
        raise Refused("we have no such picture") from None
    if len(found) > WHATSAPP_LIMITS.upload:
        raise Refused("our picture is too large")
    return found
