"""Records what an older copy of the database must not repeat, and stops push messages while this is such a copy.

Until `sigap restored`, nothing is sent that may have been sent before; messages are answered.
"""

import json
from contextlib import suppress
from dataclasses import asdict
from functools import partial

from data.database import outside_log, rollback_detection, stored_values
from data.database.outside_log import Departure, Line, OutsideLog, RollbackGuard
from data.database.rollback_detection import GAP, NUMBER, Gap
from data.database.sqlite import Transaction


async def is_behind(tx: Transaction) -> bool:
    """Whether the database is behind now; `sigap restored`, or another file in its place, changes that."""
    facts = dict(await tx.rows("SELECT name, value FROM facts WHERE name IN (?, ?)", NUMBER, GAP))
    beside = tx.rollback_guard
    if GAP not in facts and int(facts.get(NUMBER, 0)) < beside.known:
        ((action,),) = await tx.rows("SELECT coalesce(max(seq), 0) FROM audit")
        gap = Gap(int(facts.get(NUMBER, 0)), action, until=beside.known)
        facts[GAP] = json.dumps(asdict(gap))
        await tx.run("INSERT INTO facts VALUES (?, ?)", GAP, facts[GAP])
    beside.behind = beside.unread or GAP in facts
    return beside.behind


async def gap(tx: Transaction) -> Gap | None:
    """What is missing from this database; None if nothing is."""
    rows = await tx.rows("SELECT value FROM facts WHERE name = ?", GAP)
    return rollback_detection.parse_gap(rows[0][0]) if rows else None


async def close_gap(tx: Transaction) -> None:
    """Ends the gap: this database is the newest again, and any copy made before this moment is older."""
    await tx.run("DELETE FROM facts WHERE name = ?", GAP)
    number = await next_number(tx)
    tx.after_commit(partial(_add_line, tx.rollback_guard, outside_log.line("kept", number)))


async def next_number(tx: Transaction) -> int:
    """Raises the number of the database, with this transaction."""
    rows = await tx.rows("SELECT value FROM facts WHERE name = ?", NUMBER)
    number = max(int(rows[0][0]) if rows else 0, tx.rollback_guard.known) + 1
    await stored_values.write(tx, NUMBER, str(number))
    return number


async def note_departure(tx: Transaction, how: Departure, *who: str) -> None:
    """Records that a chat left; the line is on the disk before the commit.

    If it cannot be written, the person leaves all the same, but a restored backup would not know about it.
    """
    if not tx.rollback_guard.key:
        return
    number = await next_number(tx)
    with suppress(OSError):
        tx.rollback_guard.outside.add(outside_log.line("left", number, how, tx.rollback_guard.who(*who)))
        tx.before_commit(_sync, tx.rollback_guard.outside)
    tx.after_commit(partial(_add_line, tx.rollback_guard, outside_log.line("kept", number)))


async def note_return(tx: Transaction, how: Departure, *who: str) -> None:
    """Records, after the commit, that a chat came back."""
    if tx.rollback_guard.key:
        number = await next_number(tx)
        tx.after_commit(
            partial(_add_line, tx.rollback_guard, outside_log.line("came", number, how, tx.rollback_guard.who(*who)))
        )


async def note_shown(tx: Transaction, broadcast: int) -> None:
    """Records, after the commit, that a broadcast is part of an answer."""
    number = await next_number(tx)
    tx.after_commit(partial(_add_line, tx.rollback_guard, outside_log.line("sent", number, str(broadcast))))


def note_sending(beside: RollbackGuard, number: int, broadcast: int) -> None:
    """Records, on the disk, that messages of a broadcast are about to be sent. Raises OSError: then none may be.

    `number` was committed with their claims, so no crash makes the database look older than it is.
    """
    beside.outside.add(outside_log.line("sent", number, str(broadcast)))
    beside.outside.sync()
    beside.known = max(beside.known, number)


def _sync(lines: OutsideLog) -> None:
    with suppress(OSError):
        lines.sync()


def _add_line(beside: RollbackGuard, line: Line) -> None:
    """Adds a line; a failure is repaired at the next start."""
    beside.known = max(beside.known, line.number)
    with suppress(OSError):
        beside.outside.add(line)
