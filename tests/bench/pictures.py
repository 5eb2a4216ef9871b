"""Draws figures of the benchmarks as bars, in SVG."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from tests.bench.peers import roster

_WIDTH, _LABEL, _VALUE, _ROW, _HEAD = 760, 270, 90, 26, 44
_INK, _OURS, _SAME_WORK, _LESS_WORK = "#14231f", "#00508c", "#b5446e", "#bfc4c2"
_LEGEND = "blue: ours; red: the same work; grey: less work"
_SERVERS = {"ours": "SIGAP Bot", "edge": "SIGAP Bot, its web server alone", "bare": "a bare Starlette"}
_SENDERS = {
    "ours": "SIGAP Bot, everything kept",
    "aiogram": "aiogram, a bare loop",
    "ptb": "python-telegram-bot, a bare loop",
}


@dataclass(frozen=True)
class Bar:
    """One figure."""

    label: str
    value: float
    shown: str
    colour: str = _OURS


def of(name: str, title: str, found: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """The pictures of one benchmark: the name of each file, and its SVG. None where its figures are not there."""
    if name.startswith("telegram"):
        for how in ("polling", "webhook"):
            if bars := _bots(how, found):
                yield f"{name}-{how}", draw(f"{title}, {how}: ms of CPU a message", bars, _LEGEND)
    elif name == "web" and (bars := _named(_SERVERS, "{}.cpu", found)):
        yield name, draw(f"{title}: ms of CPU", bars, _LEGEND)
    elif name == "broadcast" and (bars := _named(_SENDERS, "speed.{}.cpu", found)):
        yield name, draw(f"{title}: ms of CPU a message", bars, _LEGEND)
    elif name.startswith("imports") and (bars := _lists("least_cpu", found)):
        yield f"{name}-rows", draw(f"{title}: rows a second of CPU", bars)
        yield f"{name}-memory", draw(f"{title}: MB of memory, at most", _lists("memory", found))


def _bots(how: str, found: Mapping[str, float]) -> list[Bar]:
    bars = [
        Bar(
            bot.title,
            found[name],
            f"{found[name]:.3f}",
            _OURS if bot is roster.OURS else _SAME_WORK if bot.durable else _LESS_WORK,
        )
        for bot in roster.BOTS
        if (name := f"{how}.{bot.name}.cpu") in found
    ]
    return sorted(bars, key=lambda bar: bar.value)


def _named(labels: Mapping[str, str], name: str, found: Mapping[str, float]) -> list[Bar]:
    values = {which: found[name.format(which)] for which in labels if name.format(which) in found}
    return [
        Bar(labels[which], value, f"{value:.3f}", _OURS if which == "ours" else _LESS_WORK)
        for which, value in values.items()
    ]


def _lists(what: str, found: Mapping[str, float]) -> list[Bar]:
    """A bar a list; instead of the CPU, which grows with it, how many rows a second of CPU imports."""
    bars = []
    for name, value in found.items():
        people, suffix, job, figure = name.split(".")
        if figure == what and job != "read":
            second_factor = "" if job == "none" else ", second factor"
            label = f"{int(people):,} people, {suffix.upper()}{second_factor}"
            shown = int(people) / value if what == "least_cpu" else value
            bars.append(Bar(label, shown, f"{shown:,.0f}"))
    return bars


def draw(head: str, bars: Sequence[Bar], legend: str = "") -> str:
    """An SVG with a bar a line."""
    scale = (_WIDTH - _LABEL - _VALUE) / max(bar.value for bar in bars)
    drawn = []
    for n, bar in enumerate(bars):
        y, length = _HEAD + n * _ROW, max(1.0, bar.value * scale)
        drawn.append(
            f'<text x="{_LABEL - 8}" y="{y + 16}" text-anchor="end">{escape(bar.label)}</text>'
            f'<rect x="{_LABEL}" y="{y + 3}" width="{length:.1f}" height="18" fill="{bar.colour}"/>'
            f'<text x="{_LABEL + length + 6:.1f}" y="{y + 16}">{bar.shown}</text>'
        )
    height = _HEAD + len(bars) * _ROW + (34 if legend else 10)
    said = f'<text x="12" y="{height - 12}">{escape(legend)}</text>' if legend else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" font-family="sans-serif" font-size="13" fill="{_INK}"><title>{escape(head)}</title>'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="12" y="26" font-size="16" font-weight="700">{escape(head)}</text>{"".join(drawn)}{said}</svg>\n'
    )
