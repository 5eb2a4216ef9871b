"""Days on which many people are expected: meanwhile the volume limits are raised, but never those against guessing."""

from dataclasses import dataclass, replace
from datetime import datetime

from data.clock import from_unix, unix
from data.database.sqlite import Transaction


@dataclass(frozen=True, slots=True)
class Crowd:
    """People expected beyond the usual number, from one moment to another."""

    begins: datetime
    ends: datetime
    people: int


FOR_EACH = 10_000
"""Each time this many people are expected, every volume limit grows by its own size once more; fewer raise nothing."""
MOST = 2_600_000
"""The population of Kota Bekasi: no crowd can be larger."""


def limit_factor(people: int) -> int:
    """The factor by which the volume limits are raised while this many people are expected."""
    return 1 + min(people, MOST) // FOR_EACH


async def add(tx: Transaction, crowd: Crowd) -> None:
    """Adds an expected crowd."""
    await tx.run(
        "INSERT INTO expected (begins, ends, people) VALUES (?, ?, ?)",
        unix(crowd.begins),
        unix(crowd.ends),
        crowd.people,
    )


async def withdraw(tx: Transaction, begins: datetime, ends: datetime) -> int:
    """Removes expected crowds between two moments; the parts outside them stay. Returns how many crowds it changed."""
    found = [one for one in await upcoming(tx, begins) if one.begins < ends]
    await tx.run("DELETE FROM expected WHERE begins < ? AND ends > ?", unix(ends), unix(begins))
    for one in found:
        if one.begins < begins:
            await add(tx, replace(one, ends=begins))
        if one.ends > ends:
            await add(tx, replace(one, begins=ends))
    return len(found)


async def upcoming(tx: Transaction, now: datetime) -> list[Crowd]:
    """Every crowd expected now or later, in order of its beginning."""
    rows = await tx.rows(
        "SELECT begins, ends, people FROM expected WHERE ends > ? ORDER BY begins, ends, people", unix(now)
    )
    return [Crowd(from_unix(row[0]), from_unix(row[1]), row[2]) for row in rows]


async def people(tx: Transaction, now: datetime) -> int:
    """How many people are expected now: the largest crowd, not the sum, since one crowd may be announced twice."""
    moment = unix(now)
    rows = await tx.rows("SELECT coalesce(max(people), 0) FROM expected WHERE begins <= ? AND ends > ?", moment, moment)
    return int(rows[0][0])
