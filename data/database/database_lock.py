"""The lock of a live database: shared by every process that opens it, exclusive for `sigap restore`."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from data.database.failures import DatabaseProblem
from data.files import own_files

FILE = "live.lock"


def shared(database: Path) -> BinaryIO | None:
    """Prevents the file from being replaced until the lock is closed. None if the lock file cannot be created.

    Raises DatabaseProblem while the file is being replaced.
    """
    try:
        lock = own_files.open_private(database.with_name(FILE))
    except OSError:
        return None  # the database itself says what is wrong there
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise DatabaseProblem(f"A backup of {database} is being brought back. Wait for it to end.") from None
    return lock


@contextmanager
def exclusive(database: Path) -> Iterator[None]:
    """Holds the lock while no other process may open the database. Raises DatabaseProblem if one has, and OSError."""
    with own_files.open_private(database.with_name(FILE)) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseProblem(
                f"A bot, or a command, works with {database}. Stop it first; nothing was changed."
            ) from None
        yield
