"""The entry point of the command `sigap`."""

import signal
import sys

from bot.loading import INTERRUPTED, leave, loading


def main() -> None:
    """Runs the command line."""
    try:
        with loading():
            from bot import cli  # noqa: PLC0415
        cli.main()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # ignored once something was published
            signal.signal(signal.SIGINT, leave)
