"""An announcement: its texts, audience and approval, and its state from draft to done."""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import TypeAdapter

from data.clock import from_unix, unix
from data.content import texts
from data.database.sqlite import Transaction, placeholders

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""The characters of check codes: no vowels, so that no word appears, and no 0 or 1."""
CODE_LENGTH = 6


class State(StrEnum):
    """The state of a broadcast."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    APPROVED = "approved"
    """Waits for its start, or for the announcement before it."""
    SENDING = "sending"
    PAUSED = "paused"
    ABORTED = "aborted"
    DONE = "done"


OPEN = (State.APPROVED, State.SENDING, State.PAUSED)
"""Being sent, or about to be."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or a file, identified as its channel does."""

    kind: Literal["photo", "pdf", "image", "other"]
    """Only the first two go with an announcement; `image` is a picture that was sent as a file."""
    reference: str
    """The identifier by which the channel sends it again."""
    mark: str
    """An identifier of the content: the same for the same file from any sender."""
    name: str = field(default="", repr=False)
    """The file name its owner gave; it may hold personal data."""
    size: int = 0
    """In bytes; 0 if unknown."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Which subscribers get it: those that match every field that is set."""

    kecamatan: str | None = None
    """Subscribers of this kecamatan and, unless `alone`, those of the whole city."""
    language: str | None = None
    channel: str | None = None
    alone: bool = False
    """Only subscribers of the kecamatan. False in records from before there was this choice."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One announcement."""

    id: int
    state: State
    writer: str
    """The writer's Telegram chat; `approver` is one as well."""
    changed: datetime
    texts: dict[str, str]
    """By language; a language without its own gets the Indonesian one."""
    attachment: Attachment | None = None
    audience: Audience = Audience()
    starts: datetime | None = None
    """Not sent before; None: sent at once."""
    override: str | None = None
    """Why it may be sent at night."""
    note: str | None = None
    """What the approver wants changed."""
    refused: str | None = None
    """Why the channel refused the preview."""
    code: str | None = None
    footers: dict[str, str] = field(default_factory=dict)
    """The lines below the text, by language, as approved; empty before that."""
    fingerprint: bytes | None = None
    approver: str | None = None
    approved: datetime | None = None
    self_approved: bool = False
    """Approved by its writer, in the one-person mode."""
    list_cursor: str | None = None
    started: datetime | None = None
    ended: datetime | None = None

    @property
    def list_complete(self) -> bool:
        """Whether the list of recipients is complete."""
        return self.list_cursor == "all"

    @property
    def due(self) -> datetime:
        """The earliest moment to send it."""
        return max(self.approved or self.changed, self.starts or self.changed)

    def text_for(self, language: str) -> str:
        """Its text for people of this language."""
        return self.texts.get(language) or self.texts[texts.DEFAULT]

    def language_for(self, language: str) -> str:
        """The language in which people of this language get it."""
        return language if language in self.texts else texts.DEFAULT

    @property
    def content(self) -> bytes:
        """A hash of everything that an approval covers."""
        audience = _AUDIENCE.dump_python(self.audience)
        if not self.audience.alone:  # as it was hashed before there was a choice
            del audience["alone"]
        parts: list[object] = [sorted(self.texts.items()), self.attachment, audience, self.starts, self.override]
        return hashlib.sha256(_PARTS.dump_json(parts)).digest()


_PARTS = TypeAdapter(list[Any])
_TEXTS = TypeAdapter(dict[str, str])
_ATTACHMENT = TypeAdapter(Attachment)
_AUDIENCE = TypeAdapter(Audience)
_SELECT = (
    "SELECT id, state, writer, changed, texts, attachment, audience, starts, override, note, refused, code, footers, "
    "fingerprint, approver, approved, alone, frozen, started, ended FROM broadcasts"
)


def _moment(seconds: int | None) -> datetime | None:
    return from_unix(seconds) if seconds is not None else None


def _seconds(moment: datetime | None) -> int | None:
    return unix(moment) if moment else None


def _from_row(row: tuple[Any, ...]) -> Broadcast:
    (id_, state, writer, changed, written, attached, audience, starts, override, note, refused, code, footers,
     fingerprint, approver, approved, alone, frozen, started, ended) = row  # fmt: skip
    return Broadcast(
        id_,
        State(state),
        writer,
        from_unix(changed),
        _TEXTS.validate_json(written),
        _ATTACHMENT.validate_json(attached) if attached else None,
        _AUDIENCE.validate_json(audience),
        _moment(starts),
        override,
        note,
        refused,
        code,
        _TEXTS.validate_json(footers) if footers else {},
        fingerprint,
        approver,
        _moment(approved),
        bool(alone),
        frozen,
        _moment(started),
        _moment(ended),
    )


