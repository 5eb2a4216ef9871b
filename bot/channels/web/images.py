"""The pictures of the web chat: their URLs, and their sizes, so that the layout does not jump while they load."""

import struct
from collections.abc import Mapping

from bot.channels.web.static_files import Files
from data.content import pictures
from data.content.texts import LANGUAGES
from handlers.messages import Picture, Reply

AT = "pictures"
"""Where they are, as seen from the page."""


def _file(name: str, language: str) -> str:
    return f"{name}.{language}.png"


class WebPictures:
    """Every picture, read once: files do not change while we run."""

    def __init__(self) -> None:
        drawn = {(name, code): pictures.png(name, code) for name in pictures.NAMES for code in LANGUAGES}
        self.files = Files({_file(*one): content for one, content in drawn.items()})
        self._known: Mapping[tuple[str, str], dict[str, str | int]] = {
            one: self._written(_file(*one), content) for one, content in drawn.items()
        }

    def _written(self, file: str, content: bytes) -> dict[str, str | int]:
        width, height = struct.unpack(">II", content[16:24])  # the position in every PNG
        return {"url": self.files.url(AT, file), "width": width, "height": height}

    def reply(self, reply: Reply) -> dict[str, object]:
        """A reply as JSON, with the alt text instead of a picture that we do not have (any more)."""
        picture, heading = self._picture(reply.picture), reply.heading
        words = reply.words if picture else reply.spoken
        return {
            "heading": {"text": heading.text, "standing": heading.standing} if heading else None,
            "text": f"{words}\n\n{reply.link}" if reply.link else words,
            "choices": [{"label": one.label, "value": one.value, "role": one.role} for one in reply.choices],
            "picture": picture,
            "remind": reply.remind,
            "card": reply.card,
        }

    def _picture(self, picture: Picture | None) -> dict[str, str | int] | None:
        known = self._known.get((picture.name, picture.language)) if picture else None
        return {**known, "alt": picture.alt} if picture and known else None
