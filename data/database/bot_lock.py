"""The lock of a data directory: shared by running bots, exclusive for commands that change it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.database.failures import DatabaseProblem
from data.files import own_files

_FILE = "bot.lock"


class InUse(DatabaseProblem):
    """Another process uses the directory."""


@contextmanager
def shared(directory: Path) -> Iterator[None]:
    """Holds the lock while a bot runs; several may hold it. Raises InUse while a command holds it exclusively."""
    try:
        lock = own_files.open_private(directory / _FILE)
    except OSError:  # full or read-only, so no command can begin to change anything there, either
        yield
        return
    with lock:
        _take(lock.fileno(), fcntl.LOCK_SH, "The key is being changed here (`sigap rekey`). Wait for it to end.")
        yield


@contextmanager
def exclusive(directory: Path) -> Iterator[None]:
    """Holds the lock while nothing else may use the directory. Raises InUse while a bot runs, and DatabaseProblem."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = own_files.open_private(directory / _FILE)
    except OSError as error:
        raise DatabaseProblem(f"{directory} cannot be written: {error.strerror}. Set SIGAP_DATA_DIR.") from None
    with lock:
        _take(lock.fileno(), fcntl.LOCK_EX, "A bot runs here. Stop it first (`sigap serve`, `sigap chat`).")
        yield


def _take(handle: int, how: int, otherwise: str) -> None:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InUse(otherwise) from None
