"""Guards against regressions: ours beside a peer of the same run, compared with the ratio that was stored.

Seconds differ from machine to machine, and from hour to hour; what ours takes of a peer's CPU differs little. Compared
are the rounds that took each the least CPU: other work on the machine only adds to it. Messages a second and waits are
not guarded, as they depend on what else the machine does; nor is a turn alone, whose threads start on cold caches where
the machine is busy: twice the CPU was seen.
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
    """What ours takes of another's CPU in one benchmark."""

    benchmark: str
    ours: str
    beside: str

    @property
    def name(self) -> str:
        """Names it in the file."""
        return f"{self.benchmark}: {self.ours} / {self.beside}"

    def ratio(self, figures: Mapping[str, float]) -> float | None:
        """Ours to the other; None where one of them was not measured."""
        ours, beside = figures.get(self.ours), figures.get(self.beside)
        return ours / beside if ours is not None and beside else None


GUARDS = (
    *(
        Guard("telegram", f"{how}.ours.least_cpu", f"{how}.{peer}.least_cpu")
        for how in ("polling", "webhook")
        for peer in _SAME_WORK
    ),
    *(
        Guard("turns", f"{turn}.least_cpu", "reference.least_cpu")
        for turn in ("checks.32", "checks_on_the_web.32", "presses_menu.32", "asks_a_question.32")
    ),
    *(Guard("web", f"{server}.least_cpu", "bare.least_cpu") for server in ("ours", "edge")),
    *(
        Guard("imports", f"51666.{file}.{factor}.least_cpu", f"51666.{file}.read.least_cpu")
        for file in ("csv", "xlsx")
        for factor in ("none", "name")
    ),
    Guard("broadcast", "speed.ours.least_cpu", "speed.aiogram.least_cpu"),
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
            worse = ratios[guard.name] / before[guard.name] - 1
            if worse > TOLERANCE:
                lines.append(
                    f"{guard.name} is {ratios[guard.name]:.3f}, was {before[guard.name]:.3f}: {worse:.0%} worse"
                )
    return lines
