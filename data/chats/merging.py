"""Joins the chats of one person who has a new address: what the new chat has stays, and what it lacks follows."""

from msgspec.structs import replace

from data.chats import quotas, recent_answers
from data.chats.chats import Chat, Subscription
from data.chats.questions import SubscribePrompt
from data.chats.recent_answers import RecentAnswer
from data.database.sqlite import Transaction
from data.hashing import Key


def joined(old: Chat, new: Chat) -> Chat:
    """The chat at its new address, with what only the old one had.

    An open question follows only where the new chat was answered nothing since, or an answer would go to a question
    that nobody remembers.
    """
    subscription = _subscription(old, new)
    question = new.question or (None if new.recent else old.question)
    if subscription and isinstance(question, SubscribePrompt):
        question = None
    return replace(
        new,
        language=new.language or old.language,
        question=question,
        recent=_recent(old.recent, new.recent),
        subscription=subscription,
        guide=new.guide or old.guide,
        invited=new.invited or old.invited,
        told_to_delete=new.told_to_delete or old.told_to_delete,
        used=max((one.used for one in (old, new) if one.used), default=None),
    )


def _subscription(old: Chat, new: Chat) -> Subscription | None:
    """Its subscription; none where the person decided against it at the new address before we knew of the old one."""
    declined = new.invited is not None and not isinstance(new.question, SubscribePrompt)
    return new.subscription or (None if declined else old.subscription)


def _recent(old: tuple[RecentAnswer, ...], new: tuple[RecentAnswer, ...]) -> tuple[RecentAnswer, ...]:
    kept: tuple[RecentAnswer, ...] = ()
    for one in sorted((*old, *new), key=lambda answer: answer.at):
        kept = recent_answers.remember(kept, one)
    return kept


async def move_queued(tx: Transaction, channel: str, before: str, after: str) -> None:
    """Sends what waits for the old address to the new one; a notice that waits there already is not sent twice."""
    await tx.run(
        "UPDATE turns SET address = ? WHERE channel = ? AND address = ? AND answer IS NOT NULL", after, channel, before
    )
    await tx.run(
        "UPDATE outgoing SET address = ? WHERE channel = ? AND address = ? AND NOT EXISTS "
        "(SELECT 1 FROM outgoing AS other WHERE other.channel = outgoing.channel AND other.address = ? "
        "AND other.kind = outgoing.kind AND other.name = outgoing.name)",
        after,
        channel,
        before,
        after,
    )
    await tx.run("DELETE FROM outgoing WHERE channel = ? AND address = ?", channel, before)


def buckets(key: Key, channel: str, address: str) -> tuple[bytes, bytes]:
    """The keys under which the quotas of a chat are counted: of NIKs, and of tries of cadre codes."""
    return quotas.chat_bucket(key, channel, address), quotas.cadre_bucket(key, channel, address)


async def move_quotas(tx: Transaction, key: Key, channel: str, before: str, after: str) -> None:
    """Counts what the old address asked under the new one, so that a new number does not refill a quota."""
    for old, new in zip(buckets(key, channel, before), buckets(key, channel, after), strict=True):
        await tx.run("UPDATE mismatches SET bucket = ? WHERE bucket = ?", new, old)
        for table in ("asked", "proved"):
            await tx.run(
                f"UPDATE {table} SET bucket = ? WHERE bucket = ? "  # noqa: S608 - our own words
                f"AND nik NOT IN (SELECT nik FROM {table} WHERE bucket = ?)",
                new,
                old,
                new,
            )
            await tx.run(f"DELETE FROM {table} WHERE bucket = ?", old)  # noqa: S608
