"""Detects that the live database is an older copy, as after a backup was put in place by hand.

The database has a number, which rises with everything that an older copy must not repeat: sending a broadcast, a
departure. The number is also recorded outside (`data.database.outside_log`), as is every action of the audit
(`data.database.audit_checkpoint`). What is confirmed outside but missing from the database was lost with a newer copy.
"""

import json
import sqlite3
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from data.database import audit_checkpoint, outside_log, read_only
from data.database.failures import DatabaseProblem
from data.database.outside_log import Line, OutsideFile, OutsideLog, RollbackGuard
from data.database.read_only import has_table

NUMBER, GAP = "outside", "behind"
"""Names of stored values: the number of the database, and the gap."""
ADVICE = (
    "If a backup was brought back, say so: sigap restored. It marks as unknown what may have been sent, and lets those "
    "leave once more who left since. If not, stop the bot and bring back the newest live database."
)


@dataclass(frozen=True, slots=True)
class Gap:
    """The part of the history that a database lacks."""

    number: int
    """Its number: it knows the lines outside up to this one."""
    action: int
    """The last action in its audit."""
    blind: bool = False
    """The lines outside since then are lost, too, so it is unknown what was sent to whom."""
    until: int | None = None
    """The lines outside up to this number were lost to this database; later ones were written with it."""

    def __str__(self) -> str:
        if self.blind:
            return (
                "the live database may be an older copy: what was recorded outside it since (in outside.log, beside "
                "the checkpoint file of the audit) is missing"
            )
        return "the live database is an older copy: something was sent, done, or somebody left, since"


def detect_at_start(opened: sqlite3.Connection, beside: RollbackGuard, head: Path) -> None:
    """Compares a database with the log outside. A gap is stored in it until `sigap restored`."""
    try:
        lines = _lines(beside.outside)
    except OSError:
        beside.behind = beside.unread = True
        return
    known = outside_log.highest_number(lines or ())
    found = _compare(opened, lines, head)
    number = int(_facts(opened).get(NUMBER, 0))
    if found and (found.until is None or known > number):
        known = max([number, *(one.number for one in lines or ())])
        opened.execute("BEGIN IMMEDIATE")
        _write(opened, GAP, json.dumps(asdict(replace(found, until=known))))
        opened.execute("COMMIT")
    beside.known, beside.behind = max(known, number), found is not None
    if found is None and (lines is None or known < number):  # the first start, or one after a crash
        with suppress(OSError):
            beside.outside.add(outside_log.line("kept", number))


def examine(database: Path, beside: Path, head: Path) -> Gap | None:
    """The gap of a database, which is not changed; None if it has none. Raises DatabaseProblem."""
    try:
        lines = _lines(OutsideFile(beside))
        with closing(read_only.to_read(database)) as opened:
            return _compare(opened, lines, head)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseProblem(f"{beside} cannot be compared with {database} ({error}).") from None


def _lines(beside: OutsideLog) -> list[Line] | None:
    """None if the log is gone; empty if it could never be written."""
    found = beside.lines()
    return [] if found is None and not beside.takes_lines else found


def _compare(opened: sqlite3.Connection, lines: list[Line] | None, head: Path) -> Gap | None:
    """Finds the gap. `lines` were read before the database: everything committed by then is in it."""
    try:
        newest_kept = audit_checkpoint.read(head).newest_kept
    except DatabaseProblem:
        newest_kept = 0  # `audit verify` says so
    facts = _facts(opened)
    if GAP in facts:
        return parse_gap(facts[GAP])
    number = int(facts.get(NUMBER, 0))
    action = newest_action(opened)
    lost = lines is None and number > 0
    if lost or outside_log.highest_number(lines or ()) > number or newest_kept > action:
        return Gap(number, action, lost)
    return None


def parse_gap(written: str) -> Gap:
    """A gap in the form in which the database stores it."""
    return Gap(**json.loads(written))


def newest_action(opened: sqlite3.Connection) -> int:
    """The last action in its audit; 0 if there is none."""
    return (
        int(opened.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()[0])
        if has_table(opened, "audit")
        else 0
    )


def mark_restored(opened: sqlite3.Connection, *, blind: bool) -> None:
    """Marks a copy that is about to be put in place as older."""
    if not has_table(opened, "facts"):  # an early version without numbers, which counts as behind anyway
        return
    facts = _facts(opened)
    gap = parse_gap(facts[GAP]) if GAP in facts else Gap(int(facts.get(NUMBER, 0)), newest_action(opened))
    opened.execute("BEGIN IMMEDIATE")
    _write(opened, GAP, json.dumps(asdict(replace(gap, blind=gap.blind or blind))))
    opened.execute("COMMIT")


def _facts(opened: sqlite3.Connection) -> dict[str, str]:
    if not has_table(opened, "facts"):  # an older version
        return {}
    return dict(opened.execute("SELECT name, value FROM facts WHERE name IN (?, ?)", (NUMBER, GAP)))


def _write(opened: sqlite3.Connection, name: str, value: str) -> None:
    opened.execute(
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
    )
