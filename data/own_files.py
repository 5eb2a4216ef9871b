"""Files of ours are for us alone: opens one so to write it, and finds those that others on this machine can read."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from data import given_files
from data.given_files import Unfit

_MOST = 10_000
"""Files that are looked at; a data directory has some twenty."""


def written(path: Path, *, anew: bool = False) -> BinaryIO:
    """An empty file that nobody else reads, also when it was there before; `anew`: it must not have been there.

    Raises OSError, of which Unfit is one: a pipe would make us wait for a reader, and a link, which others may have
    put there, would have us write over what it leads to.
    """
    with suppress(FileNotFoundError):
        _judge(path, path.lstat())
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        handle = os.open(path, flags | (os.O_EXCL if anew else 0), 0o600)
    except FileNotFoundError:
        raise Unfit(path, f"there is no folder {path.parent}") from None
    try:
        found = os.fstat(handle)
        _judge(path, found)
        if found.st_uid == os.geteuid() and found.st_mode & 0o077:
            os.fchmod(handle, 0o600)
        os.ftruncate(handle, 0)
        return os.fdopen(handle, "wb")
    except BaseException:
        os.close(handle)
        raise


def _judge(path: Path, found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise Unfit(path, "it is a link; name the file itself")
    given_files.must_be_a_file(path, found)


def open_to_others(*paths: Path) -> Iterator[Path]:
    """Those of the files, and of all in the folders, that others may read, write or enter."""
    left, looked_at = list(paths), 0
    while left and looked_at < _MOST:
        path = left.pop()
        looked_at += 1
        try:
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                continue
            if mode & 0o077:
                yield path
            if stat.S_ISDIR(mode):
                left.extend(path.iterdir())
        except OSError:
            continue  # it is gone, or nobody can read it
