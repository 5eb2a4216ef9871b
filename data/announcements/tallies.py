"""How many people a broadcast has reached, and what became of the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data.announcements.announcements import VISITED
from data.database.sqlite import Transaction


@dataclass(frozen=True, slots=True)
class Tally:
    """One broadcast on one channel, or on all."""

    total: int = 0
    sent: int = 0
    gone: int = 0
    failed: int = 0
    unknown: int = 0

    @property
    def left(self) -> int:
        """Not sent yet, on their way included."""
        return self.total - self.done

    @property
    def done(self) -> int:
        """Of whom it is known, or known that it will not be, what became."""
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
    """What became of a broadcast, channel by channel; empty before its list is whole."""
    rows = await tx.rows(
        "SELECT channel, total, sent, gone, failed, unknown FROM tallies WHERE broadcast = ? ORDER BY channel",
        broadcast,
    )
    return {channel: Tally(*counts) for channel, *counts in rows}


def total_of(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    return sum(tallies, Tally())


def pushed(tallies: dict[str, Tally]) -> Tally:
    """Those who are written to, without those who are told when they come."""
    return total_of(tally for channel, tally in tallies.items() if channel not in VISITED)


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """So many deliveries that ended in the same way."""

    channel: str
    language: str
    state: str
    reason: str
    count: int


async def outcome_counts(tx: Transaction, broadcast: int) -> list[OutcomeCount]:
    """What became of every delivery, counted by channel, language, state and reason. Reads them all."""
    rows = await tx.rows(
        "SELECT channel, language, state, coalesce(reason, ''), count(*) FROM deliveries WHERE broadcast = ? "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        broadcast,
    )
    return [OutcomeCount(*row) for row in rows]


async def reasons(tx: Transaction, broadcast: int) -> list[tuple[str, str, int]]:
    """State, reason and number of those who were not reached."""
    rows = await tx.rows(
        "SELECT state, coalesce(reason, ''), count(*) FROM deliveries "
        "WHERE broadcast = ? AND state IN ('gone', 'failed', 'unknown') GROUP BY 1, 2 ORDER BY 3 DESC",
        broadcast,
    )
    return [(state, reason, count) for state, reason, count in rows]


async def count_list(tx: Transaction, broadcast: int) -> None:
    """Counts the list, with those who stopped, or whose broadcast was aborted, while it was made."""
    await tx.run(
        "INSERT INTO tallies (broadcast, channel, total, gone, failed) "
        "SELECT broadcast, channel, count(*), "
        "sum(CASE WHEN state = 'gone' THEN 1 ELSE 0 END), sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) "
        "FROM deliveries WHERE broadcast = ? GROUP BY broadcast, channel",
        broadcast,
    )


async def add(tx: Transaction, broadcast: int, channel: str, more: Mapping[Any, int]) -> None:
    """Counts so many more, or fewer, of each outcome but pending."""
    for outcome, count in more.items():
        if count:
            await tx.run(
                f"UPDATE tallies SET {outcome} = {outcome} + ? WHERE broadcast = ? AND channel = ?",  # noqa: S608
                count,
                broadcast,
                channel,
            )
