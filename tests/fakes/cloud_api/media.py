"""The files that were uploaded to Meta: kinds, sizes and how long they stay."""

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.cloud_api.errors import Refusal, missing

KEPT = 30 * 86_400.0
_MIB = 2**20
LARGEST: dict[str, dict[str, int]] = {
    "image": {"image/jpeg": 5 * _MIB, "image/png": 5 * _MIB},
    "audio": dict.fromkeys(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * _MIB),
    "video": {"video/mp4": 16 * _MIB, "video/3gpp": 16 * _MIB},
    "sticker": {"image/webp": 500 * 1024},
    "document": {"application/pdf": 100 * _MIB, "text/plain": 100 * _MIB},
}
"""In bytes, by kind and type; from the page about media, beside those that `rules.py` names."""
_KINDS = {mime: (kind, most) for kind, of_kind in LARGEST.items() for mime, most in of_kind.items()}
_BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "application/pdf": b"%PDF"}


@dataclass(frozen=True, slots=True)
class File:
    """A file that lies at Meta."""

    id: str
    name: str
    mime: str
    content: bytes
    until: float
    """Seconds since 1970."""


class Media:
    """All that was uploaded, by us or by people."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._ids = itertools.count(4_490_709_327_384_033)
        self.files: dict[str, File] = {}
        self.uploads = 0
        """How often we uploaded something."""

    def add(self, name: str, mime: str, content: bytes) -> File:
        """A file, whoever uploads it."""
        file = File(str(next(self._ids)), name, mime, content, self._now() + KEPT)
        self.files[file.id] = file
        return file

    def uploaded(self, fields: dict[str, Any]) -> File:
        """What a call uploads. Raises Refusal."""
        if fields.get("messaging_product") != "whatsapp":
            raise missing("messaging_product")
        name, mime, content = fields.get("file") or (None, "", b"")
        if name is None:
            raise missing("file")
        mime = str(fields.get("type") or mime).partition(";")[0]
        if mime not in _KINDS:
            raise Refusal(100, f"Param file must be a file with one of the following types: {', '.join(_KINDS)}.")
        if not content or not content.startswith(_BEGINNINGS.get(mime, b"")):
            raise Refusal(131053, f"The file is no {mime}.")
        if len(content) > (most := _KINDS[mime][1]):
            raise Refusal(131053, f"The file has {len(content)} bytes; at most {most} are allowed.")
        self.uploads += 1
        return self.add(name, mime, content)

    def use(self, media_id: Any, kind: str) -> File:
        """The file to be sent. Raises Refusal."""
        file = self.files.get(str(media_id))
        if file is None or file.until < self._now():
            raise Refusal(100, f"Param {kind}['id'] is not a valid whatsapp business account media attachment ID.")
        if file.mime not in LARGEST[kind]:
            raise Refusal(131053, f"A file of type {file.mime} cannot be sent as {kind}.")
        return file

    def forget(self, media_id: str) -> None:
        """Meta has lost it, or its time is over."""
        self.files.pop(media_id, None)

    def about(self, media_id: str, base: str) -> dict[str, Any]:
        """What a call for a file's data returns. Raises Refusal."""
        file = self.files.get(media_id)
        if file is None or file.until < self._now():
            raise Refusal(100, "Object with that ID does not exist.", subcode=33)
        return {"messaging_product": "whatsapp", "url": f"{base}/whatsapp_business/attachments/{file.id}",
                "mime_type": file.mime, "sha256": hashlib.sha256(file.content).hexdigest(),
                "file_size": str(len(file.content)), "id": file.id}  # fmt: skip
