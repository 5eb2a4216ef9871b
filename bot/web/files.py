"""Our own files over HTTP, read once and known by name: nothing that a request says is looked for on the disk."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_FOR_GOOD, _ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"


def mark(content: bytes) -> str:
    """The part of a file's URL that changes when the file does."""
    return hashlib.sha256(content).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    kind: str
    mark: str


class Files:
    """Files by name. Asked for with their mark (`?v=`), browsers may keep them for good."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {
            name: _File(content, mimetypes.guess_type(name)[0] or "application/octet-stream", mark(content))
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
        headers = {"cache-control": _FOR_GOOD if right else _ASK_AGAIN, "etag": f'"{file.mark}"'}
        known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")[:8]]
        if headers["etag"] in known:
            return Response(status_code=304, headers=headers)
        return Response(file.content, media_type=file.kind, headers=headers)
