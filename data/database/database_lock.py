"""Whether somebody works with a live database: who opens it shares a lock that `sigap restore` wants alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from data.database.failures import DatabaseProblem
from data.files import own_files

FILE = "live.lock"


def shared(database: Path) -> BinaryIO | None:
    """Keeps others from putting another database in its place, until it is closed. None where no file can be made.

    Raises DatabaseProblem while somebody does.
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
    """Nobody else has it open, nor opens it. Raises DatabaseProblem while somebody has, and OSError."""
    with own_files.open_private(database.with_name(FILE)) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseProblem(
                f"A bot, or a command, works with {database}. Stop it first; nothing was changed."
            ) from None
        yield
