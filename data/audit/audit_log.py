"""Records what staff, cadres and commands did, in a chain of hashes that any change or deletion breaks.

The hash of an action is SHA-256 over the JSON list [hash of the action before as hex, seq, at, actor, action, detail],
as `json.dumps` writes it with separators "," and ":"; detail is the stored text. The first action follows 32 zeros.
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
"""The hash before the first action."""
PRUNED = "audit.pruned"
"""Older actions were deleted: `last` is the number of the last of them, `hash` its hash."""
UNKNOWN = "audit.unknown_row"
"""The checkpoint file had no entry for the previous action (`row`): lost, replaced or forged."""
RESTORED = "database.restored"
"""A backup was restored: actions `first` to `last` were lost with it (None: none)."""
LONGEST = 200
"""The most characters of one text in a detail."""
STEP = 100
"""Actions deleted in one transaction: few, so that no reply waits long."""
CHECKPOINT_BYTES = 256 * 1024
"""The size from which the checkpoint file is shortened, in bytes."""
CHECKPOINT_ACTIONS = 500
"""How many of the newest actions it then keeps."""

_ACTOR = re.compile(r"bot|[a-z]{1,32}:\S[^\n]{0,99}")
_ACTION = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")
_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")


def hash_of(before: bytes, seq: int, at: object, actor: str, action: str, detail: str) -> bytes:
    """The hash of an action, which covers the hash of the previous one. `at` is in seconds since 1970."""
    said = [before.hex(), seq, at, actor, action, detail]
    return hashlib.sha256(json.dumps(said, separators=(",", ":"), default=repr).encode()).digest()


async def note(tx: Transaction, moment: datetime, actor: str, action: str, **detail: object) -> None:
    """Records an action in the transaction it belongs to: both are committed or neither.

    Actors are `telegram:111`, `cli:USER`, `bot`. Details are texts (cut after 200 characters), integers, booleans or
    None. Raises ValueError for what may be a personal number (12 digits or more, except in a hash), TypeError for
    details of other types, and NotAudited when the checkpoint file cannot be written.
    """
    if not _ACTOR.fullmatch(actor) or not _ACTION.fullmatch(action):
        raise ValueError(f"not an actor and an action: {actor!r}, {action!r}")
    written = _detail_json(detail)
    seq, before = await _newest(tx)
    if seq and not audit_checkpoint.contains(tx.audit_head, seq, before)[0] and not _precedes_checkpoint(tx, seq):
        await _add(tx, moment, "bot", UNKNOWN, _detail_json({"row": seq}))
    await _add(tx, moment, actor, action, written)


def _precedes_checkpoint(tx: Transaction, seq: int) -> bool:
    """Whether the newest action is older than the checkpoint file's first, as may happen in an older copy."""
    return tx.rollback_guard.behind and seq < audit_checkpoint.read(tx.audit_head).oldest


async def note_restore(tx: Transaction, moment: datetime, actor: str, after: int, **detail: object) -> tuple[int, int]:
    """Records the restore of a copy that ends with the action `after`. Returns the first and last lost action, or 0, 0.

    It gets a number above the lost ones, so that later actions cannot be confused with them.
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
    """Deletes actions older than this many months, at most `STEP`. Returns their number.

    By whole days in Bekasi, so that the audit does not fill with records of its own pruning.
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
    """The moment before which actions are deleted, in seconds since 1970."""
    return unix(_months_ago(now, months))


async def settle(tx: Transaction) -> None:
    """Confirms the newest action after a crash between its commit and its confirmation."""
    seq, hash_ = await _newest(tx)
    if seq and audit_checkpoint.contains(tx.audit_head, seq, hash_) == (True, False):
        audit_checkpoint.confirm(tx.audit_head, seq, hash_)


async def shorten_checkpoint(tx: Transaction, head: Checkpoint) -> None:
    """Shortens the checkpoint file, whose content `head` holds: each hash covers the earlier ones anyway.

    Only while all of it agrees with the database, so that evidence of tampering stays.
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
    """The lost actions named in the detail of a `RESTORED` action; None if it names none, or is unreadable."""
    try:
        said = json.loads(detail)
        return range(int(said["first"]), int(said["last"]) + 1)
    except (ValueError, KeyError, TypeError):
        return range(0)


async def tidy(database: Database, now: datetime, months: int) -> int:
    """Deletes old actions and shortens the checkpoint file, in steps between which other tasks can run.

    Returns the number of deleted actions.
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
    """The value if it may be stored. Raises ValueError or TypeError, which do not repeat it."""
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, (int, str)):
        raise TypeError(f"the audit accepts no {type(value).__name__} ({name})")
    is_hash = isinstance(value, str) and _HASH.fullmatch(value)
    if not is_hash and redaction.IN_AN_AUDIT.search(str(value)):
        raise ValueError(f"the audit accepts no long number, which may be a personal one ({name})")
    if isinstance(value, str) and len(value) > LONGEST:
        return value[: LONGEST - 1] + "…"
    return value


def _months_ago(now: datetime, months: int) -> datetime:
    """Midnight in Bekasi of the same day this many months ago, or of the last day of a shorter month."""
    day = wib_day(now)
    if months >= 12 * (day.year - 1970):
        return datetime.fromtimestamp(0, WIB)
    return datetime.combine(add_months(day, -months), time(), WIB)
