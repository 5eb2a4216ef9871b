"""A turn in the live database: what is read before a message is answered, and what is saved with its answer."""

from datetime import datetime

from msgspec import Struct

from data import departures
from data.chats import chats, inbox
from data.chats.chats import Chat
from data.database.sqlite import Transaction
from data.staff import cadres
from data.watches import watches


class Message(Struct, frozen=True):
    """What is stored of a message, so that it is handled once and its answer finds the chat."""

    key: bytes
    """Identifies repeated deliveries."""
    channel: str
    address: str
    reference: str = ""
    """What the channel needs to refer to the message."""
    acknowledges: bool = False
    """Whether it confirms that earlier answers arrived."""
    album: bytes | None = None
    """The key of its album, the same for all its parts."""


class Before(Struct, frozen=True):
    """What is known when a message arrives."""

    chat: Chat
    handled: bool
    """Whether the message was handled before."""
    answer: str | None
    """The answer to it (JSON), as long as that waits to be sent."""
    album_deleted: bool | None
    """Whether the part of its album that was answered is deleted from the chat; None if no part was answered."""


_READ = (
    "SELECT turns.seen, turns.answer, EXISTS (SELECT 1 FROM cadres WHERE channel = ? AND address = ?), "  # noqa: S608
    f"EXISTS (SELECT 1 FROM watches WHERE channel = ? AND address = ?), {chats.COLUMNS} FROM (SELECT 1) AS message "
    "LEFT JOIN turns ON turns.seen = ? LEFT JOIN chats ON chats.channel = ? AND chats.address = ?"
)
"""One row, also where there is neither a turn nor a chat; after those, whether the chat has a role or watches."""


async def begin(tx: Transaction, message: Message, now: datetime) -> Before:
    """Reads what is known. Answers that a new message confirms are deleted."""
    of_chat = message.channel, message.address
    ((seen, answer, is_cadre, watches_any, *row),) = await tx.rows(_READ, *of_chat, *of_chat, message.key, *of_chat)
    if not is_cadre:
        tx.absent.add((cadres.TABLE, *of_chat))
    if not watches_any:
        tx.absent.add((watches.TABLE, *of_chat))
    handled, album = seen is not None, None
    if not handled:
        if message.acknowledges:
            await inbox.forget(tx, message.channel, message.address)
        if message.album:
            album = await inbox.marked_at(tx, message.album)
    chat = chats.read(message.channel, message.address, row, now)
    return Before(chat, handled, answer, bool(album[1]) if album else None)


class KeptAnswer(Struct, frozen=True):
    """An answer, as it is kept until it is sent."""

    json: str
    number: int
    """Orders the answers."""
    private: bool
    """Whether the message is deleted from the chat when the answer is sent."""
    of_album: bool
    """Whether the rest of the message's album needs no answer any more."""


async def save(
    tx: Transaction, message: Message, before: Chat, after: Chat | None, answer: KeptAnswer, now: datetime
) -> None:
    """Saves what a turn changed in its chat (None erases it), and its answer."""
    if after is None:
        await departures.erase(tx, message.channel, message.address, now)
    elif chats.worth_saving(before, after, now):
        await chats.save(tx, after, now)
        await chats.note_change(tx, before, after)
    await save_answer(tx, message, answer, now)
    if after is None and message.acknowledges:  # no later message may come that would confirm it
        await inbox.mark_sent(tx, message.key)


async def save_answer(tx: Transaction, message: Message, answer: KeptAnswer, now: datetime) -> None:
    """Notes that the message was handled, and keeps its answer; the chat stays as it was."""
    if message.album and answer.of_album:
        await inbox.mark(tx, message.album, now, done=answer.private)
    await inbox.keep(
        tx, message.key, message.channel, message.address, answer.json, now, answer.number, message.reference
    )


async def skip(tx: Transaction, message: Message, now: datetime) -> None:
    """Notes that the message was handled and needs no answer."""
    await inbox.mark(tx, message.key, now, channel=message.channel)
