"""Keeps our files private: opens new ones so, finds those that other users can access, and removes that access."""

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
"""How many files a message names, and how many characters of each."""
_MOST = 10_000
"""The most files examined; a data directory has about twenty."""
_COVERAGE, _HEAD = "coverage", "audit.head"
_OURS = ("live.db", "live.lock", "bot.lock", "outside.log", "before-restore-", _HEAD)
"""The prefixes of what we create in the data directory."""
_NAMES_OF_STAFF = {"contacts.toml", ".env"}


def open_private(path: Path, *, anew: bool = False) -> BinaryIO:
    """Opens an empty file that nobody else can read, even if it existed; with `anew` it must not exist yet.

    Raises OSError (also as its subclass Unfit): a pipe would block until there is a reader, and through a link, which
    others may have put there, we would overwrite its target.
    """
    with suppress(FileNotFoundError):
        require_no_link(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        handle = os.open(path, flags | (os.O_EXCL if anew else 0), 0o600)
    except FileNotFoundError:
        raise Unfit(path, f"there is no folder {path.parent}") from None
    try:
        found = os.fstat(handle)
        given_files.require_regular_file(path, found)
        if found.st_uid == os.geteuid() and found.st_mode & 0o077:
            os.fchmod(handle, 0o600)
        os.ftruncate(handle, 0)
        return os.fdopen(handle, "wb")
    except BaseException:
        os.close(handle)
        raise


def require_no_link(path: Path) -> None:
    """Raises Unfit for a link or anything but a regular file, and FileNotFoundError if there is nothing."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise Unfit(path, "it is a link; name the file itself")
    given_files.require_regular_file(path, found)


def accessible_to_others(*paths: Path) -> Iterator[Path]:
    """Those of the files, and of everything in the folders, that other users may read, write or enter.

    The given names may be links; a link within a folder is judged by its target, and not followed further.
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
            continue  # it is gone, a dangling link, or unreadable


def is_owned(path: Path) -> bool:
    """Whether this is a file or folder that we own, so that we may change its mode."""
    try:
        found = path.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode))


def shared_folders(path: Path) -> list[Path]:
    """The folders in which other users can replace this file; in a sticky folder they cannot."""
    found = []
    for folder in dict.fromkeys((path.absolute().parent, path.resolve().parent)):
        with suppress(OSError):
            mode = folder.stat().st_mode
            if mode & 0o022 and not mode & stat.S_ISVTX:
                found.append(folder)
    return found


def close_to_others(data_dir: Path) -> list[Path]:
    """Removes other users' access to our files in the data directory; returns the files that were accessible.

    Only files and folders that we own, that have our names, and that are no links. The directory itself is included
    only if it holds nothing else: it could be somebody's home.
    """
    closed: list[Path] = []
    with suppress(OSError):
        inside = sorted(path for path in data_dir.iterdir() if path.name == _COVERAGE or path.name.startswith(_OURS))
        alone = {path.name for path in data_dir.iterdir()} <= {path.name for path in inside} | _NAMES_OF_STAFF
        top = [data_dir.resolve()] if alone and not data_dir.stat().st_mode & stat.S_ISVTX else []
        for path in (*top, *inside):  # the folder first, so that nobody can replace files with links
            closed += [path] if _close(path) else []
            if path.name == _COVERAGE and not path.is_symlink():
                closed += [one for one in sorted(path.iterdir())[:_MOST] if _close(one)]
    if closed:
        log.warning("closed_to_others", files=first_few(closed, _NAMED, _LONGEST))
    return closed


def _close(path: Path) -> bool:
    """Whether there was access to remove."""
    with suppress(OSError):
        # O_PATH only names the file: closing any other handle would release SQLite's locks on it.
        handle = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            found = os.fstat(handle)
            is_file = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
            if not (is_file or stat.S_ISDIR(found.st_mode)) or found.st_uid != os.geteuid():
                return False
            # A group of auditors may be allowed to read the checkpoint file of the audit.
            if found.st_mode & (0o037 if path.name == _HEAD else 0o077):
                Path(f"/proc/self/fd/{handle}").chmod(stat.S_IMODE(found.st_mode) & 0o700)
                return True
        finally:
            os.close(handle)
    return False
