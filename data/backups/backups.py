"""A backup: a folder with a consistent copy of all that cannot be made again, and a list of it with checksums.

Never in it: the key, the bot's token, and other secrets.
"""

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from data.content import contacts
from data.coverage import emergency_stop, snapshots
from data.database import audit_checkpoint, database_lock, outside_log, read_only, rollback_detection
from data.database.migrations import newest
from data.database.outside_log import OutsideFile
from data.database.sqlite import DatabaseProblem
from data.files import append_only, atomic, given_files, own_files

MANIFEST = "manifest.json"
LIVE, HEAD, COVERAGE = "live.db", "audit.head", "coverage"
_NAME = re.compile(r"sigap-\d{8}-\d{6}(?:-\d+)?")
_ASIDE = "before-restore-"
_INSIDE = re.compile(
    r"live\.db|audit\.head|outside\.log|contacts\.toml|coverage/(?:current|coverage-\d{1,9}\.(?:db|json))"
)
"""What may lie in a backup; a list that names anything else is not ours."""
_MOST = 1 << 40
_PAGES = 1_000
"""Of the database, copied in one step."""
_SPARE = 16 * 2**20
"""Bytes that stay free."""
_PIECE = 1 << 20

Progress = Callable[[str, float], None]


class BackupProblem(DatabaseProblem):
    """A backup cannot be made, or brought back; the message says why and what to do."""


