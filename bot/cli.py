"""The verbs of the command line."""

import logging
import os
import signal
import sys
import webbrowser
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text
from typer.exceptions import TyperException

from bot import console as terminal
from bot import serve as serving
from bot import settings
from bot.commands import audit, backup, broadcasts, crowds, desk, doctor, lists, papers, rekey, sweep
from bot.commands import demo as demonstration
from bot.commands.screen import (
    INTERRUPTED,
    REFUSED,
    TERMINATED,
    USAGE,
    bar,
    configured,
    err,
    out,
    say_error,
    say_warning,
)
from data import memory, troubles
from data.contacts import ContactsProblem
from data.database import DatabaseProblem
from data.keys import KeyProblem
from data.sheets import UnreadableFile
from data.snapshots import SnapshotProblem
from data.status_words import StatusWordsProblem
from data.troubles import Trouble

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,  # its tracebacks would show what people typed
    rich_markup_mode="rich",
    help="SIGAP Bot tells residents of Kota Bekasi whether the city pays their BPJS Ketenagakerjaan cover.\n\n"
    "To look around: [bold]sigap demo[/bold]. With a list from the labour office: [bold]sigap key[/bold] once, "
    "then [bold]sigap import[/bold], then [bold]sigap serve[/bold].\n\n"
    "Settings come from the environment or a .env file: SIGAP_DATA_DIR, SIGAP_NIK_KEY or SIGAP_NIK_KEY_FILE, "
    "and those in the README.",
)
app.add_typer(lists.app)
app.add_typer(desk.app)
app.add_typer(broadcasts.app)
app.add_typer(crowds.app)
app.add_typer(papers.app)
app.add_typer(sweep.app)
app.add_typer(rekey.app)
app.add_typer(backup.app)
app.add_typer(audit.app, name="audit")


@app.command()
def demo(
    *,
    terminal_chat: Annotated[bool, typer.Option("--terminal", help="Chat here in the terminal.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the chat in a browser, where there is a screen.")] = True,
) -> None:
    """Try the bot with 51,666 made-up people, in a browser. Needs no token, server or network.

    With SIGAP_TELEGRAM_TOKEN it also answers on Telegram.
    """
    found = configured()
    with bar() as progress:
        made = demonstration.prepare(found, datetime.now(UTC), progress)
    demonstration.show(out, made)
    if terminal_chat:
        out.print("Type a NIK, a sentence, or the number of a button. /keluar leaves.\n")
        terminal.chat(made, out)
        return

    def told(name: str, url: str) -> None:
        _show_url(name, url)
        if name == "Chat" and browser and demonstration.has_screen():
            webbrowser.open(url)

    _serve(made, told, allow_synthetic=True, any_port=True)


@app.command()
def serve(
    *,
    allow_synthetic: Annotated[
        bool, typer.Option("--allow-synthetic", help="Serve made-up people too, for tests and pilots.")
    ] = False,
) -> None:
    """Run the bot: the web chat, and Telegram when SIGAP_TELEGRAM_TOKEN is set.

    Telegram is polled; with SIGAP_PUBLIC_URL (https) it sends to /telegram/webhook instead. /healthz and /readyz tell
    how we are, /metrics stands on a port of its own. SIGTERM or Ctrl-C finishes the answers in hand. Put a web server
    that speaks HTTPS in front, and name that one in SIGAP_TRUSTED_PROXIES.
    """
    found = configured(logging.INFO)
    found.sure_key()
    if allow_synthetic:
        say_warning("made-up people may be served; each answer says so.")
    _serve(found, _show_url, allow_synthetic=allow_synthetic)


def _show_url(name: str, url: str) -> None:
    style = "" if name == "Metrics" else "bold green"
    out.print(Text.assemble(f"{name}:".ljust(10), (url, style)), soft_wrap=True)
    if name == "Metrics":
        out.print("Ctrl-C stops.", soft_wrap=True)


def _serve(found: settings.Settings, told: Callable[[str, str], None], **how: bool) -> None:
    if serving.run(found, told, **how) is signal.SIGINT:
        raise typer.Exit(INTERRUPTED)


@app.command("doctor")
def look_around() -> None:
    """Check settings, key, snapshot, contacts, database and Telegram, and say what to do. Exit code 1 on an error."""
    if not doctor.show(out, doctor.examine(configured())):
        raise typer.Exit(REFUSED)


@app.command()
def chat() -> None:
    """Talk with the bot in the terminal, with the coverage that is published."""
    terminal.chat(configured(), out)


@app.command()
def ask() -> None:
    """The same conversation for scripts: JSON lines in, JSON lines out.

    In: {"chat": "a", "text": "cek NIK saya ..."} or {"chat": "a", "choice": "VALUE"}. Out: outcome, topic and replies,
    one object for each line, in order. Works without key and snapshot too: checks are then "check.unavailable".
    """
    if terminal.ask(configured(), terminal.stdin_lines(), sys.stdout):
        raise typer.Exit(REFUSED)


def _what_the_disk_said(error: Exception) -> str:
    """A sentence for a full disk and its like, met anywhere; another bug is raised again."""
    trouble = troubles.of(error)
    if trouble in {Trouble.FULL, Trouble.READ_ONLY, Trouble.BROKEN} or (trouble and not isinstance(error, OSError)):
        named = getattr(error, "filename", None)
        return troubles.advice(trouble, Path(named) if isinstance(named, str) else settings.read().data_dir)
    if isinstance(error, OSError):
        return f"{error.strerror or error}."
    raise error


def _run() -> None:
    """Runs the verb; what was typed wrongly is told as every other error is: what stands in it may be anything."""
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        say_error("Stopped.")
        sys.exit(REFUSED)
    except TyperException as problem:
        if said := problem.format_message():  # without it the help was shown
            context = getattr(problem, "ctx", None)
            hint = f" Try '{context.command_path} --help'." if context else ""
            say_error(f"{said.rstrip('.')}.{hint}")
        sys.exit(problem.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def main() -> None:
    """Runs the command line; what we know can go wrong ends in one sentence, not in a traceback."""
    os.umask(0o077)  # whatever we write is ours alone, also what SQLite and libraries write
    memory.no_cores()
    try:
        _run()
    except (
        settings.SettingsProblem,
        KeyProblem,
        DatabaseProblem,
        ContactsProblem,
        UnreadableFile,
        StatusWordsProblem,
        serving.CannotServe,
    ) as problem:
        say_error(str(problem))
        sys.exit(USAGE)
    except SnapshotProblem as problem:
        say_error(str(problem))
        sys.exit(REFUSED)
    except MemoryError:
        say_error("This needs more memory than there is, or than may be used.")
        sys.exit(USAGE)
    except Exception as error:  # noqa: BLE001 - what is no trouble of the disk is raised again
        say_error(_what_the_disk_said(error))
        sys.exit(USAGE)
    except SystemExit as end:
        if end.code in {INTERRUPTED, TERMINATED}:
            err.print("Stopped; nothing half-done was left.", soft_wrap=True)
        raise
