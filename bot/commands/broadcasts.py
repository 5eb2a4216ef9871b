"""The verb `broadcasts`: lists them, and shows the progress and the recipients of one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot import safe_output
from bot.command_line.audited import actor
from bot.command_line.output import MOST, configured, err, out, stop
from bot.settings import Settings
from data.announcements import announcements, audience, tallies
from data.announcements.announcements import OPEN, Broadcast
from data.announcements.tallies import Tally
from data.audit import audit_log
from data.clock import WIB
from data.database.opening import open_database
from data.database.sqlite import Database
from data.files import own_files
from data.staff import members
from data.staff.members import Staff

app = typer.Typer()

_WATCH_SECONDS = 1.0
_PAGE_SIZE = 5000


@app.command("broadcasts")
def show_broadcasts(
    number: Annotated[int | None, typer.Argument(min=1, max=MOST, help="One broadcast: its report.")] = None,
    *,
    most: Annotated[int, typer.Option(min=1, max=MOST, help="How many to list.")] = 20,
    watch: Annotated[
        bool, typer.Option("--watch", help="Follow it until it has ended. Ctrl-C only stops watching.")
    ] = False,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the recipients, one on each line.")
    ] = None,
) -> None:
    """List the broadcasts, or show the report of one.

    The recipients are: sent; gone (blocked us, or unsubscribed before their turn); failed, with the reason; unknown
    (sent, but the result was lost: never sent again automatically); left. Staff write, approve, pause and abort
    broadcasts in their chat on Telegram, with /siaran.

    --csv names each chat: it is personal data, for an auditor. The audit says that it was written.
    """
    found = configured()
    if number is None and (watch or csv_file):
        stop("Say which broadcast: sigap broadcasts 12 --watch")
    if number is None:
        asyncio.run(_list(found, most))
    else:
        asyncio.run(_show_one(found, number, csv_file, watch=watch))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    database = await open_database(settings.database, settings.audit_checkpoint)
    try:
        yield database
    finally:
        await database.close()


async def _list(settings: Settings, most: int) -> None:
    async with _opened(settings) as database, database.transaction() as tx:
        found = [(one, await tallies.by_channel(tx, one.id)) for one in await announcements.latest(tx, most)]
    if not found:
        out.print("No broadcast yet. Staff write one in their chat on Telegram: /siaran")
        return
    names = members.read(settings.staff)
    table = Table(box=None, pad_edge=False)
    for heading in ("no", "state", "started", "by", "to"):
        table.add_column(heading, no_wrap=True)
    for heading in ("people", "sent", "gone", "failed", "unknown", "left"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one, counts in found:
        whole = tallies.total_of(counts.values())
        table.add_row(str(one.id), one.state, _moment(one.started), _names(one, names), _audience(one), *_cells(whole))
    out.print(table)


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(WIB):%Y-%m-%d %H:%M}" if moment else "-"


def _names(one: Broadcast, names: Staff) -> str:
    def name(address: str) -> str:
        return names[address].name if address in names else address

    if one.approver is None:
        return name(one.writer)
    return f"{name(one.writer)}, {'alone' if one.self_approved else name(one.approver)}"


def _audience(one: Broadcast) -> str:
    wanted = (one.audience.kecamatan, one.audience.language, one.audience.channel)
    return ", ".join(filter(None, wanted)) or "all"


def _cells(tally: Tally) -> list[str]:
    counts = (tally.total, tally.sent, tally.gone, tally.failed, tally.unknown, tally.left)
    return [f"{count:,}" for count in counts]


async def _show_one(settings: Settings, number: int, csv_file: Path | None, *, watch: bool) -> None:
    async with _opened(settings) as database:
        async with database.transaction() as tx:
            one = await announcements.load(tx, number)
        if one is None:
            stop(f"There is no broadcast {number}. `sigap broadcasts` lists them.")
        if watch:
            await _follow(database, number)
        await _report(settings, database, number)
        if csv_file:
            await _write(database, number, csv_file)


async def _report(settings: Settings, database: Database, number: int) -> None:
    async with database.transaction() as tx:
        one = await announcements.load(tx, number)
        counts = await tallies.by_channel(tx, number)
        reasons = await tallies.reasons(tx, number)
    assert one
    out.print(Text.assemble((f"Broadcast {number}", "bold"), f": {one.state}, to {_audience(one)}, code {one.code}"))
    written = f"by {_names(one, members.read(settings.staff))}; approved {_moment(one.approved)}"
    out.print(f"{written}, started {_moment(one.started)}, ended {_moment(one.ended)} (WIB)", soft_wrap=True)
    if one.override:
        out.print(f"also at night: {one.override}", soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    table.add_column("channel", no_wrap=True)
    for heading in ("people", "sent", "gone", "failed", "unknown", "left"):
        table.add_column(heading, justify="right", no_wrap=True)
    for channel, tally in counts.items():
        table.add_row(channel, *_cells(tally))
    out.print(table)
    for state, reason, count in reasons:
        out.print(f"  {state}: {reason or 'no reason'}: {count:,}", soft_wrap=True)


async def _follow(database: Database, number: int) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal, transient=True) as shown:
        bar = shown.add_task("sending", total=None)
        while True:
            async with database.transaction() as tx:
                one = await announcements.load(tx, number)
                tally = tallies.pushed(await tallies.by_channel(tx, number))
            if one is None or one.state not in OPEN:
                return
            shown.update(bar, total=tally.total or None, completed=tally.done, description=str(one.state))
            await asyncio.sleep(_WATCH_SECONDS)


async def _write(database: Database, number: int, file: Path) -> None:
    """Writes a line for each recipient, read in pages, so that a running bot need not wait. Raises OSError."""
    async with database.transaction() as tx:
        await audit_log.note(tx, datetime.now(UTC), actor(), "broadcast.list", broadcast=number)
    lines = 0
    with TextIOWrapper(own_files.open_private(file, anew=True), encoding="utf-8", newline="") as opened:
        table = safe_output.Table(opened)
        table.write(("channel", "address", "language", "state", "reason", "at"))
        after = ("", "")
        while page := await _page(database, number, after):
            for row in page:
                table.write((*row[:5], _moment(row[5])))
            lines, after = lines + len(page), (page[-1][0], page[-1][1])
    out.print(
        f"{file}: {lines:,} people. This is personal data: keep it where only the auditor reads it.", soft_wrap=True
    )


async def _page(
    database: Database, number: int, after: tuple[str, str]
) -> list[tuple[str, str, str, str, str, datetime | None]]:
    async with database.transaction() as tx:
        return await audience.recipients_after(tx, number, after, _PAGE_SIZE)
