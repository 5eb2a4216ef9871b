"""What the live database knows of itself: a few words by name."""

import sqlite3
from contextlib import closing
from pathlib import Path

from data.database import Transaction

KEY = "key"
"""The fingerprint of the key that the database is used with."""
OTHER_KEY = (
    "Bring back the key that the live database was used with. With another one nobody who waits for news is told, and "
    "quotas begin anew."
)


async def read(tx: Transaction, name: str) -> str | None:
    """What was noted last; None when nothing was."""
    rows = await tx.rows("SELECT value FROM facts WHERE name = ?", name)
    return rows[0][0] if rows else None


async def write(tx: Transaction, name: str, value: str) -> None:
    """Notes it, over what was noted before."""
    await tx.run("INSERT INTO facts VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", name, value)


def key_of(database: Path) -> str:
    """The fingerprint of the key that a database was used with; empty when it does not say."""
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            rows = opened.execute("SELECT value FROM facts WHERE name = ?", (KEY,)).fetchall()
    except sqlite3.Error:
        return ""
    return str(rows[0][0]) if rows else ""
