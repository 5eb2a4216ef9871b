"""The output of the command line: two streams, errors in one sentence, progress bars, exit codes."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from bot import logs, settings
from bot.safe_output import SafeConsole, one_line
from bot.settings import Settings
from data.import_texts import render
from data.language.redaction import redact
from data.shortened import cut

if TYPE_CHECKING:
    from data.coverage.importing import job  # takes long to import

out, err = SafeConsole(), SafeConsole(stderr=True)

_LONGEST = 4000
"""Characters of an error message: a path or a name in it may be very long."""

MOST = 1_000_000_000
"""The largest number that may be typed: more does not fit the database, or looks like a NIK."""
REFUSED, USAGE, INTERRUPTED, TERMINATED = 1, 2, 130, 143


def say_error(message: str) -> None:
    """One sentence to standard error, without personal numbers."""
    shown = one_line(redact(cut(message, _LONGEST)))
    err.print(Text.assemble(("Error: ", "bold red"), shown), soft_wrap=True)


def say_warning(message: str) -> None:
    """One sentence to standard error."""
    err.print(Text.assemble(("Warning: ", "yellow"), one_line(message)), soft_wrap=True)


def stop(message: str, code: int = USAGE) -> NoReturn:
    """Prints an error and ends the command."""
    say_error(message)
    raise typer.Exit(code)


def confirmed(question: str) -> bool:
    """Whether somebody at the keyboard says yes; False without a terminal."""
    return sys.stdin.isatty() and out.is_terminal and typer.confirm(one_line(question), default=False)


def configured(level: int = logging.WARNING) -> Settings:
    """Reads the settings, and configures the logs by them. Raises SettingsProblem."""
    found = settings.read()
    logs.configure(found.log, level)
    return found


@contextmanager
def cleanup_on_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP end the work as Ctrl-C does, so that half-done files are removed first."""
    before = {one: signal.signal(one, _end) for one in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for one, handler in before.items():
            if signal.getsignal(one) is _end:
                signal.signal(one, handler)


def ignore_signals() -> None:
    """From here on no signal stops the command, so that what is published is also audited and reported."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)


@contextmanager
def bar(language: str = "en") -> "Iterator[job.Progress]":
    """A progress bar on standard error, if that is a terminal."""
    columns = (
        TextColumn("{task.description:>9}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def show(what: str, share: float) -> None:
            if what not in tasks:
                tasks[what] = shown.add_task(render(f"progress.{what}", language), total=1.0)
            shown.update(tasks[what], completed=share)

        yield show
