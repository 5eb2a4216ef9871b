"""Counts how many people would hear that they were removed, should a list that was built replace the live one."""

from contextlib import closing
from pathlib import Path

from data.clock import wib_day
from data.coverage import snapshots
from data.coverage.importing.job import ImportJob
from data.coverage.snapshots import About

_COUNT = """
SELECT count(*) FROM old.people AS before {moved} LEFT JOIN people AS now ON now.nik = {nik}
WHERE before.status < 2 AND (
    now.nik IS NULL OR now.status = 2
    OR before.status = 0 AND ifnull(before.ends, 9999999) >= :today
        AND (now.status = 1 OR now.status = 0 AND ifnull(now.ends, 9999999) < :today)
)
"""


def count(order: ImportJob, before: About, built: Path) -> int:
    """People of the live list who are missing in this one, and those listed who have ended by it.

    Where the key changes and the old one is lost, nobody knows who they are: then it is by how many there are fewer.
    """
    former = order.former if before.key_fingerprint != order.key.fingerprint else None
    if former and former.key is None:
        return max(0, before.people - snapshots.read_about(built).people)
    with closing(snapshots.connect(built)) as db:
        db.execute("ATTACH ? AS old", (snapshots.uri(snapshots.file_of(order.directory, before.number)),))
        moved, nik = "", "before.nik"
        if former:
            db.execute("ATTACH ? AS former", (str(former.hashes),))
            moved, nik = "LEFT JOIN former.hashes AS moved ON moved.old = before.nik", "moved.new"
        today = wib_day(order.now).toordinal()
        (found,) = db.execute(_COUNT.format(moved=moved, nik=nik), {"today": today}).fetchone()
    return int(found)
