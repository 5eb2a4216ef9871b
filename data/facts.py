"""What the live database knows of itself: a few words by name."""

from data.database import Transaction


async def read(tx: Transaction, name: str) -> str | None:
    """What was noted last; None when nothing was."""
    rows = await tx.rows("SELECT value FROM facts WHERE name = ?", name)
    return rows[0][0] if rows else None


async def write(tx: Transaction, name: str, value: str) -> None:
    """Notes it, over what was noted before."""
    await tx.run("INSERT INTO facts VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", name, value)
