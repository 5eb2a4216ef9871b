"""The verbs for snapshots: `snapshots` lists them, `rollback` publishes an earlier one."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.command_line.audited import audited
from bot.command_line.output import cleanup_on_signals, configured, ignore_signals, out, say_warning
from bot.commands import checks
from data.coverage import publishing, snapshots
from data.coverage.snapshots import About, SnapshotProblem

app = typer.Typer()


@app.command("snapshots")
def list_snapshots() -> None:
    """List the snapshots that are kept, and which one is live."""
    directory = configured().snapshots
    found: list[About] = []
    for number in snapshots.numbers(directory):
        try:
            found.append(snapshots.read_about(snapshots.file_of(directory, number)))
        except SnapshotProblem as problem:
            say_warning(str(problem))
    try:
        live = snapshots.read_pointer(directory).number
    except SnapshotProblem as problem:
        say_warning(str(problem))
        live = None
    _show(out, found, live)


@app.command()
def rollback(
    number: Annotated[
        int | None,
        typer.Argument(min=1, max=snapshots.MOST, help="The snapshot to publish; by default the one before."),
    ] = None,
) -> None:
    """Publish an earlier snapshot again. A running bot uses it within seconds."""
    found = configured()
    key = found.required_key()
    with cleanup_on_signals(), audited(found, "rollback", asked=number) as details:
        about = publishing.roll_back(found.snapshots, key, number, ignore_signals)
        details |= {"snapshot": about.number, "as_of": about.as_of.isoformat()}
    out.print(
        Text.assemble(("Published", "bold green"), f" snapshot {about.number}, as of {about.as_of}."), soft_wrap=True
    )
    checks.remind(found)


def _show(console: Console, kept: list[About], live: int | None) -> None:
    """Prints a line for each snapshot, and marks the live one."""
    names = ("", "No.", "as of", "made", "listed", "ended", "unclear", "gone", "factor", "key")
    table = Table(*names, box=None, pad_edge=False)
    for about in kept:
        table.add_row(
            "live" if about.number == live else "",
            str(about.number),
            str(about.as_of),
            f"{about.made_at:%Y-%m-%d}",
            f"{about.listed:,}",
            f"{about.ended:,}",
            f"{about.unclear:,}",
            f"{about.gone:,}",
            about.second_factor.value + (" synthetic" if about.synthetic else ""),
            about.key_fingerprint[:8],
        )
    console.print(table)
