"""Restores a backup: puts its files in place, and moves the previous files to a folder beside them."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from data.backups.backup_files import (
    COVERAGE,
    HEAD,
    LIVE,
    MOST,
    BackupProblem,
    Manifest,
    Places,
    Progress,
    copy,
    free_name,
    fsync_all,
    verify,
)
from data.content import contacts
from data.coverage import emergency_stop
from data.database import audit_checkpoint, database_lock, migrations, outside_log, rollback_detection
from data.database.outside_log import OutsideFile
from data.files import append_only, atomic, given_files

_ASIDE = "before-restore-"


def folders_set_aside(home: Path) -> list[Path]:
    """The folders with the files that restores replaced, oldest first."""
    return sorted(one for one in home.glob(f"{_ASIDE}*") if one.is_dir())


def bring_back(places: Places, folder: Path, now: datetime, progress: Progress) -> tuple[Manifest, Path]:
    """Puts a backup in place. Returns its manifest, and the folder with the previous files.

    Raises BackupProblem or DatabaseProblem; the previous files are then still in place, or in the folder that it names.
    """
    found = verify(folder, progress)
    try:
        places.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with database_lock.exclusive(places.live):
            draft = places.home / "restore.part"
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(mode=0o700)
            try:
                return found, _bring_back(places, folder, draft, found, now)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        where = error.filename or places.home
        raise BackupProblem(f"The backup was not brought back; {where}: {error.strerror or error}.") from None
    except sqlite3.Error as error:
        raise BackupProblem(f"The backup was not brought back: {folder / LIVE} cannot be used ({error}).") from None


def _bring_back(places: Places, folder: Path, draft: Path, found: Manifest, now: datetime) -> Path:
    (draft / COVERAGE).mkdir(mode=0o700)
    for name in found.files:
        copy(folder / name, draft / name)
    knew = _continues_from_backup(places, draft)
    with closing(sqlite3.connect(draft / LIVE, isolation_level=None)) as opened:
        rollback_detection.mark_restored(opened, blind=not knew)
        _carry_emergency_stop(places, opened)
    fsync_all(draft)
    aside = free_name(places.home, f"{_ASIDE}{now.astimezone(UTC):%Y%m%d-%H%M%S}")
    aside.mkdir(mode=0o700)
    try:
        _put_aside(places, aside)
        _put_in_place(places, draft, found, knew=knew)
    except BaseException:
        _put_back(places, aside)
        raise
    atomic.fsync(places.home)
    return aside


def _carry_emergency_stop(places: Places, opened: sqlite3.Connection) -> None:
    """Keeps checks stopped if they are stopped here. Removes the files that reading creates beside the database."""
    beside = [places.home / f"{LIVE}{end}" for end in ("-wal", "-shm")]
    new = [one for one in beside if not one.exists()]
    emergency_stop.carry(places.live, opened)
    for one in new:
        one.unlink(missing_ok=True)


def _put_in_place(places: Places, draft: Path, found: Manifest, *, knew: bool) -> None:
    """Puts the files in place, the database last: nothing starts without it. Outside files stay if they are ahead."""
    if not knew and HEAD in found.files:
        places.head.unlink(missing_ok=True)
    if outside_log.FILE in found.files and places.outside.exists():
        _merge_outside_log(draft / outside_log.FILE, places.outside)
    for name in sorted(found.files, key=lambda one: one == LIVE):
        target = places.of(name)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _put(draft / name, target)
    if found.database < migrations.newest():  # an older version has no number yet, but the files outside do
        OutsideFile(places.outside).add(outside_log.line("kept", 1))


def _continues_from_backup(places: Places, draft: Path) -> bool:
    """Whether the files outside continue the backup's history: they know its last action."""
    if not places.outside.exists():
        return False
    with closing(sqlite3.connect(draft / LIVE, isolation_level=None)) as opened:
        rows = opened.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchall()
    head = audit_checkpoint.read(places.head)
    return all(seq < head.oldest or audit_checkpoint.contains(places.head, seq, hash_)[0] for seq, hash_ in rows)


_MOVED = (*(f"{LIVE}{end}" for end in ("", "-wal", "-shm", "-journal")), COVERAGE, contacts.FILE)


def _put_aside(places: Places, aside: Path) -> None:
    for name in _MOVED:
        if (places.home / name).exists():
            (places.home / name).rename(aside / name)
    for name in (HEAD, outside_log.FILE):
        if places.of(name).exists():
            copy(places.of(name), aside / name)


def _put_back(places: Places, aside: Path) -> None:
    """Restores the previous state after a failure."""
    for name in (*_MOVED, HEAD, outside_log.FILE):
        if (aside / name).exists():
            target = places.of(name)
            shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
            _put(aside / name, target)
    shutil.rmtree(aside, ignore_errors=True)


def _merge_outside_log(of_backup: Path, here: Path) -> None:
    """Adds the lines that only the backup has to the log here, as a restore must never forget a departure."""
    known = set(given_files.read(here, MOST).splitlines())
    for line in given_files.read(of_backup, MOST).splitlines():
        if line and line not in known:
            append_only.append(here, line + b"\n")
    append_only.sync(here)


def _put(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError:  # on another disk
        copy(source, target)
