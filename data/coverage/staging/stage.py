"""Hashes people and inserts them into the staging table."""

import sqlite3
from collections.abc import Iterable, Iterator

from data.hashing import Key

Person = tuple[str, int, int, int, int, str, int, int]
"""NIK, status (listed, ended or unclear), start and end day, cohort, second factor, row, number of the first name.

Missing numbers are 0, a missing second factor is empty.
"""
_HashedPerson = tuple[bytearray, int, int, int, int, bytearray | int, int, int]
"""Missing values are 0 and hashes are bytearrays: Python's sqlite3 binds those directly, but looks for an adapter for
each None and each bytes, which takes as long as the rest of the insertion."""

TABLE = "CREATE TABLE stage.people (nik, status, starts, ends, cohort, factor, row, named)"
UNSAFE = "PRAGMA {schema}.journal_mode = OFF; PRAGMA {schema}.synchronous = OFF;"
"""No journal: a build that dies is thrown away whole."""
_INSERT = """
INSERT INTO {schema}.people VALUES (?, ?, nullif(?, 0), nullif(?, 0), nullif(?, 0), nullif(?, 0), ?, nullif(?, 0))
"""


def insert(db: sqlite3.Connection, people: Iterable[Person], key: Key, schema: str = "stage") -> None:
    """Inserts people into the staging table of this schema, hashed with this key."""
    db.executemany(_INSERT.format(schema=schema), _hashed(people, key))


def _hashed(people: Iterable[Person], key: Key) -> Iterator[_HashedPerson]:
    of_nik, of_factor = key.of_nik, key.of_factor
    for nik, status, starts, ends, cohort, word, row, named in people:
        nik_hash = of_nik(nik)
        factor = bytearray(of_factor(nik_hash, word)) if word else 0
        yield bytearray(nik_hash), status, starts, ends, cohort, factor, row, named
