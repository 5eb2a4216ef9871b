"""Opens the live database, creating or migrating it first; examines one for `sigap doctor`."""

import asyncio
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import BinaryIO

import aiosqlite

from data.database import database_lock, failures, migration_copies, migrations, outside_log, rollback_detection
from data.database.failures import CannotWrite, DatabaseProblem, Trouble
from data.database.outside_log import OutsideFile, RollbackGuard
from data.database.sqlite import BUSY_MS, Database, cannot_be_used
from data.files import own_files
from data.hashing import Key


async def open_database(
    path: Path,
    audit_head: Path | None = None,
    *,
    key: Key | None = None,
    busy_ms: int | None = None,
    opening_ms: int = BUSY_MS,
) -> Database:
    """Opens the live database, creating or migrating it first. Raises DatabaseProblem.

    `audit_head` is the checkpoint file of the audit, by default beside the database. `key` hashes the addresses
    recorded outside it. `busy_ms` is how long a transaction waits for another process that writes, and `opening_ms` how
    long opening does.
    """
    head = audit_head or path.with_name("audit.head")
    beside = RollbackGuard(OutsideFile(head.with_name(outside_log.FILE)), key)
    lock: BinaryIO | None = None
    connection: aiosqlite.Connection | None = None
    opened: list[sqlite3.Connection] = []
    try:
        lock = await asyncio.to_thread(_make_file, path)
        connection = await aiosqlite.Connection(partial(_connect, path, opened), iter_chunk_size=64)
        await connection.execute(f"PRAGMA busy_timeout = {opening_ms}")
        await connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # of a new file; before anything is written
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = FULL")  # a lost commit would answer, or count, twice
        await connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
        await migrations.migrate(connection, path)
        await connection.execute("PRAGMA temp_store = MEMORY")  # a savepoint's journal: in a file it costs far more
        await asyncio.to_thread(rollback_detection.detect_at_start, opened[0], beside, head)
    except BaseException as error:
        if connection:
            await connection.close()
        if lock:
            lock.close()
        if isinstance(error, (OSError, sqlite3.Error)):
            raise cannot_be_used(path, error) from None
        raise
    return Database(connection, opened[0], path, head, beside, BUSY_MS if busy_ms is None else busy_ms, lock)


def _make_file(path: Path) -> BinaryIO | None:
    """Creates the file if there is none. Returns the lock to hold while it is used."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = database_lock.shared(path)
    path.touch(mode=0o600)
    require_regular_file(path)
    own_files.close_to_others(path.parent)  # before SQLite makes files beside it, with the same mode
    return lock


def require_regular_file(path: Path) -> None:
    """Raises DatabaseProblem for anything but a regular file: SQLite would wait for ever at a pipe."""
    if not path.is_file():
        raise DatabaseProblem(
            f"{path} is no regular file. Look at what it is, and bring back the live database there from its backup "
            "(sigap restore DIR, then sigap restored); where there never was one, set SIGAP_DATA_DIR to a folder of "
            "your own."
        )


def _connect(path: Path, opened: list[sqlite3.Connection]) -> sqlite3.Connection:
    """A connection that two threads use in turn."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    opened.append(connection)
    return connection


def examine(path: Path) -> int | None:
    """The version of the live database if it is sound and writable; None if there is none. Raises DatabaseProblem."""
    if not path.exists():
        if trouble := failures.trouble_of_folder(next(one for one in path.parents if one.exists())):
            raise CannotWrite(path, trouble)
        return None
    require_regular_file(path)
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)) as found:
            found.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            found.execute("BEGIN IMMEDIATE")
            version = int(found.execute("PRAGMA user_version").fetchone()[0])
            sound = found.execute("PRAGMA quick_check(1)").fetchone()[0]
            found.execute("UPDATE chats SET used = used WHERE channel = ''")  # fails where nothing can be written
            found.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise cannot_be_used(path, error) from None
    if sound != "ok":
        raise CannotWrite(path, Trouble.DAMAGED, migration_copies.newest(path))
    if version > migrations.newest():
        raise migrations.made_by_newer_program(path)
    if trouble := failures.trouble_of_folder(path.parent, path):
        raise CannotWrite(path, trouble)
    return version
