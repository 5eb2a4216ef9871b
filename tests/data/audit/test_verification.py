"""Tampering with the audit is found: whatever was edited, dropped, moved or added, in the middle or at either end."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.audit.audit_log import hash_of
from data.audit.audit_reader import Row
from data.audit.verification import (
    CHANGED,
    MISSING,
    MISSING_AT_END,
    NOT_AS_PINNED,
    NOT_CONFIRMED,
    REAPPEARED,
    UNKNOWN_ROW,
    PinnedEntry,
    examine,
    verify,
)
from data.database import audit_checkpoint
from data.database.audit_checkpoint import Checkpoint
from tests.conftest import NOW
from tests.support.audits import Audit, Forgery

ACTIONS = 12


def _sql(*statements: str) -> Forgery:
    def forge(_book: Audit, opened: sqlite3.Connection) -> None:
        for statement in statements:
            assert opened.execute(statement).rowcount

    return forge


def _and_all_hashes_anew(*statements: str) -> Forgery:
    def forge(book: Audit, opened: sqlite3.Connection) -> None:
        _sql(*statements)(book, opened)
        book.hash_again(opened)

    return forge


_MAKES_ROOM = (
    "UPDATE audit SET seq = -seq - 1 WHERE seq >= 5",
    "UPDATE audit SET seq = -seq WHERE seq < 0",
)


def _appended(_book: Audit, opened: sqlite3.Connection) -> None:
    seq, at, *_, hash_ = opened.execute("SELECT * FROM audit ORDER BY seq DESC").fetchone()
    row = (seq + 1, at + 60, "telegram:222", "broadcast.approved", '{"broadcast":7}')
    opened.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", (*row, hash_of(hash_, *row)))


TAMPERINGS: dict[str, tuple[Forgery, list[str]]] = {
    "a detail edited": (
        _sql("""UPDATE audit SET detail = replace(detail, '"broadcast":4', '"broadcast":9') WHERE seq = 5"""),
        [f"Action 5: {CHANGED}."],
    ),
    "an actor edited": (_sql("UPDATE audit SET actor = 'telegram:999' WHERE seq = 5"), [f"Action 5: {CHANGED}."]),
    "an action edited": (_sql("UPDATE audit SET action = 'cadre.check' WHERE seq = 4"), [f"Action 4: {CHANGED}."]),
    "a time edited": (_sql("UPDATE audit SET at = at - 1 WHERE seq = 5"), [f"Action 5: {CHANGED}."]),
    "the first edited": (_sql("UPDATE audit SET at = at - 1 WHERE seq = 1"), [f"Action 1: {CHANGED}."]),
    "the newest edited": (_sql("UPDATE audit SET at = at - 1 WHERE seq = 12"), [f"Action 12: {CHANGED}."]),
    "a hash edited": (
        _sql("UPDATE audit SET hash = zeroblob(32) WHERE seq = 5"),
        [f"Actions 5 to 6: {CHANGED}.", f"Action 5: {NOT_CONFIRMED}."],
    ),
    "bytes that are no text": (
        _sql("UPDATE audit SET detail = CAST(x'7bff7d' AS TEXT) WHERE seq = 5"),
        [f"Action 5: {CHANGED}."],
    ),
    "one dropped in the middle": (_sql("DELETE FROM audit WHERE seq = 5"), [f"Action 5: {MISSING}."]),
    "one dropped and the others moved up": (
        _sql("DELETE FROM audit WHERE seq = 5", "UPDATE audit SET seq = seq - 1 WHERE seq > 5"),
        [f"Actions 5 to 11: {CHANGED}.", f"Actions 5 to 11: {NOT_CONFIRMED}.", f"Action 12: {MISSING_AT_END}."],
    ),
    "the first dropped": (_sql("DELETE FROM audit WHERE seq = 1"), [f"Action 1: {MISSING}."]),
    "the newest dropped": (_sql("DELETE FROM audit WHERE seq = 12"), [f"Action 12: {MISSING_AT_END}."]),
    "the last several dropped": (_sql("DELETE FROM audit WHERE seq > 8"), [f"Actions 9 to 12: {MISSING_AT_END}."]),
    "all dropped": (_sql("DELETE FROM audit"), [f"Actions 1 to 12: {MISSING_AT_END}."]),
    "the table dropped": (
        _sql("DROP TABLE audit"),
        [f"Actions 1 to 12: {MISSING_AT_END}."],
    ),
    "two swapped": (
        _sql(
            "UPDATE audit SET seq = -5 WHERE seq = 5",
            "UPDATE audit SET seq = 5 WHERE seq = 8",
            "UPDATE audit SET seq = 8 WHERE seq = -5",
        ),
        [
            f"Actions 5 to 6: {CHANGED}.",
            f"Action 5: {NOT_CONFIRMED}.",
            f"Actions 8 to 9: {CHANGED}.",
            f"Action 8: {NOT_CONFIRMED}.",
        ],
    ),
    "one inserted and all later hashes made anew": (
        _and_all_hashes_anew(
            *_MAKES_ROOM,
            "INSERT INTO audit SELECT 5, at, 'telegram:222', action, detail, hash FROM audit WHERE seq = 4",
        ),
        [f"Actions 5 to 12: {NOT_CONFIRMED}.", f"Action 13: {UNKNOWN_ROW}."],
    ),
    "one doubled and the others renumbered": (
        _sql(*_MAKES_ROOM, "INSERT INTO audit SELECT 5, at, actor, action, detail, hash FROM audit WHERE seq = 4"),
        [f"Actions 5 to 13: {CHANGED}.", f"Actions 5 to 12: {NOT_CONFIRMED}.", f"Action 13: {UNKNOWN_ROW}."],
    ),
    "one put behind the end": (_appended, [f"Action 13: {UNKNOWN_ROW}."]),
    "one put before the first": (
        _sql("INSERT INTO audit SELECT 0, at, actor, action, detail, hash FROM audit WHERE seq = 1"),
        [f"Action 0: {REAPPEARED}.", f"Action 1: {CHANGED}."],
    ),
    "all made anew with one word changed": (
        _and_all_hashes_anew("UPDATE audit SET action = 'broadcast.rejected' WHERE seq = 2"),
        [f"Actions 2 to 12: {NOT_CONFIRMED}."],
    ),
    "the newest exchanged": (
        _and_all_hashes_anew("UPDATE audit SET actor = 'telegram:999' WHERE seq = 12"),
        [f"Action 12: {NOT_CONFIRMED}."],
    ),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
async def test_a_tampering_is_found_and_named(tmp_path: Path, kind: str) -> None:
    forge, found = TAMPERINGS[kind]
    book = Audit(tmp_path)
    await book.act(ACTIONS)
    assert book.findings() == []
    with book.behind_our_back() as opened:
        forge(book, opened)
    assert sorted(book.findings()) == sorted(found)


@pytest.mark.parametrize("kind", TAMPERINGS)
async def test_a_tampering_is_found_also_after_the_bot_went_on(tmp_path: Path, kind: str) -> None:
    forge, _ = TAMPERINGS[kind]
    book = Audit(tmp_path)
    await book.act(ACTIONS)
    with book.behind_our_back() as opened:
        forge(book, opened)
    if kind != "the table dropped":  # then nothing can be done any more
        await book.act(20, NOW + timedelta(days=1))
    assert book.findings() != []


async def test_the_bot_itself_notes_that_it_found_a_row_it_does_not_know(tmp_path: Path) -> None:
    book = Audit(tmp_path)
    await book.act(ACTIONS)
    with book.behind_our_back() as opened:
        _appended(book, opened)
    await book.act(1)
    assert book.actions()[-2:] == ["audit.unknown_row", "broadcast.written"]
    assert len(book.findings()) == 2


async def test_who_changes_both_files_is_found_by_what_was_noted_elsewhere(tmp_path: Path) -> None:
    book = Audit(tmp_path)
    await book.act(ACTIONS)
    noted = PinnedEntry(8, book.rows()[7].hash.hex())
    assert examine(book.database, book.head, noted).findings == []
    with book.behind_our_back() as opened:
        _and_all_hashes_anew("UPDATE audit SET action = 'broadcast.rejected' WHERE seq = 2")(book, opened)
    book.head.unlink()
    for row in book.rows():
        audit_checkpoint.write(book.head, row.seq, row.hash)
        audit_checkpoint.confirm(book.head, row.seq, row.hash)
    assert book.findings() == []
    assert [str(one) for one in examine(book.database, book.head, noted).findings] == [f"Action 8: {NOT_AS_PINNED}."]
    with book.behind_our_back() as opened:
        opened.execute("DELETE FROM audit WHERE seq > 7")
    book.head.unlink()
    assert f"Action 8: {MISSING}." in [str(one) for one in examine(book.database, book.head, noted).findings]


# ---------------------------------------------------------------- whatever is changed


@cache
def _made() -> tuple[tuple[Row, ...], Checkpoint]:
    with TemporaryDirectory() as folder:
        book = Audit(Path(folder))
        runner = asyncio.Runner()
        with runner:
            runner.run(book.act(ACTIONS))
        return tuple(book.rows()), audit_checkpoint.read(book.head)


def _other_text(text: str) -> st.SearchStrategy[str]:
    """The text with one byte changed, left out or put in."""
    raw = text.encode()

    def changed(at: int, byte: int, how: int) -> str:
        new = raw[:at] + (b"" if how == 0 else bytes([byte])) + raw[at + (how != 2) :]
        return new.decode("utf-8", "surrogateescape")

    return st.builds(changed, st.integers(0, len(raw) - 1), st.integers(0, 255), st.integers(0, 2))


def _other(name: str, value: Any) -> st.SearchStrategy[Any]:
    if isinstance(value, bytes):
        return st.builds(
            lambda at, byte: value[:at] + bytes([byte]) + value[at + 1 :], st.integers(0, 31), st.integers(0, 255)
        )
    if isinstance(value, str):
        return _other_text(value)
    return (
        st.integers(-(2**63), 2**63 - 1)
        | st.integers(value - 3, value + 3)
        | (st.floats() if name == "at" else st.nothing())
    )


@settings(max_examples=1500, deadline=None)
@given(st.data())
def test_any_single_changed_byte_or_number_is_found(data: st.DataObject) -> None:
    rows, head = _made()
    at = data.draw(st.integers(0, ACTIONS - 1))
    name = data.draw(st.sampled_from(["seq", "at", "actor", "action", "detail", "hash"]))
    value = data.draw(_other(name, getattr(rows[at], name)))
    forged = sorted([*rows[:at], replace(rows[at], **{name: value}), *rows[at + 1 :]], key=lambda row: row.seq)
    same = repr(forged) == repr(list(rows))
    assert bool(verify(forged, head).findings) is not same


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, ACTIONS - 1), max_size=ACTIONS))
def test_any_that_are_dropped_doubled_or_moved_are_found(order: list[int]) -> None:
    rows, head = _made()
    assert bool(verify([rows[at] for at in order], head).findings) is (order != list(range(ACTIONS)))
    moved = [replace(rows[at], seq=seq) for seq, at in enumerate(order, start=1)]
    assert bool(verify(moved, head).findings) is (order != list(range(ACTIONS)))


def test_memory_stays_flat() -> None:
    """A row is forgotten when the next one comes."""
    rows, head = _made()
    alive: list[int] = []

    def many() -> Any:
        import weakref  # noqa: PLC0415

        class Watched(Row):
            __slots__ = ("__weakref__",)

        watched: weakref.WeakSet[Row] = weakref.WeakSet()
        for row in rows:
            one = Watched(row.seq, row.at, row.actor, row.action, row.detail, row.hash)
            watched.add(one)
            alive.append(len(watched))
            yield one
            del one

    assert verify(many(), head).findings == []
    assert max(alive) <= 4
