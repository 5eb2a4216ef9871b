"""The verb `sweep`: shows what would be forgotten, and forgets what a running bot did not dare to."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.command_line.audited import audited
from bot.command_line.output import configured, out
from bot.settings import Settings
from bot.upkeep import sweeper
from data import sweeps
from data.database.sqlite import open_database
from data.sweeps import Foreseen

app = typer.Typer()


@app.command("sweep")
def sweep(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Forget it. This cannot be undone.")] = False,
) -> None:
    """Show, table by table, what a sweep would forget now; with --yes forget it.

    A running bot sweeps by itself, every ten minutes. It stops, and raises the alarm `sweep_held`, when the clock went
    ahead or much became old at once: after a start over 7 days after the last sweep, or when after a day without one
    more than a tenth of a table would go. Look at the clock first (`date`): what is forgotten does not come back. With
    --yes it is noted in the audit, and a running bot goes on.
    """
    found = configured()
    now = datetime.now(UTC)
    foreseen = asyncio.run(_foresee(found, now))
    out.print(f"It is {now:%Y-%m-%d %H:%M} UTC by this machine's clock.", soft_wrap=True)
    if foreseen.last:
        out.print(f"The last sweep, or message, was at {foreseen.last:%Y-%m-%d %H:%M} UTC.", soft_wrap=True)
    if not yes:
        _show(foreseen)
        return
    with audited(found, "sweep", **{name: one.due for name, one in foreseen.shares.items()}) as details:
        details.update(asyncio.run(_forget(found, now)))
    out.print(f"Forgotten: {_counted(details) or 'nothing'}.", soft_wrap=True)


def _show(foreseen: Foreseen) -> None:
    for name, share in sorted(foreseen.shares.items()):
        out.print(f"{name}: {share.due:,} of {share.rows:,} rows would be forgotten.", soft_wrap=True)
    if foreseen.shares:
        out.print("Nothing was forgotten. If the clock is right: sigap sweep --yes", soft_wrap=True)
    else:
        out.print("There is nothing to forget.", soft_wrap=True)


def _counted(forgotten: dict[str, object]) -> str:
    return ", ".join(f"{name}: {rows:,} rows" for name, rows in forgotten.items())


async def _foresee(found: Settings, now: datetime) -> Foreseen:
    database = await open_database(found.database, found.head_of_audit)
    try:
        return await sweeps.foresee(database, now, found.audit_months)
    finally:
        await database.close()


async def _forget(found: Settings, now: datetime) -> dict[str, object]:
    database = await open_database(found.database, found.head_of_audit)
    try:
        return dict(await sweeper.forget(database, now, found.audit_months))
    finally:
        await database.close()
