"""Where the command begins: Ctrl-C ends it quietly also in the second in which the rest is still being loaded."""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_INTERRUPTED = 130


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Ends at once: nothing is at work that could be left half-done."""
    with suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(_INTERRUPTED)


@contextmanager
def loading() -> Iterator[None]:
    """Modules are loaded: Ctrl-C ends us at once, as it would be shown as an error of ours; none of it is garbage."""
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else whoever started us wants it ignored
    if heeded:
        signal.signal(signal.SIGINT, _leave)
    gc.disable()  # looking for some takes a tenth of the time
    try:
        yield
    finally:
        gc.enable()
        if heeded:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def main() -> None:
    """Runs the command line."""
    try:
        with loading():
            from bot import cli  # noqa: PLC0415
        cli.main()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # else something was published: it is told to the end
            signal.signal(signal.SIGINT, _leave)
