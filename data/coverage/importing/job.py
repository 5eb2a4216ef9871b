"""Defines the job of an import (what to import, and how), its report, and the reasons for refusing a list."""

import shlex
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from data.coverage.importing.former_key import FormerHashes
from data.coverage.importing.row_reasons import Rejected
from data.coverage.lists.sheets import place
from data.coverage.second_factor import Factor
from data.coverage.snapshots import About
from data.hashing import Key
from data.import_texts import Sentence
from data.language import redaction
from data.nik.nik import masked
from data.shortened import cut

SHOWN = 20
"""Most rows that are named for each reason, and most duplicates."""
_MOST_REASONS = 1_048_576
"""Most rows whose reasons are kept: as many as a sheet in Excel has."""

Progress = Callable[[str, float], None]
"""Takes the current step, and how much of it is done, from 0 to 1."""

_IGNORED = "--ignore-columns"
_LOOKED_AT = frozenset({_IGNORED, "--all-listed"})
"""Switches that state what a list means: staff must have looked into the list to type one."""

_LONGEST_HEADING = 40


def short(heading: str) -> str:
    """A heading as messages quote it, without numbers: a row of a person may have been taken for the headings."""
    return cut(redaction.IN_A_HEADING.sub("…", heading), _LONGEST_HEADING)


@dataclass(frozen=True)
class Accepted:
    """The risks that staff accepted, each by a switch of its own."""

    replace: bool = False
    """`--replace`: many people are removed, the live snapshot cannot be compared, or synthetic data replaces real."""
    older: bool = False
    """`--older`: the list is older than the live one."""
    rejected: int = 0
    """`--accept-rejected N`: up to N rows without a sound NIK."""
    unclear: int = 0
    """`--accept-unclear N`: up to N people whose coverage is unclear."""

    @property
    def words(self) -> list[str]:
        """The switches as staff type them."""
        made = ["--replace"] * self.replace + ["--older"] * self.older
        made += ["--accept-rejected", str(self.rejected)] if self.rejected else []
        return made + (["--accept-unclear", str(self.unclear)] if self.unclear else [])


@dataclass(frozen=True)
class Gate:
    """A reason why a list is not published."""

    sentence: Sentence
    switch: tuple[str, ...] = ()
    """The switch that overrides it, word by word as it is typed; empty where none does."""
    is_grave: bool = False
    """Whether somebody should look into the list first, although the figures say what would happen."""

    def in_language(self, language: str) -> str:
        """The sentence in one language, followed by the switch."""
        said = self.sentence.in_language(language)
        return f"{said} {shlex.join(self.switch)}" if self.switch else said


@dataclass(frozen=True)
class ImportJob:
    """A list to import, and the options for it."""

    path: Path
    as_of: date
    """The day whose state the list describes."""
    now: datetime
    key: Key
    directory: Path
    factor: Factor = Factor.NONE
    sheet: str | None = None
    all_sheets: bool = False
    """Whether all sheets of a workbook are read as one list."""
    accepted: Accepted = Accepted()
    dry_run: bool = False
    status_words: Mapping[str, bool] = field(default_factory=dict)
    """Status words that staff added, and whether each means listed."""
    keep_reasons: bool = False
    """Whether the report keeps the reason of each row that was rejected or is unclear."""
    more: tuple[Path, ...] = ()
    """Further files that belong to the same list."""
    all_listed: bool = False
    """Whether staff confirmed that everybody without a status is listed."""
    ignore_columns: frozenset[str] = frozenset()
    """Headings of columns that do not concern who is listed."""
    former: FormerHashes | None = None
    """When the key changes: the key of the live snapshot, and its hashes of these people."""
    publishing: Callable[[], None] = lambda: None
    """Called right before the list is published: the import must not be stopped any more."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files of the list, in order."""
        return (self.path, *self.more)


