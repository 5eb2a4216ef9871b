"""Imports modules so that Ctrl-C ends the command quietly, even during the second that imports take."""

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
    """A signal handler that ends the process at once, for times without work in progress."""
    with suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(INTERRUPTED)


@contextmanager
def loading() -> Iterator[None]:
    """While modules are imported, Ctrl-C ends the process at once, and the garbage collector is off."""
    ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # otherwise our parent wants it ignored
    if ours:
        signal.signal(signal.SIGINT, leave)
    gc.disable()  # collections take a tenth of the time, and imports leave no garbage
    try:
        yield
    finally:
        gc.freeze()  # what is loaded stays: later collections need not look at it
        gc.enable()
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
