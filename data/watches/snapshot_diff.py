"""Compares two snapshots: finds the watched NIKs whose answer changed."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

from data.coverage import snapshots
from data.coverage.lookup import Standing, standing
from data.coverage.second_factor import Factor
from data.coverage.snapshots import Damaged, SnapshotProblem
from data.watches.watches import Watch

_ROWS = "SELECT nik, status, ends, factor FROM people WHERE nik IN ({})"
Row = tuple[int, int | None, bytes | None]


class _Snapshot:
    """The rows of the watched NIKs in one snapshot. Raises SnapshotProblem."""

    def __init__(self, path: Path, niks: list[bytes]) -> None:
        self.factor = snapshots.read_about(path).second_factor
        marks = ", ".join("?" * len(niks))
        try:
            with closing(snapshots.connect(path)) as opened:
                found = opened.execute(_ROWS.format(marks), niks).fetchall()
        except sqlite3.Error:
            raise Damaged("snapshot.unreadable", file=path.name) from None
        self._rows: dict[bytes, Row] = {nik: (status, ends, factor) for nik, status, ends, factor in found}

    def asks_what_was_not_typed(self, watch: Watch, before: "_Snapshot | None") -> bool:
        """Whether it needs a second factor that this watcher was never asked for, or a different one."""
        another = before is not None and before.factor is not self.factor
        return self.factor is not Factor.NONE and (watch.factor is None or another)

    def seen_by(self, watch: Watch, today: date) -> Standing:
        """The answer that this watcher would get."""
        row = self._rows.get(watch.nik)
        if row is None or (self.factor is not Factor.NONE and not watch.has_typed(row[2])):
            return Standing.NOT_LISTED
        return standing(row[0], date.fromordinal(row[1]) if row[1] is not None else None, today)


def find_changed(directory: Path, live: int, watched: Iterable[Watch], today: date) -> list[tuple[Watch, bool | None]]:
    """For each watch, whether the live snapshot gives a different answer.

    None: the live snapshot is unclear about the person, so the watch goes on from the answer before.
    At most some hundred watches at a time, as each is a variable of one query. Raises SnapshotProblem when the live
    snapshot cannot be read.
    """
    watched = list(watched)
    now = _Snapshot(snapshots.file_of(directory, live), [one.nik for one in watched])
    before = {
        number: _earlier(directory, number, [one.nik for one in watched if one.snapshot == number])
        for number in {one.snapshot for one in watched if one.snapshot is not None}
    }
    return [(one, _is_news(one, before.get(one.snapshot or 0), now, today)) for one in watched]


def carried(directory: Path, now: Path, pairs: list[tuple[Watch, Watch]], today: date) -> list[bool | None]:
    """For each watch, whether the snapshot `now`, made with another key, gives a different answer; None as above.

    Each watch is given under the old key and under the new one; `now` need not be published yet.
    At most some hundred at a time. Raises SnapshotProblem when `now` cannot be read.
    """
    new = _Snapshot(now, [watch.nik for _, watch in pairs])
    before = {
        number: _earlier(directory, number, [old.nik for old, _ in pairs if old.snapshot == number])
        for number in {old.snapshot for old, _ in pairs if old.snapshot is not None}
    }
    return [_is_news(watch, before.get(old.snapshot or 0), new, today, old) for old, watch in pairs]


def _earlier(directory: Path, number: int, niks: list[bytes]) -> _Snapshot | None:
    try:
        return _Snapshot(snapshots.file_of(directory, number), niks)
    except SnapshotProblem:
        return None  # removed meanwhile, as only the newest are kept


def _is_news(
    watch: Watch, before: _Snapshot | None, now: _Snapshot, today: date, earlier: Watch | None = None
) -> bool | None:
    """`earlier` is the watch as the snapshot `before` knows it, if that was made with another key."""
    if watch.snapshot is None:  # we could not check then, and can now
        return True
    if now.asks_what_was_not_typed(watch, before):
        return True  # whether it changed would tell a stranger who is listed, so everybody is asked to look
    standing_now = now.seen_by(watch, today)
    if standing_now is Standing.UNCLEAR:
        return None
    if before is None:  # a listed person cannot be watched
        return standing_now is Standing.LISTED
    # It is no news that a person's row is deleted, 24 months after leaving the list.
    return standing_now is not before.seen_by(earlier or watch, today) and standing_now is not Standing.NOT_LISTED
