"""The verb `import`: lists of the labour office in, snapshots out."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.commands import checks, dates, reports
from bot.commands.noted import audited
from bot.commands.screen import REFUSED, bar, configured, no_way_back, out, stop, tidy_end
from bot.settings import Settings
from data import facts, imports, memory, orders
from data.factors import Factor
from data.orders import Refused

app = typer.Typer()


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV or Excel, as the labour office has it.")],
    as_of: Annotated[
        date,
        typer.Option("--as-of", parser=dates.past_day, metavar="DATE", help="The day the list speaks of: 2025-11-05."),
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
    found = configured()
    memory.bound()
    key = found.sure_key()
    facts.sure_of_key(found.database, key)
    order = orders.Order(
        file,
        as_of,
        datetime.now(UTC),
        key,
        found.snapshots,
        second_factor,
        sheet,
        force=force,
        dry_run=dry_run,
        publishing=no_way_back,
    )
    try:
        with tidy_end():
            report = _publish(order) if dry_run else _publish_audited(found, order)
    except Refused as refused:
        reports.show_import(out, refused.report)
        out.print()
        hint = " If the list is right all the same, publish it with --force." if refused.can_force else ""
        stop(f"Not published. {refused}{hint}", REFUSED)
    reports.show_import(out, report)
    out.print()
    number = report.about.number if report.about else 0
    if report.published:
        published = f" as snapshot {number}; a running bot takes it within seconds."
        out.print(Text.assemble(("Published", "bold green"), published), soft_wrap=True)
        checks.remind(found)
    else:
        out.print("Dry run: nothing was published.", soft_wrap=True)


def _publish(order: orders.Order) -> orders.Report:
    with bar() as progress:
        return imports.publish(order, progress)


def _publish_audited(found: Settings, order: orders.Order) -> orders.Report:
    with audited(found, "import", as_of=order.as_of.isoformat(), factor=order.factor, force=order.force) as came_of_it:
        report = _publish(order)
        came_of_it |= {"rows": report.rows, "rejected": report.rejected.total()}
        if report.about:
            came_of_it |= {"snapshot": report.about.number, "source": report.about.source_sha256}
            came_of_it |= {"listed": report.about.listed, "ended": report.about.ended}
    return report
