"""Publishes a participants file as a coverage snapshot, or refuses it and leaves the old one live.

The new snapshot is built beside the live one, checked, read back, and published by the pointer file. Killed at any
moment, the old snapshot stays live.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from data import columns, own_files, sheets, snapshots
from data.build import build
from data.factors import Factor
from data.orders import Order, Progress, Refused, Report, short
from data.snapshots import About, SnapshotProblem

REJECTED_SHARE = 0.01
_SENTENCES = 4
"""What is said of columns that look wrong; a file may have 16,000."""

_MATTERS = {"status": ("status", "Status"), "starts": ("start date", "TMT"), "ends": ("end date", "Tanggal Akhir")}
"""Fields that decide who is listed, and how to head them."""


def publish(order: Order, progress: Progress, first: Callable[[Path, About], None] | None = None) -> Report:
    """Imports one file. Raises UnreadableFile, Refused or SnapshotProblem, and then nothing has changed.

    `first` is given the file as it was built and checked, right before it is published; on a dry run, too.
    """
    began = time.perf_counter()
    with snapshots.locked(order.directory):
        snapshots.tidy(order.directory, order.former.hashes if order.former else None)
        report = Report(before=_before(order))
        number = max(snapshots.numbers(order.directory), default=0) + 1
        part = order.directory / f"coverage-{number}.db.part"
        stage = order.directory / f"coverage-{number}.stage"
        try:
            with sheets.opened(order.path, order.sheet) as sheet:
                _check_columns(sheet, order.factor)
                _note_columns(sheet, report)
                build(part, stage, sheet, number, order, report, progress)
            progress("checking", 0.5)
            _guard(order, report)
            if first and report.about:
                first(part, report.about)
            if not order.dry_run:
                own_files.to_disk(part)
                order.publishing()
                part.replace(snapshots.file_of(order.directory, number))
                before = report.before.number if report.before else None
                snapshots.point_to(order.directory, snapshots.seal(order.directory, number, before))
                snapshots.prune(order.directory)
                report.published = True
            progress("checking", 1.0)
        except MemoryError:
            raise sheets.UnreadableFile(
                "This list cannot be read within 1 GB of memory: it holds far more than people. Copy the rows with "
                "people, and the columns that are needed, into a new file, and import that."
            ) from None
        except (sqlite3.Error, OSError) as error:
            raise SnapshotProblem(f"{order.directory} cannot be written: {error}. Is the disk full?") from None
        finally:
            part.unlink(missing_ok=True)
            stage.unlink(missing_ok=True)
    report.seconds = time.perf_counter() - began
    return report


def _before(order: Order) -> About | None:
    """The live snapshot. Raises SnapshotProblem when it cannot be compared with and we are not to force."""
    try:
        pointer = snapshots.read_pointer(order.directory)
        if order.former and snapshots.key_in(order.directory, pointer) != order.key.fingerprint:
            return snapshots.verify(order.directory, pointer, order.former.key)
        return snapshots.verify(order.directory, pointer, order.key)
    except snapshots.Missing:
        return None
    except SnapshotProblem as problem:
        if order.force:
            return None
        raise SnapshotProblem(
            f"The live snapshot cannot be compared with: {problem} Or publish without looking back, by --force; "
            "people who left the list are then forgotten."
        ) from None


def _check_columns(sheet: sheets.Sheet, factor: Factor) -> None:
    if factor is not Factor.NONE and factor not in sheet.columns:
        heading = "Nama" if factor is Factor.NAME else "No KK"
        raise sheets.UnreadableFile(f"The second factor needs a column headed {heading!r}; there is none.")


def _note_columns(sheet: sheets.Sheet, report: Report) -> None:
    """Which columns are read, which are not, and which of those say that people have left."""
    report.columns = {name: str(sheet.headings[at]) for name, at in sheet.columns.items()}
    read = set(sheet.columns.values())
    unread = {at: str(cell) for at, cell in enumerate(sheet.headings) if at not in read and str(cell).strip()}
    report.unused = list(unread.values())
    for _, cells in sheet.sample:
        report.endings |= {
            name for at, name in unread.items() if at < len(cells) and columns.is_listed(cells[at]) is False
        }


def _guard(order: Order, report: Report) -> None:
    """Refuses a list that looks wrong, by itself or beside the one before, unless forced."""
    found = [*_suspicious(report)]
    more = f"So it is with {len(found) - _SENTENCES:,} more columns." if len(found) > _SENTENCES else ""
    refusals = [*found[:_SENTENCES], *filter(None, [more])]
    if report.before and report.about:
        refusals += _compared(report.before, report.about)
    if refusals and not order.force:
        raise Refused(" ".join(refusals), report, can_force=True)


def _suspicious(report: Report) -> Iterator[str]:
    rejected = report.rejected.total()
    if rejected > REJECTED_SHARE * report.rows:
        yield f"{rejected:,} of {report.rows:,} rows were rejected, more than 1 %."
    for heading in report.unused:
        field = columns.heading(heading) or columns.looks_like(heading)
        if field in _MATTERS and (field not in report.columns or columns.heading(heading)):
            what, better = _MATTERS[field]
            yield (
                f"The column {short(heading)!r} may be the {what}, and is not read. If it is, head it, and no other "
                f"column, {better!r}; if not, delete it."
            )
        elif heading in report.endings:
            name = short(heading)
            yield f"The column {name!r} says of people that they have left, and is not read. Head it 'Status'."


def _compared(before: About, about: About) -> Iterator[str]:
    if before.synthetic != about.synthetic:
        if about.synthetic:
            yield "This list is synthetic, and the live snapshot is of real people."
    else:
        for what, now, then in (("people", about.people, before.people), ("listed", about.listed, before.listed)):
            if now * 10 <= then * 9:
                yield f"The list has {now:,} {what}, the live one {then:,}: 10 % fewer or worse."
    if about.as_of < before.as_of:
        yield f"The list is of {about.as_of}, the live one is newer: {before.as_of}."
