"""Publishes a participants file as a coverage snapshot, or refuses it and leaves the old snapshot live.

The new snapshot is built beside the live one, checked, read back, and published by replacing the pointer file. If the
process is killed before that, the old snapshot stays live.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from data.clock import wib_day
from data.coverage import publishing, snapshots
from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import (
    all_listed,
    column_checks,
    column_watch,
    given_lists,
    read_columns,
    remark_rows,
    removals,
)
from data.coverage.importing.builder import build
from data.coverage.importing.job import Gate, ImportJob, Progress, Refused, Report
from data.coverage.lists.sheets import Sheet
from data.coverage.second_factor import Factor
from data.coverage.snapshots import About, SnapshotProblem
from data.files import atomic
from data.import_texts import Sentence

REJECTED_SHARE = UNCLEAR_SHARE = 0.01
_MANY_REJECTED = 0.1
"""Share of rejected rows from which on staff must look into the list: these people would read "not in the data"."""


def publish(
    job: ImportJob, progress: Progress, before_publishing: Callable[[Path, About], None] | None = None
) -> Report:
    """Imports one list. Raises UnreadableFile, Refused or SnapshotProblem; nothing has changed then.

    `before_publishing` gets the new file and its description once it was built and checked; on a dry run, too.
    """
    began = time.perf_counter()
    with publishing.locked(job.directory):
        publishing.remove_leftovers(job.directory, job.former.hashes if job.former else None)
        report = Report(before=_live_snapshot(job))
        report.reasons = {} if job.keep_reasons else None
        number = max(snapshots.numbers(job.directory), default=0) + 1
        part = job.directory / f"coverage-{number}.db.part"
        stage = (
            job.directory / f"coverage-{number}-{os.getpid()}.stage"
        )  # a writer that outlives a killed import for a moment has another
        try:
            needed = () if job.factor is Factor.NONE else (job.factor,)
            with given_lists.open_lists(job.paths, job.sheet, needed, all_sheets=job.all_sheets) as sheet:
                report.notes, report.sheets = sheet.notes, sheet.sheets
                taken = read_columns.with_cover(read_columns.without_ignored(sheet, job.ignore_columns))
                read_columns.report_columns(sheet, report, taken.cover)
                _check_columns(taken, job.factor)
                day = max(job.as_of, wib_day(job.now))
                watch = column_watch.ColumnWatch(taken, day, job.status_words)
                build(part, stage, replace(taken, rows=watch.watch_rows(taken.rows)), number, job, report, progress)
            progress("checking", 0.5)
            doubts = [
                *column_checks.of_columns(watch, report),
                *column_checks.of_lines(report, all_listed=job.all_listed),
                *column_checks.of_cohorts(report, all_listed=job.all_listed),
                *(() if job.all_listed else remark_rows.of_candidates(report)),
                *all_listed.gates(job, taken, watch, report),
            ]
            _check_risks(job, report, part, doubts)
            if before_publishing and report.about:
                before_publishing(part, report.about)
            if not job.dry_run:
                atomic.fsync(part)
                job.publishing()
                part.replace(snapshots.file_of(job.directory, number))
                before = report.before.number if report.before else None
                publishing.point_to(job.directory, publishing.write_seal(job.directory, number, before))
                publishing.prune(job.directory)
                report.published = True
            progress("checking", 1.0)
        except MemoryError:
            raise UnreadableFile("file.memory") from None
        except (sqlite3.Error, OSError) as error:
            raise SnapshotProblem("snapshot.not_written", directory=job.directory, why=str(error)) from None
        finally:
            part.unlink(missing_ok=True)
            stage.unlink(missing_ok=True)
    report.seconds = time.perf_counter() - began
    return report


def _live_snapshot(job: ImportJob) -> About | None:
    """The live snapshot, if any. Raises SnapshotProblem when it cannot be read and `--replace` was not given."""
    try:
        pointer = snapshots.read_pointer(job.directory)
        if job.former and snapshots.key_in(job.directory, pointer) != job.key.fingerprint:
            return snapshots.verify(job.directory, pointer, job.former.key)
        return snapshots.verify(job.directory, pointer, job.key)
    except snapshots.Missing:
        return None
    except SnapshotProblem as problem:
        if job.accepted.replace:
            return None
        raise SnapshotProblem("snapshot.not_compared", problem=problem.sentence) from None


def _check_columns(sheet: Sheet, factor: Factor) -> None:
    if factor is not Factor.NONE and factor not in sheet.columns:
        heading = "Nama" if factor is Factor.NAME else "No KK"
        raise UnreadableFile("column.no_factor", heading=heading)


def _check_risks(job: ImportJob, report: Report, built: Path, doubts: Sequence[Gate]) -> None:
    """Raises Refused for a list that looks wrong by itself or beside the live one, unless staff accepted each risk."""
    gates = [*_too_many_unread(job, report), *doubts]
    if report.before and report.about:
        gates += _compare(job, report, report.before, report.about, built)
    if gates:
        raise Refused(gates, report)


def _too_many_unread(job: ImportJob, report: Report) -> Iterator[Gate]:
    """The gates for too many rejected rows and too many unclear people."""
    rejected, accepted = report.rejected.total(), job.accepted
    if rejected > max(REJECTED_SHARE * report.rows, accepted.rejected):
        switch = ("--accept-rejected", str(rejected))
        values = {"rejected": rejected, "rows": report.rows}
        yield Gate(Sentence("gate.rejected", values), switch, rejected > _MANY_REJECTED * report.rows)
    about, blank = report.about, report.unclear["status_blank"]
    if about and about.unclear - blank > max(UNCLEAR_SHARE * about.people, accepted.unclear):
        switch = ("--accept-unclear", str(about.unclear))
        yield Gate(Sentence("gate.unclear", {"unclear": about.unclear, "people": about.people}), switch)


def _compare(job: ImportJob, report: Report, before: About, about: About, built: Path) -> Iterator[Gate]:
    if not job.accepted.replace:
        if before.synthetic != about.synthetic:
            if about.synthetic:
                yield Gate(Sentence("gate.synthetic", {"people": before.people}), ("--replace",))
        elif _is_much_smaller(before, about):
            report.removed = removals.count_removed(job, before, built)
            values = {"people": about.people, "listed": about.listed, "removed": report.removed}
            values |= {"people_before": before.people, "listed_before": before.listed}
            # If it removes nearly everybody, it is an addition or another list rather than the next version.
            yield Gate(Sentence("gate.removed", values), ("--replace",), report.removed * 10 >= before.people * 9)
    if about.as_of < before.as_of and not job.accepted.older:
        days = {"as_of": about.as_of.isoformat(), "before": before.as_of.isoformat()}
        yield Gate(Sentence("gate.older", days), ("--older",))


def _is_much_smaller(before: About, about: About) -> bool:
    """Whether people or listed people are fewer by 10 % or more. Unclear people count: they do not read "removed"."""
    fewer = about.people * 10 <= before.people * 9
    return fewer or (about.listed + about.unclear) * 10 <= before.listed * 9
