"""Counts answers by day, channel, topic and outcome, without the chat, and provides the figures for staff."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from data import ratings, spending
from data.announcements.tallies import Tally
from data.clock import WIB, unix
from data.content import texts
from data.database.sqlite import Transaction
from data.ratings import Score
from data.spending import Spending

_NOT_COUNTED = frozenset({"staff", "desk"})
"""Prefixes of outcomes of the staff's own conversation."""
_NOT_ASKED = "news"
"""An outcome of requests that the web page makes by itself."""
OUTCOMES = {
    "check.found": "found",
    "check.not_listed": "not_listed",
    "check.ended": "ended",
    "check.unavailable": "unavailable",
    "check.stopped": "unavailable",
    "check.unclear": "other",
    "check.quota": "other",
    "check.busy": "other",
    "check.expired": "other",
    "check.not_nik": "other",
    "check.too_short": "other",
    "check.too_long": "other",
    "check.bad_date": "other",
    "check.unknown_region": "other",
}
"""How each check ended; a check in which we only asked back (which NIK, which name) has not ended yet."""
GROUPS = tuple(dict.fromkeys(OUTCOMES.values()))


@dataclass(frozen=True, slots=True)
class Day:
    """The answers of one day in Bekasi."""

    day: date
    messages: int = 0
    checks: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GROUPS, 0))
    """The number of checks by how they ended, with an entry for each of GROUPS."""


async def found_and_missed(tx: Transaction, today: date) -> dict[str, tuple[int, int]]:
    """By channel: how many NIKs of the last week were in the list (at least once), and how many were not."""
    rows = await tx.rows(
        "SELECT channel, sum(CASE WHEN outcome = 'check.not_listed' THEN 0 ELSE count END), "
        "sum(CASE WHEN outcome = 'check.not_listed' THEN count ELSE 0 END) FROM counts "
        "WHERE day > ? AND outcome IN ('check.found', 'check.ended', 'check.unclear', 'check.not_listed') "
        "GROUP BY channel",
        today.toordinal() - 7,
    )
    return {channel: (int(found), int(missed)) for channel, found, missed in rows}


@dataclass(frozen=True, slots=True)
class Topic:
    """How often people asked about a topic."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Subscribers:
    """The number of subscribed chats with the same channel, kecamatan and language."""

    channel: str
    kecamatan: str | None
    """None: they want announcements for the whole city."""
    language: str
    people: int


@dataclass(frozen=True, slots=True)
class Sending:
    """The tally of one broadcast."""

    broadcast: int
    started: datetime
    tally: Tally


def add(tx: Transaction, day: date, channel: str, topic: str | None, outcome: str) -> None:
    """Counts one answer of a day in Bekasi at the commit; answers to staff at work are left out."""
    if outcome.partition(".")[0] in _NOT_COUNTED:
        return
    tx.count(
        "INSERT INTO counts (day, channel, topic, outcome, count) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (day, channel, topic, outcome) DO UPDATE SET count = counts.count + excluded.count",
        day.toordinal(),
        channel,
        topic or "",
        outcome,
    )


async def by_day(tx: Transaction, since: date) -> list[Day]:
    """Every day with at least one answer since that day, oldest first."""
    rows = await tx.rows(
        "SELECT day, outcome, sum(count) FROM counts WHERE day >= ? GROUP BY day, outcome ORDER BY day",
        since.toordinal(),
    )
    messages, checks = Counter[int](), Counter[tuple[int, str]]()
    for day, outcome, count in rows:
        messages[day] += count if outcome != _NOT_ASKED else 0
        checks[day, OUTCOMES.get(outcome, "")] += count
    return [
        Day(date.fromordinal(day), many, {group: checks[day, group] for group in GROUPS})
        for day, many in messages.items()
    ]


async def by_topic(tx: Transaction, since: date) -> list[Topic]:
    """Every topic that was asked about since that day, the most frequent first."""
    rows = await tx.rows(
        "SELECT topic, sum(count) FROM counts WHERE day >= ? AND topic != '' GROUP BY topic ORDER BY 2 DESC, topic",
        since.toordinal(),
    )
    return [Topic(*row) for row in rows]


async def subscribers(tx: Transaction) -> list[Subscribers]:
    """The chats that want announcements now, by channel, kecamatan and language."""
    rows = await tx.rows(
        "SELECT channel, kecamatan, coalesce(language, ?), count(*) FROM chats WHERE subscribed IS NOT NULL "
        "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        texts.DEFAULT,
    )
    return [Subscribers(*row) for row in rows]


async def sendings(tx: Transaction, since: date) -> list[Sending]:
    """The broadcasts that began since that day, newest first."""
    begins = datetime.combine(since, time(), WIB)
    rows = await tx.rows(
        "SELECT id, started, coalesce(sum(total), 0), coalesce(sum(sent), 0), coalesce(sum(gone), 0), "
        "coalesce(sum(failed), 0), coalesce(sum(unknown), 0) FROM broadcasts LEFT JOIN tallies ON broadcast = id "
        "WHERE started >= ? GROUP BY id ORDER BY started DESC, id DESC",
        unix(begins),
    )
    return [Sending(number, datetime.fromtimestamp(started, WIB), Tally(*rest)) for number, started, *rest in rows]


LEAST_HELPFUL = 5
"""How many of the answers that did not help are shown."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that staff see."""

    days: tuple[Day, ...]
    """Every day of the period, oldest first; the last one is today."""
    topics: tuple[Topic, ...]
    """The topics of the same period, the most frequent first."""
    subscribers: tuple[Subscribers, ...]
    sendings: tuple[Sending, ...]
    """The broadcasts of the last SENDINGS days, newest first."""
    scores: tuple[Score, ...] = ()
    """What people said of the answers of the same period, those that did not help most often first."""

    spending: tuple[Spending, ...] = ()
    """What the channels that bill cost in the same period."""

    def checks(self, days: int) -> Counter[str]:
        """How the checks of the last `days` days ended."""
        return sum((Counter(one.checks) for one in self.days[-days:]), Counter[str]())

    def messages(self, days: int) -> int:
        """How many messages were answered in the last `days` days."""
        return sum(one.messages for one in self.days[-days:])

    @property
    def helped(self) -> tuple[int, int]:
        """How many people said that an answer helped, and how many said either."""
        return sum(one.helped for one in self.scores), sum(one.total for one in self.scores)

    def least_helpful(self, most: int = LEAST_HELPFUL) -> tuple[Score, ...]:
        """The answers of which people said most often that they did not help."""
        return tuple(one for one in self.scores if one.not_helped)[:most]


DAYS, SENDINGS = 14, 30
"""How many days the figures look back, for answers and for broadcasts."""


async def figures(tx: Transaction, today: date, days: int = DAYS, sending_days: int = SENDINGS) -> Figures:
    """The figures up to and including today, the day in Bekasi."""
    since = today - timedelta(days=days - 1)
    known = {one.day: one for one in await by_day(tx, since)}
    return Figures(
        tuple(known.get(day, Day(day)) for day in _days(since, days)),
        tuple(await by_topic(tx, since)),
        tuple(await subscribers(tx)),
        tuple(await sendings(tx, today - timedelta(days=sending_days - 1))),
        tuple(await ratings.scores(tx, since)),
        await spending.since(tx, since),
    )


def _days(since: date, many: int) -> Iterator[date]:
    return (since + timedelta(days=one) for one in range(many))
