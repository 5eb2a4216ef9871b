"""Processes that end with what a function returns, and may be ended when that takes too long."""

import contextlib
import math
import os
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

NOT_RUN = 70
"""What a process ends with if its function raises."""


def fork(run: Callable[[], int], output: Path = Path(os.devnull)) -> int:
    """Calls `run` in a process of its own, whose number is returned; it ends with what `run` returns."""
    child = os.fork()
    if not child:
        _be_child(run, output)
    return child


def wait(child: int, most: float = math.inf) -> int | None:
    """What a process ends with; None if it had to be killed after `most` seconds."""
    began = time.monotonic()
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() - began > most:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.01)


def _be_child(run: Callable[[], int], output: Path) -> NoReturn:
    """Runs with its output in a file, and ends without what was left to do in the process it was forked from."""
    code = NOT_RUN
    try:
        os.setpgid(0, 0)
        written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(written, 1)
        os.dup2(written, 2)
        code = run()
    except BaseException:  # noqa: BLE001 - it ends below
        traceback.print_exc()
    finally:
        os._exit(code)
