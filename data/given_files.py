"""Opens files that somebody gave us: regular files only, and only up to a size."""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

SMALL = 1 << 20
"""Bytes; no key, setting, pointer or list of contacts comes near."""

_PIECE = 1 << 16

_KINDS = {
    stat.S_IFDIR: "it is a folder",
    stat.S_IFIFO: "it is a pipe",
    stat.S_IFSOCK: "it is a socket",
    stat.S_IFCHR: "it is a device",
    stat.S_IFBLK: "it is a device",
}


class Unfit(OSError):
    """No regular file, or too large a one; `strerror` says which."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(errno.EINVAL, why, str(path))


def opened(path: Path, most: int) -> BufferedReader:
    """The file, to be read. Raises OSError, of which Unfit is one; a link is judged by what it leads to."""
    _judge(path, path.stat(), most)  # before it is opened: that alone can rewind a tape, or wait for ever
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    try:
        _judge(path, os.fstat(handle), most)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read(path: Path, most: int = SMALL) -> bytes:
    """All that is in a file. Raises OSError, of which Unfit is one."""
    content = bytearray()
    with opened(path, most) as file:
        while piece := file.read(_PIECE):
            content += piece
            if len(content) > most:  # it has grown; and those of /proc say that they are empty
                raise Unfit(path, f"it holds more than the {size(most)} that are read of it")
    return bytes(content)


def size(count: int) -> str:
    """A number of bytes for people."""
    for unit in ("bytes", "KB", "MB"):
        if count < 1024:
            return f"{count:,} {unit}"
        count //= 1024
    return f"{count:,} GB"


def must_be_a_file(path: Path, found: os.stat_result) -> None:
    """Raises Unfit for what is no regular file."""
    if not stat.S_ISREG(found.st_mode):
        raise Unfit(path, f"{_KINDS.get(stat.S_IFMT(found.st_mode), 'it is something else')}, and no file")


def _judge(path: Path, found: os.stat_result, most: int) -> None:
    must_be_a_file(path, found)
    if found.st_size > most:
        raise Unfit(path, f"it holds {size(found.st_size)}, and at most {size(most)} are read")
