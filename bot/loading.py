"""Loads modules so that Ctrl-C ends the command quietly also in the second that it takes."""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

INTERRUPTED = 130
"""The exit code of a command that Ctrl-C ended."""


def leave(_number: int, _frame: FrameType | None) -> None:
    """Ends the process at once: a signal handler for when no work is in progress."""
    with suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(INTERRUPTED)


@contextmanager
def loading() -> Iterator[None]:
    """While modules are imported, Ctrl-C ends the process at once, and the garbage collector rests."""
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else whoever started us wants it ignored
    if heeded:
        signal.signal(signal.SIGINT, leave)
    gc.disable()  # looking for garbage takes a tenth of the time, and imports leave none
    try:
        yield
    finally:
        gc.enable()
        if heeded:
            signal.signal(signal.SIGINT, signal.default_int_handler)
