"""The head of the audit: a file outside the database that says which actions it must hold.

Two lines an action: `write SEQ HASH`, on the disk before its commit, and `kept SEQ HASH` after it. So a crash (a
`write` alone, with its row or without) is told from a row that was taken away (a `kept` without its row) and from one
that was put there by others (a row without its `write`).
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
"""What is left of a line when the power goes or the disk is full."""


class NotAudited(DatabaseProblem):
    """An action cannot be noted outside the database, so it must not happen; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the file says. Hashes are hex; one number may have several, where an action was rolled back."""

    there: bool
    written: Mapping[int, frozenset[str]]
    """By number: actions that were about to be kept."""
    kept: Mapping[int, frozenset[str]]
    """By number: actions that surely were."""
    unreadable: tuple[int, ...] = ()
    """Lines that cannot be read."""

    @property
    def oldest(self) -> int:
        """The first action it knows of; 0 when it knows none."""
        return min(self.written, default=0)

    @property
    def newest(self) -> int:
        """The last action it knows of, kept or not; 0 when it knows none."""
        return max(max(self.written, default=0), self.newest_kept)

    @property
    def newest_kept(self) -> int:
        """The last action that surely was kept; 0 when there is none."""
        return max(self.kept, default=0)


def write(path: Path, seq: int, hash_: bytes) -> None:
    """Notes an action that is about to be kept. Raises NotAudited."""
    try:
        append_only.append(path, _line("write", seq, hash_))
    except OSError as error:
        raise _not_audited(path, error) from None


def sync(path: Path) -> None:
    """Forces what was written to the disk. Raises NotAudited."""
    try:
        append_only.sync(path)
    except OSError as error:
        raise _not_audited(path, error) from None


_MOST = 1 << 30
"""Bytes; a million actions take 150 MB."""


def confirm(path: Path, seq: int, hash_: bytes) -> None:
    """Notes an action that was kept. Where that fails, it looks as after a crash, and `settle` makes up for it."""
    with suppress(OSError):
        append_only.append(path, _line("kept", seq, hash_))


def contains(path: Path, seq: int, hash_: bytes) -> tuple[bool, bool]:
    """Whether this action was about to be kept, and whether it was, as the file says."""
    try:
        said = given_files.read(path, _MOST, grows=True)
    except FileNotFoundError:
        return False, False
    except OSError as error:
        raise _not_audited(path, error) from None
    return _line("write", seq, hash_) in said, _line("kept", seq, hash_) in said


def read(path: Path) -> Checkpoint:
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
        return Checkpoint(there=False, written={}, kept={})
    except OSError as error:
        raise DatabaseProblem(f"{path} cannot be read ({error.strerror or error}).") from None
    return Checkpoint(there=True, written=said[b"write"], kept=said[b"kept"], unreadable=tuple(strange))


def size(path: Path) -> int:
    """Bytes; 0 when there is no file."""
    return path.stat().st_size if path.exists() else 0


def shorten(path: Path, after: int) -> None:
    """Leaves out the lines up to an action, in one rename. Where that is not allowed, the file stays as it is."""

    def newer(lines: list[bytes]) -> list[bytes]:
        return [line for line in lines if (found := _LINE.fullmatch(line)) and int(found[2]) > after]

    with suppress(OSError):
        append_only.rewrite(path, newer)


def cut_after(path: Path, last: int) -> None:
    """Leaves out, of a copy, what came after an action. Raises OSError."""

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
