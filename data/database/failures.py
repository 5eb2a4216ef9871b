"""The kinds of disk and file failures, each with advice whose first step destroys nothing."""

import errno
import os
import resource
import shutil
import sqlite3
import tempfile
from enum import StrEnum
from pathlib import Path

from data.problems import Problem

_PROBE = 64 * 1024
"""How many bytes are written to test whether a folder accepts them."""
_NO_ROOM = 256 * 1024
"""With fewer bytes free than this, a failed write counts as a full disk."""


class Trouble(StrEnum):
    """Why a file cannot be written or read."""

    FULL = "disk_full"
    READ_ONLY = "read_only"
    DENIED = "not_allowed"
    LOCKED = "locked"
    DAMAGED = "damaged"
    BROKEN = "disk_broken"


_OF_ERRNO = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EFBIG: Trouble.FULL,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EACCES: Trouble.DENIED,
    errno.EPERM: Trouble.DENIED,
    errno.EIO: Trouble.BROKEN,
}
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
}
_UNSURE = {
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.DENIED,
    sqlite3.SQLITE_CANTOPEN: Trouble.DENIED,
    sqlite3.SQLITE_IOERR: Trouble.BROKEN,
}
"""SQLite errors that do not reveal the cause: the folder is then tested."""


def trouble_of(error: BaseException | None, path: Path | None = None) -> Trouble | None:
    """The trouble behind an error or its causes; None if it is something else.

    `path` is the file that could not be used: if SQLite's error does not reveal the cause, its folder is tested.
    """
    while error is not None:
        if found := getattr(error, "trouble", None) or _trouble_of_one(error, path):
            return Trouble(found)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return None


def _trouble_of_one(error: BaseException, path: Path | None) -> Trouble | None:
    if isinstance(error, OSError):
        return _OF_ERRNO.get(error.errno or 0)
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _OF_SQLITE:
        return _OF_SQLITE[code]
    if code not in _UNSURE:
        return None
    return (path and trouble_of_folder(path.parent, path)) or _UNSURE[code]


def trouble_of_folder(folder: Path, path: Path | None = None) -> Trouble | None:
    """The trouble with a folder, or a file in it; None if a test write reaches the disk."""
    try:
        write_into(folder)
        if path and path.exists() and not os.access(path, os.W_OK):
            return Trouble.DENIED
        if shutil.disk_usage(folder).free < _NO_ROOM or _at_its_limit(path):
            return Trouble.FULL
    except OSError as error:
        return _OF_ERRNO.get(error.errno or 0, Trouble.BROKEN)
    return None


def write_into(folder: Path) -> None:
    """Writes a temporary file without a name, and forces it to the disk. Raises OSError."""
    with tempfile.TemporaryFile(dir=folder, buffering=0) as probe:
        if probe.write(bytes(_PROBE)) != _PROBE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(probe.fileno())


def _at_its_limit(path: Path | None) -> bool:
    """Whether a file, or its log, has grown as far as this process may make one (`ulimit -f`)."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    if path is None or most == resource.RLIM_INFINITY:
        return False
    beside = (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal"))
    return any(one.exists() and one.stat().st_size + _NO_ROOM > most for one in beside)


_LOST = (
    "Without one, all that it alone holds is lost: who subscribed and who waits for news, cadres, announcements with "
    "their reports, quotas, the audit. Keep the damaged file as it is: some of that may still be read from it."
)


def advice(trouble: Trouble, path: Path, copy: Path | None = None) -> str:
    """What is wrong with a file of ours, and what to do; `copy` is the copy made before an update."""
    match trouble:
        case Trouble.FULL:
            return (
                f"There is no room for {path}: the disk, a quota or a limit of file sizes (ulimit -f) is full. Make "
                "room, and go on: nothing is lost. Leave the file where it is."
            )
        case Trouble.READ_ONLY:
            return (
                f"{path} lies on a disk that is read-only. Mount it writable, and go on: nothing is lost. A disk that "
                "became so by itself may be failing: look at the system's log. Leave the file where it is."
            )
        case Trouble.DENIED:
            return (
                f"{path} or its folder belongs to somebody else, or may not be written to. Give both back to the user "
                "that runs SIGAP Bot (chown, chmod), or set SIGAP_DATA_DIR to a folder of your own: nothing is lost."
            )
        case Trouble.LOCKED:
            return f"Another process writes to {path}. Try again in a moment; leave the file there."
        case Trouble.DAMAGED:
            before = f" {copy} is how it was before the last update." if copy else ""
            return (
                f"{path} cannot be used: it is damaged, or no database. Stop the bot, and bring back the newest backup "
                f"(sigap restore DIR, then sigap restored).{before} What came after a backup is lost with it. {_LOST}"
            )
        case Trouble.BROKEN:
            return (
                f"The disk does not read or write {path}. Look at the system's log; copy what is there to another "
                "disk, or bring back the backup there (sigap restore DIR, then sigap restored), before anything else "
                "is tried."
            )


class DatabaseProblem(Problem):
    """The live database cannot be used; the message says what to do."""


class CannotWrite(DatabaseProblem):
    """The disk or file cannot be written; the same message may succeed later."""

    def __init__(self, path: Path, trouble: Trouble, copy: Path | None = None) -> None:
        super().__init__(advice(trouble, path, copy))
        self.trouble = trouble
