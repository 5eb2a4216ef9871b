"""How many files the process may open, and how many of them connections may take."""

import resource
from contextlib import suppress

MOST_FILES = 65_536
"""How many open files we ask the system for."""
_OTHER_FILES = 256
"""Open files kept free for the database, for Telegram and for our own files; a quarter where there are few."""
_BACKLOG = 1024
"""Connections that may wait to be accepted; all may be accepted at once, so they count among the open files."""
_LEAST = 16
"""The least number of connections, and of connections that may wait."""


def raise_limit() -> int:
    """Asks for as many open files as the machine allows us; returns how many we may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft == resource.RLIM_INFINITY:
        return MOST_FILES
    if soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def room_for_connections(files: int) -> int:
    """How many connections the web's port may hold, of so many open files."""
    return max(_LEAST, files - min(_OTHER_FILES, files // 4) - backlog(files))


def backlog(files: int) -> int:
    """How many connections may wait to be accepted."""
    return max(_LEAST, min(_BACKLOG, files // 10))
