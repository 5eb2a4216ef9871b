"""Files of ours are for us alone: opens one so, and finds those that others on this machine can read."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

_MOST = 10_000
"""Files that are looked at; a data directory has some twenty."""


def private(path: str, flags: int) -> int:
    """An opener for `open`: a file that nobody else reads, also when it was there before."""
    handle = os.open(path, flags, 0o600)
    found = os.fstat(handle)
    if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and found.st_mode & 0o077:
        os.fchmod(handle, 0o600)
    return handle


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
