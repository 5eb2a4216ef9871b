"""Stores a chat: its language, its subscription, its step in the guide, its open question, its last answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from data.chats import outgoing, recent_answers, stored_state
from data.chats.questions import Question
from data.chats.recent_answers import KEPT, RecentAnswer
from data.clock import from_unix, unix
from data.database import older_copy
from data.database.outside_log import Departure
from data.database.sqlite import Transaction
from data.watches import watches

_EXPIRY_STEP = 600
"""Seconds; expired answers are not read, and the sweep deletes them this often."""


class Subscription(Struct, frozen=True):
    """A chat's subscription to announcements."""

    since: datetime
    consent: str
    """The confirmation as it was shown, for the latest choice."""
    kecamatan: str | None = None
    """Announcements of this kecamatan and of the whole city; None: all."""

    def wants(self, kecamatan: str | None) -> bool:
        """Whether it includes an announcement for this kecamatan, or for the whole city (None)."""
        return None in {kecamatan, self.kecamatan} or kecamatan == self.kecamatan


class Guide(Struct, frozen=True):
    """A person's position in the guide to correcting data."""

    step: str
    """The last step shown."""
    at: datetime
    answers: dict[str, str] = {}
    """Answers so far: for whom, by which route, in which kelurahan."""


class Chat(Struct, frozen=True):
    """One conversation on one channel."""

    channel: str
    address: str
    language: str | None = None
    question: Question | None = None
    """What we asked and wait for."""
    recent: tuple[RecentAnswer, ...] = ()
    """The last answers of 24 hours, newest last: ten about NIKs and ten others."""
    subscription: Subscription | None = None
    guide: Guide | None = None
    invited: datetime | None = None
    """When it was asked whether it wants announcements, or decided unasked; it is asked only once."""
    told_to_delete: datetime | None = None
    """When it was told how to delete a message that should not stay there: once, as long as the chat is kept."""
    used: datetime | None = None
    """When it was last used, to the day; None for a new chat."""


COLUMNS = (
    "language, question, question_until, recent, subscribed, consent, kecamatan, guide, guide_at, invited, "
    "told_to_delete, used"
)
"""The columns from which `read` makes a chat."""


async def load(tx: Transaction, channel: str, address: str, now: datetime) -> Chat:
    """The stored chat, or a new one; an expired question and expired answers are dropped."""
    rows = await tx.rows(
        f"SELECT {COLUMNS} FROM chats WHERE channel = ? AND address = ?",  # noqa: S608 - our own columns
        channel,
        address,
    )
    return read(channel, address, rows[0], now) if rows else Chat(channel, address)


def read(channel: str, address: str, row: Sequence[Any], now: datetime) -> Chat:
    """The chat from its COLUMNS; a new one where all are None."""
    language, asked, until, answered, subscribed, consent, kecamatan, guided, guided_at, invited, told, used = row
    if used is None:
        return Chat(channel, address)
    waits = asked and until > now.timestamp()
    question = stored_state.load_question(asked, from_unix(until)) if waits else None
    recent = recent_answers.still_kept(stored_state.load_answers(answered), now) if answered else ()
    subscription = Subscription(from_unix(subscribed), consent, kecamatan) if subscribed else None
    position = stored_state.load_guide(guided) if guided else None
    guide = Guide(position[0], from_unix(guided_at), position[1]) if position else None
    was_invited = from_unix(invited) if invited else None
    was_told = from_unix(told) if told else None
    return Chat(
        channel, address, language, question, recent, subscription, guide, was_invited, was_told, from_unix(used)
    )


async def language_of(tx: Transaction, channel: str, address: str) -> str | None:
    """The language that the person chose for a chat; None if there is none."""
    rows = await tx.rows("SELECT language FROM chats WHERE channel = ? AND address = ?", channel, address)
    return rows[0][0] if rows else None


def worth_saving(before: Chat, after: Chat, now: datetime) -> bool:
    """Whether the chat must be written: it changed, or it was last marked as used more than a day ago."""
    if before.used is None:
        return bool(after.recent) or after != Chat(after.channel, after.address)
    return now - before.used > timedelta(days=1) or replace(after, used=before.used) != before


async def save(tx: Transaction, chat: Chat, now: datetime) -> None:
    """Stores the chat."""
    question, subscription, guide = chat.question, chat.subscription, chat.guide
    await tx.run(
        "INSERT INTO chats (channel, address, language, question, question_until, recent_until, recent, subscribed, "
        "consent, kecamatan, guide, guide_at, invited, told_to_delete, used) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (channel, address) DO UPDATE SET language = excluded.language, question = excluded.question, "
        "question_until = excluded.question_until, recent_until = excluded.recent_until, recent = excluded.recent, "
        "subscribed = excluded.subscribed, consent = excluded.consent, kecamatan = excluded.kecamatan, "
        "guide = excluded.guide, guide_at = excluded.guide_at, invited = excluded.invited, "
        "told_to_delete = excluded.told_to_delete, used = excluded.used",
        chat.channel,
        chat.address,
        chat.language,
        stored_state.dump_question(question) if question else None,
        unix(question.until) if question else None,
        *_stored_answers(chat.recent),
        unix(subscription.since) if subscription else None,
        subscription.consent if subscription else None,
        subscription.kecamatan if subscription else None,
        stored_state.dump_guide(guide.step, guide.answers) if guide else None,
        unix(guide.at) if guide else None,
        unix(chat.invited) if chat.invited else None,
        unix(chat.told_to_delete) if chat.told_to_delete else None,
        unix(now),
    )


def _stored_answers(answers: tuple[RecentAnswer, ...]) -> tuple[int | None, str | None]:
    """When the oldest answer has expired, and the stored form of all.

    In steps of the sweep's interval, so that the index of this column is seldom written.
    """
    if not answers:
        return None, None
    expires = unix(min(one.at for one in answers) + KEPT)
    return -(-expires // _EXPIRY_STEP) * _EXPIRY_STEP, stored_state.dump_answers(answers)


async def drop_old_answers(tx: Transaction, now: datetime, most: int) -> int:
    """Drops expired answers of chats that were not used since, of at most `most` chats. Returns of how many."""
    due = await tx.rows(
        "SELECT channel, address, recent FROM chats WHERE recent_until <= ? ORDER BY recent_until LIMIT ?",
        unix(now),
        most,
    )
    for channel, address, answered in due:
        left = recent_answers.still_kept(stored_state.load_answers(answered), now)
        await tx.run(
            "UPDATE chats SET recent_until = ?, recent = ? WHERE channel = ? AND address = ?",
            *_stored_answers(left),
            channel,
            address,
        )
    return len(due)


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
    await tx.run("DELETE FROM chats WHERE channel = ? AND address = ?", channel, address)
