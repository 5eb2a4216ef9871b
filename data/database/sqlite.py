"""The live database: one SQLite file in WAL mode, one writer, one transaction at a time, often a shared one."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, closing, suppress
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import aiosqlite

from data.database import database_lock, failures, migration_copies, outside_log, rollback_detection
from data.database.failures import CannotWrite, DatabaseProblem, Trouble
from data.database.outside_log import Beside, OutsideFile
from data.files import own_files
from data.hashing import Key

__all__ = ["CannotWrite", "Database", "DatabaseProblem", "Transaction", "open_database"]

_BUSY_MS = 10_000
"""How long we wait for another process that writes ..."""
_BUSY_KNOWN_MS = 200
"""... and how long once it has kept us waiting, until it lets us write again."""
_MOST_SHARED = 200
"""How many works share a commit at most, so that none waits long for the others."""
_INCREMENTAL = 2
"""As SQLite says that a file can shrink piece by piece."""
_MOST_REWRITTEN = 512 * 2**20
"""Bytes; it is rewritten in memory."""
_SPARE = 4 * 2**20
"""Bytes that stay free."""
_PIECES_A_CHECKPOINT = 3
_PAGES_A_PIECE = 100
"""How many pages are given back to the disk in one transaction."""
_TRIES_TO_EMPTY = 20
"""How often the log of changes is tried to be emptied, while somebody reads."""


class Transaction:
    """Runs statements of one transaction; it commits or vanishes whole."""

    def __init__(self, connection: sqlite3.Connection, audit_head: Path, beside: Beside | None = None) -> None:
        self._connection = connection
        self.audit_head = audit_head
        """The file in which `data.audit.audit_log` notes how far the audit goes."""
        self.beside = beside or Beside(OutsideFile(audit_head.with_name(outside_log.FILE)))
        """Where `data.database.older_copy` notes what an older copy must not do again."""
        self.first: dict[tuple[Any, ...], None] = {}
        """What `before_commit` was given."""
        self.then: list[Callable[[], None]] = []
        """What `after_commit` was given."""

    async def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return self._connection.execute(sql, values).fetchall()

    async def run(self, sql: str, *values: object) -> int:
        """How many rows a statement changed."""
        return self._connection.execute(sql, values).rowcount

    def before_commit(self, work: Callable[..., None], *values: object) -> None:
        """Does this in a thread right before the commit, once however often it is asked for; raising rolls back."""
        self.first[work, *values] = None

    def after_commit(self, work: Callable[[], None]) -> None:
        """Does this once the commit has succeeded. It must be quick and must not raise."""
        self.then.append(work)


Work = Callable[[Transaction], Awaitable[Any]]
Result = TypeVar("Result")


class Database:
    """Hands out transactions one at a time: two tasks in one SQLite transaction would mix their turns.

    What may wait (to begin, to commit, to roll back) runs in aiosqlite's thread. The statements between take some
    microseconds and wait for nobody, so they run where they are: a hop to the thread and back costs more than they do.
    """

    def __init__(
        self,
        connection: aiosqlite.Connection,
        statements: sqlite3.Connection,
        path: Path,
        audit_head: Path,
        beside: Beside,
        busy_ms: int,
        lock: BinaryIO | None = None,
    ) -> None:
        self._connection = connection
        self._lock = lock
        self._statements = statements
        self.path = path
        self.audit_head = audit_head
        self.beside = beside
        self._busy_ms, self._waits_ms = busy_ms, -1
        self._locked_at = float("-inf")
        """When another process last kept us from writing for too long; who waited meanwhile has waited enough."""
        self._is_locked = False
        self._pieces = 0
        self._turn = asyncio.Lock()
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._worker: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commits at the end; any exception, a cancellation too, rolls everything back.

        Raises CannotWrite when disk or file do not let us.
        """
        asked = time.monotonic()
        async with self._turn:
            tx = Transaction(self._statements, self.audit_head, self.beside)
            try:
                await self._begin(asked)
                yield tx
                for work, *values in tx.first:
                    await asyncio.to_thread(work, *values)
                await self._connection.commit()
            except BaseException as error:
                await shielded(self._connection.rollback())  # queued behind whatever still runs
                if isinstance(error, sqlite3.Error) and (problem := await self._trouble(error)):
                    raise problem from error
                raise
            for done in tx.then:
                done()

    async def _begin(self, asked: float) -> None:
        """Takes the file for us alone. While another process has it, nobody waits twice, one after the other."""
        if asked < self._locked_at:
            raise CannotWrite(self.path, Trouble.LOCKED)
        await self._wait_at_most(min(self._busy_ms, _BUSY_KNOWN_MS) if self._is_locked else self._busy_ms)
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self._is_locked = failures.of(error) is Trouble.LOCKED
            if self._is_locked:
                self._locked_at = time.monotonic()
            raise
        self._is_locked = False

    async def _wait_at_most(self, milliseconds: int) -> None:
        if milliseconds != self._waits_ms:
            await self._connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
            self._waits_ms = milliseconds

    async def _trouble(self, error: sqlite3.Error) -> CannotWrite | None:
        trouble = await asyncio.to_thread(failures.of, error, self.path)
        return CannotWrite(self.path, trouble, migration_copies.newest(self.path)) if trouble else None

    async def group_commit(self, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """What this work returns, once it is committed, together with all that arrived meanwhile, in order.

        Each work is a savepoint: when one raises, only its own statements vanish, and only its caller hears of it.
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
                    results = [await self._one(tx, work) for work, _ in batch]
            except BaseException as error:
                for _, done in batch:
                    _tell(done, None, error if isinstance(error, Exception) else DatabaseProblem("We are stopping."))
                if not isinstance(error, Exception):
                    raise
            else:
                for (_, done), (result, problem) in zip(batch, results, strict=True):
                    _tell(done, result, problem)

    async def _one(self, tx: Transaction, work: Work) -> tuple[Any, Exception | None]:
        self._statements.execute("SAVEPOINT one")
        others = len(tx.then)
        try:
            result, problem = await work(tx), None
        except Exception as error:  # noqa: BLE001 - it is handed to who asked
            self._statements.execute("ROLLBACK TO one")
            del tx.then[others:]
            known = await self._trouble(error) if isinstance(error, sqlite3.Error) else None
            result, problem = None, known or error
        self._statements.execute("RELEASE one")
        return result, problem

    async def read_elsewhere(self, read: Callable[[sqlite3.Connection], Result]) -> Result:
        """What is read in a thread and a connection of its own, while others write. Raises DatabaseProblem."""
        try:
            return await asyncio.to_thread(_read_apart, self.path, read)
        except sqlite3.Error as error:
            raise _cannot_be_used(self.path, error) from error

    async def let_others(self) -> None:
        """Between two pieces of long work: lets go of the turn, and moves the log of changes into the file.

        That is done apart too: otherwise a commit does it that finds the log long, and all wait for it.
        """
        self._pieces += 1
        if self._pieces % _PIECES_A_CHECKPOINT == 0:
            await self.read_elsewhere(_move_log)
        else:
            await asyncio.sleep(0)

    async def checkpoint(self) -> None:
        """Writes the log of changes into the file and empties it, so that what was erased is gone from both.

        Free pages are given back to the disk, a few at a time.
        """
        while await self._give_back():
            await self.let_others()
        for _ in range(_TRIES_TO_EMPTY):
            await self.read_elsewhere(_move_log)  # nearly all of it, without anybody's turn
            async with self._turn:
                await self._wait_at_most(0)
                ((busy, *_rest),) = await self._connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            if not busy:
                return
            await asyncio.sleep(_BUSY_KNOWN_MS / 1000)  # somebody reads

    async def _give_back(self) -> bool:
        """Makes the file a little shorter; whether more can be given back."""
        async with self.transaction() as tx:
            ((free,),) = await tx.rows("PRAGMA freelist_count")
            ((kind,),) = await tx.rows("PRAGMA auto_vacuum")
            if not free or kind != _INCREMENTAL:
                return False
            for _ in range(min(free, _PAGES_A_PIECE)):  # one page a call: Python takes one step of this statement
                await tx.run("PRAGMA incremental_vacuum(1)")
        return bool(free > _PAGES_A_PIECE)

    async def close(self) -> None:
        """Finishes what was begun, and closes the file."""
        if self._worker:
            await asyncio.gather(self._worker, return_exceptions=True)
        await self._connection.close()
        if self._lock:
            self._lock.close()


def _read_apart(path: Path, read: Callable[[sqlite3.Connection], Result]) -> Result:
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        return read(opened)


def _move_log(opened: sqlite3.Connection) -> None:
    """Without waiting for anybody; what is still read stays for the next time."""
    opened.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _tell(done: "asyncio.Future[Any]", result: object, problem: Exception | None) -> None:
    if done.done():  # who asked has gone
        return
    if problem:
        done.set_exception(problem)
    else:
        done.set_result(result)


async def shielded(work: Coroutine[object, object, None]) -> None:
    """Waits for work that must not be left half-done, even while we are being cancelled."""
    task = asyncio.ensure_future(work)
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            continue


def _migrations() -> list[tuple[int, str]]:
    found = [item for item in files("data.database").joinpath("schema").iterdir() if item.name[:3].isdigit()]
    return sorted((int(item.name[:3]), item.read_text(encoding="utf-8")) for item in found)


def _make_file(path: Path) -> BinaryIO | None:
    """Makes the file where there is none; the lock that it is used under."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = database_lock.share(path)
    path.touch(mode=0o600)
    sure_file(path)
    own_files.close_to_others(path.parent)  # before SQLite makes files beside it, with the same mode
    return lock


def sure_file(path: Path) -> None:
    """SQLite would wait at a pipe for ever. Raises DatabaseProblem."""
    if not path.is_file():
        raise DatabaseProblem(
            f"{path} is no regular file. Look at what it is, and bring back the live database there from its backup "
            "(sigap restore DIR, then sigap restored); where there never was one, set SIGAP_DATA_DIR to a folder of "
            "your own."
        )


def _connect(path: Path, opened: list[sqlite3.Connection]) -> sqlite3.Connection:
    """A connection for two threads, of which one at a time uses it."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    opened.append(connection)
    return connection


async def open_database(
    path: Path,
    audit_head: Path | None = None,
    *,
    key: Key | None = None,
    busy_ms: int | None = None,
    opening_ms: int = _BUSY_MS,
) -> Database:
    """Opens the live database, made or brought up to date first. Raises DatabaseProblem.

    `audit_head` is the file of the audit outside the database; by default it lies beside it. `key` names those who
    leave. `busy_ms` is how long a transaction waits for another process that writes; `opening_ms` is how long the
    opening waits for it.
    """
    head = audit_head or path.with_name("audit.head")
    beside = Beside(OutsideFile(head.with_name(outside_log.FILE)), key)
    lock: BinaryIO | None = None
    connection: aiosqlite.Connection | None = None
    opened: list[sqlite3.Connection] = []
    try:
        lock = await asyncio.to_thread(_make_file, path)
        connection = await aiosqlite.Connection(partial(_connect, path, opened), iter_chunk_size=64)
        await connection.execute(f"PRAGMA busy_timeout = {opening_ms}")
        await connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # of a new file; before anything is written
        await connection.execute("PRAGMA journal_mode = WAL")
        await connection.execute("PRAGMA synchronous = FULL")  # a lost commit would answer, or count, twice
        await connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
        await _migrate(connection, path)
        await asyncio.to_thread(rollback_detection.at_the_start, opened[0], beside, head)
    except BaseException as error:
        if connection:
            await connection.close()
        if lock:
            lock.close()
        if isinstance(error, (OSError, sqlite3.Error)):
            raise _cannot_be_used(path, error) from None
        raise
    return Database(connection, opened[0], path, head, beside, _BUSY_MS if busy_ms is None else busy_ms, lock)


def _cannot_be_used(path: Path, error: Exception) -> DatabaseProblem:
    if trouble := failures.of(error, path):
        return CannotWrite(path, trouble, migration_copies.newest(path))
    why = getattr(error, "strerror", None) or error
    if not path.exists():
        return DatabaseProblem(f"{path} cannot be opened ({why}). Set SIGAP_DATA_DIR to a folder of your own.")
    return DatabaseProblem(
        f"{path} cannot be used ({why}). Leave it where it is, and bring back its backup if it is not as it was: sigap "
        "restore DIR, then sigap restored."
    )


def newest() -> int:
    """The version of the live database that this program knows."""
    return _migrations()[-1][0]


def examine(path: Path) -> int | None:
    """The version of the live database, sound and writable; None when there is none yet. Raises DatabaseProblem."""
    if not path.exists():
        if trouble := failures.of_folder(next(one for one in path.parents if one.exists())):
            raise CannotWrite(path, trouble)
        return None
    sure_file(path)
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None)) as found:
            found.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            found.execute("BEGIN IMMEDIATE")
            version = int(found.execute("PRAGMA user_version").fetchone()[0])
            sound = found.execute("PRAGMA quick_check(1)").fetchone()[0]
            found.execute("UPDATE chats SET used = used WHERE channel = ''")  # fails where nothing can be written
            found.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise _cannot_be_used(path, error) from None
    if sound != "ok":
        raise CannotWrite(path, Trouble.DAMAGED, migration_copies.newest(path))
    if version > newest():
        raise _newer(path)
    if trouble := failures.of_folder(path.parent, path):
        raise CannotWrite(path, trouble)
    return version


def _newer(path: Path) -> DatabaseProblem:
    copy = migration_copies.newest(path)
    back = f", or bring back {copy} (then: sigap restored): what came after it is lost" if copy else ""
    return DatabaseProblem(
        f"The live database was made by a newer version of SIGAP Bot. Update the program{back}. Leave {path} there."
    )


async def _migrate(connection: aiosqlite.Connection, path: Path) -> None:
    """Brings the file up to date, after a copy of it was made beside it. Raises DatabaseProblem."""
    migrations = _migrations()
    await connection.execute("BEGIN IMMEDIATE")
    try:
        ((version,),) = await connection.execute_fetchall("PRAGMA user_version")
        if version > migrations[-1][0]:
            raise _newer(path)
        to_do = [(number, script) for number, script in migrations if number > version]
        if version and to_do:  # nobody else can write meanwhile
            await asyncio.to_thread(migration_copies.make, path, to_do[0][0])
        for number, script in to_do:
            for statement in filter(str.strip, _statements(script)):
                await connection.execute(statement)
            await connection.execute(f"PRAGMA user_version = {number}")
        await connection.execute("COMMIT")
    except BaseException:
        await connection.execute("ROLLBACK")
        raise
    await _make_shrinkable(connection, path)


def _has_room_to_be_rewritten(path: Path) -> bool:
    size = path.stat().st_size
    return size <= _MOST_REWRITTEN and shutil.disk_usage(path.parent).free >= 3 * size + _SPARE


async def _make_shrinkable(connection: aiosqlite.Connection, path: Path) -> None:
    """Rewrites a file from before it could shrink, once; where there is no room for it, at a later start."""
    ((kind,),) = await connection.execute_fetchall("PRAGMA auto_vacuum")
    if kind == _INCREMENTAL or not _has_room_to_be_rewritten(path):
        return
    await connection.execute("PRAGMA temp_store = MEMORY")  # not a file elsewhere that holds all of it
    await connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    with suppress(sqlite3.OperationalError):  # another process reads or writes: at the next start
        await connection.execute("VACUUM")
    await connection.execute("PRAGMA temp_store = DEFAULT")


def _statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit between them."""
    found, rest = [], ""
    for line in script.splitlines():
        rest += line + "\n"
        if sqlite3.complete_statement(rest):
            found.append(rest)
            rest = ""
    return found
