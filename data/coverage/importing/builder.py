"""Builds the file of one snapshot: stages the people row by row, lets SQLite sort them, and reads the file back."""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from importlib.resources import files
from itertools import islice
from pathlib import Path

from data.clock import wib_day
from data.coverage import snapshots
from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import removals
from data.coverage.importing.job import SHOWN, Gate, ImportJob, Progress, Refused, Report, short
from data.coverage.importing.nik_counts import NikCounts
from data.coverage.importing.row_cells import TooManyCohorts
from data.coverage.importing.rows import RowReader
from data.coverage.lists.sheets import ROWS_A_SHEET, Sheet
from data.coverage.lists.titles import doubtful_word
from data.coverage.second_factor import Factor
from data.coverage.snapshots import About, Status
from data.coverage.staging import stage, stage_process
from data.coverage.staging.stage import Person
from data.import_texts import Sentence

_BLOCK = 2000
"""People who are staged at once."""
_CHUNK = 20_000
"""People between two steps of the progress bar."""
_BEGINNING = 0.2
"""If they are less than this share of the list, it is staged on a second core: that takes a process, and 0.1 s."""
_READ_BACK = 100
"""Random people who are looked up in the finished file."""
_ZERO_SHARE, _ZERO_LEAST = 0.9, 20
"""If more than this share of at least this many NIKs end in 0, the last digits were lost; by chance one in ten does."""
_LATELY_SHARE = 0.5
"""If more than this share of the NIKs date from 2004 or later and none is a woman's, they are KK numbers."""


def build(
    part: Path, file: Path, sheet: Sheet, number: int, job: ImportJob, report: Report, progress: Progress
) -> None:
    """Builds the snapshot in `part`, staged in `file`, and fills in the report.

    Raises UnreadableFile, Refused, SnapshotProblem, sqlite3.Error and MemoryError.
    """
    today = wib_day(job.now)
    reader = RowReader(sheet, job.factor, job.as_of, today, job.status_words, all_listed=job.all_listed)
    with _open_database(part, file) as db:
        staged = _stage(db, file, sheet, reader, job, report, progress)
        report.source = sheet.checksum()
        report.remarks = [
            (short(str(sheet.headings[at])) if at < len(sheet.headings) else "", words, count)
            for (at, words), count in reader.remarks.most_common()
        ]
        report.group_titles = reader.titles
        report.lines = reader.lines.found
        report.month_first = reader.month_first
        report.unknown_words = [(short(word), count) for word, count in reader.unknown_words]
        _check_rows(report, reader.niks, today)
        progress("sorting", 0.0)
        report.of_parts = _count_parts(db, sheet, max(job.as_of, today))
        people = _sort(db, reader, report, staged)
        _mark_unclear(db, job, reader, report)
        removed = removals.carry_removed(db, job, report, synthetic=reader.synthetic)
        unclear = _count(db, report, max(job.as_of, today))
        report.unknown_regency = reader.niks.unknown_regency
        report.about = About(
            schema_version=snapshots.SCHEMA_VERSION,
            number=number,
            as_of=job.as_of,
            made_at=job.now,
            source_sha256=report.source,
            key_fingerprint=job.key.fingerprint,
            second_factor=job.factor,
            synthetic=reader.synthetic,
            listed=sum(listed for listed, _ in report.cohorts.values()),
            ended=sum(ended for _, ended in report.cohorts.values()),
            unclear=unclear,
            gone=removed,
        )
        _describe(db, report.about)
        progress("sorting", 1.0)
        _read_back(db, part, report.about, people)


@contextmanager
def _open_database(part: Path, file: Path) -> Iterator[sqlite3.Connection]:
    """Opens the new file with the staging database attached."""
    with closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.executescript(stage.UNSAFE.format(schema="main"))
        db.executescript("PRAGMA threads = 4; PRAGMA cache_size = -4000;")  # sorts in pieces of 4 MB, on both cores
        db.executescript(files("data.coverage").joinpath("snapshot.sql").read_text(encoding="utf-8"))
        db.execute("ATTACH ? AS stage", (str(file),))
        db.executescript(stage.UNSAFE.format(schema="stage"))
        db.execute(stage.TABLE)
        yield db


