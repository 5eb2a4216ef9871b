"""Changes the key of an installation: imports the list under the new key, then moves what the live database keeps."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from bot.channels.web.cookies import with_former_key
from bot.command_line import list_options
from bot.command_line.audited import audited
from bot.command_line.output import bar, stop
from bot.settings import Settings
from data.backups import rekeying
from data.backups.rekeying import Plan
from data.clock import wib_day
from data.coverage import publishing, snapshots
from data.coverage.columns import status_words
from data.coverage.importing import former_key, importer
from data.coverage.importing.job import Accepted, ImportJob, Report, short
from data.coverage.second_factor import Factor
from data.coverage.snapshots import About
from data.database import stored_values
from data.database.opening import open_database
from data.database.sqlite import Transaction
from data.hashing import Key


@dataclass(frozen=True)
class RekeyJob:
    """The options of the command."""

    files: list[Path]
    sheet: str | None
    all_sheets: bool
    """Applies to the older lists as well."""
    old: Key | None
    new: Key
    new_file: Path
    as_of: date
    factor: Factor | None
    accepted: Accepted
    dry_run: bool
    old_file: Path | None
    ignore_columns: frozenset[str]
    all_listed: bool

    @property
    def typed(self) -> list[str]:
        """The command as it was typed, without the switches that accept a risk."""
        words = ["sigap", "rekey", *map(str, self.files), "--as-of", self.as_of.isoformat()]
        words += ["--new-key", str(self.new_file)]
        words += ["--old-key", str(self.old_file)] if self.old_file else []
        words += ["--old-key-lost"] if self.old is None else []
        words += ["--second-factor", self.factor.value] if self.factor is not None else []
        words += list_options.sheet_options(self.sheet, all_sheets=self.all_sheets)
        words += list_options.column_options(self.ignore_columns, all_listed=self.all_listed)
        return words + (["--dry-run"] if self.dry_run else [])


@dataclass
class RekeyResult:
    """What was imported, and what was carried over."""

    report: Report = field(default_factory=Report)
    plan: Plan | None = None
    """None when the live database was changed before, or there is none."""


def live_snapshot(found: Settings) -> About | None:
    """The live snapshot, whatever its key. Raises SnapshotProblem when it is damaged."""
    try:
        return snapshots.verify(found.snapshots, snapshots.read_pointer(found.snapshots), None)
    except snapshots.Missing:
        return None


def check_old_key(found: Settings, old: Key, new: Key, live: About | None) -> None:
    """Ends the command unless the data was made with the old key."""
    used = {stored_values.key_of(found.database), live.key_fingerprint if live else ""} - {"", new.fingerprint}
    if used - {old.fingerprint}:
        stop(
            f"The data here was made with the key {', '.join(sorted(used))}, but {old.fingerprint} was given as the "
            "old one. Name the right one with --old-key FILE; only if it is lost for good: --old-key-lost."
        )


def run_audited(found: Settings, job: RekeyJob, live: About | None, *, moved: bool) -> RekeyResult:
    """Changes the key, with a note in the audit before and after."""
    old = job.old.fingerprint[:8] if job.old else "lost"  # 8 digits at most, so that it does not look like a NIK
    words = job.accepted.words + list_options.column_options(job.ignore_columns, all_listed=job.all_listed)
    risks = " ".join(map(short, words)) or "nothing"
    detail = {"as_of": job.as_of.isoformat(), "old": old, "new": job.new.fingerprint[:8], "risks": risks}
    with audited(found, "rekey", **detail) as details:
        result = run(found, job, live, moved=moved)
        asyncio.run(finish(found, job.new))
        if result.report.about:
            details |= {
                "snapshot": result.report.about.number,
                "source": result.report.about.source_sha256,
            }
            details |= {"unclear": result.report.about.unclear}
        details |= {"gone_lost": result.report.lost}
        if plan := result.plan:
            details |= {"watches": plan.carried, "watches_ended": plan.ended, "chats_told": plan.notified.total()}
            details |= {"chats_not_told": plan.unreached, "quotas": plan.quotas, "dropped": plan.dropped}
    return result


def run(found: Settings, job: RekeyJob, live: About | None, *, moved: bool) -> RekeyResult:
    """Builds the list under the new key, changes the live database, and publishes: in this order."""
    now = datetime.now(UTC)
    factor = job.factor or (live.second_factor if live else Factor.NONE)
    lists = [(path, job.sheet if n == 0 else None) for n, path in enumerate(job.files)]
    found.snapshots.mkdir(parents=True, exist_ok=True, mode=0o700)
    today = wib_day(now)
    keys = (job.old, job.new)
    with (
        bar() as progress,
        former_key.hash_lists(
            lists, keys, factor, found.snapshots, today, progress, all_sheets=job.all_sheets
        ) as hashes,
    ):
        order = ImportJob(
            job.files[0],
            job.as_of,
            now,
            job.new,
            found.snapshots,
            factor,
            job.sheet,
            all_sheets=job.all_sheets,
            accepted=job.accepted,
            dry_run=job.dry_run,
            status_words=status_words.read(found.data_dir),
            all_listed=job.all_listed,
            ignore_columns=job.ignore_columns,
            former=hashes,
        )
        result = RekeyResult()

        def before_publishing(built: Path, about: About) -> None:
            if not moved and found.database.exists():
                change = rekeying.Change(hashes, job.new, found.snapshots, built, about, today)
                result.plan = asyncio.run(_move_database(found, change, now, dry_run=job.dry_run))

        result.report = importer.publish(order, progress, before_publishing)
    return result


async def _move_database(found: Settings, change: rekeying.Change, now: datetime, *, dry_run: bool) -> Plan:
    database = await open_database(found.database, found.audit_checkpoint)
    try:
        plan = await database.read_in_thread(lambda opened: rekeying.plan(opened, change))
        if dry_run:
            return plan
        async with database.transaction() as tx:
            await rekeying.carry_out(tx, plan, change.key)
            if old := change.former.key:
                before = await stored_values.read(tx, stored_values.COOKIES) or ""
                await stored_values.write(tx, stored_values.COOKIES, with_former_key(before, old, now))
        return plan
    finally:
        await database.close()


async def finish(found: Settings, new: Key) -> None:
    """Removes what the old key has left."""
    database = await open_database(found.database, found.audit_checkpoint)
    try:
        publishing.remove_of_other_keys(found.snapshots, new)

        async def note(tx: Transaction) -> None:
            await stored_values.write(tx, stored_values.KEY, new.fingerprint)
            await stored_values.delete(tx, stored_values.CHANGING)

        await database.group_commit(note)
        await database.checkpoint()
    finally:
        await database.close()
