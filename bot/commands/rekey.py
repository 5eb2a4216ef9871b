"""The verb `rekey`: changes to another NIK key, and says what is carried over and what ends."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.command_line import gates, import_report, list_options
from bot.command_line.dates import past_day
from bot.command_line.output import cleanup_on_signals, configured, out, stop
from bot.commands import rekey_run
from bot.commands.rekey_run import RekeyJob, RekeyResult
from bot.settings import Settings
from data import hashing
from data.coverage.importing.job import Accepted, Refused
from data.coverage.second_factor import Factor
from data.database import bot_lock, stored_values
from data.files import memory_limit
from data.hashing import Key

app = typer.Typer()


@app.command("rekey")
def rekey(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="The present list, which is published. After it older lists, if there are any: people who are only in "
            "those are carried over, too.",
        ),
    ],
    as_of: Annotated[
        date,
        typer.Option("--as-of", parser=past_day, metavar="DATE", help="The day of the first list: 2025-11-05."),
    ],
    new_key: Annotated[
        Path, typer.Option("--new-key", metavar="FILE", help="The new key; make it first with `sigap key FILE`.")
    ],
    *,
    old_key: Annotated[
        Path | None,
        typer.Option("--old-key", metavar="FILE", help="The old key, if SIGAP_NIK_KEY_FILE is another one by now."),
    ] = None,
    old_key_lost: Annotated[
        bool,
        typer.Option(
            "--old-key-lost",
            help="There is no copy of the old key: everybody who watches a NIK is told that it has ended.",
        ),
    ] = False,
    second_factor: Annotated[
        Factor | None,
        typer.Option(help="What residents are asked besides the NIK.", show_default="as in the list that is live"),
    ] = None,
    sheet: list_options.OneSheet = None,
    all_sheets: list_options.AllSheets = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be carried over, and what would end.")
    ] = False,
    replace: gates.Replace = False,
    older: gates.Older = False,
    accept_rejected: gates.AcceptRejected = 0,
    accept_unclear: gates.AcceptUnclear = 0,
    all_listed: list_options.AllListed = False,
    ignore_columns: list_options.IgnoreColumns = None,
) -> None:
    """Change to a new NIK key, when the old one leaked or was lost, or when your rules ask for one every few years.

    A hash cannot be turned back into a NIK. So the list is imported again with the new key, and the data about people
    whose NIK is in a list is carried over: watches, quotas, second factors that were given. Watches of other NIKs end
    (these are most: people watch a NIK because it is in no list): each chat is told once, and asked to send the NIK
    again.

    In this order:

    1. sigap key NEW_KEY

    2. sigap rekey LIST --as-of DATE --new-key NEW_KEY --dry-run

    3. stop the bot

    4. sigap rekey LIST --as-of DATE --new-key NEW_KEY

    5. set SIGAP_NIK_KEY_FILE=NEW_KEY, and start the bot

    If it is killed at any moment, run the same command again. Keep the old key until it is done; then destroy it, with
    the backups that were made with it.
    """
    found = configured()
    memory_limit.limit_memory()
    list_options.check_sheets(sheet, "en", all_sheets=all_sheets)
    new = _read_new_key(found, new_key)
    old = _read_old_key(found, new, old_key, lost=old_key_lost)
    accepted = Accepted(replace, older, accept_rejected, accept_unclear)
    ignored = list_options.names(ignore_columns)
    job = RekeyJob(
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
        _rekey(found, job)
        return
    with bot_lock.exclusive(found.data_dir):
        _rekey(found, job)
    out.print(
        f"Now set SIGAP_NIK_KEY_FILE={new_key.resolve()} (and no SIGAP_NIK_KEY), and start the bot.", soft_wrap=True
    )
    out.print(
        "Backups, copies such as live.db.before-NNN, and the audit (of cadres' checks) still hold hashes of the old "
        "key. If it leaked, somebody with both can find NIKs by trying: destroy the old key, and what you can.",
        soft_wrap=True,
    )


def _read_new_key(found: Settings, file: Path) -> Key:
    if file.resolve().is_relative_to(found.data_dir.resolve()):
        stop(f"{file} lies in the data directory {found.data_dir}. Keep the key apart from the data it protects.")
    if not file.exists():
        stop(f"There is no key file {file}. Make it first: sigap key {file}")
    return hashing.read(file)


def _read_old_key(found: Settings, new: Key, file: Path | None, *, lost: bool) -> Key | None:
    if lost and file:
        stop("Give --old-key or --old-key-lost, not both.")
    if lost:
        return None
    old = hashing.read(file) if file else found.required_key()
    if old.fingerprint == new.fingerprint:
        stop(
            f"Old and new key are the same, {new.fingerprint}. If SIGAP_NIK_KEY_FILE is the new one already, name the "
            "old one with --old-key FILE, or use --old-key-lost."
        )
    return old


def _rekey(found: Settings, job: RekeyJob) -> None:
    live = rekey_run.live_snapshot(found)
    moved = stored_values.key_of(found.database) == job.new.fingerprint
    if live is None and not found.database.exists():
        stop(
            "There is no data yet that was made with a key. Set SIGAP_NIK_KEY_FILE to the new one, and import the list."
        )
    if job.old:
        rekey_run.check_old_key(found, job.old, job.new, live)
    if moved and live and live.key_fingerprint == job.new.fingerprint:
        if not job.dry_run:
            asyncio.run(rekey_run.finish(found, job.new))
        out.print(f"Everything is under the key {job.new.fingerprint} already.", soft_wrap=True)
        return
    try:
        with cleanup_on_signals():
            result = (
                rekey_run.run(found, job, live, moved=moved)
                if job.dry_run
                else rekey_run.run_audited(found, job, live, moved=moved)
            )
    except Refused as refused:
        import_report.show_import(out, refused.report, "en")
        out.print()
        gates.refuse("gate.not_rekeyed", refused, job.typed, job.accepted)
    import_report.show_import(out, result.report, "en")
    out.print()
    _show(result, lost=job.old is None)
    if job.dry_run:
        out.print("Dry run: nothing was changed.", soft_wrap=True)
    else:
        number = result.report.about.number if result.report.about else 0
        said = f" as snapshot {number}, under the key {job.new.fingerprint}."
        out.print(Text.assemble(("Published", "bold green"), said), soft_wrap=True)


def _show(result: RekeyResult, *, lost: bool) -> None:
    """What is carried over, and what ends."""
    if lost:
        gone = "People who left the list are forgotten, because nothing identifies them without the old key."
    else:
        about = result.report.about
        carried = about.gone if about else 0
        gone = f"Of the people who left the list, {carried:,} are carried over; {result.report.lost:,} are not, "
        gone += "because no list here has their NIK"
        gone += ": give older lists as well." if result.report.lost else "."
    out.print(gone, soft_wrap=True)
    if not (plan := result.plan):
        out.print("The live database was changed before, or there is none.", soft_wrap=True)
        return
    out.print(
        f"Waiting for news of a NIK: {plan.carried:,} are carried over ({plan.news:,} have news), {plan.ended:,} end.",
        soft_wrap=True,
    )
    told = "; ".join(f"{channel}: {chats:,} chats" for channel, chats in sorted(plan.notified.items())) or "nobody"
    out.print(f"They are told once that it has ended: {told} (on the web at the next visit).", soft_wrap=True)
    if plan.unreached:
        out.print(
            f"Not told: {plan.unreached:,} chats on the web, as their browsers are recognised only with the lost key.",
            soft_wrap=True,
        )
    out.print(
        f"Also carried over: {plan.quotas:,} NIKs of today's quotas, {plan.proofs:,} second factors that were given. "
        f"Dropped: {plan.dropped:,} rows of quotas, tries and second factors.",
        soft_wrap=True,
    )
