"""The files of a backup: where each belongs, the manifest with checksums, and how to verify them."""

import os
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from data.coverage import snapshots
from data.database import migrations, outside_log
from data.database.sqlite import DatabaseProblem
from data.files import atomic, given_files, own_files

MANIFEST = "manifest.json"
LIVE, HEAD, COVERAGE = "live.db", "audit.head", "coverage"
_NAME = re.compile(r"sigap-\d{8}-\d{6}(?:-\d+)?")
_INSIDE = re.compile(
    r"live\.db|audit\.head|outside\.log|contacts\.toml|coverage/(?:current|coverage-\d{1,9}\.(?:db|json))"
)
"""The files a backup may have; a manifest with any other name is not ours."""
MOST = 1 << 40
_PIECE = 1 << 20
Progress = Callable[[str, float], None]


class BackupProblem(DatabaseProblem):
    """A backup cannot be made or restored; the message says why and what to do."""


class File(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """The manifest of a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = 1
    made: datetime
    program: str
    database: int
    """The version of the live database."""
    key: str
    """The fingerprint of the NIK key in use; empty if unknown."""
    files: dict[str, File]


class Places(BaseModel):
    """Where the files that are backed up live."""

    model_config = ConfigDict(frozen=True)

    home: Path
    """The data directory."""
    head: Path
    """The checkpoint file of the audit."""

    @property
    def live(self) -> Path:
        """The live database."""
        return self.home / LIVE

    @property
    def outside(self) -> Path:
        """The log outside it."""
        return self.head.with_name(outside_log.FILE)

    def of(self, name: str) -> Path:
        """The path where this file of a backup belongs."""
        return {HEAD: self.head, outside_log.FILE: self.outside}.get(name, self.home / name)


def verify(folder: Path, progress: Progress) -> Manifest:
    """Verifies that a backup is complete and unchanged. Raises BackupProblem."""
    try:
        found = Manifest.model_validate_json(given_files.read(folder / MANIFEST))
    except FileNotFoundError:
        raise BackupProblem(f"{folder} is no backup of ours: there is no {MANIFEST}.{_named(folder)}") from None
    except (ValidationError, OSError):
        raise BackupProblem(f"{folder / MANIFEST} cannot be read. Take another backup.") from None
    if found.format != 1 or found.database > migrations.newest():
        raise BackupProblem(f"{folder} was made by a newer version of SIGAP Bot ({found.program}). Update the program.")
    if LIVE not in found.files or not all(_INSIDE.fullmatch(name) for name in found.files):
        raise BackupProblem(f"{folder / MANIFEST} is not in the format that we write. Take another backup.")
    for n, (name, file) in enumerate(found.files.items()):
        path = folder / name
        try:
            given_files.require_regular_file(path, path.lstat())
            whole = path.stat().st_size == file.bytes and snapshots.checksum(path) == file.sha256
        except OSError:
            whole = False
        if not whole:
            raise BackupProblem(f"{path} is not as it was when the backup was made. Take another backup.")
        progress("checking", (n + 1) / len(found.files))
    return found


def _named(folder: Path) -> str:
    """A hint at the newest backup within a folder that is no backup itself; empty if there is none."""
    inside = sorted(one.name for one in folder.glob("sigap-*") if _NAME.fullmatch(one.name)) if folder.is_dir() else []
    return f" The newest in it is: sigap restore {folder / inside[-1]}" if inside else ""


def copy(source: Path, target: Path) -> None:
    """Copies a file to a new one and forces the copy to the disk. Raises OSError."""
    with given_files.opened(source, MOST) as opened, own_files.open_private(target, anew=True) as made:
        shutil.copyfileobj(opened, made, _PIECE)
        made.flush()
        os.fsync(made.fileno())


def fsync_all(folder: Path) -> None:
    """Forces a folder and everything in it to the disk. Raises OSError."""
    for path in (*folder.rglob("*"), folder):
        atomic.fsync(path)


def free_name(parent: Path, name: str) -> Path:
    """The path of a new folder of this name, with a number appended if the name is taken."""
    tried = (parent / (f"{name}-{n}" if n else name) for n in range(1000))
    return next(one for one in tried if not one.exists() and not one.with_name(f"{one.name}.part").exists())
