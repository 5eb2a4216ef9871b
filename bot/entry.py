"""Where the command begins: Ctrl-C ends it quietly also in the second in which the rest is still being loaded."""

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

_INTERRUPTED = 130


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Ends at once: nothing is at work that could be left half-done."""
    with suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(_INTERRUPTED)


def main() -> None:
    """Runs the command line."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:  # whoever started us wants it ignored
        from bot import cli  # noqa: PLC0415

        cli.main()
        return
    signal.signal(signal.SIGINT, _leave)
    from bot import cli  # noqa: PLC0415 - takes a second, in which Ctrl-C would be shown as an error of ours

    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        cli.main()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # else something was published: it is told to the end
            signal.signal(signal.SIGINT, _leave)
