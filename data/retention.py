"""The retention rules and the sweep that applies them; docs/reference/retention.md is generated from the rules."""

import sqlite3
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from data import channels, costs, moves
from data.announcements import deliveries
from data.audit import audit_log
from data.chats import chats
from data.chats.inbox import EMPTIED
from data.chats.quotas import DAY, PROOF
from data.clock import unix
from data.database.sqlite import Database, Transaction
from data.watches import watches

PIECE_SECONDS = 0.008
"""How long one piece of a sweep may work; with its commit it blocks others for at most 20 ms."""
PIECE_ROWS = 100
"""The most rows in one piece."""
_AT_ONCE = 20_000
"""The most rows looked up at once, in a connection of their own."""

_KEYS = {
    "asked": "bucket, nik",
    "cadres": "channel, address",
    "chats": "channel, address",
    "costs": "day, channel, category, free, outcome",
    "corrections": "first, last, until",
    "expected": "begins, ends, people",
    "invitations": "code",
    "mismatches": "bucket, nik, at",
    "moves": "before",
    "outgoing": "id",
    "proved": "bucket, nik",
    "questions": "day, shape",
    "receipts": "message",
    "turns": "seen",
    "watches": "channel, address, nik",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: which rows of a table expire, and what happens to them."""

    table: str
    where: str
    """Its one question mark is the moment in seconds since 1970 (in `DAY_RULES`, the day as an ordinal)."""
    becomes: str = ""
    """The assignment that empties the rows; without one they are deleted."""
    missed: bool = True
    """Whether its loss would matter if a wrong clock applied the rule too early."""

    def find(self, opened: sqlite3.Connection, moment: int, most: int = _AT_ONCE) -> list[tuple[object, ...]]:
        """The keys of the rows that the rule applies to."""
        keys = _KEYS[self.table]
        sql = f"SELECT {keys} FROM {self.table} WHERE {self.where} LIMIT ?"  # noqa: S608 - our own words
        return opened.execute(sql, (moment, most)).fetchall()

    async def forget(self, tx: Transaction, moment: int, keys: deque[tuple[object, ...]]) -> int:
        """Applies the rule to the first of these rows, until a piece is full. Returns how many rows were still due."""
        of_it = " AND ".join(f"{one} = ?" for one in _KEYS[self.table].split(", "))
        what = f"UPDATE {self.table} SET {self.becomes}" if self.becomes else f"DELETE FROM {self.table}"  # noqa: S608
        end, left, forgotten = time.perf_counter() + PIECE_SECONDS, PIECE_ROWS, 0
        while keys and left and time.perf_counter() < end:
            forgotten += await tx.run(f"{what} WHERE {of_it} AND {self.where}", *keys.popleft(), moment)
            left -= 1
        return forgotten


_ON_WEB = f"channel = '{channels.WEB.name}'"


def _watches_without_chat(channel: str) -> str:
    return (
        f"since < ? AND channel = '{channel}' AND NOT EXISTS "  # noqa: S608 - our own words
        "(SELECT 1 FROM chats WHERE chats.channel = watches.channel AND chats.address = watches.address)"
    )


_HOLDS_NOTHING = (
    "used < ? AND language IS NULL AND question IS NULL AND recent IS NULL AND subscribed IS NULL AND guide IS NULL "
    "AND invited IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM watches WHERE watches.channel = chats.channel AND watches.address = chats.address)"
)

EMPTY_CHAT = timedelta(hours=24)
"""A chat of which nothing is known but its address, after its last answers were dropped."""
CHAT = channels.TELEGRAM.chat_kept
"""A chat without messages; everything kept for it expires with it."""
WEB_CHAT = channels.WEB.chat_kept
"""The same for the web chat."""
_KEPT_SHORTER = {name: one.chat_kept for name, one in channels.PUBLIC.items() if one.chat_kept < CHAT}
GUIDE = timedelta(days=365)
"""The position in the guide, after the last step."""
CADRE = timedelta(days=30)
"""A cadre's role, after its end."""
QUESTIONS = timedelta(days=90)
"""A question that was not understood."""
REPLY = timedelta(hours=24)
"""A reply that could not be sent."""
WEB_REPLY = timedelta(minutes=10)
"""A reply in the web chat; until then the browser may ask for it again."""
NOTICE = timedelta(days=7)
"""A notice that was not sent, as while the bot stood still; if its watch still has that news, it is queued again."""
HANDLED = channels.TELEGRAM.repeats
"""The hash of a message, by which repeated deliveries are recognised."""
WEB_REPEATS = channels.WEB.repeats
"""How long a browser may repeat a message; kept short, since a flood fills the disk for that long."""
_KEPT_LONGER = {name: one.repeats for name, one in channels.PUBLIC.items() if one.repeats > HANDLED}
_NOT_LONGER = "".join(f" AND (channel IS NULL OR channel != '{name}')" for name in _KEPT_LONGER)

RULES: tuple[tuple[timedelta, Rule], ...] = (
    (timedelta(0), Rule("chats", "question_until < ?", "question = NULL, question_until = NULL")),
    (EMPTY_CHAT, Rule("chats", _HOLDS_NOTHING, missed=False)),
    (DAY, Rule("asked", "at < ?")),
    (DAY, Rule("mismatches", "at < ?")),
    (PROOF, Rule("proved", "at < ?")),
    (timedelta(0), Rule("expected", "ends < ?")),
    (timedelta(0), Rule("corrections", "until < ?")),
    (REPLY, Rule("turns", "at < ? AND answer IS NOT NULL", EMPTIED)),
    (WEB_REPLY, Rule("turns", f"at < ? AND {_ON_WEB} AND answer IS NOT NULL", EMPTIED)),
    (NOTICE, Rule("outgoing", "created < ?", missed=False)),
    (WEB_REPEATS, Rule("turns", f"at < ? AND {_ON_WEB}", missed=False)),
    (HANDLED, Rule("turns", f"at < ?{_NOT_LONGER}")),
    *((kept, Rule("turns", f"at < ? AND channel = '{name}'")) for name, kept in _KEPT_LONGER.items()),
    *((kept, Rule("chats", f"used < ? AND channel = '{name}'")) for name, kept in _KEPT_SHORTER.items()),
    (CHAT, Rule("chats", "used < ?")),
    (GUIDE, Rule("chats", "guide_at < ?", "guide = NULL, guide_at = NULL")),
    *((kept, Rule("watches", _watches_without_chat(name))) for name, kept in _KEPT_SHORTER.items()),
    (CHAT, Rule("watches", "since < ?")),
    (moves.KEPT, Rule("moves", "at < ?")),
    (costs.RECEIPTS_KEPT, Rule("receipts", "at < ?", missed=False)),
    (CADRE, Rule("cadres", "until < ?")),
    (timedelta(0), Rule("invitations", "expires < ?")),
    (watches.WATCH_LIFETIME, Rule("watches", "since < ? AND news IS NULL", "news = 'expired'")),
)
DAY_RULES: tuple[tuple[timedelta, Rule], ...] = (
    (QUESTIONS, Rule("questions", "day < ?")),
    (costs.KEPT, Rule("costs", "day < ?")),
)


def rules_at(now: datetime) -> Iterator[tuple[Rule, int]]:
    """Every rule with its moment."""
    for age, due in RULES:
        yield due, unix(now - age)
    for age, due in DAY_RULES:
        yield due, (now - age).date().toordinal()


@dataclass(frozen=True, slots=True)
class Share:
    """How many rows of a table would expire, out of how many."""

    due: int
    rows: int
    missed: int
    """How many of the due rows would be a loss if they expired too early."""


def count_due(opened: sqlite3.Connection, now: datetime, audit_months: int) -> dict[str, Share]:
    """What a sweep would delete or empty, by table; tables without such rows are left out."""
    of_table: dict[str, list[tuple[str, int]]] = {}
    unmissed: dict[str, list[tuple[str, int]]] = {}
    for due, moment in rules_at(now):
        (of_table if due.missed else unmissed).setdefault(due.table, []).append((due.where, moment))
    of_table["audit"] = [("at < ?", audit_log.oldest_kept(now, audit_months))]
    of_table["deliveries"] = deliveries.sweep_conditions(now)
    found = {}
    for table, rules in of_table.items():
        missed = _count(opened, table, rules)
        due_now = _count(opened, table, [*rules, *unmissed[table]]) if table in unmissed else missed
        if due_now:
            found[table] = Share(due_now, _count(opened, table, [("true", None)]), missed)
    return found


def _count(opened: sqlite3.Connection, table: str, rules: Sequence[tuple[str, int | None]]) -> int:
    """How many rows meet at least one of these conditions, each with its moment."""
    where = " OR ".join(f"({one})" for one, _ in rules)
    moments = [moment for _, moment in rules if moment is not None]
    sql = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608 - our own words
    ((rows,),) = opened.execute(sql, moments).fetchall()
    return int(rows)


async def sweep(database: Database, now: datetime) -> Counter[str]:
    """Applies every rule, in pieces between which other tasks run. Returns the number of rows by table.

    Repeats until nothing is due, since deletions by one rule may make rows due under another.
    """
    forgotten: Counter[str] = Counter()
    async for table, ended in _in_pieces(database, now):
        forgotten[table] += ended
    while found := await database.read_in_thread(partial(_find, now=now)):
        before = forgotten.total()
        for due, moment, keys in found:
            while keys:
                async with database.transaction() as tx:
                    forgotten[due.table] += await due.forget(tx, moment, keys)
                await database.yield_turn()
        if forgotten.total() == before:
            break  # another process was faster
    return +forgotten


def _find(opened: sqlite3.Connection, now: datetime) -> list[tuple[Rule, int, deque[tuple[object, ...]]]]:
    """The rules with something due now, with their moments and the keys of the due rows."""
    found = ((due, moment, deque(due.find(opened, moment))) for due, moment in rules_at(now))
    return [(due, moment, keys) for due, moment, keys in found if keys]


_PIECES = (
    ("deliveries", deliveries.delete_old),
    ("deliveries", deliveries.end_missed_visits),
    ("chats", chats.drop_old_answers),
)
"""What is more than a condition on rows, by table: each handles some rows, and returns how many; 0 at the end."""


async def _in_pieces(database: Database, now: datetime) -> AsyncIterator[tuple[str, int]]:
    for table, piece in _PIECES:
        while True:
            async with database.transaction() as tx:
                done = await piece(tx, now, PIECE_ROWS)
            yield table, done
            await database.yield_turn()
            if not done:
                break
