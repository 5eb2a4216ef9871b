"""Files on Telegram's servers: which ones it takes, and the ids it gives for them.

An id is good for one kind of use only, and each message that shows a file names it by another id; what stays the same,
whoever sends it again or passes it on, is the unique id (core.telegram.org/bots/api#photosize, #document, #file).
"""

import itertools
import struct
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

from tests.fakes.bot_api_rules import Refusal, bad_request

LARGEST_PHOTO = 10 * 2**20
LARGEST_UPLOAD = 50 * 2**20
LARGEST_DOWNLOAD = 20 * 2**20
Kind = Literal["photo", "document"]
_SIZES = {"s": 90, "m": 320, "x": 800, "y": 1280}
"""The longer side of each size that Telegram makes of a photo."""
_IDS_OF_A_FILE = 3
"""So many ids for one use, one after the other: few, so that 100,000 messages with one picture take no room."""


@dataclass(frozen=True, slots=True)
class File:
    """One file, or one photo in all its sizes."""

    number: int
    kind: Kind
    name: str
    mime: str | None
    content: bytes
    size: int
    width: int = 0
    height: int = 0

    @property
    def mark(self) -> str:
        """The unique id; of a photo, that of its largest size."""
        return self.mark_of([*_SIZES][-1] if self.kind == "photo" else "")

    def mark_of(self, letter: str) -> str:
        return f"AQAD{self.number:06}{letter}"

    @property
    def path(self) -> str:
        """Where it can be downloaded."""
        ending = "jpg" if self.kind == "photo" else self.name.rpartition(".")[2]
        return f"{self.kind}s/file_{self.number}.{ending}"


class Files:
    """Every file that a person or the bot sent."""

    def __init__(self) -> None:
        self.photos: dict[str, str] = {}
        self.documents: dict[str, str] = {}
        """Names, by each id that was given; an id that is taken out is forgotten."""
        self._files: dict[str, tuple[File, str]] = {}
        self._paths: dict[str, File] = {}
        self._given: dict[int, itertools.cycle[int]] = {}
        self._usual: dict[Kind, File] = {}

    def add(
        self, kind: Kind, name: str, content: bytes = b"", *, mime: str | None = None, size: int | None = None
    ) -> File:
        """Keeps a file that a person sends; `size` says more than there is of it."""
        seen = _dimensions(content) if kind == "photo" else None
        width, height = seen or (960, 1280)
        file = File(
            len(self._given) + 1, kind, name, mime, content, len(content) if size is None else size, width, height
        )
        self._given[file.number] = itertools.cycle(range(_IDS_OF_A_FILE))
        self._paths[file.path] = file
        return file

    def usual(self, kind: Kind) -> File:
        """A photo or a document of no importance."""
        if kind not in self._usual:
            name, mime = ("foto.jpg", None) if kind == "photo" else ("ktp.pdf", "application/pdf")
            self._usual[kind] = self.add(kind, name, mime=mime, size=52_000)
        return self._usual[kind]

    def uploaded(self, kind: Kind, sent: web.FileField) -> File:
        """Keeps what the bot uploads. Raises Refusal."""
        content = sent.file.read()
        if not content:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            _check_photo(content)
        elif len(content) > LARGEST_UPLOAD:
            raise Refusal(413, "Request Entity Too Large")
        return self.add(kind, sent.filename, content, mime=sent.content_type)

    def shown(self, file: File) -> dict[str, Any]:
        """The file as it stands in one more message."""
        turn = next(self._given[file.number])
        if file.kind == "photo":
            return {"photo": [self._photo(file, letter, turn) for letter in _SIZES]}
        known = {"mime_type": file.mime} if file.mime else {}
        return {"document": {"file_name": file.name, **known, **self._give(file, "", turn), "file_size": file.size}}

    def _photo(self, file: File, letter: str, turn: int) -> dict[str, Any]:
        scale = min(1.0, _SIZES[letter] / max(file.width, file.height))
        width, height = max(1, round(file.width * scale)), max(1, round(file.height * scale))
        given = self._give(file, letter, turn)
        return {**given, "width": width, "height": height, "file_size": max(1, round(file.size * scale * scale))}

    def _give(self, file: File, letter: str, turn: int) -> dict[str, str]:
        names, of = (self.photos, "AgAC") if file.kind == "photo" else (self.documents, "BQAC")
        file_id, mark = f"{of}{file.number:06}{letter}-{turn}", file.mark_of(letter)
        names[file_id] = file.name
        self._files[file_id] = file, mark
        return {"file_id": file_id, "file_unique_id": mark}

    def find(self, file_id: str, kind: Kind) -> File:
        """The file to be sent by its id. Raises Refusal."""
        mine, others = (self.photos, self.documents) if kind == "photo" else (self.documents, self.photos)
        if file_id in others:
            real, wanted = ("Document", "Photo") if kind == "photo" else ("Photo", "Document")
            raise bad_request(f"can't use file of type {real} as {wanted}")  # "type of file mismatch" until 2022
        if file_id not in mine:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._files[file_id][0]

    def about(self, file_id: str) -> dict[str, Any]:
        """What `getFile` says. Raises Refusal."""
        if not file_id:
            raise bad_request("file_id not specified")
        if file_id not in self.photos and file_id not in self.documents:
            raise bad_request("invalid file_id")
        file, mark = self._files[file_id]
        if file.size > LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        return {"file_id": file_id, "file_unique_id": mark, "file_size": file.size, "file_path": file.path}

    def at(self, path: str) -> File | None:
        """What can be downloaded from there."""
        file = self._paths.get(path)
        return file if file and file.size <= LARGEST_DOWNLOAD else None


def _check_photo(content: bytes) -> None:
    """Raises Refusal for what is no photo, and for too much of one."""
    if len(content) > LARGEST_PHOTO:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
        )
    size = _dimensions(content)
    if size is None or not all(size):
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _dimensions(content: bytes) -> tuple[int, int] | None:
    return _png_size(content) or _jpeg_size(content)


def _png_size(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR" or len(content) < 24:
        return None
    return struct.unpack(">II", content[16:24])


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:  # the frame's header
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
