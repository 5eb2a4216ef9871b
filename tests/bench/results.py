"""What a benchmark found, and the machine it ran on.

A benchmark that `python -m tests.bench` runs prints what a person reads, and as its last line these as JSON.
"""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Result:
    """One figure."""

    name: str
    """Its parts are separated by points, the benchmark's name not among them: `webhook.ours.cpu`."""
    value: float
    unit: str = ""
    lower_is_better: bool = True


def print_json(results: Iterable[Result]) -> None:
    """Prints them for the program that started this one."""
    print(json.dumps([asdict(one) for one in results]))


def read(line: str) -> list[Result]:
    """The results in the last line of a benchmark; none if it is not JSON.

    Where a benchmark has a JSON of its own, each number in it is a result, named by its place.
    """
    try:
        found = json.loads(line)
    except ValueError:
        return []
    if isinstance(found, list) and all(isinstance(one, dict) and {"name", "value"} <= one.keys() for one in found):
        known = Result.__dataclass_fields__.keys()
        return [Result(**{name: value for name, value in one.items() if name in known}) for one in found]
    return [Result(name, value) for name, value in _numbers(found, "")]


def _numbers(found: Any, name: str) -> Iterable[tuple[str, float]]:
    if isinstance(found, bool):
        return
    if isinstance(found, int | float):
        yield name, float(found)
        return
    entries = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in entries:
        yield from _numbers(value, f"{name}.{key}" if name else str(key))


def machine() -> dict[str, Any]:
    """What the figures depend on; its load is the average of the last five minutes."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[1], 1) if hasattr(os, "getloadavg") else 0.0,
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
