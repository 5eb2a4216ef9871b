"""Opens files that somebody gave us: regular files only, up to a size that is counted while reading."""

import errno
import os
import stat
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import Any

from data.import_texts import Sentence

SMALL = 1 << 20
"""Bytes; far more than any key, setting, pointer or list of contacts needs."""

_PIECE = 1 << 16

_KINDS = {
    stat.S_IFDIR: Sentence("unfit.folder"),
    stat.S_IFIFO: Sentence("unfit.pipe"),
    stat.S_IFSOCK: Sentence("unfit.socket"),
    stat.S_IFCHR: Sentence("unfit.device"),
    stat.S_IFBLK: Sentence("unfit.device"),
}


class Unfit(OSError):
    """The file is not a regular one, or too large; `strerror` says which, in English."""

    def __init__(self, path: Path, why: str | Sentence) -> None:
        self.sentence = why if isinstance(why, Sentence) else None
        super().__init__(errno.EINVAL, why.in_language("en") if isinstance(why, Sentence) else why, str(path))


class _Counted(RawIOBase):
    """The bytes of a file up to its allowed end: files in /proc report a size of 0 and may never end."""

    def __init__(self, path: Path, file: FileIO, most: int | None) -> None:
        self._path, self._file = path, file
        self._size = os.fstat(file.fileno()).st_size
        self._most = self._size if most is None else most

    def readinto(self, buffer: Any) -> int:
        count = self._file.readinto(buffer)
        if count is None:
            raise Unfit(self._path, Sentence("unfit.endless"))
        if count and not self._size and not os.fstat(self._file.fileno()).st_size:
            raise Unfit(self._path, Sentence("unfit.says_empty"))
        if count and self._file.tell() > self._most:
            grown, large = Sentence("unfit.grown"), Sentence("unfit.more", {"most": size(self._most)})
            raise Unfit(self._path, grown if self._most == self._size else large)
        return count

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()
        super().close()


def opened(path: Path, most: int, *, grows: bool = False) -> BufferedReader:
    """Opens the file for reading. Raises OSError (also as its subclass Unfit), even while it is read.

    A link is judged by its target. A file that `grows` may do so up to `most`; any other is read up to the size that it
    had when it was opened.
    """
    _require_fit(path, path.stat(), most)  # before it is opened: opening alone can rewind a tape, or block for ever
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        _require_fit(path, os.fstat(handle), most)
        file = FileIO(handle, "rb")
    except BaseException:
        os.close(handle)
        raise
    return BufferedReader(_Counted(path, file, most if grows else None), _PIECE)


def read(path: Path, most: int = SMALL, *, grows: bool = False) -> bytes:
    """The whole content of a file. Raises OSError (also as its subclass Unfit)."""
    with opened(path, most, grows=grows) as file:
        return file.read()


def size(count: int) -> str:
    """A number of bytes for people to read."""
    for unit in ("bytes", "KB", "MB"):
        if count < 1024:
            return f"{count:,} {unit}"
        count //= 1024
    return f"{count:,} GB"


def require_regular_file(path: Path, found: os.stat_result) -> None:
    """Raises Unfit for anything but a regular file."""
    if not stat.S_ISREG(found.st_mode):
        raise Unfit(path, _KINDS.get(stat.S_IFMT(found.st_mode), Sentence("unfit.else")))


def _require_fit(path: Path, found: os.stat_result, most: int) -> None:
    require_regular_file(path, found)
    if found.st_size > most:
        raise Unfit(path, Sentence("unfit.large", {"size": size(found.st_size), "most": size(most)}))
