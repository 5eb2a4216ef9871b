"""Creates a file of the live database, or brings it up to date, by the numbered scripts in `schema`."""

import asyncio
import shutil
import sqlite3
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import aiosqlite

from data.database import migration_copies
from data.database.failures import DatabaseProblem

INCREMENTAL = 2
"""SQLite's name for a file that can shrink piece by piece (`PRAGMA auto_vacuum`)."""
_MOST_REWRITTEN = 512 * 2**20
"""In bytes: a larger file is not rewritten, since that happens in memory."""
_SPARE = 4 * 2**20
"""Bytes that must stay free on the disk."""


def scripts() -> list[tuple[int, str]]:
    """The numbered scripts of `schema`, in order."""
    found = [item for item in files("data.database").joinpath("schema").iterdir() if item.name[:3].isdigit()]
    return sorted((int(item.name[:3]), item.read_text(encoding="utf-8")) for item in found)


def newest() -> int:
    """The version of the live database that this program creates."""
    return scripts()[-1][0]


def made_by_newer_program(path: Path) -> DatabaseProblem:
    """The database has a version that this program does not know."""
    copy = migration_copies.newest(path)
    back = f", or bring back {copy} (then: sigap restored): what came after it is lost" if copy else ""
    return DatabaseProblem(
        f"The live database was made by a newer version of SIGAP Bot. Update the program{back}. Leave {path} there."
    )


async def migrate(connection: aiosqlite.Connection, path: Path) -> None:
    """Brings the file up to date, after making a copy beside it. Raises DatabaseProblem."""
    migrations = scripts()
    await connection.execute("BEGIN IMMEDIATE")
    try:
        ((version,),) = await connection.execute_fetchall("PRAGMA user_version")
        if version > migrations[-1][0]:
            raise made_by_newer_program(path)
        to_do = [(number, script) for number, script in migrations if number > version]
        if version and to_do:  # nobody else can write meanwhile
            await asyncio.to_thread(migration_copies.make, path, to_do[0][0])
        for number, script in to_do:
            for statement in filter(str.strip, _statements(script)):
                await connection.execute(statement)
            await connection.execute(f"PRAGMA user_version = {number}")
        await connection.execute("COMMIT")
    except BaseException:
        await connection.execute("ROLLBACK")
        raise
    await _make_shrinkable(connection, path)


def _has_room_to_be_rewritten(path: Path) -> bool:
    size = path.stat().st_size
    return size <= _MOST_REWRITTEN and shutil.disk_usage(path.parent).free >= 3 * size + _SPARE


async def _make_shrinkable(connection: aiosqlite.Connection, path: Path) -> None:
    """Rewrites a file made before files could shrink, once; without enough room, at a later start."""
    ((kind,),) = await connection.execute_fetchall("PRAGMA auto_vacuum")
    if kind == INCREMENTAL or not _has_room_to_be_rewritten(path):
        return
    await connection.execute("PRAGMA temp_store = MEMORY")  # rather than a file elsewhere with all the data
    await connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    with suppress(sqlite3.OperationalError):  # another process reads or writes: at the next start
        await connection.execute("VACUUM")
    await connection.execute("PRAGMA temp_store = DEFAULT")


def _statements(script: str) -> list[str]:
    """The statements of a script, as `executescript` would commit between them."""
    found, rest = [], ""
    for line in script.splitlines():
        rest += line + "\n"
        if sqlite3.complete_statement(rest):
            found.append(rest)
            rest = ""
    return found
