"""The live database: one SQLite file in WAL mode, one transaction at a time; one commit may cover several jobs."""

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import aiosqlite

from data.database import failures, migration_copies
from data.database.failures import CannotWrite, DatabaseProblem, Trouble
from data.database.migrations import INCREMENTAL
from data.database.outside_log import RollbackGuard
from data.database.transaction import Transaction

__all__ = ["CannotWrite", "Database", "DatabaseProblem", "Transaction"]

BUSY_MS = 10_000
"""How long a transaction waits for another process that writes."""
_BUSY_KNOWN_MS = 200
"""The same after such a wait was in vain, until a transaction succeeds in beginning."""
_MOST_SHARED = 200
"""The most jobs that share one commit, so that none waits long for the others."""
_PIECES_A_CHECKPOINT = 3
_PAGES_A_PIECE = 100
"""How many pages are returned to the disk in one transaction."""
_TRIES_TO_EMPTY = 20
"""How many times emptying the WAL is tried while others read."""


Work = Callable[[Transaction], Awaitable[Any]]
Result = TypeVar("Result")


class Database:
    """Hands out transactions one at a time: two tasks in one SQLite transaction would interleave statements.

    Commit, rollback and waiting for another process may block, so they run in aiosqlite's thread. Everything else takes
    microseconds: it runs in the event loop, as a hop to the thread and back would cost more.
    """

    def __init__(
        self,
        connection: aiosqlite.Connection,
        statements: sqlite3.Connection,
        path: Path,
        audit_head: Path,
        beside: RollbackGuard,
        busy_ms: int,
        lock: BinaryIO | None = None,
    ) -> None:
        self._connection = connection
        self._lock = lock
        self._statements = statements
        self.path = path
        self.audit_head = audit_head
        self.rollback_guard = beside
        self._busy_ms, self._waits_ms = busy_ms, -1
        self._locked_at = float("-inf")
        """When a wait for another process was last in vain; tasks queued before that do not wait again."""
        self._is_locked = False
        self._pieces = 0
        self._turn = asyncio.Lock()
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._worker: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commits at the end; any exception, even a cancellation, rolls everything back.

        Raises CannotWrite if the disk or file cannot be written.
        """
        asked = time.monotonic()
        async with self._turn:
            tx = Transaction(self._statements, self.audit_head, self.rollback_guard)
            try:
                await self._begin(asked)
                yield tx
                for (sql, *values), number in Counter(tx.counted).items():
                    await tx.run(sql, *values, number)
                for work, *values in tx.first_steps:
                    await asyncio.to_thread(work, *values)
                await self._connection.commit()
            except BaseException as error:
                await shielded(self._connection.rollback())  # queued behind whatever still runs
                if isinstance(error, sqlite3.Error) and (problem := await self._trouble(error)):
                    raise problem from error
                raise
            for done in tx.last_steps:
                done()

    async def _begin(self, asked: float) -> None:
        """Takes the write lock of the file. While another process holds it, tasks do not wait one after another."""
        if asked < self._locked_at:
            raise CannotWrite(self.path, Trouble.LOCKED)
        await self._wait_at_most(0)
        try:
            self._statements.execute("BEGIN IMMEDIATE")  # takes a lock in memory, or fails at once
        except sqlite3.OperationalError as error:
            if failures.trouble_of(error) is not Trouble.LOCKED:
                raise
            await self._begin_after_others()
        self._is_locked = False

    async def _begin_after_others(self) -> None:
        await self._wait_at_most(min(self._busy_ms, _BUSY_KNOWN_MS) if self._is_locked else self._busy_ms)
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self._is_locked = failures.trouble_of(error) is Trouble.LOCKED
            if self._is_locked:
                self._locked_at = time.monotonic()
            raise

    async def _wait_at_most(self, milliseconds: int) -> None:
        if milliseconds != self._waits_ms:
            await self._connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
            self._waits_ms = milliseconds

    async def _trouble(self, error: sqlite3.Error) -> CannotWrite | None:
        trouble = await asyncio.to_thread(failures.trouble_of, error, self.path)
        return CannotWrite(self.path, trouble, migration_copies.newest(self.path)) if trouble else None

    async def group_commit(self, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """Returns the result of `work` once it is committed, together with all jobs that arrived meanwhile, in order.

        Each of several jobs is a savepoint: an exception rolls back only its own statements, and reaches only its own
        caller.
        """
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._drain())
        return await done

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST_SHARED], self._waiting[_MOST_SHARED:]
            try:
                async with self.transaction() as tx:
                    results = [await self._one(tx, work, alone=len(batch) == 1) for work, _ in batch]
            except BaseException as error:
                for _, done in batch:
                    _resolve(done, None, error if isinstance(error, Exception) else DatabaseProblem("We are stopping."))
                if not isinstance(error, Exception):
                    raise
            else:
                for (_, done), (result, problem) in zip(batch, results, strict=True):
                    _resolve(done, result, problem)

    async def _one(self, tx: Transaction, work: Work, *, alone: bool) -> tuple[Any, Exception | None]:
        if alone:  # its exception rolls back the transaction, and needs no savepoint
            return await work(tx), None
        self._statements.execute("SAVEPOINT one")
        others, counted = len(tx.last_steps), len(tx.counted)
        try:
            result, problem = await work(tx), None
        except Exception as error:  # noqa: BLE001 - it is passed on to the caller
            self._statements.execute("ROLLBACK TO one")
            del tx.last_steps[others:], tx.counted[counted:]
            tx.read_once.clear()
            known = await self._trouble(error) if isinstance(error, sqlite3.Error) else None
            result, problem = None, known or error
        self._statements.execute("RELEASE one")
        return result, problem

    async def read_in_thread(self, read: Callable[[sqlite3.Connection], Result]) -> Result:
        """Reads in a thread, with a connection of its own, while others write. Raises DatabaseProblem."""
        try:
            return await asyncio.to_thread(_read_on_own_connection, self.path, read)
        except sqlite3.Error as error:
            raise cannot_be_used(self.path, error) from error

    async def yield_turn(self) -> None:
        """Lets other tasks run between two pieces of long work, and checkpoints the WAL now and then.

        Outside of transactions: otherwise the commit that finds the WAL too long does it, and everybody waits for it.
        """
        self._pieces += 1
        if self._pieces % _PIECES_A_CHECKPOINT == 0:
            await self.read_in_thread(_move_log)
        else:
            await asyncio.sleep(0)

    async def checkpoint(self) -> None:
        """Checkpoints and empties the WAL, so that erased data is gone from both files.

        Free pages are returned to the disk, a few at a time.
        """
        while await self._give_back():
            await self.yield_turn()
        for _ in range(_TRIES_TO_EMPTY):
            await self.read_in_thread(_move_log)  # most of it, while other tasks run
            async with self._turn:
                await self._wait_at_most(0)
                ((busy, *_rest),) = await self._connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            if not busy:
                return
            await asyncio.sleep(_BUSY_KNOWN_MS / 1000)  # somebody reads

    async def _give_back(self) -> bool:
        """Shortens the file by some pages. Returns whether more can be returned to the disk."""
        async with self.transaction() as tx:
            ((free,),) = await tx.rows("PRAGMA freelist_count")
            ((kind,),) = await tx.rows("PRAGMA auto_vacuum")
            if not free or kind != INCREMENTAL:
                return False
            for _ in range(min(free, _PAGES_A_PIECE)):  # one page per call: Python runs one step of this statement
                await tx.run("PRAGMA incremental_vacuum(1)")
        return bool(free > _PAGES_A_PIECE)

    async def close(self) -> None:
        """Finishes the jobs that have begun, and closes the file."""
        if self._worker:
            await asyncio.gather(self._worker, return_exceptions=True)
        await self._connection.close()
        if self._lock:
            self._lock.close()


def _read_on_own_connection(path: Path, read: Callable[[sqlite3.Connection], Result]) -> Result:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        return read(opened)


def _move_log(opened: sqlite3.Connection) -> None:
    """Moves the WAL without waiting for readers: the pages that they need stay in it until the next time."""
    opened.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _resolve(done: "asyncio.Future[Any]", result: object, problem: Exception | None) -> None:
    if problem and not done.done():  # otherwise the caller was cancelled
        done.set_exception(problem)
    elif not done.done():
        done.set_result(result)


def placeholders(values: Collection[object]) -> str:
    """A question mark for each value, with commas between, as a list in SQL needs them."""
    return ", ".join("?" * len(values))


async def shielded(work: Coroutine[object, object, None]) -> None:
    """Waits for work that must not be left half-done, even if this task is cancelled."""
    task = asyncio.ensure_future(work)
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            continue


def cannot_be_used(path: Path, error: Exception) -> DatabaseProblem:
    if trouble := failures.trouble_of(error, path):
        return CannotWrite(path, trouble, migration_copies.newest(path))
    why = getattr(error, "strerror", None) or error
    if not path.exists():
        return DatabaseProblem(f"{path} cannot be opened ({why}). Set SIGAP_DATA_DIR to a folder of your own.")
    return DatabaseProblem(
        f"{path} cannot be used ({why}). Leave it where it is, and bring back its backup if it is not as it was: sigap "
        "restore DIR, then sigap restored."
    )
