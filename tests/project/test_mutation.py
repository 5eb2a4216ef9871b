"""The changes that `poe mutants` makes to SQL: each alters what a statement finds, and none is an error."""

import sqlite3

import pytest

from workshop.mutation import sql_changes


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("WHERE at > ?", ["WHERE at >= ?"]),
        ("WHERE at <= ?", ["WHERE at < ?"]),
        ("WHERE a = ? AND b != ?", ["WHERE a = ? AND b = ?", "WHERE a = ? OR b != ?", "WHERE a != ? AND b != ?"]),
        ("UPDATE t SET a = ?, b = b + 1 WHERE c = ?", ["UPDATE t SET a = ?, b = b - 1 WHERE c = ?",
                                                      "UPDATE t SET a = ?, b = b + 1 WHERE c != ?"]),
        ("UPDATE t SET a = NULL", ["UPDATE t SET a = 0"]),
        ("WHERE a IS NOT NULL", ["WHERE a IS NULL"]),
        ("SELECT a FROM t ORDER BY a LIMIT ?", ["SELECT a FROM t ORDER BY a DESC LIMIT ?"]),
        ("INSERT INTO t (a, b) VALUES (?, ?)", []),
    ],
)  # fmt: skip
def test_a_change_is_one_comparison_condition_value_or_order(text: str, changes: list[str]) -> None:
    assert sorted(sql_changes.changed(text)) == sorted(changes)


def test_a_list_is_left_out_and_loses_and_changes_each_of_its_values() -> None:
    changes = set(sql_changes.changed("WHERE a IN ('x', 'y')"))
    assert changes == {
        "WHERE a NOT IN ('x', 'y')", "WHERE a IN ('another', 'y')", "WHERE a IN ('x', 'another')", "WHERE a IN ('x')",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a, b FROM t LEFT JOIN u ON u.c = t.a WHERE a = ? AND b IS NULL ORDER BY a LIMIT ?",
        "UPDATE t SET a = ?, b = NULL WHERE a IN ('x', 'y') AND b >= ?",
        "INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = 1, a = excluded.a WHERE t.b <= ?",
        "DELETE FROM t WHERE a != ? OR b < ?",
    ],
)
def test_what_is_changed_is_still_sql(text: str) -> None:
    assert sql_changes.is_sql(text)
    opened = sqlite3.connect(":memory:")
    opened.executescript("CREATE TABLE t (a PRIMARY KEY, b); CREATE TABLE u (c)")
    changes = list(sql_changes.changed(text))
    assert len(changes) > 1
    for one in changes:
        opened.execute(one, [None] * (one.count("?") - 1) + [1])
    opened.close()


@pytest.mark.parametrize("text", ["check.quota", "a cadre's code", "nik saya", "set of words"])
def test_other_texts_are_none(text: str) -> None:
    assert not sql_changes.is_sql(text)
