"""The counts of a broadcast by outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data.channels import VISITED
from data.database.sqlite import Transaction


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one broadcast, on one channel or on all."""

    total: int = 0
    sent: int = 0
    gone: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def left(self) -> int:
        """Messages pending or claimed."""
        return self.total - self.done

    @property
    def done(self) -> int:
        """Messages with an outcome, `unknown` included."""
        return self.sent + self.gone + self.failed + self.unknown

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.total + other.total,
            self.sent + other.sent,
            self.gone + other.gone,
            self.failed + other.failed,
            self.unknown + other.unknown,
        )


async def by_channel(tx: Transaction, broadcast: int) -> dict[str, Tally]:
    """The tally of each channel; empty before the list is complete."""
    rows = await tx.rows(
        "SELECT channel, total, sent, gone, failed, unknown FROM tallies WHERE broadcast = ? ORDER BY channel",
        broadcast,
    )
    return {channel: Tally(*counts) for channel, *counts in rows}


def total_of(tallies: Iterable[Tally]) -> Tally:
    """The sum of the tallies."""
    return sum(tallies, Tally())


def pushed(tallies: dict[str, Tally]) -> Tally:
    """The tally of push channels: without those where people get it on their next visit."""
    return total_of(tally for channel, tally in tallies.items() if channel not in VISITED)


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """The number of deliveries with the same channel, language, state and reason."""

    channel: str
    language: str
    state: str
    reason: str
    count: int


async def outcome_counts(tx: Transaction, broadcast: int) -> list[OutcomeCount]:
    """Counts deliveries by channel, language, state and reason. Reads them all."""
    rows = await tx.rows(
        "SELECT channel, language, state, coalesce(reason, ''), count(*) FROM deliveries WHERE broadcast = ? "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        broadcast,
    )
    return [OutcomeCount(*row) for row in rows]


async def reasons(tx: Transaction, broadcast: int) -> list[tuple[str, str, int]]:
    """The deliveries that did not arrive: state, reason and number."""
    rows = await tx.rows(
        "SELECT state, coalesce(reason, ''), count(*) FROM deliveries "
        "WHERE broadcast = ? AND state IN ('gone', 'failed', 'unknown') GROUP BY 1, 2 ORDER BY 3 DESC",
        broadcast,
    )
    return [(state, reason, count) for state, reason, count in rows]


async def begin(tx: Transaction, broadcast: int, listed: Mapping[str, int]) -> None:
    """Begins the tallies of a list with so many people by channel; some deliveries may have ended meanwhile."""
    await tx.run_many(
        "INSERT INTO tallies (broadcast, channel, total) VALUES (?, ?, ?)",
        [(broadcast, channel, total) for channel, total in listed.items()],
    )
    # All states of an index, and in its order: otherwise SQLite reads the whole list.
    ended = await tx.rows(
        "SELECT channel, state, count(*) FROM deliveries "
        "WHERE broadcast = ? AND state IN ('gone', 'failed', 'unknown') GROUP BY state, channel",
        broadcast,
    )
    for channel, state, count in ended:
        await add(tx, broadcast, channel, {state: count})


async def add(tx: Transaction, broadcast: int, channel: str, more: Mapping[Any, int]) -> None:
    """Adds to the counts of outcomes; numbers may be negative. Pending has no count."""
    for outcome, count in more.items():
        if count:
            await tx.run(
                f"UPDATE tallies SET {outcome} = {outcome} + ? WHERE broadcast = ? AND channel = ?",  # noqa: S608
                count,
                broadcast,
                channel,
            )
