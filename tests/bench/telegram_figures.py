"""The figures of a bot on Telegram, round by round: their medians, and the least CPU."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from tests.bench.results import Result

UNITS = {"cpu": "ms", "rate": "/s", "share": "of a core", "calls": "a message", "memory": "MB"}


@dataclass(frozen=True)
class Figures:
    """One bot in one round."""

    cpu: float
    """Milliseconds a message."""
    rate: float
    """Messages a second, with so many people who never pause."""
    share: float
    """Of its core, meanwhile."""
    fake: float
    """Milliseconds a message that the fake Telegram and the people take of the other core."""
    calls: float
    """Of the Bot API a message, getUpdates not counted."""
    p50_100: float
    """Milliseconds from a message to its answer at 100 a second."""
    p99_100: float
    p50_300: float
    p99_300: float
    memory: float
    """Megabytes, resident, at the end."""

    def __str__(self) -> str:
        return (
            f"{self.cpu:.3f} ms CPU (Telegram's own {self.fake:.3f}), {self.rate:6,.0f}/s ({self.share:4.0%} busy), "
            f"{self.calls:.2f} calls, p50/p99 "
            f"{self.p50_100:.1f}/{self.p99_100:.1f} ms at 100/s, {self.p50_300:.1f}/{self.p99_300:.1f} at 300/s, "
            f"{self.memory:.0f} MB"
        )


Found = Mapping[tuple[str, str], Sequence[Figures]]
"""The rounds, by how and bot."""


def median(several: Sequence[Figures]) -> Figures:
    """The median of each figure."""
    return Figures(*(statistics.median(getattr(one, field.name) for one in several) for field in fields(Figures)))


def flat(found: Found) -> list[Result]:
    """The medians as results, and the least CPU of all rounds, which other work on the machine changes least."""
    every: list[Result] = []
    for (how, bot), several in found.items():
        every += [
            Result(f"{how}.{bot}.{name}", round(value, 4), UNITS.get(name, "ms"), name not in {"rate", "share"})
            for name, value in asdict(median(several)).items()
        ]
        every.append(Result(f"{how}.{bot}.least_cpu", round(min(one.cpu for one in several), 4), "ms"))
    return every
