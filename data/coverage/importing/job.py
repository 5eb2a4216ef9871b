"""What is ordered of an import, and what came of it."""

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
"""So many rows are named for each reason, and so many duplicates."""
_MOST_REASONS = 1_048_576
"""Rows whose reasons are kept: as many as a sheet in Excel has."""

Progress = Callable[[str, float], None]
"""Takes what is being done, and how far it is, from 0 to 1."""

_IGNORED = "--ignore-columns"
_LOOKED_AT = frozenset({_IGNORED, "--all-listed"})
"""Switches that say what a list means: who types one must have looked into the list."""

_LONGEST_HEADING = 40


def short(heading: str) -> str:
    """A heading as it is quoted: where people stand in place of headings, it is somebody's name and number."""
    return cut(redaction.IN_A_HEADING.sub("…", heading), _LONGEST_HEADING)


@dataclass(frozen=True)
class Accepted:
    """The risks that staff have said yes to, each by a switch of its own."""

    replace: bool = False
    """`--replace`: that people hear that they were removed, or that nobody knows who was, or that real ones go."""
    older: bool = False
    """`--older`: a list that is older than the live one."""
    rejected: int = 0
    """`--accept-rejected N`: so many rows of which nobody knows whose they are, and no more ..."""
    unclear: int = 0
    """... and `--accept-unclear N`: so many people of whom nothing sure can be said."""

    @property
    def words(self) -> list[str]:
        """The switches as they are typed."""
        made = ["--replace"] * self.replace + ["--older"] * self.older
        made += ["--accept-rejected", str(self.rejected)] if self.rejected else []
        return made + (["--accept-unclear", str(self.unclear)] if self.unclear else [])


@dataclass(frozen=True)
class Gate:
    """Why a list is not published."""

    sentence: Sentence
    switch: tuple[str, ...] = ()
    """What opens it, word by word as it is typed; nothing does where there is none."""
    is_grave: bool = False
    """Whether somebody is to look into the list, though numbers tell what would come of it."""

    def in_language(self, language: str) -> str:
        """The sentence in one language, and then the switch."""
        said = self.sentence.in_language(language)
        return f"{said} {shlex.join(self.switch)}" if self.switch else said


@dataclass(frozen=True)
class ImportJob:
    """What to import, and how."""

    path: Path
    as_of: date
    """The day the list speaks of."""
    now: datetime
    key: Key
    directory: Path
    factor: Factor = Factor.NONE
    sheet: str | None = None
    all_sheets: bool = False
    """Whether all sheets of a workbook are one list."""
    accepted: Accepted = Accepted()
    dry_run: bool = False
    status_words: Mapping[str, bool] = field(default_factory=dict)
    """Those that staff added: whether each means listed."""
    keep_reasons: bool = False
    """Whether the report is to say of each row why it was not taken."""
    more: tuple[Path, ...] = ()
    """Further files that belong to the same list."""
    all_listed: bool = False
    """Somebody means it that everybody in a list without a status is listed."""
    ignore_columns: frozenset[str] = frozenset()
    """Headings of columns that say nothing of who is listed."""
    former: FormerHashes | None = None
    """Where the key changes: that of the live snapshot, and what its people were hashed to."""
    publishing: Callable[[], None] = lambda: None
    """Called right before the list is published: from here on the import must not be stopped."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files of the list."""
        return (self.path, *self.more)


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
    unclear: Counter[str] = field(default_factory=Counter)
    """Rows with a sound NIK of which something else cannot be read, or that contradict each other."""
    unclear_rows: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """By reason the first of them, as of those rejected."""
    contradicting: int = 0
    """People whose rows contradict each other."""
    over: int = 0
    """People who are counted as listed, as they were on the day of the list, and whose end date has passed since."""
    removed: int = 0
    """People who would hear that they were removed; counted only where the list is much smaller."""
    reasons: dict[int, str] | None = None
    """Why each row was not taken, by its number; None where nobody asked for it."""
    source: str = ""
    """SHA-256 of the list that was read."""
    unknown_words: list[tuple[str, int]] = field(default_factory=list)
    """Status words that are not known, as they are written, and how many rows have each; the commonest first."""
    remarks: list[tuple[str, str, int]] = field(default_factory=list)
    """Column, words that say that somebody has left, and how many rows have them; the commonest first."""
    of_parts: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Of each sheet or file, by its place in the list's `tops`, how many rows are of somebody listed, and ended ones;
    counted only where a title says that the list may hold others."""
    group_titles: list[tuple[int, str]] = field(default_factory=list)
    """The first lines within the list that say that the people below are candidates, or have left."""
    lines: list[tuple[str, int, str]] = field(default_factory=list)
    """Lines within the list that change what its rows mean: key of the sentence, row, and what is written there."""
    month_first: str = ""
    """A day as it is written there, where the days of the list are those of Americans: "12/31/2026"."""
    unknown_regency: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    """Field -> the heading it was read under."""
    unread_columns: list[str] = field(default_factory=list)
    """Headings that were not read."""
    notes: tuple[Sentence, ...] = ()
    """What staff should know of how the file was read."""
    sheets: tuple[str, ...] = ()
    """The sheets that were read as one list; a row is then shown by `named_row`."""
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

    def named_row(self, row: int) -> str:
        """A row as staff finds it: 12, or 'Jatiasih' 12 where several sheets were read as one list."""
        sheet, number = place(row, self.sheets)
        return f"{cut(sheet)!r} {number}" if sheet else str(number)

    def add_rejected(self, row: int, rejected: Rejected) -> None:
        """Notes a row that was not taken."""
        self.rejected[rejected.reason] += 1
        self._keep(row, rejected.reason)
        rows = self.rejected_rows.setdefault(rejected.reason, [])
        if len(rows) < SHOWN:
            rows.append((row, masked(rejected.nik) if rejected.nik else ""))

    def add_unclear(self, row: int, reason: str, nik: str = "") -> None:
        """Notes a row that was taken, and says nothing sure of its person."""
        self.unclear[reason] += 1
        self._keep(row, reason)
        rows = self.unclear_rows.setdefault(reason, [])
        if len(rows) < SHOWN:
            rows.append((row, masked(nik) if nik else ""))

    def _keep(self, row: int, reason: str) -> None:
        if self.reasons is not None and len(self.reasons) < _MOST_REASONS:
            self.reasons[row] = reason


class Refused(Exception):
    """The file was read but not published: why, all of it at once. The report says what was found."""

    def __init__(self, gates: Sequence[Gate], report: Report) -> None:
        super().__init__([gate.sentence.key for gate in gates])
        self.gates = tuple(gates)
        self.report = report

    @property
    def switches(self) -> list[str]:
        """What would publish it all the same, word by word; empty where nothing would."""
        needed = dict.fromkeys(gate.switch for gate in self.gates)
        if not all(needed):
            return []
        columns = [switch[1] for switch in needed if switch[0] == _IGNORED]
        others = [word for switch in needed if switch[0] != _IGNORED for word in switch]
        return ([_IGNORED, ",".join(columns)] if columns else []) + others

    @property
    def needs_a_look(self) -> bool:
        """Whether only who looks into the list can know that it may be published."""
        return any(gate.is_grave or gate.switch[0] in _LOOKED_AT for gate in self.gates if gate.switch)

    def in_language(self, language: str) -> str:
        """All of it in one language."""
        return " ".join(gate.in_language(language) for gate in self.gates)

    def __str__(self) -> str:
        return self.in_language("en")
