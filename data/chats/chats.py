"""Stores a chat: its language, its subscription, its step in the guide, and its open question."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from data.chats import outgoing
from data.clock import from_unix, unix
from data.database import older_copy
from data.database.outside_log import Departure
from data.database.sqlite import Transaction
from data.watches import watches

HASH_KEYS = frozenset({"nik", "niks", "other", "kk", "watch"})
"""The keys under which a question keeps hashes of a NIK."""
_ANSWERS = TypeAdapter(dict[str, Any])
_GUIDE = TypeAdapter(dict[str, str])


@dataclass(frozen=True, slots=True)
class Pending:
    """An open question, or what the buttons of the last answer need. It holds keyed hashes, never a NIK."""

    step: str
    until: datetime
    answers: dict[str, Any] = field(default_factory=dict)
    session: str = ""
    """The browser session that was asked, where several may share a chat."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's subscription to announcements."""

    since: datetime
    consent: str
    """The confirmation as it was shown, for the latest choice."""
    kecamatan: str | None = None
    """Announcements of this kecamatan and of the whole city; None: all."""

    def wants(self, kecamatan: str | None) -> bool:
        """Whether it includes an announcement for this kecamatan, or for the whole city (None)."""
        return None in {kecamatan, self.kecamatan} or kecamatan == self.kecamatan


@dataclass(frozen=True, slots=True)
class Guide:
    """A person's position in the guide to correcting data."""

    step: str
    """The last step shown."""
    at: datetime
    answers: dict[str, str] = field(default_factory=dict)
    """Answers so far: for whom, by which route, in which kelurahan."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation on one channel."""

    channel: str
    address: str
    language: str | None = None
    pending: Pending | None = None
    subscription: Subscription | None = None
    guide: Guide | None = None
    invited: datetime | None = None
    """When it was asked whether it wants announcements, or decided unasked; it is asked only once."""
    used: datetime | None = field(default=None, compare=False)
    """When it was last used, to the day; None for a new chat."""


async def load(tx: Transaction, channel: str, address: str, now: datetime) -> Chat:
    """The stored chat, or a new one; an expired question is dropped."""
    rows = await tx.rows(
        "SELECT language, pending, pending_until, subscribed, consent, kecamatan, guide, guide_at, invited, used "
        "FROM chats WHERE channel = ? AND address = ?",
        channel,
        address,
    )
    if not rows:
        return Chat(channel, address)
    language, kept, until, subscribed, consent, kecamatan, guided, guided_at, invited, used = rows[0]
    waits = kept and until > now.timestamp()
    pending = load_pending(kept, from_unix(until)) if waits else None
    subscription = Subscription(from_unix(subscribed), consent, kecamatan) if subscribed else None
    guide = None
    if guided:
        said = _GUIDE.validate_json(guided)
        guide = Guide(said.pop("step"), from_unix(guided_at), said)
    asked = from_unix(invited) if invited else None
    return Chat(channel, address, language, pending, subscription, guide, asked, from_unix(used))


def holds_hashes(kept: str) -> bool:
    """Whether a stored question holds keyed hashes of a NIK."""
    return not HASH_KEYS.isdisjoint(_ANSWERS.validate_json(kept))


def worth_saving(before: Chat, after: Chat, now: datetime) -> bool:
    """Whether the chat must be written: it changed, or it was last marked as used more than a day ago."""
    if before.used is None:
        return after != Chat(after.channel, after.address)
    return after != before or now - before.used > timedelta(days=1)


def dump_pending(pending: Pending) -> str:
    """A question as stored JSON."""
    session = {"session": pending.session} if pending.session else {}
    return _ANSWERS.dump_json({**pending.answers, **session, "step": pending.step}).decode()


def load_pending(kept: str, until: datetime) -> Pending:
    """A question from its stored JSON."""
    answers = _ANSWERS.validate_json(kept)
    step, session = answers.pop("step"), answers.pop("session", "")
    return Pending(step, until, answers, session)


async def save(tx: Transaction, chat: Chat, now: datetime) -> None:
    """Stores the chat."""
    pending, subscription, guide = chat.pending, chat.subscription, chat.guide
    await tx.run(
        "INSERT INTO chats (channel, address, language, pending, pending_until, subscribed, consent, kecamatan, guide, "
        "guide_at, invited, used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (channel, address) DO UPDATE SET language = excluded.language, pending = excluded.pending, "
        "pending_until = excluded.pending_until, subscribed = excluded.subscribed, consent = excluded.consent, "
        "kecamatan = excluded.kecamatan, guide = excluded.guide, guide_at = excluded.guide_at, "
        "invited = excluded.invited, used = excluded.used",
        chat.channel,
        chat.address,
        chat.language,
        dump_pending(pending) if pending else None,
        unix(pending.until) if pending else None,
        unix(subscription.since) if subscription else None,
        subscription.consent if subscription else None,
        subscription.kecamatan if subscription else None,
        _GUIDE.dump_json({**guide.answers, "step": guide.step}).decode() if guide else None,
        unix(guide.at) if guide else None,
        unix(chat.invited) if chat.invited else None,
        unix(now),
    )


async def note_change(tx: Transaction, before: Chat, after: Chat) -> None:
    """Records outside the database that a chat subscribed or unsubscribed, in case an older copy is restored."""
    if before.subscription and not after.subscription:
        await older_copy.note_departure(tx, Departure.STOPPED, after.channel, after.address)
    elif after.subscription and not before.subscription:
        await older_copy.note_return(tx, Departure.STOPPED, after.channel, after.address)


async def unsubscribe(tx: Transaction, channel: str, address: str) -> None:
    """Ends the subscription of a chat that can no longer be reached; it is not asked again."""
    await tx.run(
        "UPDATE chats SET invited = coalesce(invited, subscribed), subscribed = NULL, consent = NULL, kecamatan = NULL "
        "WHERE channel = ? AND address = ?",
        channel,
        address,
    )


async def erase(tx: Transaction, channel: str, address: str) -> None:
    """Deletes the chat, its watches and what is queued for it.

    Hashes of checked NIKs stay for a day, or erasing would reset the quota.
    """
    await older_copy.note_departure(tx, Departure.ERASED, channel, address)
    await watches.forget(tx, channel, address)
    await outgoing.forget(tx, channel, address)
    await tx.run("DELETE FROM offers WHERE channel = ? AND address = ?", channel, address)
    await tx.run("DELETE FROM chats WHERE channel = ? AND address = ?", channel, address)
