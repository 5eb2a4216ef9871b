"""Our own files over HTTP, read and compressed once and known by name.

Nothing that a request says is looked for on the disk, and no request makes us compress what does not change.
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
"""A compressed form that is larger than this part of the content is not kept."""
_LONGEST = 500
"""Characters of `Accept-Encoding` that are read."""
_CODING = re.compile(r"([a-z*-]+)(?:;q=([01](?:\.[0-9]{0,3})?))?")


def mark(content: bytes) -> str:
    """The part of a file's URL that changes when the file does."""
    return hashlib.sha256(content).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Packed:
    """The same content as it is, and compressed where that saves something."""

    plain: bytes
    zipped: bytes | None

    @classmethod
    def of(cls, content: bytes) -> "Packed":
        """Compresses it."""
        zipped = gzip.compress(content, 9, mtime=0)
        return cls(content, zipped if len(zipped) < _WORTH_IT * len(content) else None)

    def response(self, request: Request, headers: Mapping[str, str], *, kind: str, mark: str = "") -> Response:
        """What this browser reads, or 304 where it has it already: each form has a mark of its own."""
        zipped = self.zipped if _reads_gzip(request) else None
        told = {**headers, **({"vary": "accept-encoding"} if self.zipped else {})}
        if mark:
            told["etag"] = f'"{mark}-gzip"' if zipped else f'"{mark}"'
            known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")[:8]]
            if told["etag"] in known:
                return Response(status_code=304, headers=told)
        if zipped:
            told["content-encoding"] = "gzip"
        return Response(zipped or self.plain, media_type=kind, headers=told)


def _reads_gzip(request: Request) -> bool:
    """Whether the browser names gzip, and not as what it does not take (`q=0`)."""
    said = ",".join(request.headers.getlist("accept-encoding"))[:_LONGEST]
    found = [one for one in map(_CODING.fullmatch, "".join(said.lower().split()).split(",")) if one]
    named = [one for one in found if one[1] in {"gzip", "x-gzip"}] or [one for one in found if one[1] == "*"]
    return any(float(one[2] or 1) > 0 for one in named)


@dataclass(frozen=True, slots=True)
class _File:
    content: Packed
    kind: str
    mark: str


class Files:
    """Files by name. Asked for with their mark (`?v=`), browsers may keep them for good."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {
            name: _File(
                Packed(content, None) if name.endswith(".png") else Packed.of(content),  # those are compressed already
                mimetypes.guess_type(name)[0] or "application/octet-stream",
                mark(content),
            )
            for name, content in files.items()
        }

    def url(self, at: str, name: str) -> str:
        """Where browsers find a file below this path. Raises KeyError for one that is not there."""
        return f"{at}/{name}?v={self._files[name].mark}"

    async def serve(self, request: Request) -> Response:
        """`GET .../{name}`. Raises HTTPException."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        right = request.scope["query_string"] == f"v={file.mark}".encode()
        headers = {"cache-control": _FOR_GOOD if right else _ASK_AGAIN}
        return file.content.response(request, headers, kind=file.kind, mark=file.mark)
