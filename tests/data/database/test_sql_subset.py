"""The SQL of the live database is what SQLite and PostgreSQL both read alike."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

DATA = ROOT / "data"
FILES_OF_SQLITE = (
    "database/sqlite.py",
    "database/opening.py",
    "database/migrations.py",
    "database/migration_copies.py",
    "database/read_only.py",
    "backups/backups.py",
    "backups/restore.py",
    "coverage/importing/",
    "coverage/staging/",
    "coverage/snapshots",
    "coverage/lookup.py",
)
"""What opens a SQLite file as a file: the live one itself, its copies, and the coverage snapshots."""
_SQL = re.compile(
    r"\b(?:SELECT|INSERT (?:OR \w+ )?INTO|UPDATE \S+ SET|DELETE FROM|ON CONFLICT|IS NOT NULL|GROUP BY|"
    r"ORDER BY|LIMIT \?|sum\(|max\(|min\(|INDEXED BY|PRAGMA)|[=<>] ?\?|\bIS (?:NOT )?\?"
)
_ONLY_SQLITE = {
    "an index by its name": r"\b(?:NOT )?INDEXED\b",
    "a conflict that names no columns": r"\bON CONFLICT (?!\()",
    "INSERT OR ...": r"\bINSERT OR\b|\bREPLACE INTO\b",
    "ifnull": r"\bifnull\(",
    "total": r"\btotal\(",
    "a sum of conditions": r"\b(?:sum|total|count|avg)\([^()]*(?:[=<>]| IN | IS | LIKE )[^()]*\)(?<!END\))",
    "chance in the database": r"\brandom(?:blob)?\(|\bhex\(",
    "unary plus": r"(?:^|[\s(,])\+[a-z_]+\b",
    "IS between values": r"\bIS (?:NOT )?(?:\?|'|\d)|\bIS (?:NOT )?(?!NULL|DISTINCT|TRUE|FALSE)[a-z]+\.",
    "a parameter of no type": r"\? IS (?:NOT )?NULL",
    "the number of a row": r"\b_?rowid_?\b(?! INTEGER)",
    "tables of SQLite": r"\bsqlite_\w+|\bpragma_\w+|\bPRAGMA\b",
    "functions of SQLite": r"\b(?:strftime|julianday|unixepoch|group_concat|json_\w+|instr|iif|printf|typeof)\(",
    "matching that differs": r"\b(?:GLOB|LIKE|MATCH|COLLATE)\b",
    "two values of max or min": r"\b(?:max|min)\([^()]*,",
    "a comparison with two equals signs": r"==",
}


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Strings of a module, those with values in them with a name for each value."""
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [one.value if isinstance(one, ast.Constant) else "value" for one in node.values]
            inside.update(node.values)
            yield node.lineno, "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield node.lineno, node.value


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_text(one)]  # type: ignore[attr-defined]
    return tree


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def faults(source: str) -> list[str]:
    """What only SQLite reads in the SQL of a module."""
    return [
        f"{line}: {why}: {text}"
        for line, text in _texts(_without_docstrings(ast.parse(source)))
        if _SQL.search(text)
        for why, pattern in _ONLY_SQLITE.items()
        if re.search(pattern, text, re.IGNORECASE)
    ]


def _modules() -> list[Path]:
    names = {path: str(path.relative_to(DATA)) for path in sorted(DATA.rglob("*.py"))}
    return [path for path, name in names.items() if not name.startswith(FILES_OF_SQLITE)]


def test_the_live_database_is_asked_in_words_that_both_databases_read() -> None:
    found = {str(path.relative_to(DATA)): faults(path.read_text(encoding="utf-8")) for path in _modules()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_every_module_that_has_a_transaction_is_looked_at() -> None:
    asking = [path for path in DATA.rglob("*.py") if re.search(r"\btx\.(?:rows|run)\(", path.read_text("utf-8"))]
    assert len(asking) > 15
    assert set(asking) <= {*_modules(), DATA / "database" / "sqlite.py"}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM deliveries INDEXED BY deliveries_pending WHERE broadcast = ?",
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        "INSERT OR IGNORE INTO deliveries (broadcast) VALUES (?)",
        "INSERT OR REPLACE INTO offers (id) VALUES (?)",
        "SELECT ifnull(max(seq), 0) FROM audit",
        "SELECT total(sent) FROM tallies",
        "SELECT count(*), sum(state = 'gone') FROM deliveries",
        "SELECT coalesce(sum(shape = ?), 0) FROM questions",
        "UPDATE deliveries SET address = lower(hex(randomblob(8))) WHERE broadcast = ?",
        "SELECT 1 FROM chats WHERE +channel = ?",
        "subscribed IS NOT NULL AND +channel IN (?)",
        "channel = ? AND news IS NOT 'expired'",
        "SELECT 1 FROM deliveries WHERE fence IS NOT ?",
        "SELECT 1 FROM deliveries WHERE (? IS NULL OR kecamatan = ?)",
        "DELETE FROM mismatches WHERE rowid = ?",
        "SELECT 1 FROM sqlite_master WHERE name = ?",
        "SELECT group_concat(address) FROM chats",
        "SELECT max(since, until) FROM cadres",
        "SELECT 1 FROM chats WHERE address == ?",
        "SELECT 1 FROM chats WHERE address LIKE ?",
    ],
)
def test_words_that_only_sqlite_reads_are_found(sql: str) -> None:
    assert faults(f"sql = {sql!r}")
    assert faults(f"sql = f{(sql + ' {words}')!r}")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT coalesce(sum(CASE WHEN state = 'gone' THEN 1 ELSE 0 END), 0) FROM deliveries WHERE broadcast = ?",
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        "UPDATE counts SET count = counts.count + excluded.count",
        "UPDATE tallies SET sent = sent + ? WHERE broadcast = ?",
        "SELECT 1 FROM watches WHERE news IS NULL OR news != 'expired'",
        "SELECT 1 FROM deliveries WHERE fence IS DISTINCT FROM ?",
    ],
)
def test_words_that_both_read_are_not_complained_of(sql: str) -> None:
    assert not faults(f"sql = {sql!r}")
