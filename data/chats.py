"""What we know of a chat: its language, whether it wants announcements, and the question that waits for an answer."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from data.database import Transaction

_ANSWERS = TypeAdapter(dict[str, Any])


@dataclass(frozen=True, slots=True)
class Pending:
    """A question we asked. It holds keyed hashes at most, never a NIK."""

    step: str
    until: datetime
    answers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat that wants announcements."""

    since: datetime
    consent: str
    """The sentence that confirmed it, as it was said."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation on one channel."""

    channel: str
    address: str
    language: str | None = None
    pending: Pending | None = None
    subscription: Subscription | None = None
    used: datetime | None = field(default=None, compare=False)
    """The last message we noted; None for a new chat."""


async def load(tx: Transaction, channel: str, address: str, now: datetime) -> Chat:
    """The chat as we left it, or a new one; a question that waited too long is forgotten."""
    rows = await tx.rows(
        "SELECT language, pending, pending_until, subscribed, consent, used FROM chats "
        "WHERE channel = ? AND address = ?",
        channel,
        address,
    )
    if not rows:
        return Chat(channel, address)
    language, written, until, subscribed, consent, used = rows[0]
    pending = None
    if written and until > now.timestamp():
        answers = _ANSWERS.validate_json(written)
        pending = Pending(answers.pop("step"), datetime.fromtimestamp(until, UTC), answers)
    subscription = Subscription(datetime.fromtimestamp(subscribed, UTC), consent) if subscribed else None
    return Chat(channel, address, language, pending, subscription, datetime.fromtimestamp(used, UTC))


def worth_saving(before: Chat, after: Chat, now: datetime) -> bool:
    """Whether something changed; that the chat is used is noted once a day."""
    return after != before or before.used is None or now - before.used > timedelta(days=1)


async def save(tx: Transaction, chat: Chat, now: datetime) -> None:
    """Keeps the chat."""
    pending, subscription = chat.pending, chat.subscription
    await tx.run(
        "INSERT INTO chats (channel, address, language, pending, pending_until, subscribed, consent, used) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET language = excluded.language, pending = excluded.pending, "
        "pending_until = excluded.pending_until, subscribed = excluded.subscribed, consent = excluded.consent, "
        "used = excluded.used",
        chat.channel,
        chat.address,
        chat.language,
        _ANSWERS.dump_json({**pending.answers, "step": pending.step}).decode() if pending else None,
        int(pending.until.timestamp()) if pending else None,
        int(subscription.since.timestamp()) if subscription else None,
        subscription.consent if subscription else None,
        int(now.timestamp()),
    )


async def unsubscribe(tx: Transaction, channel: str, address: str) -> None:
    """Ends the subscription of a chat that can no longer be written to."""
    await tx.run(
        "UPDATE chats SET subscribed = NULL, consent = NULL WHERE channel = ? AND address = ?", channel, address
    )


async def erase(tx: Transaction, channel: str, address: str) -> None:
    """Forgets the chat. NIKs asked stay a day under a hash of it, or the quota would be void."""
    await tx.run("DELETE FROM chats WHERE channel = ? AND address = ?", channel, address)
