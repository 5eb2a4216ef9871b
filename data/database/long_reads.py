"""Reads that may take long, such as counting all subscribers: done in a thread before a transaction, not within it.

A job that needs one is rolled back, and begun again once it was read. So neither the event loop nor other jobs wait.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from data.database.sqlite import Database, Transaction

Result = TypeVar("Result")
Read = Callable[[Transaction], Awaitable[Result]]
"""Reads and changes nothing."""
_DONE = "long_reads"


class ReadFirst(Exception):
    """A job of `commit` needs something that was not read yet."""

    def __init__(self, name: str, read: Read[Any]) -> None:
        super().__init__(name)
        self.name = name
        self.read = read


async def result(tx: Transaction, name: str, read: Read[Result]) -> Result:
    """The result of `read`, known by its name. In a job of `commit` it was read before the transaction began."""
    done: dict[str, Result] | None = tx.read_once.get(_DONE)
    if done is None:
        return await read(tx)
    if name not in done:
        raise ReadFirst(name, read)
    return done[name]


async def commit(database: Database, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
    """As `Database.group_commit`, for a job that may need long reads: it may run several times, and commits once."""
    done: dict[str, Any] = {}

    async def prepared(tx: Transaction) -> Result:
        tx.read_once[_DONE] = done
        try:
            return await work(tx)
        finally:
            tx.read_once.pop(_DONE, None)

    while True:
        try:
            return await database.group_commit(prepared)
        except ReadFirst as wanted:
            done[wanted.name] = await apart(database, wanted.read)


async def apart(database: Database, read: Read[Result]) -> Result:
    """The result of `read` in a thread, with a connection of its own, as committed now. Raises DatabaseProblem."""

    async def reads(tx: Transaction) -> Result:
        return await read(tx)

    def in_thread(opened: sqlite3.Connection) -> Result:
        opened.execute("BEGIN")
        return asyncio.run(reads(Transaction(opened, database.audit_head, database.rollback_guard)))

    return await database.read_in_thread(in_thread)
