"""Holds a list's file as it was when it was opened, and notices when it has changed since."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from data.coverage.columns.headings import UnreadableFile
from data.shortened import cut

_LONGEST_NAME = 300
"""Characters of a path in a sentence."""
_PIECE = 1 << 20


def shown_path(path: Path) -> str:
    """A path as sentences show it."""
    return cut(str(path), _LONGEST_NAME)


class OpenedFile:
    """A file and its size and time of change when it was opened. Its path may lead to another file by now."""

    def __init__(self, path: Path, raw: BinaryIO) -> None:
        self.named, self.name, self._handle = shown_path(path), path.name, raw.fileno()
        self._was = os.fstat(self._handle)
        self.size = self._was.st_size

    def checksum(self) -> str:
        """SHA-256 in hex; does not move the read position. Raises UnreadableFile when the file has changed."""
        found = hashlib.sha256()
        done = 0
        while done < self.size and (piece := os.pread(self._handle, min(_PIECE, self.size - done), done)):
            found.update(piece)
            done += len(piece)
        now = os.fstat(self._handle)
        if (now.st_size, now.st_mtime_ns) != (self._was.st_size, self._was.st_mtime_ns):
            raise UnreadableFile("file.changed", file=self.named)
        return found.hexdigest()
