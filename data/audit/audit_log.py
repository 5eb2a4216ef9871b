"""Notes what staff, cadres and commands did, in a chain of hashes from which nothing is taken unseen.

The hash of an action is SHA-256 over the JSON list [hash of the action before as hex, seq, at, actor, action, detail],
as `json.dumps` writes it with separators "," and ":"; detail is the text as it is kept. The first follows 32 zeros.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime, time
from functools import partial
from itertools import takewhile

from data.clock import WIB, add_months, unix, wib_day
from data.database import audit_checkpoint
from data.database.audit_checkpoint import Checkpoint
from data.database.sqlite import Database, Transaction
from data.language import redaction

START = bytes(32)
"""What the first action follows."""
PRUNED = "audit.pruned"
"""Older actions were deleted: `last` is the number of the last of them, `hash` its hash."""
UNKNOWN = "audit.unknown_row"
"""The head did not know the action before (`row`): the file was lost or exchanged, or the row is forged."""
RESTORED = "database.restored"
"""Somebody said that a backup was brought back: these actions (`first` to `last`; None: none) were lost with it."""
LONGEST = 200
"""Characters of one text in a detail."""
STEP = 100
"""How many actions are deleted in one transaction, so that no reply waits long."""
CHECKPOINT_BYTES = 256 * 1024
"""From this size on the file of the head is shortened ..."""
CHECKPOINT_ACTIONS = 500
"""... to the newest so many."""

_ACTOR = re.compile(r"bot|[a-z]{1,32}:\S[^\n]{0,99}")
_ACTION = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")
_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")


def hash_of(before: bytes, seq: int, at: object, actor: str, action: str, detail: str) -> bytes:
    """The hash of an action, which holds the one before. `at` is in seconds since 1970."""
    said = [before.hex(), seq, at, actor, action, detail]
    return hashlib.sha256(json.dumps(said, separators=(",", ":"), default=repr).encode()).digest()


async def note(tx: Transaction, moment: datetime, actor: str, action: str, **detail: object) -> None:
    """Notes an action with the statements it belongs to: both are kept or neither.

    Actors are `telegram:111`, `cli:USER`, `bot`. Details are texts (cut after 200 characters), whole numbers, yes or
    no, or None. Raises ValueError for whatever may be the number of a person (12 digits and more, except in a hash),
    TypeError for other details, and NotAudited when the file of the head cannot be written.
    """
    if not _ACTOR.fullmatch(actor) or not _ACTION.fullmatch(action):
        raise ValueError(f"not an actor and an action: {actor!r}, {action!r}")
    written = _detail_json(detail)
    seq, before = await _newest(tx)
    if seq and not audit_checkpoint.contains(tx.audit_head, seq, before)[0] and not _precedes_checkpoint(tx, seq):
        await _add(tx, moment, "bot", UNKNOWN, _detail_json({"row": seq}))
    await _add(tx, moment, actor, action, written)


def _precedes_checkpoint(tx: Transaction, seq: int) -> bool:
    """In an older copy the newest action may be one of those that were left out of the head."""
    return tx.rollback_guard.behind and seq < audit_checkpoint.read(tx.audit_head).oldest


async def note_restore(tx: Transaction, moment: datetime, actor: str, after: int, **detail: object) -> tuple[int, int]:
    """Notes that a copy was brought back that ends with the action `after`; the first and last that were lost, or 0, 0.

    It gets a number that none of those had: what is noted from now on is told from what was lost.
    """
    rows = await tx.rows("SELECT seq, hash FROM audit WHERE seq > ?", after)
    there = {seq: hash_.hex() for seq, hash_ in rows}
    kept = audit_checkpoint.read(tx.audit_head).kept
    gone = [seq for seq, hashes in kept.items() if seq > after and hashes - {there.get(seq)}]
    first, last = min(gone, default=0), max(gone, default=0)
    written = _detail_json({"first": first or None, "last": last or None} | detail)
    await _add(tx, moment, actor, RESTORED, written, number=max(last, (await _newest(tx))[0]) + 1)
    return first, last


async def prune(tx: Transaction, now: datetime, months: int) -> int:
    """Deletes actions of days more than so many months ago, at most `STEP`; returns how many.

    By whole days of Bekasi, so that the audit is not filled with notes of its own pruning.
    """
    limit = oldest_kept(now, months)
    rows = await tx.rows("SELECT seq, at, hash FROM audit ORDER BY seq LIMIT ?", STEP)
    old = list(takewhile(lambda row: row[1] < limit, rows))
    if not old:
        return 0
    last, _, hash_ = old[-1]
    await note(tx, now, "bot", PRUNED, last=last, hash=hash_.hex(), actions=len(old), months=months)
    return await tx.run("DELETE FROM audit WHERE seq <= ?", last)


def oldest_kept(now: datetime, months: int) -> int:
    """Actions from before this moment, in seconds since 1970, are deleted."""
    return unix(_months_ago(now, months))


async def settle(tx: Transaction) -> None:
    """Writes the line `kept` of the newest action, if a crash came between its commit and that line."""
    seq, hash_ = await _newest(tx)
    if seq and audit_checkpoint.contains(tx.audit_head, seq, hash_) == (True, False):
        audit_checkpoint.confirm(tx.audit_head, seq, hash_)


async def shorten_checkpoint(tx: Transaction, head: Checkpoint) -> None:
    """Leaves old lines out of the head's file, as it was read before: each hash holds those before.

    Only while everything in it agrees with the database; what shows a tampering stays.
    """
    rows = await tx.rows("SELECT seq, hash FROM audit WHERE seq >= ? ORDER BY seq", head.oldest)
    there = {seq: frozenset({hash_.hex()}) for seq, hash_ in rows}
    lost = [lost_actions(detail) for (detail,) in await tx.rows("SELECT detail FROM audit WHERE action = ?", RESTORED)]
    agrees = all(
        there.get(seq) == hashes
        for seq, hashes in head.kept.items()
        if seq >= min(there, default=0) and not any(seq in one for one in lost)
    )
    if agrees and there and not head.unreadable:
        audit_checkpoint.shorten(tx.audit_head, max(there) - CHECKPOINT_ACTIONS)


def lost_actions(detail: str) -> range:
    """The actions of which `RESTORED` says that they were lost; none when it says so of none, or is unreadable."""
    try:
        said = json.loads(detail)
        return range(int(said["first"]), int(said["last"]) + 1)
    except (ValueError, KeyError, TypeError):
        return range(0)


async def tidy(database: Database, now: datetime, months: int) -> int:
    """Keeps the audit and its head as long as they are to be, in steps between which others have their turn.

    Returns how many actions were deleted.
    """
    deleted = 0
    while done := await database.group_commit(partial(prune, now=now, months=months)):
        deleted += done
        if done < STEP:
            break
        await database.yield_turn()
    await database.group_commit(settle)
    if audit_checkpoint.size(database.audit_head) > CHECKPOINT_BYTES:
        head = await asyncio.to_thread(audit_checkpoint.read, database.audit_head)
        await database.group_commit(partial(shorten_checkpoint, head=head))
    return deleted


async def _newest(tx: Transaction) -> tuple[int, bytes]:
    rows = await tx.rows("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
    return rows[0] if rows else (0, START)


async def _add(tx: Transaction, moment: datetime, actor: str, action: str, detail: str, number: int = 0) -> None:
    newest, before = await _newest(tx)
    seq, at = number or newest + 1, unix(moment)
    hash_ = hash_of(before, seq, at, actor, action, detail)
    await tx.run("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", seq, at, actor, action, detail, hash_)
    audit_checkpoint.write(tx.audit_head, seq, hash_)
    tx.before_commit(audit_checkpoint.sync, tx.audit_head)
    tx.after_commit(partial(audit_checkpoint.confirm, tx.audit_head, seq, hash_))


def _detail_json(detail: Mapping[str, object]) -> str:
    said = {name: _valid_detail(name, value) for name, value in detail.items()}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _valid_detail(name: str, value: object) -> object:
    """A value as it may be kept. Raises ValueError or TypeError, which do not repeat it."""
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, (int, str)):
        raise TypeError(f"the audit takes no {type(value).__name__} ({name})")
    is_hash = isinstance(value, str) and _HASH.fullmatch(value)
    if not is_hash and redaction.IN_AN_AUDIT.search(str(value)):
        raise ValueError(f"the audit takes no long number, which may be a person's ({name})")
    if isinstance(value, str) and len(value) > LONGEST:
        return value[: LONGEST - 1] + "…"
    return value


def _months_ago(now: datetime, months: int) -> datetime:
    """The beginning of the day in Bekasi that was so many months ago; of the month's last where it has no such day."""
    day = wib_day(now)
    if months >= 12 * (day.year - 1970):
        return datetime.fromtimestamp(0, WIB)
    return datetime.combine(add_months(day, -months), time(), WIB)
