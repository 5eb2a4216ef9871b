"""The live database: one SQLite file in WAL mode, one writer, one transaction at a time."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import aiosqlite

_BUSY_MS = 10_000


class DatabaseProblem(Exception):
    """The live database cannot be used; the message says what to do."""


class Transaction:
    """Runs statements of one transaction; it commits or vanishes whole."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return [tuple(row) for row in await self._connection.execute_fetchall(sql, values)]

    async def run(self, sql: str, *values: object) -> int:
        """How many rows a statement changed."""
        async with self._connection.execute(sql, values) as cursor:
            return cursor.rowcount


class Database:
    """Hands out transactions one at a time: two tasks in one SQLite transaction would mix their turns."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commits at the end; any exception, a cancellation too, rolls everything back."""
        async with self._turn:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                yield Transaction(self._connection)
                await self._connection.commit()
            except BaseException:
                await _to_the_end(self._connection.rollback())  # queued behind whatever still runs
                raise

    async def tidy(self) -> None:
        """Writes the log of changes into the file and empties it, so that what was erased is gone from both."""
        async with self._turn:
            await self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Closes the file."""
        await self._connection.close()


async def _to_the_end(work: Coroutine[object, object, None]) -> None:
    """Waits for work that must not be left half-done, even while we are being cancelled."""
    task = asyncio.ensure_future(work)
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            continue


def _migrations() -> list[tuple[int, str]]:
    found = [item for item in files("data").joinpath("schema").iterdir() if item.name[:3].isdigit()]
    return sorted((int(item.name[:3]), item.read_text(encoding="utf-8")) for item in found)


def _make_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)


async def open_database(path: Path) -> Database:
    """Opens the live database, made or brought up to date first. Raises DatabaseProblem."""
    try:
        await asyncio.to_thread(_make_file, path)
        connection = await aiosqlite.connect(path, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseProblem(
            f"{path} cannot be opened ({error}). Set SIGAP_DATA_DIR to a folder of your own."
        ) from None
    try:
        await connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = FULL")  # a lost commit would answer, or count, twice
        await connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
        await _migrate(connection)
    except sqlite3.Error as error:
        await connection.close()
        raise DatabaseProblem(f"{path} cannot be used ({error}). Move it away, and a new one is made.") from None
    except BaseException:
        await connection.close()
        raise
    return Database(connection)


async def _migrate(connection: aiosqlite.Connection) -> None:
    migrations = _migrations()
    await connection.execute("BEGIN IMMEDIATE")
    try:
        ((version,),) = await connection.execute_fetchall("PRAGMA user_version")
        if version > migrations[-1][0]:
            raise DatabaseProblem("The live database was made by a newer version of SIGAP Bot. Update the program.")
        for number, script in migrations:
            if number > version:
                for statement in filter(str.strip, _statements(script)):
                    await connection.execute(statement)
                await connection.execute(f"PRAGMA user_version = {number}")
        await connection.execute("COMMIT")
    except BaseException:
        await connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit between them."""
    found, rest = [], ""
    for line in script.splitlines():
        rest += line + "\n"
        if sqlite3.complete_statement(rest):
            found.append(rest)
            rest = ""
    return found