@dataclass
class Report:
    """The findings and results of an import. NIKs in it are masked."""

    rows: int = 0
    duplicates: int = 0
    """Rows beyond the first one for the same NIK."""
    duplicate_rows: list[list[int]] = field(default_factory=list)
    """The first duplicates: for each, the rows with the same NIK."""
    rejected: Counter[str] = field(default_factory=Counter)
    rejected_rows: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Reason -> the first rows: row number, and the masked NIK if there was one."""
    unclear: Counter[str] = field(default_factory=Counter)
    """Reason -> number of rows with a sound NIK that cannot be read fully or contradict each other."""
    unclear_rows: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Reason -> the first of these rows, as in `rejected_rows`."""
    contradicting: int = 0
    """People whose rows contradict each other."""
    over: int = 0
    """People counted as listed, as of the day of the list, whose end date has passed since."""
    removed: int = 0
    """People who would read that they were removed; counted only where the list is much smaller."""
    reasons: dict[int, str] | None = None
    """Row number -> reason, for rejected and unclear rows; None where the job does not keep reasons."""
    source: str = ""
    """SHA-256 of the list, in hex."""
    unknown_words: list[tuple[str, int]] = field(default_factory=list)
    """Unknown status words as written, and how many rows have each; the most frequent first."""
    remarks: list[tuple[str, str, int]] = field(default_factory=list)
    """Column, words that say that somebody has left, and how many rows have them; the most frequent first."""
    of_parts: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Sheet or file (index in the list's `tops`) -> rows of listed and of ended people; counted only where a title
    contains a doubtful word."""
    group_titles: list[tuple[int, str]] = field(default_factory=list)
    """The first lines within the list saying that the people below are candidates or have left."""
    lines: list[tuple[str, int, str]] = field(default_factory=list)
    """Lines within the list that change what its rows mean: key of the sentence, row, and text of the line."""
    month_first: str = ""
    """An example from the list if most of its dates have the month first, as in "12/31/2026"; else empty."""
    unknown_regency: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    """Field -> the heading of its column."""
    unread_columns: list[str] = field(default_factory=list)
    """Headings of the columns that were not read."""
    notes: tuple[Sentence, ...] = ()
    """What staff should know about how the file was read."""
    sheets: tuple[str, ...] = ()
    """The sheets that were read as one list; `named_row` names rows in them."""
    cohorts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Listed and ended people by cohort."""
    about: About | None = None
    """Describes the snapshot that was built; None where none was."""
    published: bool = False
    before: About | None = None
    """Describes the snapshot that was live when the import began, if it can be compared."""
    lost: int = 0
    """People who left the list and cannot be carried over to a new key: no list at hand has their NIK."""
    seconds: float = 0.0

    def named_row(self, row: int) -> str:
        """A row as staff find it: 12, or 'Jatiasih' 12 where several sheets were read as one list."""
        sheet, number = place(row, self.sheets)
        return f"{cut(sheet)!r} {number}" if sheet else str(number)

    def add_rejected(self, row: int, rejected: Rejected) -> None:
        """Counts a rejected row."""
        self.rejected[rejected.reason] += 1
        self._keep(row, rejected.reason)
        rows = self.rejected_rows.setdefault(rejected.reason, [])
        if len(rows) < SHOWN:
            rows.append((row, masked(rejected.nik) if rejected.nik else ""))

    def add_unclear(self, row: int, reason: str, nik: str = "") -> None:
        """Counts a row that was accepted but leaves its person unclear."""
        self.unclear[reason] += 1
        self._keep(row, reason)
        rows = self.unclear_rows.setdefault(reason, [])
        if len(rows) < SHOWN:
            rows.append((row, masked(nik) if nik else ""))

    def _keep(self, row: int, reason: str) -> None:
        if self.reasons is not None and len(self.reasons) < _MOST_REASONS:
            self.reasons[row] = reason


class Refused(Exception):
    """The file was read but not published. Holds every reason at once, and the report."""

    def __init__(self, gates: Sequence[Gate], report: Report) -> None:
        super().__init__([gate.sentence.key for gate in gates])
        self.gates = tuple(gates)
        self.report = report

    @property
    def switches(self) -> list[str]:
        """The switches that would publish it all the same, word by word; empty where none would."""
        needed = dict.fromkeys(gate.switch for gate in self.gates)
        if not all(needed):
            return []
        columns = [switch[1] for switch in needed if switch[0] == _IGNORED]
        others = [word for switch in needed if switch[0] != _IGNORED for word in switch]
        return ([_IGNORED, ",".join(columns)] if columns else []) + others

    @property
    def needs_a_look(self) -> bool:
        """Whether somebody must look into the list to know that it may be published."""
        return any(gate.is_grave or gate.switch[0] in _LOOKED_AT for gate in self.gates if gate.switch)

    def in_language(self, language: str) -> str:
        """All reasons in one language."""
        return " ".join(gate.in_language(language) for gate in self.gates)

    def __str__(self) -> str:
        return self.in_language("en")
