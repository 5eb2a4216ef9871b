"""The verbs of the command line."""

import logging
import signal
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
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

from bot import console as terminal
from bot import demo as demonstration
from bot import doctor, logs, reports, settings
from bot import serve as serving
from data import imports, keys, orders, sample, snapshots
from data.columns import NoDate, day
from data.contacts import ContactsProblem
from data.database import DatabaseProblem
from data.factors import Factor
from data.keys import Key, KeyProblem
from data.orders import Refused
from data.sheets import UnreadableFile
from data.snapshots import About, SnapshotProblem
from data.texts import WIB

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks would show what people typed
    rich_markup_mode="rich",
    help="SIGAP Bot tells residents of Kota Bekasi whether the city pays their BPJS Ketenagakerjaan cover.\n\n"
    "To look around: [bold]sigap demo[/bold]. With a list from the labour office: [bold]sigap key[/bold] once, "
    "then [bold]sigap import[/bold], then [bold]sigap serve[/bold].\n\n"
    "Settings come from the environment or a .env file: SIGAP_DATA_DIR, SIGAP_NIK_KEY or SIGAP_NIK_KEY_FILE, "
    "and those in the README.",
)
out = Console(markup=False, highlight=False)  # file names and cohorts may hold brackets
err = Console(markup=False, highlight=False, stderr=True)

REFUSED, USAGE, INTERRUPTED = 1, 2, 130


def _say_error(message: str) -> None:
    err.print(Text.assemble(("Error: ", "bold red"), logs.redact(message)), soft_wrap=True)


def _stop(message: str, code: int = USAGE) -> NoReturn:
    _say_error(message)
    raise typer.Exit(code)


