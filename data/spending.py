"""What the channels that bill cost: messages and money by answer, and by completed check."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data import costs
from data.costs import Cost
from data.database.sqlite import Transaction, placeholders

COMPLETED = ("check.found", "check.not_listed", "check.ended")
"""The outcomes of a check that told somebody how it stands."""


@dataclass(frozen=True, slots=True)
class OfAnswer:
    """The messages with the same outcome."""

    outcome: str
    """Empty where the service lost it."""
    messages: int
    free: int
    dollars: float


@dataclass(frozen=True, slots=True)
class Spending:
    """The messages of one channel that arrived, and what they cost."""

    channel: str
    answers: tuple[OfAnswer, ...]
    """The dearest first."""
    checks: int
    """The completed checks of the same days."""

    @property
    def messages(self) -> int:
        """All messages that arrived."""
        return sum(one.messages for one in self.answers)

    @property
    def free(self) -> int:
        """Those that cost nothing."""
        return sum(one.free for one in self.answers)

    @property
    def dollars(self) -> float:
        """US dollars for all."""
        return sum(one.dollars for one in self.answers)

    @property
    def messages_a_check(self) -> float | None:
        """Messages for each completed check, all others included; None without one."""
        return self.messages / self.checks if self.checks else None

    @property
    def dollars_a_check(self) -> float | None:
        """US dollars for each completed check, all other messages included; None without one."""
        return self.dollars / self.checks if self.checks else None


async def since(tx: Transaction, first: date) -> tuple[Spending, ...]:
    """By channel, what was spent from this day in Bekasi on; empty where no channel bills."""
    found = await costs.since(tx, first)
    if not found:
        return ()
    checks = await _completed(tx, first)
    names = sorted({one.channel for one in found})
    return tuple(
        Spending(name, _by_answer([one for one in found if one.channel == name]), checks.get(name, 0)) for name in names
    )


def _by_answer(found: list[Cost]) -> tuple[OfAnswer, ...]:
    outcomes = dict.fromkeys(one.outcome for one in found)
    answers = [
        OfAnswer(
            outcome,
            sum(one.messages for one in found if one.outcome == outcome),
            sum(one.messages for one in found if one.outcome == outcome and one.free),
            sum(one.dollars for one in found if one.outcome == outcome),
        )
        for outcome in outcomes
    ]
    return tuple(sorted(answers, key=lambda one: (-one.dollars, -one.messages, one.outcome)))


async def _completed(tx: Transaction, first: date) -> Mapping[str, int]:
    rows = await tx.rows(
        "SELECT channel, sum(count) FROM counts "  # noqa: S608 - our own words
        f"WHERE day >= ? AND outcome IN ({placeholders(COMPLETED)}) GROUP BY channel",
        first.toordinal(),
        *COMPLETED,
    )
    return {channel: int(number) for channel, number in rows}