def _stage(
    db: sqlite3.Connection,
    file: Path,
    sheet: Sheet,
    reader: RowReader,
    job: ImportJob,
    report: Report,
    progress: Progress,
) -> int:
    """Puts the people of the list into the staging table; returns how many rows were accepted."""
    people = reader.read_rows(sheet.rows, report.add_rejected, report.add_unclear)
    staged = 0
    db.execute("BEGIN")
    with ExitStack() as stack:
        put: Callable[[Sequence[Person]], None] = lambda block: stage.insert(db, block, job.key)  # noqa: E731
        try:
            while block := [*islice(people, _BLOCK)]:
                put(block)
                staged += len(block)
                if staged % _CHUNK:
                    continue
                progress("reading", sheet.progress())
                if staged == _CHUNK and sheet.progress() < _BEGINNING and stage_process.has_second_core():
                    db.execute("COMMIT")
                    put = stack.enter_context(stage_process.staging(file, job.key))
        except TooManyCohorts:
            raise UnreadableFile("column.no_cohort") from None
        progress("reading", 1.0)
    if db.in_transaction:
        db.execute("COMMIT")
    report.rows = staged + report.rejected.total()
    return staged


def _check_rows(report: Report, niks: NikCounts, today: date) -> None:
    """Raises Refused for faults that no switch may override."""
    taken = report.rows - report.rejected.total()
    if not taken:
        raise Refused([Gate(Sentence("gate.nobody"))], report)
    if taken >= _ZERO_LEAST and niks.ending_in_zero > _ZERO_SHARE * taken:
        raise Refused([Gate(Sentence("gate.last_digits"))], report)
    if taken >= _ZERO_LEAST and not niks.of_women and niks.born_lately(today) > _LATELY_SHARE * taken:
        raise Refused([Gate(Sentence("gate.family_numbers"))], report)


_OF_PARTS = """
SELECT CASE WHEN :several THEN row / :rows ELSE 0 END, sum(NOT over), sum(over)
FROM (SELECT row, status = 1 OR ifnull(ends, 9999999) < :today AS over FROM stage.people WHERE status < 2)
GROUP BY 1
"""


def _count_parts(db: sqlite3.Connection, sheet: Sheet, today: date) -> dict[int, tuple[int, int]]:
    """Counts rows of listed and ended people by sheet or file, only where a title contains a doubtful word."""
    if not any(doubtful_word((top.file, *top.titles)) for top in sheet.tops):
        return {}
    values = {"several": bool(sheet.sheets), "rows": ROWS_A_SHEET, "today": today.toordinal()}
    return {part: (listed, ended) for part, listed, ended in db.execute(_OF_PARTS, values)}


# The best status of a NIK comes first; the primary key makes SQLite ignore its other rows. Rows with a name come before
# rows without one.
_SORT = """
INSERT OR IGNORE INTO people (nik, status, starts, ends, cohort, factor)
SELECT nik, status, starts, ends, cohort, factor FROM stage.people
ORDER BY nik, {named} status, ifnull(ends, 9999999) DESC, ifnull(starts, 0), row
"""
_DUPLICATES = """
SELECT group_concat(row, ' ') FROM stage.people GROUP BY nik HAVING count(*) > 1 ORDER BY min(row) LIMIT ?
"""


def _sort(db: sqlite3.Connection, reader: RowReader, report: Report, staged: int) -> int:
    """Puts each person into the snapshot once; returns the number of people."""
    db.execute("BEGIN")
    db.executemany("INSERT INTO cohorts (name, id) VALUES (?, ?)", reader.cohorts.items())
    people = db.execute(_SORT.format(named="factor IS NULL," if reader.without_factor else "")).rowcount
    db.execute("COMMIT")
    report.duplicates = staged - people
    if report.duplicates:
        found = db.execute(_DUPLICATES, (SHOWN,))
        report.duplicate_rows = [sorted(map(int, rows.split())) for (rows,) in found]
    return people