class File(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = 1
    made: datetime
    program: str
    database: int
    """The version of the live database."""
    key: str
    """The fingerprint of the key that goes with it; empty when nothing says it."""
    files: dict[str, File]


class Places(BaseModel):
    """Where what is backed up lies."""

    model_config = ConfigDict(frozen=True)

    home: Path
    """The data directory."""
    head: Path
    """The file of the audit's head."""

    @property
    def live(self) -> Path:
        """The live database."""
        return self.home / LIVE

    @property
    def outside(self) -> Path:
        """What is noted outside it."""
        return self.head.with_name(outside_log.FILE)

    def of(self, name: str) -> Path:
        """Where a file of a backup belongs."""
        return {HEAD: self.head, outside_log.FILE: self.outside}.get(name, self.home / name)


# ---------------------------------------------------------------- making one


def make(places: Places, parent: Path, now: datetime, about: tuple[str, str], progress: Progress) -> Path:
    """Makes a backup in a new folder of this one, named after the moment; `about` are our version and the key.

    What is half-done when it is stopped is taken away. Raises BackupProblem, also when what was written is not what
    can be read back.
    """
    if not places.live.is_file():
        raise BackupProblem(f"There is no live database {places.live}: there is nothing to back up.")
    if parent.resolve().is_relative_to(places.home.resolve()):
        raise BackupProblem(f"{parent} lies in the data directory, and would be lost with it. Name a folder elsewhere.")
    try:
        parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = _free_name(parent, f"sigap-{now.astimezone(UTC):%Y%m%d-%H%M%S}")
        _sure_of_room(places, parent)
        draft = folder.with_name(f"{folder.name}.part")
        draft.mkdir(mode=0o700)
        try:
            version = _copy_all(places, draft, progress)
            _write_manifest(draft, now, version, about)
            verify(draft, progress)
            _to_disk(draft)
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        atomic.fsync(parent)
    except OSError as error:
        raise BackupProblem(f"No backup was made in {parent}: {error.strerror or error}.") from None
    except sqlite3.Error as error:
        raise BackupProblem(f"No backup was made: {places.live} cannot be copied ({error}).") from None
    return folder


def set_aside(home: Path) -> list[Path]:
    """What lay in a data directory before backups were brought back, oldest first."""
    return sorted(one for one in home.glob(f"{_ASIDE}*") if one.is_dir())


def _free_name(parent: Path, name: str) -> Path:
    tried = (parent / (f"{name}-{n}" if n else name) for n in range(1000))
    return next(one for one in tried if not one.exists() and not one.with_name(f"{one.name}.part").exists())


def _sure_of_room(places: Places, parent: Path) -> None:
    needed = sum(places.of(name).stat().st_size for name in (LIVE, *_others(places)) if places.of(name).exists())
    log = places.live.with_name(f"{LIVE}-wal")
    needed += (log.stat().st_size if log.exists() else 0) + _SPARE
    free = shutil.disk_usage(parent).free
    if free < needed:
        raise BackupProblem(
            f"A backup needs {needed / 2**20:,.0f} MB in {parent}, and {free / 2**20:,.0f} MB are free. Nothing was "
            "written there."
        )


def _others(places: Places) -> list[str]:
    """What is copied beside the database, as it lies there now."""
    own = [name for name in (contacts.FILE, HEAD, outside_log.FILE) if places.of(name).is_file()]
    coverage = places.home / COVERAGE
    numbers = snapshots.numbers(coverage) if coverage.is_dir() else []
    sealed = [n for n in numbers if snapshots.file_of(coverage, n).with_suffix(".json").is_file()]
    found = [f"{COVERAGE}/coverage-{n}.{kind}" for n in sealed for kind in ("db", "json")]
    pointer = [f"{COVERAGE}/current"] if (coverage / "current").is_file() else []
    return [*pointer, *found, *own]  # the pointer first: what it names is kept longer than it points there


def _copy_all(places: Places, draft: Path, progress: Progress) -> int:
    """The version of the database. What lies outside it comes after it, so that it knows all that is in it."""
    version, action = _copy_database(places.live, draft / LIVE, progress)
    (draft / COVERAGE).mkdir(mode=0o700)
    names = _others(places)
    for n, name in enumerate(names):
        try:
            _copy(places.of(name), draft / name)
        except FileNotFoundError:  # an older snapshot was removed meanwhile
            (draft / name).unlink(missing_ok=True)
        progress("files", (n + 1) / len(names))
    if (draft / HEAD).exists():
        audit_checkpoint.cut(draft / HEAD, action)
    return version


def _copy_database(live: Path, copy: Path, progress: Progress) -> tuple[int, int]:
    """As it is at one moment, while others write; its version, and the last action of its audit."""
    with own_files.written(copy, anew=True):
        pass
    with (
        closing(read_only.to_read(live)) as source,
        closing(sqlite3.connect(copy, isolation_level=None)) as target,
    ):
        read_only.begin(source)  # all steps see the same moment, and keep nobody from writing

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


def _copy(source: Path, copy: Path) -> None:
    with given_files.opened(source, _MOST) as opened, own_files.written(copy, anew=True) as made:
        shutil.copyfileobj(opened, made, _PIECE)
        made.flush()
        os.fsync(made.fileno())


def _write_manifest(draft: Path, now: datetime, version: int, about: tuple[str, str]) -> None:
    files = {
        str(path.relative_to(draft)): File(bytes=path.stat().st_size, sha256=snapshots.checksum(path))
        for path in sorted(draft.rglob("*"))
        if path.is_file()
    }
    made = Manifest(made=now, program=about[0], database=version, key=about[1], files=files)
    with own_files.written(draft / MANIFEST, anew=True) as opened:
        opened.write(f"{made.model_dump_json(indent=2)}\n".encode())


def _to_disk(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        atomic.fsync(path)


# ---------------------------------------------------------------- looking at one


def verify(folder: Path, progress: Progress) -> Manifest:
    """That a backup is whole and as it was made. Raises BackupProblem."""
    try:
        found = Manifest.model_validate_json(given_files.read(folder / MANIFEST))
    except FileNotFoundError:
        raise BackupProblem(f"{folder} is no backup of ours: there is no {MANIFEST}.{_named(folder)}") from None
    except (ValidationError, OSError):
        raise BackupProblem(f"{folder / MANIFEST} cannot be read. Take another backup.") from None
    if found.format != 1 or found.database > newest():
        raise BackupProblem(f"{folder} was made by a newer version of SIGAP Bot ({found.program}). Update the program.")
    if LIVE not in found.files or not all(_INSIDE.fullmatch(name) for name in found.files):
        raise BackupProblem(f"{folder / MANIFEST} is not as we write it. Take another backup.")
    for n, (name, file) in enumerate(found.files.items()):
        path = folder / name
        try:
            given_files.must_be_a_file(path, path.lstat())
            whole = path.stat().st_size == file.bytes and snapshots.checksum(path) == file.sha256
        except OSError:
            whole = False
        if not whole:
            raise BackupProblem(f"{path} is not as it was when the backup was made. Take another backup.")
        progress("checking", (n + 1) / len(found.files))
    return found


def _named(folder: Path) -> str:
    """Which backups lie in a folder, when the folder itself is none."""
    inside = sorted(one.name for one in folder.glob("sigap-*") if _NAME.fullmatch(one.name)) if folder.is_dir() else []
    return f" The newest in it is: sigap restore {folder / inside[-1]}" if inside else ""


# ---------------------------------------------------------------- bringing one back


def bring_back(places: Places, folder: Path, now: datetime, progress: Progress) -> tuple[Manifest, Path]:
    """Puts a backup in place; what it held, and the folder to which was moved what lay there before.

    Raises BackupProblem or DatabaseProblem: then what lay there lies there still, or in the folder that is named.
    """
    found = verify(folder, progress)
    try:
        places.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with database_lock.alone(places.live):
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
        _copy(folder / name, draft / name)
    knew = _is_of_ours(places, draft)
    with closing(sqlite3.connect(draft / LIVE, isolation_level=None)) as opened:
        rollback_detection.mark(opened, blind=not knew)
        _carry_a_stop(places, opened)
    _to_disk(draft)
    aside = _free_name(places.home, f"{_ASIDE}{now.astimezone(UTC):%Y%m%d-%H%M%S}")
    aside.mkdir(mode=0o700)
    try:
        _put_aside(places, aside)
        _put_in_place(places, draft, found, knew=knew)
    except BaseException:
        _put_back(places, aside)
        raise
    atomic.fsync(places.home)
    return aside


def _carry_a_stop(places: Places, opened: sqlite3.Connection) -> None:
    """Checks that are stopped here stay so; what reading leaves beside the database is taken away: we are alone."""
    beside = [places.home / f"{LIVE}{end}" for end in ("-wal", "-shm")]
    new = [one for one in beside if not one.exists()]
    emergency_stop.carry(places.live, opened)
    for one in new:
        one.unlink(missing_ok=True)


def _put_in_place(places: Places, draft: Path, found: Manifest, *, knew: bool) -> None:
    """The database last: without it nothing starts wrongly. What lies outside stays where it is further."""
    if not knew and HEAD in found.files:
        places.head.unlink(missing_ok=True)
    if outside_log.FILE in found.files and places.outside.exists():
        _join(draft / outside_log.FILE, places.outside)
    for name in sorted(found.files, key=lambda one: one == LIVE):
        target = places.of(name)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _put(draft / name, target)
    if found.database < newest():  # an older version has no number yet: what lies outside has
        OutsideFile(places.outside).add(outside_log.line("kept", 1))


def _is_of_ours(places: Places, draft: Path) -> bool:
    """Whether what lies outside here goes on from the backup: it knows the last action that the backup holds."""
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
            _copy(places.of(name), aside / name)


def _put_back(places: Places, aside: Path) -> None:
    """Something went wrong: all lies again as it did."""
    for name in (*_MOVED, HEAD, outside_log.FILE):
        if (aside / name).exists():
            target = places.of(name)
            shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
            _put(aside / name, target)
    shutil.rmtree(aside, ignore_errors=True)


def _join(of_backup: Path, here: Path) -> None:
    """Adds to what was noted here what only the backup knows: who left is never forgotten by bringing one back."""
    known = set(given_files.read(here, _MOST).splitlines())
    for line in given_files.read(of_backup, _MOST).splitlines():
        if line and line not in known:
            append_only.append(here, line + b"\n")
    append_only.sync(here)


def _put(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError:  # on another disk
        _copy(source, target)
