"""Answers one question from the live snapshot: whether the person with this NIK is in the city's list."""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

import aiosqlite
import structlog
from msgspec import Struct

from data.coverage import snapshots
from data.coverage.snapshots import About, Missing, Seal, SnapshotProblem, Status
from data.hashing import Key

log = structlog.get_logger()

POLL_SECONDS = 1.0
"""How often a running bot checks for another live snapshot."""
LOOKUP_SECONDS = 2.0
"""In seconds; a look-up takes microseconds, and is given up after this time."""


class Unavailable(Exception):
    """We cannot check now. That is never "not listed"."""


class Standing(Enum):
    """The answer for a person."""

    LISTED = "listed"
    ENDED = "ended"
    """Once in the list: ended or removed."""
    UNCLEAR = "unclear"
    """In the list, but the entry is unclear: neither surely listed nor surely ended."""
    NOT_LISTED = "not_listed"


def standing(status: int, ends: date | None, today: date) -> Standing:
    """The answer for such a row on a day, since its end may have passed by then."""
    if status == Status.UNCLEAR:
        return Standing.UNCLEAR
    past = ends is not None and ends < today
    return Standing.LISTED if status == Status.LISTED and not past else Standing.ENDED


class Person(Struct, frozen=True):
    """One row of the list, without the name."""

    status: Status
    starts: date | None
    ends: date | None
    cohort: str | None
    factor: bytes | None
    last_listed: date | None


_LOOK_UP = """
SELECT status, starts, ends, cohorts.name, factor, last_listed
FROM (SELECT ? AS nik) AS asked LEFT JOIN people USING (nik) LEFT JOIN cohorts ON cohorts.id = people.cohort
"""
"""One row in any case; without a status, the NIK is not in the list."""


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _person(
    status: int, starts: int | None, ends: int | None, cohort: str | None, factor: bytes | None, last: int | None
) -> Person:
    return Person(Status(status), _day(starts), _day(ends), cohort, factor, _day(last))


LARGEST_COPY = 64 * 2**20
"""Bytes. A snapshot up to this size is copied into memory, where a look-up never waits for the disk; the city's list
takes about 2 MB."""


class _Rows(Protocol):
    """An open snapshot, in a thread of its own or in memory."""

    async def rows(self, sql: str, *values: object) -> Sequence[Sequence[Any]]:
        """The rows of a query. Raises TimeoutError when that takes too long."""

    async def close(self) -> None:
        """Closes it."""


class _File:
    """A snapshot in a thread of its own: its disk may be slow, and the event loop goes on meanwhile."""

    def __init__(self, connection: aiosqlite.Connection, patience: float) -> None:
        """`patience` in seconds."""
        self._connection = connection
        self._patience = patience

    async def rows(self, sql: str, *values: object) -> Sequence[Sequence[Any]]:
        """The rows of a query. Raises TimeoutError when that takes too long."""
        async with asyncio.timeout(self._patience):
            return list(await self._connection.execute_fetchall(sql, values))

    async def close(self) -> None:
        """Closes the file, after the look-ups that were queued before."""
        await self._connection.close()


class _Copy:
    """A snapshot in memory. It is read in the event loop: a hop to a thread and back would cost ten times as much."""

    def __init__(self, path: Path) -> None:
        """Reads the file, which may take a while: for a thread."""
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.deserialize(path.read_bytes())
        self._connection.execute("PRAGMA query_only = 1")

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._connection.execute(sql, values).fetchall()

    async def close(self) -> None:
        """Frees the memory."""
        self._connection.close()


@dataclass(frozen=True, slots=True)
class _Open:
    about: About
    snapshot: _Rows
    stamp: tuple[int, int, int]


