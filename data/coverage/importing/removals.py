"""People of the live snapshot who are missing in the new list: carries them over as removed, and counts them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from data.clock import add_months, wib_day
from data.coverage import snapshots
from data.coverage.importing.job import ImportJob, Report
from data.coverage.snapshots import About

REMEMBERED_YEARS = 2
"""People removed from the list are remembered for 24 months."""

_CARRY = """
INSERT INTO people (nik, status, starts, ends, factor, last_listed)
SELECT {nik}, 2, starts, ends, CASE WHEN {same_factor} THEN {factor} END, ifnull(last_listed, :last)
FROM old.people AS before {moved}
WHERE {was} AND NOT EXISTS (SELECT 1 FROM people WHERE people.nik = {nik})
"""
# Somebody who was unclear in every earlier list was never known to be listed, and so is not carried over as removed.
_WAS = "(:newer OR status = 2) AND (status < 3 OR last_listed IS NOT NULL) AND ifnull(last_listed, :last) >= :cutoff"
_SAME_KEY = {"nik": "before.nik", "factor": "before.factor", "moved": "", "same_factor": ":same_factor", "was": _WAS}
_OTHER_KEY = {
    "nik": "moved.new",
    "factor": "moved.new_factor",
    "moved": "JOIN former.hashes AS moved ON moved.old = before.nik",
    "same_factor": ":same_factor AND before.factor = moved.old_factor",
    "was": _WAS,
}
_LOST = """
SELECT count(*) FROM old.people AS before
WHERE {was} AND NOT EXISTS (SELECT 1 FROM former.hashes WHERE hashes.old = before.nik)
"""


# For people who are unclear now, the day of the last list with a clear status is kept: if the next list does not have
# them at all, that day is what the bot can name.
_REMEMBER = """
UPDATE people SET last_listed = CASE WHEN before.status < 2 THEN :last ELSE before.last_listed END
FROM old.people AS before {moved}
WHERE people.status = 3 AND people.nik = {nik} AND (:newer OR before.status > 1)
"""


def carry_removed(db: sqlite3.Connection, job: ImportJob, report: Report, *, synthetic: bool) -> int:
    """Copies the people of the live snapshot who are not in this list, as removed; returns how many there are."""
    before = report.before
    if before is None or before.synthetic != synthetic:
        return 0
    values = {
        "last": before.as_of.toordinal(),
        "cutoff": add_months(job.as_of, -12 * REMEMBERED_YEARS).toordinal(),  # 29 February has no anniversary
        "newer": job.as_of >= before.as_of,  # an older list removes nobody
        "same_factor": before.second_factor is job.factor,
    }
    db.execute("ATTACH ? AS old", (str(snapshots.file_of(job.directory, before.number)),))
    names = _SAME_KEY
    if job.former and before.key_fingerprint != job.key.fingerprint:
        names = _OTHER_KEY
        db.execute("ATTACH ? AS former", (str(job.former.hashes),))
        (report.lost,) = db.execute(_LOST.format(was=_WAS), values).fetchone() if job.former.key else (0,)
    if report.unclear:
        db.execute(_REMEMBER.format(**names), values)
    return db.execute(_CARRY.format(**names), values).rowcount


_COUNT = """
SELECT count(*) FROM old.people AS before {moved} LEFT JOIN people AS now ON now.nik = {nik}
WHERE before.status < 2 AND (
    now.nik IS NULL OR now.status = 2
    OR before.status = 0 AND ifnull(before.ends, 9999999) >= :today
        AND (now.status = 1 OR now.status = 0 AND ifnull(now.ends, 9999999) < :today)
)
"""


def count_removed(job: ImportJob, before: About, built: Path) -> int:
    """Counts the people who would be told that they were removed or have ended if the new snapshot went live.

    When the key changes and the old key is lost, people cannot be compared: the result is by how many there are fewer.
    """
    former = job.former if before.key_fingerprint != job.key.fingerprint else None
    if former and former.key is None:
        return max(0, before.people - snapshots.read_about(built).people)
    with closing(snapshots.connect(built)) as db:
        db.execute("ATTACH ? AS old", (snapshots.uri(snapshots.file_of(job.directory, before.number)),))
        moved, nik = "", "before.nik"
        if former:
            db.execute("ATTACH ? AS former", (str(former.hashes),))
            moved, nik = "LEFT JOIN former.hashes AS moved ON moved.old = before.nik", "moved.new"
        today = wib_day(job.now).toordinal()
        (found,) = db.execute(_COUNT.format(moved=moved, nik=nik), {"today": today}).fetchone()
    return int(found)
