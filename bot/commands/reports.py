"""Shows staff what an import did, and which snapshots there are."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.terminal import one_line
from data.few import few
from data.list_texts import said
from data.orders import SHOWN, Report, short
from data.participants import REASONS
from data.snapshots import About

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
        totals.add_row("  unclear", f"{about.unclear:,}")
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
        _show_rows(console, f"Rejected {count:,}: ", REASONS[reason], count, report.rejected_rows[reason])
    for reason, count in report.unclear.most_common():
        why = said(f"reason.{reason}", "en")
        _show_rows(console, f"Unclear {count:,}: ", why, count, report.unclear_rows[reason])
    if report.duplicates:
        console.print()
        kept = " (where none contradicts another, the best was kept):"
        console.print(Text.assemble(("The same NIK in several rows", "bold"), kept))
        for rows in report.duplicate_rows:
            console.print(f"  rows {few(rows, SHOWN)}", soft_wrap=True)


def _show_rows(console: Console, what: str, why: str, count: int, rows: list[tuple[int, str]]) -> None:
    """A reason, and the first rows of which it is so."""
    shown = ", ".join(f"row {row}" + (f" ({nik})" if nik else "") for row, nik in rows)
    more = count - len(rows)
    console.print()
    console.print(Text.assemble((what, "bold"), f"{why}."))
    console.print(f"  {shown}{f' and {more:,} more' if more else ''}")


def show_snapshots(console: Console, snapshots: list[About], live: int | None) -> None:
    """One line a snapshot, the live one marked."""
    names = ("", "No.", "as of", "made", "listed", "ended", "unclear", "gone", "factor", "key")
    table = Table(*names, box=None, pad_edge=False)
    for about in snapshots:
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
