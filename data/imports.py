"""Turns a participants file into a published coverage snapshot, or refuses it and leaves the old one live.

The file is read row by row, each person keyed and staged; SQLite then sorts them into a new snapshot beside the live
one. It is checked, read back and published by the pointer file. Killed at any moment, the old snapshot stays live.
"""

import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from data import columns, sheets, snapshots
from data.factors import Factor
from data.keys import Key
from data.nik import masked
from data.participants import Participants, Rejected, TooManyCohorts
from data.snapshots import About, SnapshotProblem
from data.texts import WIB

REJECTED_SHARE = 0.01
GONE_YEARS = 2
"""People gone from the list are remembered for 24 months."""

_CHUNK = 20_000
_READ_BACK = 100
_SHOWN = 20
_ZERO_SHARE, _ZERO_LEAST = 0.9, 20

_LIKELY = {"status": ("status", "Status"), "starts": ("start date", "TMT"), "ends": ("end date", "Tanggal Akhir")}
"""What an unread column may hold, and how to head it."""

Progress = Callable[[str, float], None]
"""Takes what is being done, and how far it is, from 0 to 1."""


@dataclass
class Report:
    """What an import found and did. NIKs in it are masked."""

    rows: int = 0
    duplicates: int = 0
    """Rows beyond the first for the same NIK."""
    duplicate_rows: list[list[int]] = field(default_factory=list)
    """The first of them: the rows in which one NIK stands."""
    rejected: Counter[str] = field(default_factory=Counter)
    rejected_rows: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """By reason the first rows: row number, and the masked NIK when there was one."""
    unfamiliar: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    """Field -> the heading it was read under."""
    unused: list[str] = field(default_factory=list)
    """Headings that were not read."""
    cohorts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Listed and ended people by cohort."""
    about: About | None = None
    """The snapshot as it was built; None when it was not."""
    published: bool = False
    before: About | None = None
    """The snapshot that was live when the import began, when it can be compared."""
    seconds: float = 0.0

    def reject(self, row: int, rejected: Rejected) -> None:
        """Notes a row that was not taken."""
        self.rejected[rejected.reason] += 1
        rows = self.rejected_rows.setdefault(rejected.reason, [])
        if len(rows) < _SHOWN:
            rows.append((row, masked(rejected.nik) if rejected.nik else ""))


class Refused(Exception):
    """The file was read but not published; the report says what was found."""

    def __init__(self, message: str, report: Report, *, can_force: bool) -> None:
        super().__init__(message)
        self.report = report
        self.can_force = can_force


@dataclass(frozen=True)
class Order:
    """What to import, and how."""

    path: Path
    as_of: date
    """The day the list speaks of."""
    now: datetime
    key: Key
    directory: Path
    factor: Factor = Factor.NONE
    sheet: str | None = None
    force: bool = False
    dry_run: bool = False


_STAGED = "INSERT INTO stage.people VALUES (?, ?, ?, ?, ?, ?, ?)"
_STAGE = "CREATE TABLE stage.people (nik, status, starts, ends, cohort, factor, row)"
_SORT = """
INSERT OR IGNORE INTO people (nik, status, starts, ends, cohort, factor)
SELECT nik, status, starts, ends, cohort, factor FROM stage.people
ORDER BY nik, status, ifnull(ends, 9999999) DESC, ifnull(starts, 0), row
"""
_DUPLICATES = """
SELECT group_concat(row, ' ') FROM stage.people GROUP BY nik HAVING count(*) > 1 ORDER BY min(row) LIMIT ?
"""
_GONE = """
INSERT INTO people (nik, status, starts, ends, factor, last_listed)
SELECT nik, 2, starts, ends, CASE WHEN :same_factor THEN factor END, ifnull(last_listed, :last)
FROM old.people AS before
WHERE (:newer OR status = 2) AND ifnull(last_listed, :last) >= :cutoff
AND NOT EXISTS (SELECT 1 FROM people WHERE people.nik = before.nik)
"""
_COUNTED = """
SELECT ifnull(cohorts.name, ''), status, n FROM (SELECT cohort, status, count(*) AS n FROM people GROUP BY 1, 2)
LEFT JOIN cohorts ON cohorts.id = cohort
"""


def publish(order: Order, progress: Progress) -> Report:
    """Imports one file. Raises UnreadableFile, Refused or SnapshotProblem, and then nothing has changed."""
    began = time.perf_counter()
    with snapshots.locked(order.directory):
        snapshots.tidy(order.directory)
        report = Report(before=_before(order))
        number = max(snapshots.numbers(order.directory), default=0) + 1
        part = order.directory / f"coverage-{number}.db.part"
        stage = order.directory / f"coverage-{number}.stage"
        try:
            with sheets.opened(order.path, order.sheet) as sheet:
                _check_columns(sheet, order.factor)
                report.columns = {name: str(sheet.headings[at]) for name, at in sheet.columns.items()}
                read = set(sheet.columns.values())
                report.unused = [str(cell) for at, cell in enumerate(sheet.headings) if at not in read and cell]
                _build(part, stage, sheet, number, order, report, progress)
            progress("checking", 0.5)
            _guard(order, report)
            if not order.dry_run:
                snapshots.sync(part)
                part.replace(snapshots.file_of(order.directory, number))
                snapshots.point_to(order.directory, snapshots.seal(order.directory, number))
                snapshots.prune(order.directory)
                report.published = True
            progress("checking", 1.0)
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


def _ticking(sheet: sheets.Sheet, progress: Progress) -> Iterator[sheets.Row]:
    for row, cells in sheet.rows:
        if not row % _CHUNK:
            progress("reading", sheet.progress())
        yield row, cells
    progress("reading", 1.0)


def _build(
    part: Path,
    stage: Path,
    sheet: sheets.Sheet,
    number: int,
    order: Order,
    report: Report,
    progress: Progress,
) -> None:
    """Builds the snapshot in `part` and fills the report. Raises UnreadableFile or Refused."""
    today = order.now.astimezone(WIB).date()
    participants = Participants(sheet, order.key, order.factor, order.as_of, today)
    with closing(sqlite3.connect(part, isolation_level=None)) as made:
        # No journal: a build that dies is thrown away whole, and never looked at.
        made.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000; PRAGMA threads = 2;"
        )
        made.executescript(files("data").joinpath("schema/coverage.sql").read_text(encoding="utf-8"))
        made.execute("ATTACH ? AS stage", (str(stage),))
        made.executescript("PRAGMA stage.journal_mode = OFF; PRAGMA stage.synchronous = OFF;")
        made.execute(_STAGE)
        try:
            made.execute("BEGIN")
            staged = made.executemany(_STAGED, participants.keyed(_ticking(sheet, progress), report.reject)).rowcount
            made.execute("COMMIT")
        except TooManyCohorts:
            raise sheets.UnreadableFile(
                "The programme or segment column holds more than 200 different words, so it is no such column. "
                "Rename its heading, and it is not read."
            ) from None
        report.rows = staged + report.rejected.total()
        _check_rows(report, participants)
        progress("sorting", 0.0)
        made.execute("BEGIN")
        made.executemany("INSERT INTO cohorts (name, id) VALUES (?, ?)", participants.cohorts.items())
        people = made.execute(_SORT).rowcount
        report.duplicates = staged - people
        if report.duplicates:
            found = made.execute(_DUPLICATES, (_SHOWN,))
            report.duplicate_rows = [sorted(map(int, rows.split())) for (rows,) in found]
        gone = _carry_gone(made, order, report.before, synthetic=participants.synthetic)
        counted = Counter({(name, status): n for name, status, n in made.execute(_COUNTED)})
        names = sorted({name for name, status in counted if status < 2})
        report.cohorts = {name: (counted[name, 0], counted[name, 1]) for name in names}
        report.unfamiliar = participants.unfamiliar
        report.about = About(
            schema_version=snapshots.SCHEMA_VERSION,
            number=number,
            as_of=order.as_of,
            made_at=order.now,
            source_sha256=snapshots.checksum(order.path),
            key_fingerprint=order.key.fingerprint,
            second_factor=order.factor,
            synthetic=participants.synthetic,
            listed=sum(listed for listed, _ in report.cohorts.values()),
            ended=sum(ended for _, ended in report.cohorts.values()),
            gone=gone,
        )
        values = report.about.model_dump(mode="json")
        values["synthetic"] = int(report.about.synthetic)
        made.executemany("INSERT INTO about VALUES (?, ?)", [(name, str(value)) for name, value in values.items()])
        made.execute("COMMIT")
        progress("sorting", 1.0)
        _read_back(made, part, report.about, people)


def _check_rows(report: Report, participants: Participants) -> None:
    """Refuses what no `--force` may publish."""
    taken = report.rows - report.rejected.total()
    if not taken:
        raise Refused("No row of this file can be published.", report, can_force=False)
    if taken >= _ZERO_LEAST and participants.ending_in_zero > _ZERO_SHARE * taken:
        raise Refused(
            "Nearly every NIK ends in 0: this list went through number cells, and the last digits are lost. "
            "Export it again with the NIK column as Text.",
            report,
            can_force=False,
        )


def _carry_gone(made: sqlite3.Connection, order: Order, before: About | None, *, synthetic: bool) -> int:
    """Keeps those who were in the live snapshot and are not in this list; returns how many."""
    if before is None or before.synthetic != synthetic:
        return 0
    made.execute("COMMIT")
    made.execute("ATTACH ? AS old", (str(snapshots.file_of(order.directory, before.number)),))
    made.execute("BEGIN")
    last = before.as_of.toordinal()
    # 29 February has no anniversary
    day = min(order.as_of.day, 28) if order.as_of.month == 2 else order.as_of.day
    cutoff = order.as_of.replace(year=order.as_of.year - GONE_YEARS, day=day).toordinal()
    newer = order.as_of >= before.as_of  # an older list makes nobody gone
    same_factor = before.second_factor is order.factor
    return made.execute(_GONE, {"same_factor": same_factor, "last": last, "newer": newer, "cutoff": cutoff}).rowcount


def _read_back(made: sqlite3.Connection, part: Path, about: About, people: int) -> None:
    """Reads the new file as the bot will. Raises Damaged."""
    drawn = random.sample(range(1, people + 1), min(people, _READ_BACK))
    sample = [made.execute("SELECT nik FROM stage.people WHERE rowid = ?", (row,)).fetchone() for row in drawn]
    with closing(snapshots.connect(part)) as built:
        found = all(built.execute("SELECT 1 FROM people WHERE nik = ?", nik).fetchone() for nik in sample)
    if not (found and snapshots.is_sound(part, about)):
        raise snapshots.Damaged("The snapshot just built is not sound (disk or memory fault?). Nothing was published.")


def _guard(order: Order, report: Report) -> None:
    """Refuses a list that looks wrong, by itself or beside the one before, unless forced."""
    refusals = [*_suspicious(report)]
    if report.before and report.about:
        refusals += _compared(report.before, report.about)
    if refusals and not order.force:
        raise Refused(" ".join(refusals), report, can_force=True)


def _suspicious(report: Report) -> Iterator[str]:
    rejected = report.rejected.total()
    if rejected > REJECTED_SHARE * report.rows:
        yield f"{rejected:,} of {report.rows:,} rows were rejected, more than 1 %."
    for heading in report.unused:
        likely = columns.looks_like(heading)
        if likely and likely not in report.columns:
            what, better = _LIKELY[likely]
            yield f"The column {heading!r} looks like the {what}, and is not read: head it {better!r}, or delete it."


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
