"""The command line: runs the verb that was typed, and reports an error in one sentence."""

import os
import sys
from pathlib import Path

import typer
from typer.exceptions import TyperException

from bot import settings
from bot.command_line.output import INTERRUPTED, REFUSED, TERMINATED, USAGE, err, say_error
from bot.verbs import Verbs
from data.coverage.snapshots import SnapshotProblem
from data.database import failures
from data.database.failures import Trouble
from data.files import memory_limit
from data.problems import Problem

app = typer.Typer(
    cls=Verbs,
    callback=lambda: None,  # makes it a group of verbs
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,  # its tracebacks would show values that people typed
    rich_markup_mode="rich",
    help="SIGAP Bot tells residents of Kota Bekasi whether the city pays their BPJS Ketenagakerjaan cover.\n\n"
    "To look around: [bold]sigap demo[/bold]. With a list from the labour office: [bold]sigap key[/bold] once, "
    "then [bold]sigap import[/bold], then [bold]sigap serve[/bold].\n\n"
    "Settings come from the environment or a .env file: SIGAP_DATA_DIR, SIGAP_NIK_KEY or SIGAP_NIK_KEY_FILE, "
    "and those in docs/reference/settings.md.",
)


def _disk_error(error: Exception) -> str:
    """A sentence for a full disk and similar errors, wherever they occur; raises any other error again."""
    trouble = failures.trouble_of(error)
    if trouble in {Trouble.FULL, Trouble.READ_ONLY, Trouble.BROKEN} or (trouble and not isinstance(error, OSError)):
        named = getattr(error, "filename", None)
        return failures.advice(trouble, Path(named) if isinstance(named, str) else settings.read().data_dir)
    if isinstance(error, OSError):
        return f"{error.strerror or error}."
    raise error


def _run() -> None:
    """Runs the verb. Usage errors are printed like other errors, because they may quote anything."""
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        say_error("Stopped.")
        sys.exit(REFUSED)
    except TyperException as problem:
        if said := problem.format_message():  # empty when the help was shown
            context = getattr(problem, "ctx", None)
            hint = f" Try '{context.command_path} --help'." if context else ""
            say_error(f"{said.rstrip('.')}.{hint}")
        sys.exit(problem.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def main() -> None:
    """Runs the command line; expected errors end in one sentence instead of a traceback."""
    os.umask(0o077)  # only we can read what we write, and what SQLite and libraries write
    memory_limit.no_core_dumps()
    try:
        _run()
    except SnapshotProblem as problem:  # also a Problem, so it comes first
        say_error(str(problem))
        sys.exit(REFUSED)
    except Problem as problem:
        say_error(str(problem))
        sys.exit(USAGE)
    except MemoryError:
        say_error("This needs more memory than the machine has, or than may be used.")
        sys.exit(USAGE)
    except Exception as error:  # noqa: BLE001 - raised again unless it is a disk error
        say_error(_disk_error(error))
        sys.exit(USAGE)
    except SystemExit as end:
        if end.code in {INTERRUPTED, TERMINATED}:
            err.print("Stopped; nothing half-done was left.", soft_wrap=True)
        raise
