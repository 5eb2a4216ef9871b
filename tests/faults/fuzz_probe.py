"""Asks `/healthz` several times a second, from a process of its own: `python -m tests.faults.fuzz_probe URL`.

Whoever fuzzes is busy, and would see its own delays instead of the server's. Each line out is when a question began and
how long its answer took, in seconds of the machine's monotonic clock; a 1 behind them says that none came.
"""

import sys
import time
import urllib.request
from http.client import HTTPException

EVERY = 0.1
"""Seconds between two questions."""


def main() -> None:
    """Asks until it is killed, or nobody listens there any more."""
    while True:
        begun, lost = time.monotonic(), 0
        try:
            with urllib.request.urlopen(f"{sys.argv[1]}/healthz", timeout=60) as answer:
                answer.read()
        except (OSError, HTTPException) as problem:
            if isinstance(getattr(problem, "reason", None), ConnectionRefusedError):
                return
            lost = 1
        print(f"{begun:.4f} {time.monotonic() - begun:.4f} {lost}", flush=True)  # noqa: T201
        time.sleep(EVERY)


if __name__ == "__main__":
    main()
