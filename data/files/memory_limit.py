"""How much memory and time the reading of a file may take; the system holds us to it, whatever the file is."""

import resource
from contextlib import suppress

MOST = 1 << 30
"""Bytes. A list of 5 million people as CSV takes a third of it, one of a million as .xlsx four fifths."""


def limit_memory(most: int = MOST, seconds: int | None = None) -> None:
    """Limits this process from now on: bytes of memory, seconds at work. Beyond them come MemoryError and SIGXCPU."""
    _lower(resource.RLIMIT_AS, most)
    if seconds is not None:
        _lower(resource.RLIMIT_CPU, seconds)


def no_core_dumps() -> None:
    """Lets no crash write our memory, the key in it, to the disk."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _lower(what: int, most: int) -> None:
    with suppress(ValueError, OSError):  # some systems know no such limit
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
