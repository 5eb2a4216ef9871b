"""The verbs that show what people ask: questions that the bot did not understand, and the statistics."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.table import Table
from rich.text import Text

from bot.command_line import unlabelled
from bot.command_line.output import MOST, REFUSED, configured, out, stop
from bot.safe_output import one_line
from bot.settings import Settings
from data import statistics
from data.chats import unanswered
from data.chats.unanswered import Question
from data.clock import wib_day
from data.database.opening import open_database
from data.database.sqlite import Transaction
from data.statistics import Figures

app = typer.Typer()
Result = TypeVar("Result")
_SHOWN = 50
"""Questions that are shown, unless another number is given."""


@app.command("questions")
def show_questions(
    most: Annotated[int | None, typer.Option(min=1, max=MOST, help="How many: 50, or with --export all.")] = None,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write lines to label, with tabs between.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file of --export if there is one.")
    ] = False,
) -> None:
    """Show the questions that the bot did not understand: redacted, counted, the most frequent first.

    Questions are kept for 90 days, without their senders. Each is shown with the topics that were offered instead.
    Frequent questions need an answer of their own, or lines in workshop/examples/questions, from which the bot learns
    with `python -m workshop.train`.

    --export writes them as such lines, without day and count: the fine question that the model takes for the likeliest,
    the language where it is sure, the style to fill in (`?`), the redacted words. Correct each line, say it in words of
    your own, and delete the file: redaction may miss a name.
    """
    found = asyncio.run(_read(configured(), unanswered.all_questions))
    if export:
        _export(export, unlabelled.lines(found[:most]), overwrite=overwrite)
        return
    if not found:
        out.print("Nothing in the last 90 days.")
        return
    _show_table(found, most or _SHOWN)


def _export(file: Path, lines: list[str], *, overwrite: bool) -> None:
    try:
        unlabelled.write(file, lines, overwrite=overwrite)
    except FileExistsError:
        stop(f"{file} exists already. Choose another name, or add --overwrite.", REFUSED)
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}.")
    out.print(
        f"{len(lines):,} lines to label written to {file}. Delete it when you have learned from it.", soft_wrap=True
    )


def _show_table(found: Sequence[Question], most: int) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("times", justify="right", no_wrap=True)
    table.add_column("last", no_wrap=True)
    table.add_column("asked", overflow="fold")
    table.add_column("offered", overflow="fold")
    for one in found[:most]:
        table.add_row(str(one.count), str(one.last), Text(one_line(one.text)), ", ".join(one.offered))
    out.print(table)
    left = len(found) - most
    asked = sum(one.count for one in found)
    out.print(f"{asked:,} questions, {len(found):,} different." + (f" {left:,} not shown: --most." if left > 0 else ""))


@app.command("statistics")
def show_statistics(
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days to look back.")] = statistics.DAYS,
) -> None:
    """Show the statistics: checks, topics, whether answers helped, costs, subscribers, broadcasts.

    They hold no personal data, and are the same as staff see with /statistik on Telegram. Days are days in Bekasi; the
    last one is today. Broadcasts are those of the last 30 days, or of the days you ask for, if these are more.
    """
    today = wib_day(datetime.now(UTC))
    wanted = partial(statistics.figures, today=today, days=days, sending_days=max(days, statistics.SENDINGS))
    found = asyncio.run(_read(configured(), wanted))
    _show_checks(found)
    _show(("topic", "asked"), ((one.name, one.count) for one in found.topics), "Nobody has asked for a topic.")
    _show_helped(found)
    _show_spending(found)
    _show(
        ("subscribers", "kecamatan", "language", "people"),
        ((one.channel, one.kecamatan or "all", one.language, one.people) for one in found.subscribers),
        "Nobody has subscribed.",
    )
    _show(
        ("broadcast", "started", "people", "sent", "gone", "failed", "unknown"),
        (
            (f"#{one.broadcast}", f"{one.started:%Y-%m-%d %H:%M}", one.tally.total, one.tally.sent, one.tally.gone,
             one.tally.failed, one.tally.unknown)
            for one in found.sendings
        ),
        "No broadcast was sent.",
    )  # fmt: skip


_GROUPS = {
    "found": "found",
    "not_listed": "not listed",
    "ended": "ended",
    "unavailable": "cannot check",
    "other": "others",
}


def _show_checks(found: Figures) -> None:
    rows: list[tuple[str | int, ...]] = [
        (f"{one.day} {one.day:%a}", *(one.checks[group] for group in _GROUPS), one.messages) for one in found.days
    ]
    checks = found.checks(len(rows))
    rows.append(("together", *(checks[group] for group in _GROUPS), found.messages(len(rows))))
    _show(("checks", *_GROUPS.values(), "all messages"), rows, "")


def _show_helped(found: Figures) -> None:
    helped, total = found.helped
    if total:
        out.print(f"{helped:,} of {total:,} people said that an answer helped ({helped / total:.0%}).")
    _show(
        ("did not help", "fine question", "no", "of"),
        ((one.page, one.part, one.not_helped, one.total) for one in found.least_helpful()),
        "Nobody has said that an answer did not help.",
    )


def _show_spending(found: Figures) -> None:
    for spent in found.spending:
        a_check = (
            "no check was completed"
            if spent.dollars_a_check is None
            else f"{spent.messages_a_check:.2f} messages and US$ {spent.dollars_a_check:.4f} a completed check "
            f"({spent.checks:,})"
        )
        out.print(
            f"{spent.channel}: {spent.messages:,} messages arrived, {spent.free:,} of them free: US$ "
            f"{spent.dollars:,.2f}; {a_check}.",
            soft_wrap=True,
        )
        rows = ((one.outcome or "unknown", one.messages, one.free, f"{one.dollars:,.2f}") for one in spent.answers)
        _show(("answer", "messages", "free", "US$"), rows, "")


def _show(headings: tuple[str, ...], rows: Iterable[tuple[str | int, ...]], otherwise: str) -> None:
    """One table, numbers to the right; or a sentence when there is nothing to show."""
    known = list(rows)
    if not known:
        out.print(f"{otherwise}\n")
        return
    table = Table(box=None, pad_edge=False)
    for heading, cell in zip(headings, known[0], strict=True):
        table.add_column(heading, justify="right" if isinstance(cell, int) else "left", no_wrap=True)
    for row in known:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else Text(one_line(cell)) for cell in row))
    out.print(table)
    out.print()


async def _read(settings: Settings, what: Callable[[Transaction], Awaitable[Result]]) -> Result:
    """Reads from the live database. Raises DatabaseProblem."""
    database = await open_database(settings.database, settings.audit_checkpoint)
    try:
        async with database.transaction() as tx:
            return await what(tx)
    finally:
        await database.close()
