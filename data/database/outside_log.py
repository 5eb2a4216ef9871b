"""The log outside the live database, which outlives a restored backup: departures, sendings, the database's number.

Lines are only appended. Each has the number that the database gets in the same transaction, so an older copy does
not know the lines with higher numbers than its own.

    kept NUMBER MOMENT              the database surely had this number
    sent NUMBER MOMENT BROADCAST    messages of a broadcast were about to leave
    left NUMBER MOMENT HOW KEY:WHO  a chat left, on the disk before that is committed (with a `kept` after it)
    came NUMBER MOMENT HOW KEY:WHO  it came back, after that was committed

WHO is a keyed hash of a chat, or of a chat and a NIK that it watched; KEY is the beginning of the key's fingerprint.
Without the key the file reveals when somebody left, but not who.
"""

import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Protocol

from data.files import append_only, given_files
from data.hashing import Key

FILE = "outside.log"
"""The file lies beside the checkpoint file of the audit."""
KEPT_SECONDS = 400 * 86_400
"""How long departures are kept; backups older than that must not be restored."""
_MOST = 1 << 30
_LINE = re.compile(rb"(kept|sent|left|came) (\d{1,18}) (\d{1,18})(?: (\S+))?(?: (\S+))?")
_OF_KEY = 8
_MANY = 2_000
"""The number of lines from which the file is shortened."""


class Departure(StrEnum):
    """In which way a chat left or came back."""

    STOPPED = "stop"
    """It unsubscribed from announcements."""
    BLOCKED = "block"
    """It cannot be written to: no announcements and no watch notices."""
    ERASED = "erase"
    """It was erased."""
    UNWATCHED = "unwatch"
    """It no longer watches a NIK, or got the notice."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    kind: str
    number: int
    at: int
    """Seconds since 1970."""
    how: str = ""
    """The way in which the chat left; for `sent`, the broadcast."""
    who: str = ""

    def __bytes__(self) -> bytes:
        said = (self.kind, str(self.number), str(self.at), self.how, self.who)
        return (" ".join(filter(None, said)) + "\n").encode("ascii")

    @property
    def key(self) -> str:
        """The beginning of the fingerprint of the key that made the hash."""
        return self.who.partition(":")[0]


class OutsideLog(Protocol):
    """A store for these lines. Each function raises OSError."""

    @property
    def takes_lines(self) -> bool:
        """Whether permissions allow adding a line."""

    def add(self, line: Line) -> None:
        """Adds a line, so that a crash of this process does not lose it."""

    def sync(self) -> None:
        """Forces the added lines to the disk."""

    def lines(self) -> list[Line] | None:
        """All lines, in order; None if there never was one."""

    def shorten(self) -> None:
        """Removes lines that are no longer needed."""


@dataclass(frozen=True, slots=True)
class OutsideFile:
    """The log in a file."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def add(self, line: Line) -> None:
        """Adds a line."""
        append_only.append(self.path, bytes(line))

    def sync(self) -> None:
        """Forces it to the disk."""
        append_only.sync(self.path)

    def lines(self) -> list[Line] | None:
        """All lines; None if there is no file."""
        try:
            with given_files.opened(self.path, _MOST) as opened:
                return [one for written in opened if (one := _read(written))]
        except FileNotFoundError:
            return None

    @property
    def takes_lines(self) -> bool:
        """Whether a line may be added, as far as permissions go."""
        return os.access(self.path if self.path.exists() else self.path.parent, os.W_OK)

    def shorten(self) -> None:
        """Keeps departures of the last 400 days, and the newest line of each other kind."""
        since = int(time.time()) - KEPT_SECONDS
        found = self.lines() or []
        if any(one.at <= since for one in found) or len(found) > _MANY:
            append_only.rewrite(self.path, partial(_needed, since=since))


def _read(line: bytes) -> Line | None:
    """One line; None if a crash cut it short."""
    found = _LINE.fullmatch(line.rstrip(b"\n"))
    if not found:
        return None
    kind, number, at, how, who = found.groups(b"")
    return Line(kind.decode(), int(number), int(at), how.decode("ascii", "replace"), who.decode("ascii", "replace"))


def _needed(lines: Iterable[bytes], since: int) -> list[bytes]:
    read = [one for written in lines if (one := _read(written))]
    newest = {(one.kind, one.how): one for one in sorted(read, key=_by_number) if one.kind in {"kept", "sent"}}
    kept = {id(one) for one in newest.values() if one.kind == "kept" or one.at > since}
    return [bytes(one).rstrip() for one in read if id(one) in kept or (one.kind in {"left", "came"} and one.at > since)]


def _by_number(line: Line) -> int:
    return line.number


def line(kind: str, number: int, how: str = "", who: str = "") -> Line:
    """A line with the present moment."""
    return Line(kind, number, int(time.time()), how, who)


def highest_number(lines: Iterable[Line]) -> int:
    """The highest number that the database surely had."""
    return max((one.number for one in lines if one.kind != "left"), default=0)


@dataclass(slots=True)
class RollbackGuard:
    """What a process knows about the log outside, and whether its database is an older copy."""

    outside: OutsideLog
    key: Key | None = None
    """None: departures cannot be hashed, and are not recorded."""
    known: int = 0
    """The highest number that the database certainly had."""
    unread: bool = False
    """The log could not be read at the start, so the age of the database is unknown."""
    behind: bool = False
    """The database is older than the log: no push message is sent."""

    def who(self, *names: str) -> str:
        """The hash of a chat, or of a chat and a NIK, as stored in a line; empty without a key."""
        return address_hash(self.key, *names) if self.key else ""


def address_hash(key: Key, *names: str) -> str:
    """The hash of a chat (channel, address), or of a chat and the hex hash of a watched NIK, as stored in a line."""
    return f"{key.fingerprint[:_OF_KEY]}:{key.of_bucket('outside', *names).hex()}"
