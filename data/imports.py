"""Publishes a participants file as a coverage snapshot, or refuses it and leaves the old one live.

The new snapshot is built beside the live one, checked, read back, and published by the pointer file. Killed at any
moment, the old snapshot stays live.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from data import columns, given_lists, own_files, removed, sheets, snapshots
from data.build import build
from data.factors import Factor
from data.list_texts import Sentence
from data.orders import Gate, Order, Progress, Refused, Report, short
from data.remarks import remark_columns
from data.snapshots import About, SnapshotProblem

REJECTED_SHARE = UNCLEAR_SHARE = 0.01
_SENTENCES = 4
"""What is said of columns that look wrong; a file may have 16,000."""

_MATTERS = {"status": "Status", "starts": "TMT", "ends": "Tanggal Akhir"}
"""Fields that decide who is listed, and how to head them."""


def publish(order: Order, progress: Progress, first: Callable[[Path, About], None] | None = None) -> Report:
    """Imports one file. Raises UnreadableFile, Refused or SnapshotProblem, and then nothing has changed.

    `first` is given the file as it was built and checked, right before it is published; on a dry run, too.
    """
    began = time.perf_counter()
    with snapshots.locked(order.directory):
        snapshots.tidy(order.directory, order.former.hashes if order.former else None)
        report = Report(before=_before(order))
        report.reasons = {} if order.keep_reasons else None
        number = max(snapshots.numbers(order.directory), default=0) + 1
        part = order.directory / f"coverage-{number}.db.part"
        stage = order.directory / f"coverage-{number}.stage"
        try:
            needed = () if order.factor is Factor.NONE else (order.factor,)
            with given_lists.opened(order.paths, order.sheet, needed, all_sheets=order.all_sheets) as sheet:
                report.notes, report.sheets = sheet.notes, sheet.sheets
                _check_columns(sheet, order.factor)
                _note_columns(sheet, report)
                build(part, stage, sheet, number, order, report, progress)
            progress("checking", 0.5)
            _guard(order, report, part)
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
            raise sheets.UnreadableFile("file.memory") from None
        except (sqlite3.Error, OSError) as error:
            raise SnapshotProblem("snapshot.not_written", directory=order.directory, why=str(error)) from None
        finally:
            part.unlink(missing_ok=True)
            stage.unlink(missing_ok=True)
    report.seconds = time.perf_counter() - began
    return report


def _before(order: Order) -> About | None:
    """The live snapshot. Raises SnapshotProblem when it cannot be compared with, and staff has not said yes."""
    try:
        pointer = snapshots.read_pointer(order.directory)
        if order.former and snapshots.key_in(order.directory, pointer) != order.key.fingerprint:
            return snapshots.verify(order.directory, pointer, order.former.key)
        return snapshots.verify(order.directory, pointer, order.key)
    except snapshots.Missing:
        return None
    except SnapshotProblem as problem:
        if order.accepted.replace:
            return None
        raise SnapshotProblem("snapshot.not_compared", problem=problem.sentence) from None


def _check_columns(sheet: sheets.Sheet, factor: Factor) -> None:
    if factor is not Factor.NONE and factor not in sheet.columns:
        heading = "Nama" if factor is Factor.NAME else "No KK"
        raise sheets.UnreadableFile("column.no_factor", heading=heading)


def _note_columns(sheet: sheets.Sheet, report: Report) -> None:
    """Which columns are read, which are not, and which of those say that people have left."""
    report.columns = {name: str(sheet.headings[at]) for name, at in sheet.columns.items()}
    read = {*sheet.columns.values(), *remark_columns(sheet)}
    unread = {at: str(cell) for at, cell in enumerate(sheet.headings) if at not in read and str(cell).strip()}
    report.unused = list(unread.values())
    for _, cells in sheet.sample:
        report.endings |= {
            name for at, name in unread.items() if at < len(cells) and columns.is_listed(cells[at]) is False
        }


def _guard(order: Order, report: Report, built: Path) -> None:
    """Refuses a list that looks wrong, by itself or beside the one before, unless staff has said yes to each risk."""
    found = [*_suspicious(report)]
    gates = [*_unread(order, report), *map(Gate, found[:_SENTENCES])]
    if len(found) > _SENTENCES:
        gates.append(Gate(Sentence("gate.more_columns", {"more": len(found) - _SENTENCES})))
    if report.before and report.about:
        gates += _compared(order, report, report.before, report.about, built)
    if gates:
        raise Refused(gates, report)


def _unread(order: Order, report: Report) -> Iterator[Gate]:
    """Too many rows of nobody knows whom, or people of whom nothing sure is said."""
    rejected, accepted = report.rejected.total(), order.accepted
    if rejected > max(REJECTED_SHARE * report.rows, accepted.rejected):
        switch = ("--accept-rejected", str(rejected))
        yield Gate(Sentence("gate.rejected", {"rejected": rejected, "rows": report.rows}), switch)
    if (about := report.about) and about.unclear > max(UNCLEAR_SHARE * about.people, accepted.unclear):
        switch = ("--accept-unclear", str(about.unclear))
        yield Gate(Sentence("gate.unclear", {"unclear": about.unclear, "people": about.people}), switch)


def _suspicious(report: Report) -> Iterator[Sentence]:
    for heading in report.unused:
        field = columns.heading(heading) or columns.looks_like(heading)
        if field in _MATTERS and (field not in report.columns or columns.heading(heading)):
            what = Sentence(f"field.{field}")
            yield Sentence("gate.unread", {"column": short(heading), "what": what, "better": _MATTERS[field]})
        elif heading in report.endings:
            yield Sentence("gate.says_left", {"column": short(heading)})


def _compared(order: Order, report: Report, before: About, about: About, built: Path) -> Iterator[Gate]:
    if not order.accepted.replace:
        if before.synthetic != about.synthetic:
            if about.synthetic:
                yield Gate(Sentence("gate.synthetic", {"people": before.people}), ("--replace",))
        elif _is_much_smaller(before, about):
            report.removed = removed.count(order, before, built)
            values = {"people": about.people, "listed": about.listed, "removed": report.removed}
            values |= {"people_before": before.people, "listed_before": before.listed}
            yield Gate(Sentence("gate.removed", values), ("--replace",))
    if about.as_of < before.as_of and not order.accepted.older:
        days = {"as_of": about.as_of.isoformat(), "before": before.as_of.isoformat()}
        yield Gate(Sentence("gate.older", days), ("--older",))


def _is_much_smaller(before: About, about: About) -> bool:
    """Whether it has 10 % fewer people, or listed ones, or worse. The unclear hear nothing of being removed."""
    fewer = about.people * 10 <= before.people * 9
    return fewer or (about.listed + about.unclear) * 10 <= before.listed * 9
