"""Counts the messages that a service bills, by day, category and answer, each message once.

A service reports each message several times, in any order and for a week: that it was sent, delivered, read; some of
the reports hold the price. It bills what was delivered or read.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.clock import unix, wib_day
from data.content import prices
from data.database.sqlite import Transaction, placeholders

RECEIPTS_KEPT = timedelta(days=8)
"""How long it is remembered that a message was counted; services repeat a report for a week."""
KEPT = timedelta(days=730)
"""How long the counts of a day are kept."""
_MOST_AT_ONCE = 500
"""The most messages in one query."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What one report says of a message."""

    message: str
    """The id that the service gave it."""
    arrived: bool
    """Whether it was delivered or read."""
    category: str | None = None
    """Its tariff, in the words of the service; None where the report does not say."""
    free: bool = False
    outcome: str = ""
    """The outcome of the answer; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Messages of the same kind, and what they cost."""

    channel: str
    category: str
    free: bool
    outcome: str
    messages: int
    dollars: float


@dataclass(slots=True)
class _State:
    """What is known of a message by all reports."""

    arrived: bool = False
    category: str | None = None
    free: bool = False


async def count(tx: Transaction, channel: str, reports: Iterable[Reported], now: datetime) -> list[Cost]:
    """Notes these reports; returns what is billed by them for the first time, by kind."""
    by_key: dict[bytes, list[Reported]] = {}
    for one in reports:
        if one.arrived or one.category:
            by_key.setdefault(_key(channel, one.message), []).append(one)
    known = await _known(tx, list(by_key))
    billed: dict[tuple[str, bool, str], int] = {}
    changed = []
    for key, found in by_key.items():
        state = known.get(key)
        before = (state.arrived, state.category) if state else None
        state = state or _State()
        counted = state.arrived and state.category is not None
        for one in found:
            state.arrived |= one.arrived
            if state.category is None and one.category:
                state.category, state.free = one.category, one.free
        if before != (state.arrived, state.category):
            changed.append((key, unix(now), state.arrived, state.category, state.free))
        if state.arrived and state.category is not None and not counted:
            outcome = next((one.outcome for one in found if one.outcome), "")
            kind = state.category, state.free, outcome
            billed[kind] = billed.get(kind, 0) + 1
    await _save(tx, changed)
    return [await _add(tx, wib_day(now), channel, *kind, number) for kind, number in billed.items()]


def _key(channel: str, message: str) -> bytes:
    return hashlib.blake2b(f"{channel}\0{message}".encode(), digest_size=16).digest()


async def _known(tx: Transaction, keys: Sequence[bytes]) -> dict[bytes, _State]:
    found: dict[bytes, _State] = {}
    for first in range(0, len(keys), _MOST_AT_ONCE):
        part = keys[first : first + _MOST_AT_ONCE]
        rows = await tx.rows(
            f"SELECT message, arrived, category, free FROM receipts WHERE message IN ({placeholders(part)})",  # noqa: S608
            *part,
        )
        found |= {message: _State(bool(arrived), category, bool(free)) for message, arrived, category, free in rows}
    return found


async def _save(tx: Transaction, changed: Sequence[tuple[object, ...]]) -> None:
    if changed:
        await tx.run_many(
            "INSERT INTO receipts (message, at, arrived, category, free) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (message) DO UPDATE SET arrived = excluded.arrived, category = excluded.category, "
            "free = excluded.free",
            changed,
        )


async def _add(
    tx: Transaction, day: date, channel: str, category: str, free: bool, outcome: str, messages: int
) -> Cost:
    await tx.run(
        "INSERT INTO costs (day, channel, category, free, outcome, messages) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (day, channel, category, free, outcome) DO UPDATE SET messages = costs.messages + "
        "excluded.messages",
        day.toordinal(),
        channel,
        category,
        int(free),
        outcome,
        messages,
    )
    return Cost(channel, category, free, outcome, messages, _dollars(channel, category, free, day) * messages)


def _dollars(channel: str, category: str, free: bool, day: date) -> float:
    return 0.0 if free else prices.dollars(channel, category, day)


async def since(tx: Transaction, first: date) -> list[Cost]:
    """The messages from this day in Bekasi on and what they cost, by kind; the dearest first."""
    rows = await tx.rows(
        "SELECT day, channel, category, free, outcome, messages FROM costs WHERE day >= ?", first.toordinal()
    )
    kinds: dict[tuple[str, str, bool, str], tuple[int, float]] = {}
    for day, channel, category, free, outcome, messages in rows:
        kind = channel, category, bool(free), outcome
        number, dollars = kinds.get(kind, (0, 0.0))
        price = _dollars(channel, category, bool(free), date.fromordinal(day))
        kinds[kind] = number + messages, dollars + price * messages
    found = [Cost(*kind, *amount) for kind, amount in kinds.items()]
    return sorted(found, key=lambda one: (-one.dollars, -one.messages, one.channel, one.outcome))


async def of_month(tx: Transaction, today: date) -> dict[str, float]:
    """US dollars of the calendar month of this day in Bekasi, by channel."""
    found: dict[str, float] = {}
    for one in await since(tx, today.replace(day=1)):
        found[one.channel] = found.get(one.channel, 0.0) + one.dollars
    return found
