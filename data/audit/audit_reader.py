"""Reads the audit while a bot may be running: all of it in order, or its newest actions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.database import read_only
from data.database.opening import require_regular_file
from data.database.sqlite import DatabaseProblem

_ALL = "SELECT seq, at, actor, action, detail, hash FROM audit ORDER BY seq"
_NEWEST = (
    "SELECT * FROM (SELECT seq, at, actor, action, detail, hash FROM audit "
    "WHERE ? IN ('', action) OR substr(action, 1, ?) = ? ORDER BY seq DESC LIMIT ?) AS newest ORDER BY seq"
)
_ALL_OF_THEM = 2**62
"""A limit above the size of any audit."""


@dataclass(frozen=True, slots=True)
class Row:
    """An action as stored, possibly tampered with."""

    seq: int
    at: Any
    """Seconds since 1970."""
    actor: str
    action: str
    detail: str
    """JSON."""
    hash: bytes


@contextmanager
def open_at_one_moment(database: Path) -> Iterator[sqlite3.Connection]:
    """Opens the database in one read transaction. Raises DatabaseProblem."""
    if database.exists():
        require_regular_file(database)
    try:
        found = read_only.to_read(database) if database.exists() else sqlite3.connect(":memory:", isolation_level=None)
        with closing(found) as opened:
            opened.text_factory = bytes  # invalid UTF-8 must be reported, not raise
            read_only.begin(opened)
            yield opened
    except (OSError, sqlite3.Error) as error:
        raise DatabaseProblem(f"{database} cannot be read ({error}).") from None


def all_rows(opened: sqlite3.Connection) -> Iterator[Row]:
    """Every action, oldest first, a few in memory at a time."""
    return _rows(opened, _ALL)


def newest_rows(opened: sqlite3.Connection, most: int | None, action: str = "") -> Iterator[Row]:
    """The newest actions in order: all of them, or those named `action` (`import`) and its parts (`import.done`)."""
    return _rows(opened, _NEWEST, action, len(action) + 1, f"{action}.", _ALL_OF_THEM if most is None else most)


def _rows(opened: sqlite3.Connection, sql: str, *values: object) -> Iterator[Row]:
    if not read_only.has_table(opened, "audit"):
        return  # not created yet; the checkpoint file reveals it if it was deleted
    for seq, at, *texts, hash_ in opened.execute(sql, values):
        actor, action, detail = (_text(one) for one in texts)
        yield Row(
            seq if isinstance(seq, int) else 0, at, actor, action, detail, hash_ if isinstance(hash_, bytes) else b""
        )


def _text(value: object) -> str:
    """Decodes without loss: any changed byte changes the text."""
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else repr(value)
