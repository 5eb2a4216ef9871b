"""Serves our own files over HTTP: read and compressed once, and found by name in memory.

So no request can reach another file on the disk, or make us compress anything.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_FOR_GOOD, _ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"
_WORTH_IT = 0.9
"""A compressed form is kept only when it is smaller than this part of the content."""
_LONGEST = 500
"""Characters of `Accept-Encoding` that are read."""
_CODING = re.compile(r"([a-z*-]+)(?:;q=([01](?:\.[0-9]{0,3})?))?")


def mark(content: bytes) -> str:
    """The version of a file: changes with its content."""
    return hashlib.sha256(content).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Packed:
    """Content, and its compressed form where that is smaller."""

    plain: bytes
    zipped: bytes | None
    mark: str

    @classmethod
    def of(cls, content: bytes, *, compressed_already: bool = False) -> "Packed":
        """Compresses the content."""
        zipped = content if compressed_already else gzip.compress(content, 9, mtime=0)
        return cls(content, zipped if len(zipped) < _WORTH_IT * len(content) else None, mark(content))

    def response(self, request: Request, headers: Mapping[str, str], *, kind: str) -> Response:
        """The form that this browser accepts, or 304 when it has it already; each form has its own ETag."""
        zipped = self.zipped if _reads_gzip(request) else None
        sent = {**headers, **({"vary": "accept-encoding"} if self.zipped else {})}
        sent["etag"] = f'"{self.mark}-gzip"' if zipped else f'"{self.mark}"'
        known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")[:8]]
        if sent["etag"] in known:
            return Response(status_code=304, headers=sent)
        if zipped:
            sent["content-encoding"] = "gzip"
        return Response(zipped or self.plain, media_type=kind, headers=sent)


def _reads_gzip(request: Request) -> bool:
    """Whether the browser accepts gzip; it may also refuse it (`q=0`)."""
    said = ",".join(request.headers.getlist("accept-encoding"))[:_LONGEST]
    found = [one for one in map(_CODING.fullmatch, "".join(said.lower().split()).split(",")) if one]
    named = [one for one in found if one[1] in {"gzip", "x-gzip"}] or [one for one in found if one[1] == "*"]
    return any(float(one[2] or 1) > 0 for one in named)


@dataclass(frozen=True, slots=True)
class _File:
    content: Packed
    kind: str


class Files:
    """Files by name. Browsers may cache them for ever when the URL has the version (`?v=`)."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {
            name: _File(
                Packed.of(content, compressed_already=name.endswith(".png")),
                mimetypes.guess_type(name)[0] or "application/octet-stream",
            )
            for name, content in files.items()
        }

    def url(self, at: str, name: str) -> str:
        """The URL of a file below the path `at`. Raises KeyError for an unknown file."""
        return f"{at}/{name}?v={self._files[name].content.mark}"

    async def serve(self, request: Request) -> Response:
        """`GET .../{name}`. Raises HTTPException."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        right = request.scope["query_string"] == f"v={file.content.mark}".encode()
        headers = {"cache-control": _FOR_GOOD if right else _ASK_AGAIN}
        return file.content.response(request, headers, kind=file.kind)
