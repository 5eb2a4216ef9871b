"""Pictures in the web chat: where the browser finds each, and how large it is, so that nothing jumps when it comes."""

import os
import struct
from collections.abc import Mapping

from bot.web import page
from bot.web.headers import KeptFiles
from data import pictures
from data.texts import LANGUAGES
from handlers.messages import Picture, Reply

AT = "/pictures"


class PictureFiles(KeptFiles):
    """The pictures as files, without the drawings they were made from."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """As Starlette calls it."""
        return super().lookup_path(path) if path.endswith(".png") else ("", None)


def _written(content: bytes, name: str, language: str) -> dict[str, str | int]:
    width, height = struct.unpack(">II", content[16:24])  # where every PNG says it
    return {"url": f"{AT}/{name}.{language}.png?v={page.mark(content)}", "width": width, "height": height}


class WebPictures:
    """Every picture as the page draws it. Read once: files do not change while we run."""

    def __init__(self) -> None:
        self._known: Mapping[tuple[str, str], dict[str, str | int]] = {
            (name, language): _written(pictures.png(name, language), name, language)
            for name in pictures.NAMES
            for language in LANGUAGES
        }

    def reply(self, reply: Reply) -> dict[str, object]:
        """A reply as JSON. Instead of a picture we do not have (any more), its words."""
        picture = self._picture(reply.picture)
        return {
            "text": reply.text if picture else reply.words,
            "choices": [{"label": one.label, "value": one.value} for one in reply.choices],
            "picture": picture,
        }

    def _picture(self, picture: Picture | None) -> dict[str, str | int] | None:
        known = self._known.get((picture.name, picture.language)) if picture else None
        return {**known, "alt": picture.alt} if picture and known else None
