"""The verbs of the auditor: show what staff did, and verify that nothing of it was changed."""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot import safe_output
from bot.command_line.output import MOST, REFUSED, configured, err, out, stop
from bot.safe_output import one_line
from data.audit import audit_reader, verification
from data.audit.audit_reader import Row
from data.audit.verification import PinnedEntry, Report
from data.clock import WIB
from data.files.own_files import open_private

app = typer.Typer(
    no_args_is_help=True,
    help="What staff, cadres and commands did: show it, and verify that nothing was changed or taken away.",
)

_MOST_FINDINGS = 50
_HASH_SHOWN = 12


def _noted(text: str) -> PinnedEntry:
    found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{16,64})", text.strip().lower())
    if not found:
        raise typer.BadParameter("write it as `verify` shows it, 812:3fa9...: the number and at least 16 digits")
    return PinnedEntry(int(found[1]), found[2])


@app.command()
def verify(
    *,
    noted: Annotated[
        PinnedEntry | None,
        typer.Option(
            parser=_noted, metavar="NUMBER:HASH", help="An action as an earlier report showed it, kept elsewhere."
        ),
    ] = None,
    since: Annotated[int, typer.Option(min=1, max=MOST, help="Say nothing of actions before this one.")] = 1,
) -> None:
    """Find any action that was edited, dropped, moved or added, also the newest. Exit code 1 when there is one.

    Each action holds the hash of the one before, so none changes alone. How far the audit goes is written into a second
    file, too (SIGAP_AUDIT_HEAD), so that the newest cannot be taken away, nor all be written anew: best keep that file
    where whoever can change the database cannot reach it. Whoever can change both files is found by --noted, with what
    an earlier `verify` said in its last line.

    A crash is no finding, nor is an action that retention deleted (SIGAP_AUDIT_MONTHS): that one is in the audit, too.

    To check by hand: the hash of an action is SHA-256 over the JSON list of the hash before (hex), number, seconds
    since 1970, actor, action and detail (as text), without spaces; the first follows 64 zeros. See `show --csv`.
    """
    found = configured()
    report = verification.examine(found.database, found.head_of_audit, noted)
    findings = [one for one in report.findings if one.last is None or one.last >= since]
    for finding in findings[:_MOST_FINDINGS]:
        err.print(Text.assemble(("Found: ", "bold red"), str(finding)), soft_wrap=True)
    if findings:
        left = len(findings) - _MOST_FINDINGS
        more = f" {left:,} more are not shown." if left > 0 else ""
        err.print(f"The audit is not as it was noted; {report.actions:,} actions were looked at.{more}", soft_wrap=True)
        raise typer.Exit(REFUSED)
    _show_report(report)


def _show_report(report: Report) -> None:
    if not report.first or not report.last:
        out.print("Nothing was noted yet.")
        return
    begin, end = _moment(report.first), _moment(report.last)
    number = f"{report.actions:,} action{'' if report.actions == 1 else 's'}"
    said = f", from {begin} to {end}, unbroken, and the same as the checkpoint file."
    out.print(Text.assemble((number, "bold green"), said), soft_wrap=True)
    if report.pruned:
        out.print(f"Those up to number {report.pruned:,} were deleted by retention.", soft_wrap=True)
    for lost, row in report.lost:
        said = f"Action {lost[0]:,}" if len(lost) == 1 else f"Actions {lost[0]:,} to {lost[-1]:,}"
        told = f"{said} were lost when a backup was brought back: action {row.seq:,} says so, of {_moment(row)}."
        out.print(told, soft_wrap=True)
    out.print(f"Note down elsewhere, for --noted: {report.last.seq}:{report.last.hash.hex()}", soft_wrap=True)


@app.command()
def show(
    most: Annotated[int | None, typer.Option(min=1, max=MOST, help="How many: 50, or with --csv all.")] = None,
    action: Annotated[str, typer.Option(help="Only these: `import`, or `import.done`.")] = "",
    csv_file: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write a table with hashes.")] = None,
) -> None:
    """Show the newest actions: when (WIB), who, what. `telegram:111` is a chat, `cli:ani` somebody at the server."""
    found = configured()
    with audit_reader.open_at_one_moment(found.database) as opened:
        if csv_file:
            _write(csv_file, audit_reader.newest_rows(opened, most, action))
            return
        rows = list(audit_reader.newest_rows(opened, most or 50, action))
    if not rows:
        out.print("Nothing was noted yet." if not action else f"No action is called {action}.", soft_wrap=True)
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("no.", justify="right", no_wrap=True)
    table.add_column("when", no_wrap=True)
    for heading in ("who", "what", "detail"):
        table.add_column(heading, overflow="fold")
    for row in reversed(rows):
        table.add_row(
            str(row.seq), _moment(row), *(Text(one_line(one)) for one in (row.actor, row.action, _detail(row)))
        )
    out.print(table)


def _write(file: Path, rows: Iterable[Row]) -> None:
    try:
        with TextIOWrapper(open_private(file), encoding="utf-8", errors="backslashreplace", newline="") as opened:
            table = safe_output.Table(opened)
            table.write(("number", "when", "seconds", "actor", "action", "detail", "hash"))
            for row in rows:
                about = (row.seq, _moment(row), row.at, row.actor, row.action, row.detail, row.hash.hex())
                table.write(about)
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}.")
    out.print(f"Written to {file}.", soft_wrap=True)


def _moment(row: Row) -> str:
    """The time in Bekasi; what is no time any more as it stands there."""
    try:
        return f"{datetime.fromtimestamp(row.at, WIB):%Y-%m-%d %H:%M:%S} WIB"
    except (TypeError, ValueError, OverflowError, OSError):
        return str(row.at)


def _detail(row: Row) -> str:
    try:
        said = json.loads(row.detail)
        return ", ".join(f"{name}={_short(value)}" for name, value in said.items())
    except (ValueError, AttributeError):
        return row.detail


def _short(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "-", True: "yes", False: "no"}[value]
    said = str(value)
    return f"{said[:_HASH_SHOWN]}…" if re.fullmatch(r"[0-9a-f]{32}|[0-9a-f]{64}", said) else said
