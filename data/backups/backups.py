"""Makes a backup: a folder with a consistent copy of all that cannot be recreated, and a manifest with checksums.

It never holds the key, the bot's token, or other secrets.
"""

import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from data.backups.backup_files import (
    COVERAGE,
    HEAD,
    LIVE,
    MANIFEST,
    BackupProblem,
    File,
    Manifest,
    Places,
    Progress,
    copy,
    free_name,
    fsync_all,
    verify,
)
from data.content import contacts
from data.coverage import snapshots
from data.database import audit_checkpoint, outside_log, read_only, rollback_detection
from data.files import atomic, own_files

_PAGES = 1_000
"""Pages of the database copied in one step."""
_SPARE = 16 * 2**20
"""Bytes that must stay free on the disk."""


def make(places: Places, parent: Path, now: datetime, about: tuple[str, str], progress: Progress) -> Path:
    """Makes a backup in a new folder of `parent`, named after the moment; `about`: our version and the key fingerprint.

    An incomplete backup is removed. Raises BackupProblem, also when the written files do not verify.
    """
    if not places.live.is_file():
        raise BackupProblem(f"There is no live database {places.live}: there is nothing to back up.")
    if parent.resolve().is_relative_to(places.home.resolve()):
        raise BackupProblem(f"{parent} lies in the data directory, and would be lost with it. Name a folder elsewhere.")
    try:
        parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = free_name(parent, f"sigap-{now.astimezone(UTC):%Y%m%d-%H%M%S}")
        _require_room(places, parent)
        draft = folder.with_name(f"{folder.name}.part")
        draft.mkdir(mode=0o700)
        try:
            version = _copy_all(places, draft, progress)
            _write_manifest(draft, now, version, about)
            verify(draft, progress)
            fsync_all(draft)
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        atomic.fsync(parent)
    except OSError as error:
        raise BackupProblem(f"No backup was made in {parent}: {error.strerror or error}.") from None
    except sqlite3.Error as error:
        raise BackupProblem(f"No backup was made: {places.live} cannot be copied ({error}).") from None
    return folder


def _require_room(places: Places, parent: Path) -> None:
    needed = sum(places.of(name).stat().st_size for name in (LIVE, *_other_files(places)) if places.of(name).exists())
    log = places.live.with_name(f"{LIVE}-wal")
    needed += (log.stat().st_size if log.exists() else 0) + _SPARE
    free = shutil.disk_usage(parent).free
    if free < needed:
        raise BackupProblem(
            f"A backup needs {needed / 2**20:,.0f} MB in {parent}, and {free / 2**20:,.0f} MB are free. Nothing was "
            "written there."
        )


def _other_files(places: Places) -> list[str]:
    """The files to copy besides the database."""
    own = [name for name in (contacts.FILE, HEAD, outside_log.FILE) if places.of(name).is_file()]
    coverage = places.home / COVERAGE
    numbers = snapshots.numbers(coverage) if coverage.is_dir() else []
    sealed = [n for n in numbers if snapshots.file_of(coverage, n).with_suffix(".json").is_file()]
    found = [f"{COVERAGE}/coverage-{n}.{kind}" for n in sealed for kind in ("db", "json")]
    pointer = [f"{COVERAGE}/current"] if (coverage / "current").is_file() else []
    return [*pointer, *found, *own]  # the pointer first: what it names is kept longer than it points there


def _copy_all(places: Places, draft: Path, progress: Progress) -> int:
    """Copies all files and returns the version of the database. Outside files come later, to cover all its actions."""
    version, action = _copy_database(places.live, draft / LIVE, progress)
    (draft / COVERAGE).mkdir(mode=0o700)
    names = _other_files(places)
    for n, name in enumerate(names):
        try:
            copy(places.of(name), draft / name)
        except FileNotFoundError:  # an older snapshot, removed meanwhile
            (draft / name).unlink(missing_ok=True)
        progress("files", (n + 1) / len(names))
    if (draft / HEAD).exists():
        audit_checkpoint.cut_after(draft / HEAD, action)
    return version


def _copy_database(live: Path, copy: Path, progress: Progress) -> tuple[int, int]:
    """Copies the database as of one moment while others write. Returns its version and the last action of its audit."""
    with own_files.open_private(copy, anew=True):
        pass
    with (
        closing(read_only.to_read(live)) as source,
        closing(sqlite3.connect(copy, isolation_level=None)) as target,
    ):
        read_only.begin(source)  # all steps see the same moment, and others can write

        def step(_status: int, left: int, pages: int) -> None:
            progress("database", 1 - left / pages if pages else 1.0)
            time.sleep(0)

        source.backup(target, pages=_PAGES, progress=step)
        target.execute("PRAGMA journal_mode = DELETE")
        (version,) = target.execute("PRAGMA user_version").fetchone()
        (sound,) = target.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise BackupProblem(f"No backup was made: {live} is damaged. See what to do: sigap doctor")
        action = rollback_detection.newest_action(target)
    return int(version), action


def _write_manifest(draft: Path, now: datetime, version: int, about: tuple[str, str]) -> None:
    files = {
        str(path.relative_to(draft)): File(bytes=path.stat().st_size, sha256=snapshots.checksum(path))
        for path in sorted(draft.rglob("*"))
        if path.is_file()
    }
    made = Manifest(made=now, program=about[0], database=version, key=about[1], files=files)
    with own_files.open_private(draft / MANIFEST, anew=True) as opened:
        opened.write(f"{made.model_dump_json(indent=2)}\n".encode())