# Two rows for one NIK contradict each other if one says listed on the day of the import and the other says ended,
# unless the ended one is an earlier period that was over by the day the listed one begins. Rows with names of different
# people contradict each other, too. Other differences are harmless: every row says listed, or every row says ended.
_CONTRADICT = """
CREATE TABLE stage.doubts AS
SELECT *, 0 AS several FROM (
    SELECT nik, min(row) AS first, group_concat(row, ' ') AS rows, count(*) AS n, max(status) = 3 AS unclear,
        min(named) < max(named) AS named_apart,
        max(over) > min(over) AND max(CASE WHEN over THEN ifnull(ends, 9999999) END)
            > min(CASE WHEN NOT over THEN ifnull(starts, 0) END) AS contradict
    FROM (SELECT *, status = 1 OR ifnull(ends, 9999999) < :today AS over FROM stage.people)
    GROUP BY nik
) WHERE n > 1 AND (unclear OR contradict OR named_apart)
"""
_NAMES = """
SELECT nik, group_concat(DISTINCT named) FROM stage.people
WHERE nik IN (SELECT nik FROM stage.doubts WHERE named_apart) GROUP BY nik
"""
_UNCLEAR = "UPDATE people SET status = 3, starts = NULL, ends = NULL, cohort = NULL WHERE {}"


def _mark_unclear(db: sqlite3.Connection, job: ImportJob, reader: RowReader, report: Report) -> None:
    """Marks people as unclear whose rows contradict each other, who have an unclear row, or lack the second factor."""
    if report.duplicates:
        day = max(job.as_of, wib_day(job.now))
        db.execute(_CONTRADICT, {"today": day.toordinal()})
        several = [
            (nik,)
            for nik, names in db.execute(_NAMES)
            if reader.names.are_different_people(*map(int, names.split(",")))
        ]
        db.executemany("UPDATE stage.doubts SET several = 1 WHERE nik = ?", several)
        db.execute(_UNCLEAR.format("nik IN (SELECT nik FROM stage.doubts WHERE unclear OR contradict OR several)"))
        for (rows,) in db.execute("SELECT rows FROM stage.doubts WHERE several ORDER BY first"):
            for row in sorted(map(int, rows.split())):
                report.add_unclear(row, "names_differ")
        found = db.execute("SELECT rows FROM stage.doubts WHERE contradict AND NOT (unclear OR several) ORDER BY first")
        for (rows,) in found:
            report.contradicting += 1
            for row in sorted(map(int, rows.split())):
                report.add_unclear(row, "rows_contradict")  # without a NIK: not even a part of it is stored
    if reader.without_factor and job.factor is not Factor.NONE:
        db.execute(_UNCLEAR.format("factor IS NULL"))


_COUNTED = """
SELECT ifnull(cohorts.name, ''), status, n, over FROM (
    SELECT cohort, status, count(*) AS n, count(CASE WHEN ends < :today THEN 1 END) AS over FROM people GROUP BY 1, 2
) LEFT JOIN cohorts ON cohorts.id = cohort
"""


def _count(db: sqlite3.Connection, report: Report, today: date) -> int:
    """Counts listed and ended people by cohort; returns the number of unclear people."""
    found = db.execute(_COUNTED, {"today": today.toordinal()}).fetchall()
    counted = Counter({(name, status): n for name, status, n, _ in found})
    report.over = sum(over for _, status, _, over in found if status == Status.LISTED)
    names = sorted({name for name, status in counted if status in {Status.LISTED, Status.ENDED}})
    report.cohorts = {name: (counted[name, Status.LISTED], counted[name, Status.ENDED]) for name in names}
    return sum(n for (_, status), n in counted.items() if status == Status.UNCLEAR)


def _describe(db: sqlite3.Connection, about: About) -> None:
    """Writes the snapshot's own description into the file."""
    values = about.model_dump(mode="json") | {"synthetic": int(about.synthetic)}
    db.execute("BEGIN")
    db.executemany("INSERT INTO about VALUES (?, ?)", [(name, str(value)) for name, value in values.items()])
    db.execute("COMMIT")


def _read_back(db: sqlite3.Connection, part: Path, about: About, people: int) -> None:
    """Reads the new file the way the bot does. Raises Damaged."""
    drawn = random.sample(range(1, people + 1), min(people, _READ_BACK))
    sample = [db.execute("SELECT nik FROM stage.people WHERE rowid = ?", (row,)).fetchone() for row in drawn]
    with closing(snapshots.connect(part)) as built:
        found = all(built.execute("SELECT 1 FROM people WHERE nik = ?", nik).fetchone() for nik in sample)
    if not (found and snapshots.is_sound(part, about)):
        raise snapshots.Damaged("snapshot.built_unsound")
