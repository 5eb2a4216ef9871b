"""An audit in real files, and the people who act in it."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from data.audit import audit_log, audit_reader, verification
from data.audit.audit_reader import Row
from data.database.opening import open_database
from data.database.sqlite import Database, Transaction
from tests.conftest import NOW

WORDS = ("broadcast.written", "broadcast.approved", "broadcast.sent", "cadre.invited", "cadre.check")


@dataclass
class Audit:
    """A folder with a live database and the head beside it."""

    home: Path

    @property
    def database(self) -> Path:
        return self.home / "live.db"

    @property
    def head(self) -> Path:
        return self.home / "audit.head"

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Database]:
        """A bot, from its start to its stop."""
        database = await open_database(self.database, self.head)
        try:
            yield database
        finally:
            await database.close()

    async def act(self, many: int = 1, moment: datetime = NOW, action: str = "") -> None:
        """So many actions by a bot that starts and stops."""
        async with self.at_work() as database:
            for number in range(many):
                async with database.transaction() as tx:
                    await did(tx, number, moment + timedelta(minutes=number), action)

    def findings(self) -> list[str]:
        return [str(one) for one in verification.examine(self.database, self.head).findings]

    def rows(self) -> list[Row]:
        with audit_reader.open_at_one_moment(self.database) as opened:
            return list(audit_reader.all_rows(opened))

    def actions(self) -> list[str]:
        return [row.action for row in self.rows()]

    def lines(self) -> list[str]:
        """The head's, without their hashes."""
        return [line.rpartition(" ")[0] for line in self.head.read_text().splitlines()]

    @contextmanager
    def behind_our_back(self) -> Iterator[sqlite3.Connection]:
        """Somebody who can change the database, and not the head."""
        with closing(sqlite3.connect(self.database)) as opened, opened:
            yield opened

    def hash_again(self, opened: sqlite3.Connection, first: int = 1) -> None:
        """Writes all hashes from an action on anew, as a forger would who knows how they are made."""
        before = audit_log.START
        for seq, at, actor, action, detail, hash_ in opened.execute("SELECT * FROM audit ORDER BY seq").fetchall():
            new = audit_log.hash_of(before, seq, at, actor, action, detail) if seq >= first else hash_
            opened.execute("UPDATE audit SET hash = ? WHERE seq = ?", (new, seq))
            before = new


async def did(tx: Transaction, number: int, moment: datetime = NOW, action: str = "") -> None:
    """One of the things that staff do."""
    await audit_log.note(
        tx,
        moment,
        f"telegram:{111 * (number % 3 + 1)}",
        action or WORDS[number % len(WORDS)],
        broadcast=number,
        night=None,
    )


Forgery = Callable[[Audit, sqlite3.Connection], None]
