"""One transaction of the live database: its statements, and what happens right before and after its commit."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from data.database import outside_log
from data.database.outside_log import OutsideFile, RollbackGuard


class Transaction:
    """Runs the statements of one transaction, which commits or rolls back as a whole."""

    def __init__(self, connection: sqlite3.Connection, audit_head: Path, beside: RollbackGuard | None = None) -> None:
        self._connection = connection
        self.audit_head = audit_head
        """The checkpoint file of the audit (`data.database.audit_checkpoint`)."""
        self.rollback_guard = beside or RollbackGuard(OutsideFile(audit_head.with_name(outside_log.FILE)))
        """The log outside the database (`data.database.older_copy`)."""
        self.first_steps: dict[tuple[Any, ...], None] = {}
        """The functions given to `before_commit`, each once."""
        self.last_steps: list[Callable[[], None]] = []
        """The functions given to `after_commit`."""
        self.read_once: dict[str, Any] = {}
        """What was read for all jobs of this transaction. Whoever changes it in the database removes it here."""
        self.absent: set[tuple[str, str, str]] = set()
        """Tables known to hold no row of a chat, each with its channel and address. An insert takes the entry out."""
        self.counted: list[tuple[Any, ...]] = []
        """The statements given to `count`, each with its values."""

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._connection.execute(sql, values).fetchall()

    async def run(self, sql: str, *values: object) -> int:
        """Runs a statement. Returns the number of changed rows."""
        return self._connection.execute(sql, values).rowcount

    def count(self, sql: str, *values: object) -> None:
        """Runs a statement at the commit: once for equal values, with their number as the last value.

        What it writes is not read back in the same transaction.
        """
        self.counted.append((sql, *values))

    async def run_many(self, sql: str, rows: Iterable[Sequence[object]]) -> int:
        """Runs a statement once for each row of values. Returns the number of changed rows."""
        return self._connection.executemany(sql, rows).rowcount

    def before_commit(self, work: Callable[..., None], *values: object) -> None:
        """Runs this in a thread right before the commit, once even if added twice; an exception causes a rollback."""
        self.first_steps[work, *values] = None

    def after_commit(self, work: Callable[[], None]) -> None:
        """Runs this after a successful commit. It must be quick and must not raise."""
        self.last_steps.append(work)