def _stamp(path: Path) -> tuple[int, int, int]:
    """Changes when the file is modified, which must never happen."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0, 0)
    return (stat.st_ino, stat.st_size, stat.st_mtime_ns)


class Coverage:
    """The live snapshot, followed as it changes. A damaged new snapshot is refused, and the old one stays in use."""

    def __init__(self, directory: Path, key: Key | None, patience: float = LOOKUP_SECONDS) -> None:
        self._directory = directory
        self._key = key
        self._patience = patience
        self._live: _Open | None = None
        self._pointer: Seal | None = None
        self._complaint = ""
        self._follower: asyncio.Task[None] | None = None
        self._slow_until = 0.0  # the time of the event loop until which we do not ask again
        self._stopped = asyncio.Event()
        self._refreshing = asyncio.Lock()

    @property
    def about(self) -> About | None:
        """The snapshot in use; None if there is none."""
        return self._live.about if self._live else None

    async def start(self) -> None:
        """Opens the live snapshot, if there is a sound one, and follows the pointer from now on."""
        await self.refresh()
        self._follower = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stops following and closes the file."""
        self._stopped.set()
        if self._follower:
            await self._follower  # not cancelled: it may be opening a file
        await self._swap(None)

    async def _follow(self) -> None:
        while not self._stopped.is_set():
            try:
                await asyncio.wait_for(self._stopped.wait(), POLL_SECONDS)
            except TimeoutError:
                try:
                    await self.refresh()
                except Exception:  # whatever happened, the next snapshot must still be opened
                    log.exception("coverage.follow_failed")

    async def refresh(self) -> None:
        """Opens the snapshot that the pointer names, if it is sound and not the one in use."""
        async with self._refreshing:
            await self._refresh()

    async def _refresh(self) -> None:
        if self._key is None:
            self._complain("no_key", "SIGAP_NIK_KEY is not set: coverage cannot be checked.")
            return
        live = self._live
        touched = live and _stamp(snapshots.file_of(self._directory, live.about.number)) != live.stamp
        try:
            pointer = await asyncio.to_thread(snapshots.read_pointer, self._directory)
            if live and pointer == self._pointer and not touched:
                self._complaint = ""
                return
            opened = await self._open(pointer, self._key)
        except (SnapshotProblem, sqlite3.Error) as problem:
            self._complain(problem.reason if isinstance(problem, SnapshotProblem) else "damaged", str(problem))
            if touched:
                await self._swap(None)  # the open file is no longer the one published
            return
        self._pointer, self._complaint = pointer, ""
        await self._swap(opened)
        log.info("coverage.snapshot", number=opened.about.number, as_of=str(opened.about.as_of))

    async def _open(self, pointer: Seal, key: Key) -> _Open:
        path = snapshots.file_of(self._directory, pointer.number)
        stamp = _stamp(path)
        about = await asyncio.to_thread(snapshots.verify, self._directory, pointer, key)
        if stamp[1] <= LARGEST_COPY:
            return _Open(about, await asyncio.to_thread(_Copy, path), stamp)
        connection = await aiosqlite.connect(snapshots.uri(path), uri=True, isolation_level=None)
        try:
            await connection.execute("PRAGMA query_only = 1")
        except BaseException:
            await connection.close()
            raise
        return _Open(about, _File(connection, self._patience), stamp)

    async def _swap(self, opened: _Open | None) -> None:
        # Look-ups already queued on the old connection are answered before its close, so nobody waits in vain.
        old, self._live = self._live, opened
        if opened is None:
            self._pointer = None
        if old:
            await old.snapshot.close()

    def _complain(self, reason: str, message: str) -> None:
        if message != self._complaint:  # once, not every second
            self._complaint = message
            level = log.warning if reason in {Missing.reason, "no_key"} else log.error
            level(
                "coverage.refused",
                reason=reason,
                message=message,
                still_live=self.about and self.about.number,
            )

    async def look_up(self, nik_hash: bytes) -> tuple[About, Person | None]:
        """The snapshot used, and the person's row in it, or None. Raises Unavailable, and never guesses."""
        live = self._live
        now = asyncio.get_running_loop().time()
        if live is None or now < self._slow_until:
            raise Unavailable
        try:
            ((status, *row),) = await live.snapshot.rows(_LOOK_UP, nik_hash)
            person = _person(status or Status.LISTED, *row)  # made in any case, which takes as long
        except TimeoutError:
            self._slow_until = now + POLL_SECONDS + self._patience
            log.error("coverage.slow", seconds=self._patience)  # noqa: TRY400 - no traceback needed
            raise Unavailable from None
        except (sqlite3.Error, ValueError, OverflowError, TypeError) as error:
            log.error(  # noqa: TRY400 - a traceback would add nothing
                "coverage.damaged", error=type(error).__name__, number=live.about.number
            )
            raise Unavailable from None
        return live.about, None if status is None else person
