"""The verb `rekey`: goes over to another key, with the list imported anew, and tells those whose waiting ends."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.channels.web.cookies import still_known
from bot.command_line import gates, import_report, list_options
from bot.command_line.audited import audited
from bot.command_line.dates import past_day
from bot.command_line.output import bar, configured, out, stop, tidy_end
from bot.settings import Settings
from data import hashing
from data.backups import rekeying
from data.backups.rekeying import Plan
from data.clock import WIB
from data.coverage import publishing, snapshots
from data.coverage.columns import status_words
from data.coverage.importing import former_key, importer
from data.coverage.importing.job import Accepted, ImportJob, Refused, Report, short
from data.coverage.second_factor import Factor
from data.coverage.snapshots import About
from data.database import bot_lock, stored_values
from data.database.opening import open_database
from data.database.sqlite import Transaction
from data.files import memory_limit
from data.hashing import Key

app = typer.Typer()


@app.command("rekey")
def rekey(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="The list of today, which is published. After it older lists, if there are any: whoever stands only "
            "in those is carried over, too.",
        ),
    ],
    as_of: Annotated[
        date,
        typer.Option("--as-of", parser=past_day, metavar="DATE", help="The day the first list speaks of: 2025-11-05."),
    ],
    new_key: Annotated[
        Path, typer.Option("--new-key", metavar="FILE", help="The new key; make it before with `sigap key FILE`.")
    ],
    *,
    old_key: Annotated[
        Path | None,
        typer.Option("--old-key", metavar="FILE", help="The old key, where SIGAP_NIK_KEY_FILE is not it any more."),
    ] = None,
    old_key_lost: Annotated[
        bool, typer.Option("--old-key-lost", help="There is no copy of the old key: all who wait for news are told so.")
    ] = False,
    second_factor: Annotated[
        Factor | None,
        typer.Option(help="What residents are asked beside the NIK.", show_default="as in the list that is live"),
    ] = None,
    sheet: list_options.OneSheet = None,
    all_sheets: list_options.AllSheets = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be carried over, and what ends.")
    ] = False,
    replace: gates.Replace = False,
    older: gates.Older = False,
    accept_rejected: gates.AcceptRejected = 0,
    accept_unclear: gates.AcceptUnclear = 0,
    all_listed: list_options.AllListed = False,
    ignore_columns: list_options.IgnoreColumns = None,
) -> None:
    """Go over to a new NIK key: because the old one leaked or is lost, or as your rules say every few years.

    Nobody can turn a hash back into a NIK. So the list is imported again with the new key, and what is kept of people
    is carried over as far as a list has their NIK: who waits for news of it, quotas, known second factors. Who waits
    for news of any other NIK (most of them: they wait because they are in no list) is told once, in the chat, that the
    waiting has ended, and to send the NIK again.

    In this order:

    1. sigap key NEW_KEY

    2. sigap rekey LIST --as-of DATE --new-key NEW_KEY --dry-run

    3. stop the bot

    4. sigap rekey LIST --as-of DATE --new-key NEW_KEY

    5. set SIGAP_NIK_KEY_FILE=NEW_KEY, and start the bot

    Killed at any moment, the same command goes on. Keep the old key until it is done; then destroy it, with the backups
    that were made under it.
    """
    found = configured()
    memory_limit.limit_memory()
    list_options.check_sheets(sheet, "en", all_sheets=all_sheets)
    new = _new(found, new_key)
    old = _old(found, new, old_key, lost=old_key_lost)
    accepted = Accepted(replace, older, accept_rejected, accept_unclear)
    ignored = list_options.names(ignore_columns)
    wanted = _Wanted(
        files,
        sheet,
        all_sheets,
        old,
        new,
        new_key,
        as_of,
        second_factor,
        accepted,
        dry_run,
        old_key,
        ignored,
        all_listed,
    )
    if dry_run:
        _rekey(found, wanted)
        return
    with bot_lock.exclusive(found.data_dir):
        _rekey(found, wanted)
    out.print(
        f"Now set SIGAP_NIK_KEY_FILE={new_key.resolve()} (and no SIGAP_NIK_KEY), and start the bot.", soft_wrap=True
    )
    out.print(
        "Backups, copies such as live.db.before-NNN, and the audit (of cadres' checks) still hold hashes of the old "
        "key. Where it leaked, whoever has both can find NIKs by trying: destroy what can be, and the old key.",
        soft_wrap=True,
    )


@dataclass(frozen=True)
class _Wanted:
    """What the operator asked for."""

    files: list[Path]
    sheet: str | None
    all_sheets: bool
    """Also of the older lists."""
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
        """The command as it was given, but for what says yes to a risk."""
        words = ["sigap", "rekey", *map(str, self.files), "--as-of", self.as_of.isoformat()]
        words += ["--new-key", str(self.new_file)]
        words += ["--old-key", str(self.old_file)] if self.old_file else []
        words += ["--old-key-lost"] if self.old is None else []
        words += ["--second-factor", self.factor.value] if self.factor is not None else []
        words += list_options.of_sheets(self.sheet, all_sheets=self.all_sheets)
        words += list_options.typed(self.ignore_columns, all_listed=self.all_listed)
        return words + (["--dry-run"] if self.dry_run else [])


def _new(found: Settings, file: Path) -> Key:
    if file.resolve().is_relative_to(found.data_dir.resolve()):
        stop(f"{file} lies in the data directory {found.data_dir}. Keep the key apart from what it protects.")
    if not file.exists():
        stop(f"There is no key file {file}. Make it first: sigap key {file}")
    return hashing.read(file)


def _old(found: Settings, new: Key, file: Path | None, *, lost: bool) -> Key | None:
    if lost and file:
        stop("Give --old-key or --old-key-lost, not both.")
    if lost:
        return None
    old = hashing.read(file) if file else found.sure_key()
    if old.fingerprint == new.fingerprint:
        stop(
            f"Old and new key are the same, {new.fingerprint}. Where SIGAP_NIK_KEY_FILE is the new one already, name "
            "the old one with --old-key FILE, or say --old-key-lost."
        )
    return old


# ---------------------------------------------------------------- what there is


def _live(found: Settings) -> About | None:
    """The live snapshot, whatever its key. Raises SnapshotProblem when it is damaged."""
    try:
        return snapshots.verify(found.snapshots, snapshots.read_pointer(found.snapshots), None)
    except snapshots.Missing:
        return None


def _sure_that_it_fits(found: Settings, old: Key, new: Key, live: About | None) -> None:
    """That the old key is the one before."""
    used = {stored_values.key_of(found.database), live.key_fingerprint if live else ""} - {"", new.fingerprint}
    if used - {old.fingerprint}:
        stop(
            f"What lies here was made with the key {', '.join(sorted(used))}, and {old.fingerprint} was given as the "
            "old one. Name the right one with --old-key FILE; only where it is lost for good: --old-key-lost."
        )


# ---------------------------------------------------------------- doing it


@dataclass
class _Done:
    """What came of it."""

    report: Report = field(default_factory=Report)
    plan: Plan | None = None
    """None where the live database was moved before, or there is none."""


def _rekey(found: Settings, wanted: _Wanted) -> None:
    live = _live(found)
    moved = stored_values.key_of(found.database) == wanted.new.fingerprint
    if live is None and not found.database.exists():
        stop("Nothing here was made with a key yet. Set SIGAP_NIK_KEY_FILE to the new one, and import the list.")
    if wanted.old:
        _sure_that_it_fits(found, wanted.old, wanted.new, live)
    if moved and live and live.key_fingerprint == wanted.new.fingerprint:
        if not wanted.dry_run:
            asyncio.run(_finish(found, wanted.new))
        out.print(f"All is under the key {wanted.new.fingerprint} already.", soft_wrap=True)
        return
    try:
        with tidy_end():
            done = (
                _import(found, wanted, live, moved=moved)
                if wanted.dry_run
                else _audited(found, wanted, live, moved=moved)
            )
    except Refused as refused:
        import_report.show_import(out, refused.report, "en")
        out.print()
        gates.refuse("gate.not_rekeyed", refused, wanted.typed, wanted.accepted)
    import_report.show_import(out, done.report, "en")
    out.print()
    _show(done, lost=wanted.old is None)
    if wanted.dry_run:
        out.print("Dry run: nothing was changed.", soft_wrap=True)
    else:
        number = done.report.about.number if done.report.about else 0
        said = f" as snapshot {number}, under the key {wanted.new.fingerprint}."
        out.print(Text.assemble(("Published", "bold green"), said), soft_wrap=True)


def _audited(found: Settings, wanted: _Wanted, live: About | None, *, moved: bool) -> _Done:
    old = wanted.old.fingerprint[:8] if wanted.old else "lost"  # 8 digits at most, so that none looks like a number
    words = wanted.accepted.words + list_options.typed(wanted.ignore_columns, all_listed=wanted.all_listed)
    risks = " ".join(map(short, words)) or "nothing"
    detail = {"as_of": wanted.as_of.isoformat(), "old": old, "new": wanted.new.fingerprint[:8], "risks": risks}
    with audited(found, "rekey", **detail) as came_of_it:
        done = _import(found, wanted, live, moved=moved)
        asyncio.run(_finish(found, wanted.new))
        if done.report.about:
            came_of_it |= {"snapshot": done.report.about.number, "source": done.report.about.source_sha256}
            came_of_it |= {"unclear": done.report.about.unclear}
        came_of_it |= {"gone_lost": done.report.lost}
        if plan := done.plan:
            came_of_it |= {"watches": plan.carried, "watches_ended": plan.ended, "chats_told": plan.told.total()}
            came_of_it |= {"chats_not_told": plan.untold, "quotas": plan.quotas, "dropped": plan.dropped}
    return done


def _import(found: Settings, wanted: _Wanted, live: About | None, *, moved: bool) -> _Done:
    """Builds the list under the new key, moves the live database, and publishes: in this order."""
    now = datetime.now(UTC)
    factor = wanted.factor or (live.second_factor if live else Factor.NONE)
    lists = [(path, wanted.sheet if n == 0 else None) for n, path in enumerate(wanted.files)]
    found.snapshots.mkdir(parents=True, exist_ok=True, mode=0o700)
    today = now.astimezone(WIB).date()
    keys_ = (wanted.old, wanted.new)
    with (
        bar() as progress,
        former_key.hashed(
            lists, keys_, factor, found.snapshots, today, progress, all_sheets=wanted.all_sheets
        ) as hashes,
    ):
        order = ImportJob(
            wanted.files[0],
            wanted.as_of,
            now,
            wanted.new,
            found.snapshots,
            factor,
            wanted.sheet,
            all_sheets=wanted.all_sheets,
            accepted=wanted.accepted,
            dry_run=wanted.dry_run,
            status_words=status_words.read(found.data_dir),
            all_listed=wanted.all_listed,
            ignore_columns=wanted.ignore_columns,
            former=hashes,
        )
        done = _Done()

        def first(built: Path, about: About) -> None:
            if not moved and found.database.exists():
                change = rekeying.Change(hashes, wanted.new, found.snapshots, built, about, today)
                done.plan = asyncio.run(_move(found, change, now, dry_run=wanted.dry_run))

        done.report = importer.publish(order, progress, first)
    return done


async def _move(found: Settings, change: rekeying.Change, now: datetime, *, dry_run: bool) -> Plan:
    database = await open_database(found.database, found.head_of_audit)
    try:
        plan = await database.read_in_thread(lambda opened: rekeying.plan(opened, change))
        if dry_run:
            return plan
        async with database.transaction() as tx:
            await rekeying.carry_out(tx, plan, change.key)
            if old := change.former.key:
                before = await stored_values.read(tx, stored_values.COOKIES) or ""
                await stored_values.write(tx, stored_values.COOKIES, still_known(before, old, now))
        return plan
    finally:
        await database.close()


async def _finish(found: Settings, new: Key) -> None:
    """Nothing of the old key stays."""
    database = await open_database(found.database, found.head_of_audit)
    try:
        publishing.remove_of_other_keys(found.snapshots, new)

        async def note(tx: Transaction) -> None:
            await stored_values.write(tx, stored_values.KEY, new.fingerprint)
            await stored_values.delete(tx, stored_values.CHANGING)

        await database.group_commit(note)
        await database.checkpoint()
    finally:
        await database.close()


def _show(done: _Done, *, lost: bool) -> None:
    """What is carried over, and what ends."""
    if lost:
        gone = "Who left the list is forgotten, as without the old key nobody knows who it was."
    else:
        about = done.report.about
        carried = about.gone if about else 0
        gone = (
            f"Of people who left the list {carried:,} are carried over; {done.report.lost:,} are not, as no list here "
        )
        gone += "has their NIK: give older ones, too." if done.report.lost else "has their NIK."
    out.print(gone, soft_wrap=True)
    if not (plan := done.plan):
        out.print("The live database was carried over before, or there is none.", soft_wrap=True)
        return
    out.print(
        f"Waiting for news of a NIK: {plan.carried:,} are carried over ({plan.news:,} have news), {plan.ended:,} end.",
        soft_wrap=True,
    )
    told = "; ".join(f"{channel}: {chats:,} chats" for channel, chats in sorted(plan.told.items())) or "nobody"
    out.print(f"Told once that it has ended: {told} (on the web at the next visit).", soft_wrap=True)
    if plan.untold:
        out.print(
            f"Not told: {plan.untold:,} chats on the web, as only the lost key knows their browsers again.",
            soft_wrap=True,
        )
    out.print(
        f"Carried over, too: {plan.quotas:,} NIKs of today's quotas, {plan.proofs:,} second factors that were known. "
        f"Dropped: {plan.dropped:,} rows of quotas, tries and second factors.",
        soft_wrap=True,
    )
