"""Files of ours are for us alone: opens one so to write it, finds those that others can get at, and closes them."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import structlog

from data.files import given_files
from data.files.given_files import Unfit
from data.shortened import first_few

log = structlog.get_logger()
_NAMED, _LONGEST = 5, 300
"""Files that are named, and characters of each."""
_MOST = 10_000
"""Files that are looked at; a data directory has some twenty."""
_COVERAGE, _HEAD = "coverage", "audit.head"
_OURS = ("live.db", "live.lock", "bot.lock", "outside.log", "before-restore-", _HEAD)
"""How the names of what we make in the data directory begin."""
_NAMES_OF_STAFF = {"contacts.toml", ".env"}


def open_private(path: Path, *, anew: bool = False) -> BinaryIO:
    """An empty file that nobody else reads, also when it was there before; `anew`: it must not have been there.

    Raises OSError, of which Unfit is one: a pipe would make us wait for a reader, and a link, which others may have
    put there, would have us write over what it leads to.
    """
    with suppress(FileNotFoundError):
        must_be_no_link(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        handle = os.open(path, flags | (os.O_EXCL if anew else 0), 0o600)
    except FileNotFoundError:
        raise Unfit(path, f"there is no folder {path.parent}") from None
    try:
        found = os.fstat(handle)
        given_files.must_be_a_file(path, found)
        if found.st_uid == os.geteuid() and found.st_mode & 0o077:
            os.fchmod(handle, 0o600)
        os.ftruncate(handle, 0)
        return os.fdopen(handle, "wb")
    except BaseException:
        os.close(handle)
        raise


def must_be_no_link(path: Path) -> None:
    """Raises Unfit for a link and for what is no regular file, FileNotFoundError for nothing."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise Unfit(path, "it is a link; name the file itself")
    given_files.must_be_a_file(path, found)


def open_to_others(*paths: Path) -> Iterator[Path]:
    """Those of the files, and of all in the folders, that others may read, write or enter.

    The files and folders are those that the names lead to; a link within a folder is judged by what it leads to, and
    not followed further.
    """
    left, looked_at = [path.resolve() for path in paths], 0
    while left and looked_at < _MOST:
        path = left.pop()
        looked_at += 1
        try:
            is_link = path.is_symlink()
            mode = path.stat().st_mode
            if mode & 0o077:
                yield path
            if stat.S_ISDIR(mode) and not is_link:
                left.extend(path.iterdir())
        except (OSError, RuntimeError):
            continue  # it is gone, or leads nowhere, or nobody can read it


def is_owned(path: Path) -> bool:
    """Whether this is a file or folder of our own, whose mode we may change."""
    try:
        found = path.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode))


def shared_folders(path: Path) -> list[Path]:
    """The folders in which others can put another file in the place of this one; in a sticky one they cannot."""
    found = []
    for folder in dict.fromkeys((path.absolute().parent, path.resolve().parent)):
        with suppress(OSError):
            mode = folder.stat().st_mode
            if mode & 0o022 and not mode & stat.S_ISVTX:
                found.append(folder)
    return found


def close_to_others(data_dir: Path) -> list[Path]:
    """Takes from others what they may do with our files in the data directory; returns those that lay open.

    Files and folders that we own, by the names we give, and no links. The directory itself too, where nothing else lies
    in it: it could be anybody's home.
    """
    closed: list[Path] = []
    with suppress(OSError):
        inside = sorted(path for path in data_dir.iterdir() if path.name == _COVERAGE or path.name.startswith(_OURS))
        alone = {path.name for path in data_dir.iterdir()} <= {path.name for path in inside} | _NAMES_OF_STAFF
        top = [data_dir.resolve()] if alone and not data_dir.stat().st_mode & stat.S_ISVTX else []
        for path in (*top, *inside):  # the folder first: then nobody puts links in the place of files
            closed += [path] if _close(path) else []
            if path.name == _COVERAGE and not path.is_symlink():
                closed += [one for one in sorted(path.iterdir())[:_MOST] if _close(one)]
    if closed:
        log.warning("closed_to_others", files=first_few(closed, _NAMED, _LONGEST))
    return closed


def _close(path: Path) -> bool:
    """Whether there was something to close."""
    with suppress(OSError):
        # A handle that only names the file: to close any other one would end SQLite's locks on it.
        handle = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            found = os.fstat(handle)
            is_file = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
            if not (is_file or stat.S_ISDIR(found.st_mode)) or found.st_uid != os.geteuid():
                return False
            # The head of the audit may be for a group of auditors to read.
            if found.st_mode & (0o037 if path.name == _HEAD else 0o077):
                Path(f"/proc/self/fd/{handle}").chmod(stat.S_IMODE(found.st_mode) & 0o700)
                return True
        finally:
            os.close(handle)
    return False
