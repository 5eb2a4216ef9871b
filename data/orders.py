"""What is ordered of an import, and what came of it."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from data.factors import Factor
from data.few import cut
from data.former import Former
from data.keys import Key
from data.nik import masked
from data.participants import Rejected
from data.snapshots import About

SHOWN = 20
"""So many rows are named for each reason, and so many duplicates."""

Progress = Callable[[str, float], None]
"""Takes what is being done, and how far it is, from 0 to 1."""

_LONGEST_HEADING = 40
_LONG_NUMBER = re.compile(r"\d(?:[\W_]{0,3}\d){8,}")


def short(heading: str) -> str:
    """A heading as it is quoted: where people stand in place of headings, it is somebody's name and number."""
    return cut(_LONG_NUMBER.sub("…", heading), _LONGEST_HEADING)


@dataclass(frozen=True)
class Order:
    """What to import, and how."""

    path: Path
    as_of: date
    """The day the list speaks of."""
    now: datetime
    key: Key
    directory: Path
    factor: Factor = Factor.NONE
    sheet: str | None = None
    force: bool = False
    dry_run: bool = False
    former: Former | None = None
    """Where the key changes: that of the live snapshot, and what its people were hashed to."""
    publishing: Callable[[], None] = lambda: None
    """Called right before the list is published: from here on the import must not be stopped."""


@dataclass
class Report:
    """What an import found and did. NIKs in it are masked."""

    rows: int = 0
    duplicates: int = 0
    """Rows beyond the first for the same NIK."""
    duplicate_rows: list[list[int]] = field(default_factory=list)
    """The first of them: the rows in which one NIK stands."""
    rejected: Counter[str] = field(default_factory=Counter)
    rejected_rows: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """By reason the first rows: row number, and the masked NIK when there was one."""
    unfamiliar: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    """Field -> the heading it was read under."""
    unused: list[str] = field(default_factory=list)
    """Headings that were not read."""
    endings: set[str] = field(default_factory=set)
    """Those of them under which words like "keluar" stand."""
    cohorts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Listed and ended people by cohort."""
    about: About | None = None
    """The snapshot as it was built; None when it was not."""
    published: bool = False
    before: About | None = None
    """The snapshot that was live when the import began, when it can be compared."""
    lost: int = 0
    """People who left the list, and cannot be carried to a new key: no list at hand has their NIK."""
    seconds: float = 0.0

    def reject(self, row: int, rejected: Rejected) -> None:
        """Notes a row that was not taken."""
        self.rejected[rejected.reason] += 1
        rows = self.rejected_rows.setdefault(rejected.reason, [])
        if len(rows) < SHOWN:
            rows.append((row, masked(rejected.nik) if rejected.nik else ""))


class Refused(Exception):
    """The file was read but not published; the report says what was found."""

    def __init__(self, message: str, report: Report, *, can_force: bool) -> None:
        super().__init__(message)
        self.report = report
        self.can_force = can_force
