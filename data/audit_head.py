"""The head of the audit: a file outside the database that says which actions it must hold.

Two lines an action: `write SEQ HASH`, on the disk before its commit, and `kept SEQ HASH` after it. So a crash (a
`write` alone, with its row or without) is told from a row that was taken away (a `kept` without its row) and from one
that was put there by others (a row without its `write`).
"""

import errno
import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from data import given_files, own_files
from data.database import DatabaseProblem
from data.snapshots import sync as force_to_disk

_LINE = re.compile(rb"(write|kept) ([1-9]\d{0,17}) ([0-9a-f]{64})")
_TORN = re.compile(rb"w|wr|wri|writ|k|ke|kep|(?:write|kept)(?: (?:[1-9]\d{0,17}(?: [0-9a-f]{0,63})?)?)?|")
"""What is left of a line when the power goes or the disk is full."""


class NotAudited(DatabaseProblem):
    """An action cannot be noted outside the database, so it must not happen; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the file says. Hashes are hex; one number may have several, where an action was rolled back."""

    there: bool
    written: Mapping[int, frozenset[str]]
    """By number: actions that were about to be kept."""
    kept: Mapping[int, frozenset[str]]
    """By number: actions that surely were."""
    strange: tuple[int, ...] = ()
    """Lines that cannot be read."""

    @property
    def oldest(self) -> int:
        """The first action it knows of; 0 when it knows none."""
        return min(self.written, default=0)


def write(path: Path, seq: int, hash_: bytes) -> None:
    """Notes an action that is about to be kept. Raises NotAudited."""
    try:
        _append(path, _line("write", seq, hash_))
    except OSError as error:
        raise _not_audited(path, error) from None


def sync(path: Path) -> None:
    """Forces what was written to the disk. Raises NotAudited."""
    try:
        force_to_disk(path)
        force_to_disk(path.parent)  # the file may be new
    except OSError as error:
        raise _not_audited(path, error) from None


_MOST = 1 << 30
"""Bytes; a million actions take 150 MB."""


def keep(path: Path, seq: int, hash_: bytes) -> None:
    """Notes an action that was kept. Where that fails, it looks as after a crash, and `settle` makes up for it."""
    with suppress(OSError):
        _append(path, _line("kept", seq, hash_))


def knows(path: Path, seq: int, hash_: bytes) -> tuple[bool, bool]:
    """Whether this action was about to be kept, and whether it was, as the file says."""
    try:
        said = given_files.read(path, _MOST, grows=True)
    except FileNotFoundError:
        return False, False
    except OSError as error:
        raise _not_audited(path, error) from None
    return _line("write", seq, hash_) in said, _line("kept", seq, hash_) in said


def read(path: Path) -> Head:
    """Everything that the file says. Raises DatabaseProblem when it is there and cannot be read."""
    said: dict[bytes, dict[int, frozenset[str]]] = {b"write": {}, b"kept": {}}
    strange = []
    try:
        with given_files.opened(path, _MOST, grows=True) as opened:
            for number, line in enumerate(opened, start=1):
                if found := _LINE.fullmatch(line.rstrip(b"\n")):
                    of_kind, seq = said[found[1]], int(found[2])
                    of_kind[seq] = of_kind.get(seq, frozenset()) | {found[3].decode()}
                elif not _TORN.fullmatch(line.rstrip(b"\n")):
                    strange.append(number)
    except FileNotFoundError:
        return Head(there=False, written={}, kept={})
    except OSError as error:
        raise DatabaseProblem(f"{path} cannot be read ({error.strerror or error}).") from None
    return Head(there=True, written=said[b"write"], kept=said[b"kept"], strange=tuple(strange))


def size(path: Path) -> int:
    """Bytes; 0 when there is no file."""
    return path.stat().st_size if path.exists() else 0


def shorten(path: Path, after: int) -> None:
    """Leaves out the lines up to an action, in one rename. Where that is not allowed, the file stays as it is."""
    draft = path.with_name(f"{path.name}.new")
    with suppress(OSError), _opened(path) as file:
        lines = file.read().split(b"\n")
        kept = [line for line in lines if (found := _LINE.fullmatch(line)) and int(found[2]) > after]
        before = os.fstat(file.fileno())
        try:
            draft.touch(mode=0o600)
            draft.write_bytes(b"\n".join([*kept, b""]))
            os.chown(draft, before.st_uid, before.st_gid)
            draft.chmod(before.st_mode & 0o777)
            force_to_disk(draft)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        force_to_disk(path.parent)


def _line(kind: str, seq: int, hash_: bytes) -> bytes:
    return f"{kind} {seq} {hash_.hex()}\n".encode()


def _not_audited(path: Path, error: OSError) -> NotAudited:
    return NotAudited(
        f"{path} cannot be written ({error.strerror or error}), and what cannot be audited is not done. "
        "Look at SIGAP_AUDIT_HEAD."
    )


def _append(path: Path, line: bytes) -> None:
    with _opened(path) as file:
        end = file.seek(0, os.SEEK_END)
        if end and os.pread(file.fileno(), 1, end - 1) != b"\n":  # the line before was torn
            line = b"\n" + line
        if file.write(line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextmanager
def _opened(path: Path) -> Iterator[FileIO]:
    """The file as it is now, with nobody else writing; made when there is none."""
    while True:
        with suppress(FileNotFoundError):
            own_files.must_be_no_link(path)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        with FileIO(os.open(path, flags, 0o600), "r+") as file:
            given_files.must_be_a_file(path, os.fstat(file.fileno()))
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _is_at(path, file):  # replaced by a shorter one while we waited
                continue
            yield file
            return


def _is_at(path: Path, file: FileIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
