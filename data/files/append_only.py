"""Our files to which several processes only append lines; a line cut short can be recognised."""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from data.files import atomic, given_files, own_files


def append(path: Path, line: bytes) -> None:
    """Appends a line, which ends in a newline. Raises OSError."""
    with _opened(path) as file:
        end = file.seek(0, os.SEEK_END)
        if end and os.pread(file.fileno(), 1, end - 1) != b"\n":  # the previous line was cut short
            line = b"\n" + line
        if file.write(line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def sync(path: Path) -> None:
    """Forces the appended lines, and the name of the file, to the disk. Raises OSError."""
    atomic.fsync(path)
    atomic.fsync(path.parent)


def rewrite(path: Path, kept: Callable[[list[bytes]], list[bytes]]) -> None:
    """Replaces the lines with those that `kept` returns, in one rename. Raises OSError and then changes nothing."""
    draft = atomic.draft_of(path)
    with _opened(path) as file:
        lines = kept(file.read().split(b"\n"))
        before = os.fstat(file.fileno())
        try:
            draft.touch(mode=0o600)
            draft.write_bytes(b"\n".join([*lines, b""]))
            os.chown(draft, before.st_uid, before.st_gid)
            draft.chmod(before.st_mode & 0o777)
            atomic.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[FileIO]:
    """Opens the file, created if there is none, and locks it against other writers."""
    while True:
        with suppress(FileNotFoundError):
            own_files.require_no_link(path)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        with FileIO(os.open(path, flags, 0o600), "r+") as file:
            given_files.require_regular_file(path, os.fstat(file.fileno()))
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _is_at(path, file):  # a shorter file took its place while we waited
                continue
            yield file
            return


def _is_at(path: Path, file: FileIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