@contextmanager
def _bar() -> Iterator[orders.Progress]:
    """A progress bar on standard error, when somebody watches."""
    columns = (
        TextColumn("{task.description:>9}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(what: str, share: float) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=1.0)
            bar.update(tasks[what], completed=share)

        yield show


def _settings(level: int = logging.WARNING) -> settings.Settings:
    found = settings.read()
    logs.configure(found.log, level)
    return found


def _key(found: settings.Settings) -> Key:
    key = found.key()
    if key is None:
        raise KeyProblem(
            "No NIK key is set. Make one with `sigap key FILE` (outside the data directory), and set "
            "SIGAP_NIK_KEY_FILE to that file."
        )
    return key


def _day(text: str) -> date:
    try:
        found = day(text)
    except NoDate:
        found = None
    if found is None:
        raise typer.BadParameter("write the day as 2025-11-05 or 05/11/2025")
    if found > datetime.now(WIB).date():
        raise typer.BadParameter("the day lies in the future")
    return found


@app.command()
def demo(
    *,
    terminal_chat: Annotated[bool, typer.Option("--terminal", help="Chat here in the terminal.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the chat in a browser, where there is a screen.")] = True,
) -> None:
    """Try the bot with 51,666 made-up people, in a browser. Needs no token, server or network.

    With SIGAP_TELEGRAM_TOKEN it also answers on Telegram.
    """
    found = _settings()
    with _bar() as progress:
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
    found = _settings(logging.INFO)
    _key(found)
    if allow_synthetic:
        err.print(Text.assemble(("Warning: ", "yellow"), "made-up people may be served; each answer says so."))
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
    if not doctor.show(out, doctor.examine(_settings())):
        raise typer.Exit(REFUSED)


@app.command()
def chat() -> None:
    """Talk with the bot in the terminal, with the coverage that is published."""
    terminal.chat(_settings(), out)


@app.command()
def ask() -> None:
    """The same conversation for scripts: JSON lines in, JSON lines out.

    In: {"chat": "a", "text": "cek NIK saya ..."} or {"chat": "a", "choice": "VALUE"}. Out: outcome, topic and replies,
    one object for each line, in order. Works without key and snapshot too: checks are then "check.unavailable".
    """
    if terminal.ask(_settings(), terminal.stdin_lines(), sys.stdout):
        raise typer.Exit(REFUSED)


@app.command("key")
def make_key(
    file: Annotated[Path, typer.Argument(help="Where to write it; outside the data directory and any repository.")],
) -> None:
    """Make a new key file. A snapshot can only be read with the key it was made with."""
    found = _settings()
    if file.resolve().is_relative_to(found.data_dir.resolve()):
        _stop(f"{file} lies in the data directory {found.data_dir}. Keep the key apart from what it protects.")
    key = keys.make(file)
    out.print(f"Key {key.fingerprint} written to {file}.", soft_wrap=True)
    out.print("Keep a copy in a safe place: snapshots made with it cannot be read without it.", soft_wrap=True)
    out.print(f"Then set SIGAP_NIK_KEY_FILE={file.resolve()}", soft_wrap=True)


@app.command("sample")
def make_sample(
    file: Annotated[Path, typer.Argument(help="Ends in .csv or .xlsx.")],
    people: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many people.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same people.")] = 1,
) -> None:
    """Write made-up participants to try an import with: serials 9xxx, never a real person."""
    _settings()
    if file.suffix.lower() not in {".csv", ".xlsx"}:
        _stop("The file must end in .csv or .xlsx.")
    if file.suffix.lower() == ".xlsx" and people > 1_000_000:
        _stop("An Excel sheet holds about a million rows. Take .csv for more.")
    try:
        with _bar() as progress:
            sample.write(file, people, seed, datetime.now(WIB).date(), progress)
    except OSError as error:
        _stop(f"{file} cannot be written: {error.strerror}.")
    out.print(f"{people:,} made-up people written to {file}.", soft_wrap=True)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV or Excel, as the labour office has it.")],
    as_of: Annotated[
        date,
        typer.Option("--as-of", parser=_day, metavar="DATE", help="The day the list speaks of: 2025-11-05."),
    ],
    *,
    second_factor: Annotated[
        Factor,
        typer.Option(help="What residents are asked beside the NIK: first name, or last 4 digits of the KK."),
    ] = Factor.NONE,
    sheet: Annotated[str | None, typer.Option(help="The sheet to read, when several hold participants.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and report, publish nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Publish a list that looks wrong all the same.")] = False,
) -> None:
    """Check a participants file, build a coverage snapshot and publish it.

    Refused without --force: more than 1 % of rows rejected, 10 % fewer people than the live list, a list older than the
    live one, a column that looks like a status or a date and is not read, made-up people over real ones. Whatever
    happens, the old snapshot stays live until the new one is sound.
    """
    found = _settings()
    order = orders.Order(
        file,
        as_of,
        datetime.now(UTC),
        _key(found),
        found.snapshots,
        second_factor,
        sheet,
        force=force,
        dry_run=dry_run,
    )
    try:
        with _bar() as progress:
            report = imports.publish(order, progress)
    except Refused as refused:
        reports.show_import(out, refused.report)
        out.print()
        hint = " If the list is right all the same, publish it with --force." if refused.can_force else ""
        _stop(f"Not published. {refused}{hint}", REFUSED)
    reports.show_import(out, report)
    out.print()
    number = report.about.number if report.about else 0
    if report.published:
        published = f" as snapshot {number}; a running bot takes it within seconds."
        out.print(Text.assemble(("Published", "bold green"), published), soft_wrap=True)
    else:
        out.print("Dry run: nothing was published.", soft_wrap=True)


@app.command("snapshots")
def list_snapshots() -> None:
    """List the snapshots that are kept, and which one is live."""
    directory = _settings().snapshots
    found: list[About] = []
    for number in snapshots.numbers(directory):
        try:
            found.append(snapshots.read_about(snapshots.file_of(directory, number)))
        except SnapshotProblem as problem:
            err.print(Text.assemble(("Warning: ", "yellow"), str(problem)), soft_wrap=True)
    try:
        live = snapshots.read_pointer(directory).number
    except SnapshotProblem as problem:
        err.print(Text.assemble(("Warning: ", "yellow"), str(problem)), soft_wrap=True)
        live = None
    reports.show_snapshots(out, found, live)


@app.command()
def rollback(
    number: Annotated[int | None, typer.Argument(help="The snapshot to publish; by default the one before.")] = None,
) -> None:
    """Publish an earlier snapshot again. A running bot takes it within seconds."""
    found = _settings()
    about = snapshots.roll_back(found.snapshots, _key(found), number)
    out.print(
        Text.assemble(("Published", "bold green"), f" snapshot {about.number}, as of {about.as_of}."), soft_wrap=True
    )


def main() -> None:
    """Runs the command line; what we know can go wrong ends in one sentence, not in a traceback."""
    try:
        app()
    except (
        settings.SettingsProblem,
        KeyProblem,
        DatabaseProblem,
        ContactsProblem,
        UnreadableFile,
        serving.CannotServe,
    ) as problem:
        _say_error(str(problem))
        sys.exit(USAGE)
    except SnapshotProblem as problem:
        _say_error(str(problem))
        sys.exit(REFUSED)
    except OSError as error:
        _say_error(f"{error.strerror or error}.")
        sys.exit(USAGE)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            err.print("Stopped; nothing half-done was left.", soft_wrap=True)
        raise
