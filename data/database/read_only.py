"""Reads the live database as a file while a bot may be using it."""

import sqlite3
from pathlib import Path

from data.files import given_files


def to_read(database: Path) -> sqlite3.Connection:
    """Opens it; each statement is a transaction of its own. Raises OSError for no regular file, or sqlite3.Error."""
    given_files.require_regular_file(database, database.stat())  # SQLite would wait for ever at a pipe
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


def begin(opened: sqlite3.Connection) -> None:
    """Begins a transaction that sees the database as of now; in SQLite only a statement that reads starts one."""
    opened.execute("BEGIN")
    opened.execute("SELECT count(*) FROM sqlite_schema").fetchall()


def has_table(opened: sqlite3.Connection, name: str) -> bool:
    """Whether there is a table of this name; an older version of the database may lack it."""
    return bool(opened.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (name,)).fetchall())
