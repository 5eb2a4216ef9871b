"""Verifies the audit: each action against the one before it, and all against the checkpoint file."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.audit import audit_reader
from data.audit.audit_log import PRUNED, RESTORED, START, UNKNOWN, hash_of, lost_actions
from data.audit.audit_reader import Row
from data.database import audit_checkpoint
from data.database.audit_checkpoint import Checkpoint

CHANGED = "changed after it was noted: it does not fit its hash, or does not follow the action before it"
MISSING = "missing"
DUPLICATE = "recorded twice"
REAPPEARED = "back again, or forged: the audit says that actions up to a later one were deleted by retention"
NOT_FIRST = "not the action after the last one that retention deleted"
NOT_CONFIRMED = "not the action that the checkpoint file confirms under this number"
UNKNOWN_ROW = "not in the checkpoint file: it was not SIGAP Bot that added it"
MISSING_AT_END = (
    "missing at the end: the checkpoint file confirms it. If a backup was restored, say so (sigap restored); otherwise "
    "it was deleted"
)
CHECKPOINT_GAP = "recorded while the checkpoint file had no entry for the previous action (lost, replaced or forged)"
NOT_AS_PINNED = "not the one with the hash given by --noted"
NO_CHECKPOINT = "There is no checkpoint file: whether the newest actions are all there cannot be verified."


_READINGS = 5
"""How often the checkpoint file is read until both readings meet."""


@dataclass(frozen=True, slots=True)
class AuditFault:
    """What is wrong with an action, or with several consecutive ones."""

    what: str
    first: int | None = None
    """None: something is wrong with the checkpoint file."""
    last: int | None = None

    def __str__(self) -> str:
        if self.first is None:
            return self.what
        several = self.last not in {None, self.first}
        return f"Actions {self.first} to {self.last}: {self.what}." if several else f"Action {self.first}: {self.what}."


@dataclass(frozen=True, slots=True)
class PinnedEntry:
    """An action from an earlier report that was kept where nobody who can change our files can change it."""

    seq: int
    hash: str
    """Hex; the first 16 digits suffice."""


@dataclass(slots=True)
class Report:
    """The result of a verification."""

    actions: int = 0
    first: Row | None = None
    last: Row | None = None
    pruned: int = 0
    """The number of the last action that retention deleted."""
    findings: list[AuditFault] = field(default_factory=list)
    lost: list[tuple[range, Row]] = field(default_factory=list)
    """Actions lost with a restored backup, and the action that records it."""


def examine(database: Path, head: Path, noted: PinnedEntry | None = None) -> Report:
    """Verifies the audit in these files while a bot may write. Raises DatabaseProblem if they cannot be read."""
    left = _READINGS
    while True:
        left -= 1
        before = audit_checkpoint.read(head)
        with audit_reader.open_at_one_moment(database) as opened:
            # The rows hold what `before` confirms, and `after` holds what is in the rows.
            after = audit_checkpoint.read(head)
            if left and after.oldest > before.newest + 1:
                continue  # the file was shortened meanwhile, and may lack actions that the rows have
            known = replace(before, there=before.there or after.there, written=_merge(before.written, after.written))
            return verify(audit_reader.all_rows(opened), known, noted)


def _merge(one: Mapping[int, frozenset[str]], other: Mapping[int, frozenset[str]]) -> Mapping[int, frozenset[str]]:
    return {seq: one.get(seq, frozenset()) | other.get(seq, frozenset()) for seq in {*one, *other}}


def verify(rows: Iterable[Row], head: Checkpoint, noted: PinnedEntry | None = None) -> Report:
    """Verifies actions given in order; memory holds the checkpoint file and one row."""
    check = _Check(head, noted)
    for row in rows:
        check.take(row)
    return check.end()


class _Check:
    def __init__(self, head: Checkpoint, noted: PinnedEntry | None) -> None:
        self._checkpoint = head
        self._pinned = noted
        self._report = Report()
        self._open_findings: dict[str, int] = {}
        """By kind of fault: the index of the finding that may still be extended."""
        self._anchor = (0, START)
        """The last action that retention deleted, and its hash."""

    def take(self, row: Row) -> None:
        report = self._report
        report.actions += 1
        report.first = report.first or row
        if report.last and row.seq <= report.last.seq:
            self._report_finding(DUPLICATE, row.seq)
            return
        if report.last:
            gap = row.seq > report.last.seq + 1
            if gap:
                self._report_finding(MISSING, report.last.seq + 1, row.seq - 1)
            if (row.action == RESTORED or not gap) and not _follows(row, report.last.hash):
                self._report_finding(CHANGED, row.seq)
        if self._checkpoint.there:
            self._compare_with_checkpoint(row)
        if self._pinned and self._pinned.seq == row.seq and not row.hash.hex().startswith(self._pinned.hash):
            self._report_finding(NOT_AS_PINNED, row.seq)
        if row.action == UNKNOWN:
            self._report_finding(CHECKPOINT_GAP, row.seq)
        if row.action == PRUNED:
            self._anchor = max(self._anchor, _anchor(row))
        if row.action == RESTORED and (lost := lost_actions(row.detail)):
            report.lost.append((lost, row))
        report.last = row

    def end(self) -> Report:
        report, head = self._report, self._checkpoint
        newest = report.last.seq if report.last else 0
        report.pruned, hash_ = self._anchor
        if report.first:
            self._check_first(report.first, report.pruned, hash_)
        for seq in sorted(seq for seq in head.kept if seq > newest):
            self._report_finding(MISSING_AT_END, seq)
        if self._pinned and self._pinned.seq > newest:
            self._report_finding(MISSING, self._pinned.seq)
        if report.first and not head.there:
            report.findings.append(AuditFault(NO_CHECKPOINT))
        report.findings[:] = [one for one in report.findings if not self._was_lost_with_restore(one)]
        for line in head.unreadable:
            report.findings.append(
                AuditFault(f"Line {line} of the checkpoint file cannot be read: somebody wrote into it.")
            )
        report.findings.sort(key=lambda one: (one.first is None, one.first))
        return report

    def _check_first(self, first: Row, pruned: int, hash_: bytes) -> None:
        """The first row must be number 1, or follow what retention deleted."""
        if first.seq <= pruned or first.seq < 1:
            self._report_finding(REAPPEARED, first.seq)
        elif first.seq > pruned + 1:
            self._report_finding(MISSING, pruned + 1, first.seq - 1)
        elif not _follows(first, hash_):
            self._report_finding(NOT_FIRST if pruned else CHANGED, first.seq)

    def _was_lost_with_restore(self, finding: AuditFault) -> bool:
        """Whether these actions were recorded as lost with a restored backup.

        Their numbers may have been reused before that record, and some may be missing right before it.
        """
        first, last = finding.first, finding.last
        return any(
            first in lost
            and last in lost
            and (finding.what == NOT_CONFIRMED or (finding.what == MISSING and last == row.seq - 1))
            for lost, row in self._report.lost
        )

    def _compare_with_checkpoint(self, row: Row) -> None:
        mark = row.hash.hex()
        if self._checkpoint.kept.get(row.seq, frozenset()) - {mark}:
            self._report_finding(NOT_CONFIRMED, row.seq)
        elif mark not in self._checkpoint.written.get(row.seq, frozenset()) and row.seq >= self._checkpoint.oldest:
            self._report_finding(UNKNOWN_ROW, row.seq)

    def _report_finding(self, what: str, first: int, last: int | None = None) -> None:
        last = last or first
        findings = self._report.findings
        at = self._open_findings.get(what)
        if at is not None and findings[at].last == first - 1:
            findings[at] = replace(findings[at], last=last)
        else:
            self._open_findings[what] = len(findings)
            findings.append(AuditFault(what, first, last))


def _follows(row: Row, before: bytes) -> bool:
    return row.hash == hash_of(before, row.seq, row.at, row.actor, row.action, row.detail)


def _anchor(row: Row) -> tuple[int, bytes]:
    """The last deleted action that a pruning row names; (0, START) if unreadable, which the hash of the row reveals."""
    try:
        said = json.loads(row.detail)
        return int(said["last"]), bytes.fromhex(said["hash"])
    except (ValueError, KeyError, TypeError):
        return 0, START
