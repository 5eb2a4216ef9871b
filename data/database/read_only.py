"""Reads the live database as a file, beside a bot that may be at work with it."""

import sqlite3
from pathlib import Path

from data.files import given_files


def to_read(database: Path) -> sqlite3.Connection:
    """Each statement is a transaction of its own. Raises OSError when there is no regular file, or sqlite3.Error."""
    given_files.require_regular_file(database, database.stat())  # SQLite would wait at a pipe for ever
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)


def begin(opened: sqlite3.Connection) -> None:
    """Begins a transaction that sees this moment: in SQLite it starts with the first statement that reads."""
    opened.execute("BEGIN")
    opened.execute("SELECT count(*) FROM sqlite_schema").fetchall()


def has_table(opened: sqlite3.Connection, name: str) -> bool:
    """Whether there is such a table; an older version of the database may lack it."""
    return bool(opened.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (name,)).fetchall())
