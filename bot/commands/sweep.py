"""The verb `sweep`: shows what a sweep would delete, and deletes it after a bot has stopped sweeping."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.command_line.audited import audited
from bot.command_line.output import configured, out
from bot.settings import Settings
from bot.upkeep import sweeper
from data import sweeps
from data.database.opening import open_database
from data.sweeps import Forecast

app = typer.Typer()


@app.command("sweep")
def sweep(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Delete it. This cannot be undone.")] = False,
) -> None:
    """Show, table by table, what a sweep would delete now; with --yes delete it.

    A running bot sweeps automatically, every ten minutes. It stops, and raises the alarm `sweep_held`, when the clock
    jumped ahead or much is due at once: when it starts over 7 days after the last sweep, or when after a day without
    one more than a tenth of a table would be deleted. Check the clock first (`date`): deleted data does not come back.
    With --yes the sweep is in the audit, and a running bot sweeps again.
    """
    found = configured()
    now = datetime.now(UTC)
    foreseen = asyncio.run(_forecast(found, now))
    out.print(f"It is {now:%Y-%m-%d %H:%M} UTC by this machine's clock.", soft_wrap=True)
    if foreseen.last:
        out.print(f"The last sweep, or message, was at {foreseen.last:%Y-%m-%d %H:%M} UTC.", soft_wrap=True)
    if not yes:
        _show(foreseen)
        return
    with audited(found, "sweep", **{name: one.due for name, one in foreseen.shares.items()}) as details:
        details.update(asyncio.run(_delete(found, now)))
    out.print(f"Deleted: {_row_counts(details) or 'nothing'}.", soft_wrap=True)


def _show(foreseen: Forecast) -> None:
    for name, share in sorted(foreseen.shares.items()):
        out.print(f"{name}: {share.due:,} of {share.rows:,} rows would be deleted.", soft_wrap=True)
    if foreseen.shares:
        out.print("Nothing was deleted. If the clock is right: sigap sweep --yes", soft_wrap=True)
    else:
        out.print("There is nothing to delete.", soft_wrap=True)


def _row_counts(forgotten: dict[str, object]) -> str:
    return ", ".join(f"{name}: {rows:,} rows" for name, rows in forgotten.items())


async def _forecast(found: Settings, now: datetime) -> Forecast:
    database = await open_database(found.database, found.audit_checkpoint)
    try:
        return await sweeps.forecast(database, now, found.audit_months)
    finally:
        await database.close()


async def _delete(found: Settings, now: datetime) -> dict[str, object]:
    database = await open_database(found.database, found.audit_checkpoint)
    try:
        return dict(await sweeper.forget(database, now, found.audit_months))
    finally:
        await database.close()
