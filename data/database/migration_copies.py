"""Copies of the live database, made before each update so that a bad release can be undone."""

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from data.database import failures
from data.database.failures import CannotWrite, DatabaseProblem, Trouble
from data.files import atomic, own_files

KEPT = timedelta(days=7)
"""How long a copy is kept: it holds data that the live database has deleted since."""
_SPARE = 4 * 2**20
"""Bytes that must stay free, for the update itself."""


def make(path: Path, number: int) -> Path:
    """Copies the database as it is into `live.db.before-NNN`, whole and on the disk. Raises DatabaseProblem."""
    copy = path.with_name(f"{path.name}.before-{number:03}")
    draft = copy.with_name(f"{copy.name}.part")
    with closing(sqlite3.connect(path)) as source:
        (pages,), (size,) = (source.execute(f"PRAGMA {one}").fetchone() for one in ("page_count", "page_size"))
        needed = 2 * pages * size + _SPARE  # the update may write as much again
        if shutil.disk_usage(path.parent).free < needed:
            raise _no_room(path, needed)
        try:
            draft.unlink(missing_ok=True)
            with own_files.open_private(draft), closing(sqlite3.connect(draft)) as target:
                source.backup(target)
            atomic.replace(draft, copy)
        except (OSError, sqlite3.Error) as error:
            trouble = failures.trouble_of(error, path) or Trouble.FULL
            raise (_no_room(path, needed) if trouble is Trouble.FULL else CannotWrite(path, trouble)) from None
        finally:
            for left in ("", "-journal", "-wal", "-shm"):
                draft.with_name(draft.name + left).unlink(missing_ok=True)
    return copy


def _no_room(path: Path, needed: int) -> DatabaseProblem:
    return DatabaseProblem(
        f"Before {path} is brought up to date it is copied beside itself, and there is no room for that: "
        f"{needed / 2**20:,.0f} MB must be free. Make room, and start again: nothing was changed, nothing is lost."
    )


def all_copies(path: Path) -> list[Path]:
    """The copies beside a database, that of the oldest update first."""
    return sorted(one for one in path.parent.glob(f"{path.name}.before-*") if one.is_file())


def made_by_hand(path: Path) -> list[Path]:
    """Files beside a database that are named like it but were not made by us: copies made by hand."""
    ours = {path.name, *(f"{path.name}-{end}" for end in ("wal", "shm", "journal"))}
    found = (one for one in path.parent.glob(f"{path.stem}*{path.suffix}*") if one.is_file() and one.name not in ours)
    return sorted(one for one in found if not one.name.startswith(f"{path.name}.before-"))


def newest(path: Path) -> Path | None:
    """The copy from before the last update; None if there is none."""
    found = [one for one in all_copies(path) if one.suffix != ".part"]
    return found[-1] if found else None


def sweep(path: Path, now: datetime) -> int:
    """Deletes copies older than a week; returns how many."""
    old = [one for one in all_copies(path) if one.stat().st_mtime < (now - KEPT).timestamp()]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)
