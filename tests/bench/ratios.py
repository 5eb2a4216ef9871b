"""Guards against regressions: ours beside a peer of the same run, compared with the ratio that was stored.

Seconds differ from machine to machine, and from hour to hour; what ours takes of a peer's time differs little.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("ratios.json")
TOLERANCE = 0.15
_SAME_WORK = ("grammy_durable", "pytelegrambotapi_durable", "aiogram_bare", "python_telegram_bot_bare")


@dataclass(frozen=True)
class Guard:
    """A ratio of two figures of one benchmark; it should be small, or large."""

    benchmark: str
    ours: str
    beside: str
    lower_is_better: bool = True

    @property
    def name(self) -> str:
        """Names it in the file."""
        return f"{self.benchmark}: {self.ours} / {self.beside}"

    def ratio(self, figures: Mapping[str, float]) -> float | None:
        """Ours to the other; None where one of them was not measured."""
        ours, beside = figures.get(self.ours), figures.get(self.beside)
        return ours / beside if ours is not None and beside else None

    def worse_by(self, now: float, stored: float) -> float:
        """By which share of the stored ratio this one is worse; negative where it is better."""
        return now / stored - 1 if self.lower_is_better else stored / now - 1


GUARDS = (
    *(
        Guard("telegram", f"{how}.ours.cpu", f"{how}.{peer}.cpu")
        for how in ("polling", "webhook")
        for peer in _SAME_WORK
    ),
    Guard("turns", "checks.1.cpu", "reference.cpu"),
    Guard("turns", "checks.32.cpu", "reference.cpu"),
    Guard("turns", "checks_on_the_web.1.cpu", "reference.cpu"),
    Guard("turns", "asks_a_question.1.cpu", "reference.cpu"),
    Guard("broadcast", "speed.ours.cpu", "speed.aiogram.cpu"),
    Guard("broadcast", "speed.ours.per_second", "speed.aiogram.per_second", lower_is_better=False),
)


def found(benchmark: str, figures: Mapping[str, float]) -> dict[str, float]:
    """The ratios that a benchmark's figures give, by name."""
    of_it = ((guard.name, guard.ratio(figures)) for guard in GUARDS if guard.benchmark == benchmark)
    return {name: round(ratio, 4) for name, ratio in of_it if ratio is not None}


def stored() -> dict[str, float]:
    """The ratios in the file."""
    return dict(json.loads(FILE.read_text(encoding="utf-8"))) if FILE.exists() else {}


def store(ratios: Mapping[str, float]) -> None:
    """Writes ratios over those stored; the others stay."""
    FILE.write_text(json.dumps(dict(sorted({**stored(), **ratios}.items())), indent=2) + "\n", encoding="utf-8")


def regressions(ratios: Mapping[str, float]) -> list[str]:
    """A line for each ratio that is worse than the stored one by more than the tolerance."""
    before, lines = stored(), []
    for guard in GUARDS:
        if guard.name in ratios and guard.name in before:
            worse = guard.worse_by(ratios[guard.name], before[guard.name])
            if worse > TOLERANCE:
                lines.append(
                    f"{guard.name} is {ratios[guard.name]:.3f}, was {before[guard.name]:.3f}: {worse:.0%} worse"
                )
    return lines
