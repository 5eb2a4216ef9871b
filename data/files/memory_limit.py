"""Limits the memory and time that reading a file may take; the system enforces it, whatever the file holds."""

import resource
from contextlib import suppress

MOST = 1 << 30
"""Bytes. A CSV list of 5 million people takes a third of this, an .xlsx list of one million four fifths."""


def limit_memory(most: int = MOST, seconds: int | None = None) -> None:
    """Limits this process from now on: bytes of memory, seconds of CPU. Beyond them: MemoryError and SIGXCPU."""
    _lower(resource.RLIMIT_AS, most)
    if seconds is not None:
        _lower(resource.RLIMIT_CPU, seconds)


def no_core_dumps() -> None:
    """Prevents a crash from writing our memory, and the key in it, to the disk."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _lower(what: int, most: int) -> None:
    with suppress(ValueError, OSError):  # some systems have no such limit
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
