"""The checkpoint file of the audit, outside the database: it lists the actions that the audit must hold.

Each action has two lines: `write SEQ HASH`, on the disk before its commit, and `kept SEQ HASH` after it. This
distinguishes a crash (only a `write`, with or without its row) from a deleted row (a `kept` without its row) and from a
forged row (a row without its `write`).
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from data.database.failures import DatabaseProblem
from data.files import append_only, given_files

_LINE = re.compile(rb"(write|kept) ([1-9]\d{0,17}) ([0-9a-f]{64})")
_TORN = re.compile(rb"w|wr|wri|writ|k|ke|kep|(?:write|kept)(?: (?:[1-9]\d{0,17}(?: [0-9a-f]{0,63})?)?)?|")
"""What is left of a line after a power cut, or on a full disk."""


class NotAudited(DatabaseProblem):
    """The checkpoint file cannot be written, so the action must not happen; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The content of the file. Hashes are hex; a number has several if an action was rolled back."""

    there: bool
    written: Mapping[int, frozenset[str]]
    """By number: actions written before their commit."""
    kept: Mapping[int, frozenset[str]]
    """By number: actions confirmed after their commit."""
    unreadable: tuple[int, ...] = ()
    """Lines that cannot be read."""

    @property
    def oldest(self) -> int:
        """The number of its first action; 0 if it has none."""
        return min(self.written, default=0)

    @property
    def newest(self) -> int:
        """The number of its last action, confirmed or not; 0 if it has none."""
        return max(max(self.written, default=0), self.newest_kept)

    @property
    def newest_kept(self) -> int:
        """The number of the last confirmed action; 0 if there is none."""
        return max(self.kept, default=0)


def write(path: Path, seq: int, hash_: bytes) -> None:
    """Writes an action before its commit. Raises NotAudited."""
    try:
        append_only.append(path, _line("write", seq, hash_))
    except OSError as error:
        raise _not_audited(path, error) from None


def sync(path: Path) -> None:
    """Forces the written lines to the disk. Raises NotAudited."""
    try:
        append_only.sync(path)
    except OSError as error:
        raise _not_audited(path, error) from None


_MOST = 1 << 30
"""In bytes; a million actions take 150 MB."""


def confirm(path: Path, seq: int, hash_: bytes) -> None:
    """Confirms an action after its commit. A failure looks like a crash: `audit_log.settle` repairs it."""
    with suppress(OSError):
        append_only.append(path, _line("kept", seq, hash_))


def contains(path: Path, seq: int, hash_: bytes) -> tuple[bool, bool]:
    """Whether the file has this action as written, and as confirmed."""
    try:
        said = given_files.read(path, _MOST, grows=True)
    except FileNotFoundError:
        return False, False
    except OSError as error:
        raise _not_audited(path, error) from None
    return _line("write", seq, hash_) in said, _line("kept", seq, hash_) in said


def read(path: Path) -> Checkpoint:
    """Reads the file. Raises DatabaseProblem if it exists and cannot be read."""
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
        return Checkpoint(there=False, written={}, kept={})
    except OSError as error:
        raise DatabaseProblem(f"{path} cannot be read ({error.strerror or error}).") from None
    return Checkpoint(there=True, written=said[b"write"], kept=said[b"kept"], unreadable=tuple(strange))


def size(path: Path) -> int:
    """The size in bytes; 0 if there is no file."""
    return path.stat().st_size if path.exists() else 0


def shorten(path: Path, after: int) -> None:
    """Removes the lines up to an action, in one rename. Without permission the file stays as it is."""

    def newer(lines: list[bytes]) -> list[bytes]:
        return [line for line in lines if (found := _LINE.fullmatch(line)) and int(found[2]) > after]

    with suppress(OSError):
        append_only.rewrite(path, newer)


def cut_after(path: Path, last: int) -> None:
    """Removes the lines after an action from a copy. Raises OSError."""

    def known(lines: list[bytes]) -> list[bytes]:
        return [one for one in lines if one and not ((found := _LINE.fullmatch(one)) and int(found[2]) > last)]

    append_only.rewrite(path, known)


def _line(kind: str, seq: int, hash_: bytes) -> bytes:
    return f"{kind} {seq} {hash_.hex()}\n".encode()


def _not_audited(path: Path, error: OSError) -> NotAudited:
    return NotAudited(
        f"{path} cannot be written ({error.strerror or error}), and what cannot be audited is not done. "
        "Look at SIGAP_AUDIT_HEAD."
    )
