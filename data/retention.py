"""Forgets what is no longer needed. The README's table of what is kept, and how long, is checked against this one."""

from datetime import datetime, timedelta

from data import deliveries, watches
from data.database import Transaction
from data.quotas import PROOF
from data.turns import EMPTY

_WEB_WATCHES_WITHOUT_CHAT = (
    "DELETE FROM watches WHERE since < ? AND channel = 'web' AND NOT EXISTS "
    "(SELECT 1 FROM chats WHERE chats.channel = watches.channel AND chats.address = watches.address)"
)

RULES: tuple[tuple[timedelta, str], ...] = (
    (timedelta(0), "UPDATE chats SET pending = NULL, pending_until = NULL WHERE pending_until < ?"),
    (timedelta(hours=24), "DELETE FROM asked WHERE at < ?"),
    (timedelta(hours=24), "DELETE FROM mismatches WHERE at < ?"),
    (PROOF, "DELETE FROM proved WHERE at < ?"),
    (timedelta(0), "DELETE FROM expected WHERE ends < ?"),
    (
        timedelta(hours=24),
        f"{EMPTY} WHERE at < ? AND answer IS NOT NULL",
    ),
    (
        timedelta(minutes=10),
        f"{EMPTY} WHERE at < ? AND channel = 'web'",
    ),
    (timedelta(hours=48), "DELETE FROM turns WHERE at < ?"),
    (timedelta(days=30), "DELETE FROM chats WHERE used < ? AND channel = 'web'"),
    (timedelta(days=730), "DELETE FROM chats WHERE used < ?"),
    (timedelta(days=365), "UPDATE chats SET guide = NULL, guide_at = NULL WHERE guide_at < ?"),
    (timedelta(days=30), _WEB_WATCHES_WITHOUT_CHAT),
    (timedelta(days=730), "DELETE FROM watches WHERE since < ?"),
    (timedelta(days=30), "DELETE FROM cadres WHERE until < ?"),
    (timedelta(0), "DELETE FROM invitations WHERE expires < ?"),
)
DAY_RULES: tuple[tuple[timedelta, str], ...] = ((timedelta(days=90), "DELETE FROM questions WHERE day < ?"),)


async def sweep(tx: Transaction, now: datetime) -> None:
    """Applies every rule."""
    for age, statement in RULES:
        await tx.run(statement, int((now - age).timestamp()))
    for age, statement in DAY_RULES:
        await tx.run(statement, (now - age).date().toordinal())
    await deliveries.sweep(tx, now)
    await watches.expire(tx, now)
