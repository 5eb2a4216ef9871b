"""Maps old hashes to new ones before the key changes, by hashing every NIK in the lists with both keys."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.coverage.importing.row_cells import factor_word, read_nik
from data.coverage.importing.row_reasons import Rejected
from data.coverage.lists import list_files
from data.coverage.lists.sheets import Sheet
from data.coverage.second_factor import Factor
from data.files import own_files
from data.hashing import Key
from data.nik.form import flaw

_TABLE = """
CREATE TABLE hashes (
    old        BLOB PRIMARY KEY,
    new        BLOB NOT NULL,
    old_factor BLOB,
    new_factor BLOB
) STRICT, WITHOUT ROWID
"""
_INSERT = """
INSERT INTO hashes VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET old_factor = excluded.old_factor, new_factor = excluded.new_factor WHERE old_factor IS NULL
"""
"""A second factor is taken from the first list that has one for the person."""
_CHUNK = 20_000
"""Rows between two updates of the progress bar."""


@dataclass(frozen=True, slots=True)
class NewHashes:
    """The hashes of one person under the new key."""

    nik: bytes
    old_factor: bytes | None
    """The person's second factor hashed with the old key; None where no list has one."""
    factor: bytes | None
    """The same factor hashed with the new key."""


@dataclass(frozen=True)
class FormerHashes:
    """The former key, and the file that holds each NIK's hash under it and under the new key."""

    key: Key | None
    """None when the key is lost; the file is empty then."""
    hashes: Path

    def of(self, niks: Iterable[bytes]) -> dict[bytes, NewHashes]:
        """The new hashes by old hash, for those of the given old hashes whose NIK is in a list."""
        with closing(sqlite3.connect(self.hashes)) as opened:
            sql = "SELECT new, old_factor, new_factor FROM hashes WHERE old = ?"
            found = ((nik, opened.execute(sql, (nik,)).fetchone()) for nik in set(niks))
            return {nik: NewHashes(*row) for nik, row in found if row}


@contextmanager
def hash_lists(
    lists: list[tuple[Path, str | None]],
    keys: tuple[Key | None, Key],
    factor: Factor,
    folder: Path,
    today: date,
    progress: Callable[[str, float], None] = lambda *_: None,
    *,
    all_sheets: bool = False,
) -> Iterator[FormerHashes]:
    """Hashes every NIK of these lists (file and sheet) with both keys, into a file that is deleted afterwards.

    With `all_sheets` all sheets of each workbook are read.

    Raises UnreadableFile and OSError.
    """
    old, new = keys
    stage = folder / "rekey.stage"  # the next import deletes it, should this process be killed
    try:
        own_files.open_private(stage).close()
        with closing(sqlite3.connect(stage, isolation_level=None)) as db:
            db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;")
            db.execute(_TABLE)
            for path, sheet in lists if old else ():
                db.execute("BEGIN")
                with list_files.open_list(path, sheet, all_sheets=all_sheets) as opened:
                    niks = _with_progress(_read_niks(opened, factor, today), opened, progress)
                    db.executemany(_INSERT, _hash_both(niks, old, new))
                db.execute("COMMIT")
        yield FormerHashes(old, stage)
    finally:
        stage.unlink(missing_ok=True)


def _read_niks(sheet: Sheet, factor: Factor, today: date) -> Iterator[tuple[str, str]]:
    """Every sound NIK of a list and the second factor beside it, if any, whatever else is wrong with its row."""
    at_nik, at_factor = sheet.columns["nik"], sheet.columns.get(factor)
    for _, cells in sheet.rows:
        try:
            nik = read_nik(cells[at_nik] if at_nik < len(cells) else "")
        except Rejected:
            continue
        if not flaw(nik, today):
            cell = cells[at_factor] if at_factor is not None and at_factor < len(cells) else ""
            yield nik, factor_word(factor, cell)


Row = tuple[bytes, bytes, bytes | None, bytes | None]


def _with_progress(
    niks: Iterator[tuple[str, str]], sheet: Sheet, progress: Callable[[str, float], None]
) -> Iterator[tuple[str, str]]:
    for n, one in enumerate(niks):
        if not n % _CHUNK:
            progress("hashing", sheet.progress())
        yield one


def _hash_both(niks: Iterator[tuple[str, str]], old: Key | None, new: Key) -> Iterator[Row]:
    assert old
    for nik, word in niks:
        before, now = old.of_nik(nik), new.of_nik(nik)
        yield before, now, *((old.of_factor(before, word), new.of_factor(now, word)) if word else (None, None))
