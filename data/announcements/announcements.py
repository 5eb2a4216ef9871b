"""An announcement: its texts, audience and approval, and its state from draft to done."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import TypeAdapter

from data.announcements.quiet_hours import after_quiet
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


COMPLETE, DISCARDED = "all", "discarded"
"""`Broadcast.list_cursor` of a list that is complete, and of one whose rows are to be deleted."""


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
    """How far the list of recipients is (`data.announcements.audience`)."""
    started: datetime | None = None
    ended: datetime | None = None

    @property
    def list_complete(self) -> bool:
        """Whether the list of recipients is complete."""
        return self.list_cursor == COMPLETE

    @property
    def due(self) -> datetime:
        """The earliest moment to send it."""
        return max(self.approved or self.changed, self.starts or self.changed)

    def sent_at(self, now: datetime) -> datetime:
        """When it is sent if it is approved now and no other one is sent before it."""
        begins = max(self.starts or now, now)
        return begins if self.override else after_quiet(begins)

    def footer(self, language: str, sender: str) -> str:
        """The lines below the text, as approved; before that, as this sender would sign them now."""
        return self.footers.get(language) or texts.text("announcement", language, sender=sender, check_code=self.code)

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


async def store(tx: Transaction, broadcast: Broadcast, was: State) -> bool:
    """Stores all of it but the progress of its list, if it is still in the state that it was in.

    Returns whether it was. Only `data.announcements.workflow` calls it.
    """
    return bool(
        await tx.run(
            "UPDATE broadcasts SET state = ?, writer = ?, texts = ?, attachment = ?, audience = ?, starts = ?, "
            "override = ?, note = ?, refused = ?, footers = ?, fingerprint = ?, approver = ?, approved = ?, alone = ?, "
            "started = ?, ended = ?, changed = ? WHERE id = ? AND state = ?",
            broadcast.state,
            broadcast.writer,
            _TEXTS.dump_json(broadcast.texts).decode(),
            _ATTACHMENT.dump_json(broadcast.attachment).decode() if broadcast.attachment else None,
            _AUDIENCE.dump_json(broadcast.audience).decode(),
            _seconds(broadcast.starts),
            broadcast.override,
            broadcast.note,
            broadcast.refused,
            _TEXTS.dump_json(broadcast.footers).decode(),
            broadcast.fingerprint,
            broadcast.approver,
            _seconds(broadcast.approved),
            int(broadcast.self_approved),
            _seconds(broadcast.started),
            _seconds(broadcast.ended),
            _seconds(broadcast.changed),
            broadcast.id,
            was,
        )
    )


async def delete_draft(tx: Transaction, number: int) -> bool:
    """Deletes a draft. Returns whether there was one."""
    return bool(await tx.run("DELETE FROM broadcasts WHERE id = ? AND state = ?", number, State.DRAFT))


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
