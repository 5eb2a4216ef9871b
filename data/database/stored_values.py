"""Values by name in the live database: its number, its key, the last sweep."""

import sqlite3
from contextlib import closing
from pathlib import Path

from data.channels import WEB
from data.database import read_only
from data.database.sqlite import Transaction
from data.hashing import Key, KeyProblem

KEY = "key"
"""The fingerprint of the key that the database is used with."""
CHANGING = "key_changing"
"""The fingerprint of the new key, from the moment the database uses it until the list is published with it, too."""
COOKIES = "cookies_before"
"""What recognises cookies signed with earlier keys (`bot.channels.web.cookies`)."""
_HASHED = (
    "SELECT 1 FROM watches UNION ALL SELECT 1 FROM asked UNION ALL SELECT 1 FROM mismatches "  # noqa: S608 - our own
    f"UNION ALL SELECT 1 FROM proved UNION ALL SELECT 1 FROM chats WHERE channel = '{WEB.name}' "
    "OR question IS NOT NULL OR recent IS NOT NULL LIMIT 1"
)
"""Finds whether the database holds hashes of its key; web chats count, as their cookies are signed with it."""


class OtherKey(KeyProblem):
    """With this key, the live database would lose everything that it stores under hashes of another key."""


async def read(tx: Transaction, name: str) -> str | None:
    """The value; None if there is none."""
    rows = await tx.rows("SELECT value FROM facts WHERE name = ?", name)
    return rows[0][0] if rows else None


async def write(tx: Transaction, name: str, value: str) -> None:
    """Stores a value, replacing an earlier one."""
    await tx.run("INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)


async def delete(tx: Transaction, name: str) -> None:
    """Deletes a value."""
    await tx.run("DELETE FROM facts WHERE name = ?", name)


def read_in(database: Path, name: str) -> str:
    """The value in a database that may be in use; empty if there is none, or the file cannot be read."""
    try:
        with closing(read_only.to_read(database)) as opened:
            rows = opened.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchall()
    except (OSError, sqlite3.Error):
        return ""
    return str(rows[0][0]) if rows else ""


def key_of(database: Path) -> str:
    """The fingerprint of the key that a database was used with; empty if unknown."""
    return read_in(database, KEY)


def require_key(database: Path, key: Key) -> None:
    """Raises OtherKey if the live database holds hashes of another key, which would be lost."""
    before = key_of(database)
    if read_in(database, CHANGING):
        raise OtherKey(
            f"The change to the key {before} was interrupted. Give the same `sigap rekey` once more: it continues "
            "where it stopped."
        )
    if before in {"", key.fingerprint} or not _holds_hashes(database):
        return
    raise OtherKey(
        f"The live database was used with the key {before}, and this is the key {key.fingerprint}. Bring back that key "
        "(SIGAP_NIK_KEY_FILE): then nothing is lost. If the key is to change, or the old one is lost for good, "
        "`sigap rekey` moves what can be moved, and notifies people whose watches end: sigap rekey --help"
    )


def _holds_hashes(database: Path) -> bool:
    try:
        with closing(read_only.to_read(database)) as opened:
            return bool(opened.execute(_HASHED).fetchall())
    except (OSError, sqlite3.Error):
        return False
