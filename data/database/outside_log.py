"""What must outlive a backup that is brought back: who left, what was told, how far the database had come.

It is noted outside the live database, as lines to which only is added. Each carries the number that the database gets
with the same transaction: lines with higher numbers than its own are what an older copy does not know of.

    kept NUMBER MOMENT              the database surely had this number
    sent NUMBER MOMENT BROADCAST    messages of a broadcast were about to leave
    left NUMBER MOMENT HOW KEY:WHO  a chat left, on the disk before that is committed (with a `kept` after it)
    came NUMBER MOMENT HOW KEY:WHO  it came back, after that was committed

WHO is a keyed hash of a chat, or of a chat and a NIK it waited for; KEY begins the fingerprint of the key. Whoever has
the file, and not the key, learns from it when somebody left, and not who.
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
"""Beside the head of the audit."""
KEPT_SECONDS = 400 * 86_400
"""Who left is known for so long; older copies are not to be brought back."""
_MOST = 1 << 30
_LINE = re.compile(rb"(kept|sent|left|came) (\d{1,18}) (\d{1,18})(?: (\S+))?(?: (\S+))?")
_OF_KEY = 8
_MANY = 2_000
"""Lines from which on it is worth leaving some out."""


class Departure(StrEnum):
    """In which way a chat left, or came back."""

    STOPPED = "stop"
    """It wants no announcements any more."""
    BLOCKED = "block"
    """It cannot be written to: no announcements, and no news of NIKs."""
    ERASED = "erase"
    """Nothing is to be known of it."""
    UNWATCHED = "unwatch"
    """It waits no longer for news of one NIK, or has heard it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was noted."""

    kind: str
    number: int
    at: int
    """Seconds since 1970."""
    how: str = ""
    """Of `sent` the broadcast."""
    who: str = ""

    def __bytes__(self) -> bytes:
        said = (self.kind, str(self.number), str(self.at), self.how, self.who)
        return (" ".join(filter(None, said)) + "\n").encode("ascii")

    @property
    def key(self) -> str:
        """How the fingerprint of the key begins with which it was made."""
        return self.who.partition(":")[0]


class OutsideLog(Protocol):
    """Where it is noted. Each function raises OSError."""

    @property
    def takes_lines(self) -> bool:
        """Whether one may be added, as far as permissions say."""

    def add(self, line: Line) -> None:
        """Adds a line, so that a crash of this process does not lose it."""

    def sync(self) -> None:
        """Forces what was added to the disk."""

    def lines(self) -> list[Line] | None:
        """All that is noted, in order; None when nothing ever was."""

    def shorten(self) -> None:
        """Leaves out what nobody needs any longer."""


@dataclass(frozen=True, slots=True)
class OutsideFile:
    """In a file."""

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
        """All of them; None when there is no file."""
        try:
            with given_files.opened(self.path, _MOST) as opened:
                return [one for written in opened if (one := _read(written))]
        except FileNotFoundError:
            return None

    @property
    def takes_lines(self) -> bool:
        """Whether one may be added, as far as permissions say."""
        return os.access(self.path if self.path.exists() else self.path.parent, os.W_OK)

    def shorten(self) -> None:
        """Keeps who left in the last 400 days and, of what was sent and kept, the newest."""
        since = int(time.time()) - KEPT_SECONDS
        found = self.lines() or []
        if any(one.at <= since for one in found) or len(found) > _MANY:
            append_only.rewrite(self.path, partial(_needed, since=since))


def _read(line: bytes) -> Line | None:
    """None for what a crash tore."""
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
    """A line of this moment."""
    return Line(kind, number, int(time.time()), how, who)


def highest_number(lines: Iterable[Line]) -> int:
    """The highest number that the database surely had."""
    return max((one.number for one in lines if one.kind != "left"), default=0)


@dataclass(slots=True)
class RollbackGuard:
    """What one process knows of what lies outside, and whether its database is older."""

    outside: OutsideLog
    key: Key | None = None
    """None: who leaves cannot be named, and is not noted."""
    known: int = 0
    """The database surely had this number."""
    unread: bool = False
    """What lies outside could not be read at the start: nobody knows how old the database is."""
    behind: bool = False
    """It is older than what was noted: nothing is sent by itself."""

    def who(self, *names: str) -> str:
        """A chat, or what it waits for, as a line has it."""
        return address_hash(self.key, *names) if self.key else ""


def address_hash(key: Key, *names: str) -> str:
    """A chat (channel and address), or what it waits for (and the hash of a NIK in hex), as a line has it."""
    return f"{key.fingerprint[:_OF_KEY]}:{key.of_bucket('outside', *names).hex()}"
