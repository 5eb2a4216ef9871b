"""Draws the statistics for a phone: bars for the checks of each day and for the topics, each with its number."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from data import statistics
from data.content.texts import staff_label
from data.statistics import Figures
from handlers.desk import statistics_page
from handlers.desk.status_card import thousands

WIDTH = 1080
"""Pixels; a phone shows three as one, so that text of size 43 has size 14 there."""
COLOURS = {
    "found": "#00508c",
    "not_listed": "#f0a202",
    "ended": "#b5446e",
    "unavailable": "#7cc6e8",
    "other": "#bfc4c2",
    "topic": "#3f524c",
}
"""The colours of the outcomes of checks, and of topics; people with any colour blindness can tell them apart."""
_INK = "#14231f"
_ON_DARK = {"found": "#ffffff", "ended": "#ffffff"}
_TOPIC = "topic"
_SIZE, _HEAD, _MARGIN = 43, 58, 40
_ROW, _GAP = 57, 62
_DIGIT, _POINT = 0.66, 0.28
"""Widths of the widest digit and of the point in bold, as parts of the font size."""
_DAYS_FROM, _TOPICS_FROM = 204, 450
"""Where the bars begin, in pixels from the left."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text."""

    words: str
    y: int
    size: int = _SIZE
    weight: int = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry of the legend: a colour, its meaning and its total."""

    label: str
    y: int
    colour: str
    total: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar in one colour, with its number where that fits."""

    x: float
    width: float
    colour: str
    ink: str
    number: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of a day or a topic."""

    label: str
    y: int
    parts: tuple[Part, ...]
    total: str
    end: float
    """The position of the total, behind the bar."""
    strong: bool = False


def figures_svg(figures: Figures) -> str:
    """The picture as SVG, WIDTH pixels wide."""
    page = _Page()
    page.write(staff_label("figures.days"), _HEAD, 700, 78)
    page.write(statistics_page.dates(figures))
    checks = figures.checks(len(figures.days))
    if any(checks.values()):
        page.legend(checks)
        page.bars(_days(figures), _DAYS_FROM)
    else:
        page.write(staff_label("figures.no_checks"))
    page.write(staff_label("figures.topics"), _HEAD, 700, _GAP + _HEAD)
    topics = [
        (statistics_page.topic_name(one.name), {_TOPIC: one.count}, False) for one in statistics_page.top(figures)
    ]
    if topics:
        page.y += 10
        page.bars(topics, _TOPICS_FROM)
    else:
        page.write(staff_label("figures.no_topics"))
    return _template().render(
        width=WIDTH,
        height=page.y + 40,
        margin=_MARGIN,
        family="Atkinson Hyperlegible Next",
        size=_SIZE,
        ink=_INK,
        lines=page.lines,
        legend=page.marks,
        bars=page.all_bars,
    )


_Counts = tuple[str, dict[str, int], bool]
"""The label of a bar, its counts by colour, and whether it is emphasised."""


def _days(figures: Figures) -> list[_Counts]:
    *before, today = figures.days
    named = [(statistics_page.weekday(one.day), one.checks, False) for one in before]
    return [*named, (staff_label("figures.today"), today.checks, True)]


class _Page:
    """The page that is laid out from top to bottom; `y` is the last line."""

    def __init__(self) -> None:
        self.y = 0
        self.lines: list[Line] = []
        self.marks: list[Mark] = []
        self.all_bars: list[Bar] = []

    def write(self, words: str, size: int = _SIZE, weight: int = 400, below: int = _ROW) -> None:
        self.y += below
        self.lines.append(Line(words, self.y, size, weight))

    def legend(self, checks: dict[str, int]) -> None:
        self.y += 18
        for group in statistics.GROUPS:
            self.y += 54
            self.marks.append(Mark(statistics_page.group_name(group), self.y, COLOURS[group], thousands(checks[group])))
        self.y += 22

    def bars(self, counted: list[_Counts], begins: int) -> None:
        """Adds bars below each other, on one scale, with room for the longest total."""
        totals = [sum(parts.values()) for _, parts, _ in counted]
        room = WIDTH - _MARGIN - begins - max(_width(thousands(one)) for one in totals) - 14
        for (label, parts, strong), total in zip(counted, totals, strict=True):
            self.y += _ROW
            painted = tuple(_parts(parts, begins, room / max(*totals, 1)))
            end = begins + (sum(one.width for one in painted) + 14 if painted else 0)
            self.all_bars.append(Bar(label, self.y, painted, thousands(total), round(end, 1), strong))


def _parts(parts: dict[str, int], x: float, scale: float) -> Iterator[Part]:
    for group, count in parts.items():
        width = count * scale
        if count:
            number = thousands(count)
            alone = sum(parts.values()) == count  # its number is the total behind the bar
            shown = number if not alone and _width(number) + 10 <= width else ""
            yield Part(round(x, 1), round(width, 1), COLOURS[group], _ON_DARK.get(group, _INK), shown)
        x += width


def _width(number: str) -> float:
    """The largest width of a number, in pixels."""
    return _SIZE * sum(_POINT if letter == "." else _DIGIT for letter in number)


@cache
def _template() -> Template:
    folder = Path(__file__).parent / "drawings"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("figures.svg")
