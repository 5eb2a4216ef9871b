"""Opens the live database to read it, beside a bot that may be at work with it."""

import sqlite3
from pathlib import Path

from data.files import given_files


def to_read(database: Path) -> sqlite3.Connection:
    """Each statement is a transaction of its own. Raises OSError when there is no regular file, or sqlite3.Error."""
    given_files.must_be_a_file(database, database.stat())  # SQLite would wait at a pipe for ever
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
