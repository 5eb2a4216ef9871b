"""Shows staff what an import did."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.terminal import one_line
from data.few import few
from data.orders import SHOWN, Report, short
from data.participants import REASONS

_MOST_UNREAD = 20
"""Headings that are named; a file may have 16,000."""


def show_import(console: Console, report: Report) -> None:
    """Rows read, published, rejected by reason, duplicates, counts per cohort, time."""
    about, rejected = report.about, report.rejected.total()
    totals = Table(box=None, show_header=False, pad_edge=False)
    totals.add_column(justify="left")
    totals.add_column(justify="right")
    totals.add_row("Rows read", f"{report.rows:,}")
    totals.add_row("Rows rejected", f"{rejected:,}")
    totals.add_row("Duplicate rows", f"{report.duplicates:,}")
    if about:
        totals.add_row("People in the list", f"{about.people:,}")
        totals.add_row("  listed", f"{about.listed:,}")
        totals.add_row("  ended", f"{about.ended:,}")
        totals.add_row("Gone since an earlier list", f"{about.gone:,}")
    if report.columns:
        used = ", ".join(f"{name} = {short(heading)!r}" for name, heading in report.columns.items())
        unread = [repr(short(heading)) for heading in report.unused]
        unused = f"; not read: {few(unread, _MOST_UNREAD)}" if unread else ""
        console.print(f"Columns: {used}{unused}", soft_wrap=True)
        console.print()
    if report.unfamiliar:
        totals.add_row("Kept, with a regency code not in today's table", f"{report.unfamiliar:,}")
    totals.add_row("Time", f"{report.seconds:.2f} s")
    console.print(totals)
    if report.cohorts:
        cohorts = Table("Cohort", box=None, pad_edge=False)
        cohorts.add_column("listed", justify="right")
        cohorts.add_column("ended", justify="right")
        for name, (listed, ended) in sorted(report.cohorts.items(), key=lambda item: -item[1][0]):
            cohorts.add_row(one_line(name) or "(none)", f"{listed:,}", f"{ended:,}")
        console.print()
        console.print(cohorts)
    for reason, count in report.rejected.most_common():
        shown = ", ".join(f"row {row}" + (f" ({nik})" if nik else "") for row, nik in report.rejected_rows[reason])
        more = count - len(report.rejected_rows[reason])
        console.print()
        console.print(Text.assemble((f"Rejected {count:,}: ", "bold"), f"{REASONS[reason]}."))
        console.print(f"  {shown}{f' and {more:,} more' if more else ''}")
    if report.duplicates:
        console.print()
        console.print(Text.assemble(("The same NIK in several rows", "bold"), " (the best status was kept):"))
        for rows in report.duplicate_rows:
            console.print(f"  rows {few(rows, SHOWN)}", soft_wrap=True)