async def create(tx: Transaction, writer: str, now: datetime) -> Broadcast:
    """A new, empty draft, with the code that it will carry."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
    rows = await tx.rows(
        "INSERT INTO broadcasts (state, writer, texts, audience, code, changed) VALUES (?, ?, '{}', '{}', ?, ?) "
        "RETURNING id",
        State.DRAFT,
        writer,
        code,
        _seconds(now),
    )
    return Broadcast(rows[0][0], State.DRAFT, writer, now, {}, code=code)


async def load(tx: Transaction, number: int) -> Broadcast | None:
    """The broadcast of this number."""
    rows = await tx.rows(f"{_SELECT} WHERE id = ?", number)
    return _from_row(rows[0]) if rows else None


async def save(tx: Transaction, broadcast: Broadcast, now: datetime) -> Broadcast:
    """Saves what staff decide: everything but the progress of sending."""
    one = replace(broadcast, changed=now)
    await tx.run(
        "UPDATE broadcasts SET state = ?, texts = ?, attachment = ?, audience = ?, starts = ?, override = ?, note = ?, "
        "refused = ?, footers = ?, fingerprint = ?, approver = ?, approved = ?, alone = ?, changed = ? WHERE id = ?",
        one.state,
        _TEXTS.dump_json(one.texts).decode(),
        _ATTACHMENT.dump_json(one.attachment).decode() if one.attachment else None,
        _AUDIENCE.dump_json(one.audience).decode(),
        _seconds(one.starts),
        one.override,
        one.note,
        one.refused,
        _TEXTS.dump_json(one.footers).decode(),
        one.fingerprint,
        one.approver,
        _seconds(one.approved),
        int(one.self_approved),
        _seconds(now),
        one.id,
    )
    return one


async def hand_over(tx: Transaction, broadcast: Broadcast, writer: str, now: datetime) -> Broadcast:
    """Gives a draft to another writer."""
    await tx.run("UPDATE broadcasts SET writer = ? WHERE id = ? AND state = ?", writer, broadcast.id, State.DRAFT)
    return await save(tx, replace(broadcast, writer=writer), now)


async def delete_draft(tx: Transaction, number: int) -> bool:
    """Deletes a draft. Returns whether there was one."""
    return bool(await tx.run("DELETE FROM broadcasts WHERE id = ? AND state = ?", number, State.DRAFT))


async def pause(tx: Transaction, number: int, now: datetime) -> bool:
    """Pauses it. Returns whether it was being sent."""
    return await _change_state(tx, number, now, State.PAUSED, State.SENDING)


async def resume(tx: Transaction, number: int, now: datetime) -> bool:
    """Resumes it. Returns whether it was paused."""
    return await _change_state(tx, number, now, State.SENDING, State.PAUSED)


async def abort(tx: Transaction, number: int, now: datetime) -> bool:
    """Aborts it for good. Returns whether it was open."""
    return await _change_state(tx, number, now, State.ABORTED, *OPEN)


async def _change_state(tx: Transaction, number: int, now: datetime, to: State, *come_from: State) -> bool:
    marks = placeholders(come_from)
    change = f"UPDATE broadcasts SET state = ?, changed = ? WHERE id = ? AND state IN ({marks})"  # noqa: S608
    return bool(await tx.run(change, to, _seconds(now), number, *come_from))


async def reopen(tx: Transaction, number: int, now: datetime) -> bool:
    """Queues a finished broadcast again: some deliveries are pending again. Returns whether it was finished."""
    return await _change_state(tx, number, now, State.APPROVED, State.DONE)


async def withdraw_approval(tx: Transaction, number: int, now: datetime) -> None:
    """Makes an announcement that has not started need a new approval: the old one may be outdated."""
    await tx.run(
        "UPDATE broadcasts SET state = ?, approver = NULL, approved = NULL, frozen = NULL, changed = ? WHERE id = ?",
        State.HANDED_IN,
        _seconds(now),
        number,
    )


async def abort_unapproved(tx: Transaction, number: int, now: datetime) -> bool:
    """Aborts a broadcast that was sent but is not approved in this older copy. Returns whether there was one."""
    return await _change_state(tx, number, now, State.ABORTED, State.DRAFT, State.HANDED_IN)


async def save_refusal(tx: Transaction, number: int, why: str) -> None:
    """Saves why a channel refuses the text."""
    await tx.run("UPDATE broadcasts SET refused = ? WHERE id = ?", why, number)


async def latest(tx: Transaction, most: int = 10) -> list[Broadcast]:
    """The newest broadcasts, drafts too."""
    rows = await tx.rows(f"{_SELECT} ORDER BY id DESC LIMIT ?", most)
    return [_from_row(row) for row in rows]


async def in_states(tx: Transaction, *states: State) -> list[Broadcast]:
    """The broadcasts in these states, oldest first."""
    marks = placeholders(states)
    rows = await tx.rows(f"{_SELECT} WHERE state IN ({marks}) ORDER BY id", *states)
    return [_from_row(row) for row in rows]


async def originals(tx: Transaction) -> list[Broadcast]:
    """Every broadcast that was started, newest first: the originals that a message is compared with."""
    rows = await tx.rows(f"{_SELECT} WHERE started IS NOT NULL ORDER BY id DESC")
    return [_from_row(row) for row in rows]
