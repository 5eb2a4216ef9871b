"""The verbs for backups: make one, restore one, and settle what happened since a restored one was made."""

import asyncio
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.command_line.audited import actor
from bot.command_line.output import REFUSED, bar, cleanup_on_signals, configured, out, say_warning, stop
from bot.commands import checks
from bot.settings import Settings
from data import hashing
from data.audit import audit_log
from data.backups import after_restore, backups, restore
from data.backups.after_restore import Settlement
from data.backups.backup_files import Places
from data.clock import WIB
from data.coverage import emergency_stop
from data.database import migrations, older_copy, opening
from data.database.opening import open_database
from data.database.rollback_detection import Gap
from data.database.sqlite import DatabaseProblem
from data.hashing import Key

app = typer.Typer()


@app.command("backup")
def make_backup(
    folder: Annotated[Path, typer.Argument(help="The folder, best on another disk, and never in the data directory.")],
) -> None:
    """Copy everything that cannot be made again to a new folder DIR/sigap-DATE-TIME, while the bot runs.

    The backup holds a consistent copy of the live database, the checkpoint file of the audit, the notes outside the
    database, the snapshots, and your own contacts, with a list of checksums; all is read again at the end. It does not
    hold the key and the token: keep copies of those in another place. A copy made by hand (cp live.db) lacks what is
    still in live.db-wal. A backup is personal data: only you can read it, so keep it so.

    To restore it: `sigap restore`, and then `sigap restored`.
    """
    found = configured()
    _note_backup(found)
    with cleanup_on_signals(), bar() as progress:
        made = backups.make(
            _places(found), folder, datetime.now(UTC), (version("sigap-bot"), found.key_of_data), progress
        )
    size = sum(one.stat().st_size for one in made.rglob("*") if one.is_file())
    out.print(Text.assemble(("Backup", "bold green"), f" of {size / 2**20:,.1f} MB written to {made}"), soft_wrap=True)
    out.print("The key is not in it: keep a copy of the key in another place.", soft_wrap=True)


def _places(found: Settings) -> Places:
    return Places(home=found.data_dir, head=found.audit_checkpoint)


def _note_backup(found: Settings) -> None:
    """Writes the backup into the audit. If that cannot be written, there is a backup all the same."""

    async def note() -> None:
        live = await open_database(found.database, found.audit_checkpoint)
        try:
            async with live.transaction() as tx:
                await audit_log.note(tx, datetime.now(UTC), actor(), "backup")
        finally:
            await live.close()

    if not found.database.exists():
        return
    try:
        if opening.examine(found.database) == migrations.newest():  # opening an older version would update it
            asyncio.run(note())
    except DatabaseProblem as problem:
        say_warning(f"this backup is not in the audit. {problem}")


@app.command("restore")
def bring_back(
    folder: Annotated[Path, typer.Argument(help="The backup: DIR/sigap-DATE-TIME, as `sigap backup` named it.")],
) -> None:
    """Put a backup in place. The bot must be stopped; nothing is deleted.

    The present content of the data directory is moved to before-restore-DATE-TIME in it. The checkpoint file of the
    audit and the notes outside the database stay when they are newer than the backup. Then run `sigap restored`: until
    then the bot only replies, and does not write first. Checks that are stopped (`sigap checks off`) stay so.
    """
    found = configured()
    were_off = emergency_stop.off_in(found.database)
    with cleanup_on_signals(), bar() as progress:
        restored, aside = restore.bring_back(_places(found), folder, datetime.now(UTC), progress)
    _warn_of_another_key(found, restored.key)
    made = f" of {restored.made.astimezone(WIB):%Y-%m-%d %H:%M} WIB"
    out.print(Text.assemble(("Restored", "bold green"), f" the backup{made}."), soft_wrap=True)
    out.print(f"The data from before is in {aside}: look through it, and delete it when all is well.", soft_wrap=True)
    if were_off and not emergency_stop.off_in(found.database):  # a backup of an earlier version
        say_warning("checks were stopped here, but are not in this backup. Stop them again first: sigap checks off")
    checks.remind(found)
    out.print("Next: sigap restored", soft_wrap=True)


def _warn_of_another_key(found: Settings, fingerprint: str) -> None:
    try:
        key = found.key()
    except hashing.KeyProblem as problem:
        say_warning(str(problem))
        return
    if fingerprint and key and key.fingerprint != fingerprint:
        say_warning(f"the backup belongs to the key {fingerprint}, this is {key.fingerprint}. Restore that key.")


@app.command("restored")
def settle(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    key: Annotated[
        list[Path] | None, typer.Option("--key", metavar="FILE", help="A key that was used before this one.")
    ] = None,
    without_key: Annotated[
        bool,
        typer.Option(
            "--without-key", help="Go on although some people who left cannot be found, because their key is lost."
        ),
    ] = False,
) -> None:
    """Say that a backup was restored; the bot may write first again, a running one within seconds.

    People who said BERHENTI or /hapus since the backup are removed again. Announcements that were under way or due
    become unknown: they are not sent again, and staff see them. Those whose time has not come must be approved again.
    Notices about NIKs that were sent are not sent again. The audit says so, with the actions that are missing.
    """
    found = configured()
    used = [*map(hashing.read, key or ())]
    gap = asyncio.run(_gap(found))
    if gap is None:
        out.print("The live database is not an older copy: there is nothing to settle.", soft_wrap=True)
        return
    out.print(f"{_capitalised(str(gap))}.", soft_wrap=True)
    if not yes and sys.stdin.isatty():
        typer.confirm("Go on from this backup?", abort=True)
    try:
        done = asyncio.run(_settle(found, used, without=without_key))
    except after_restore.OtherKey as problem:
        stop(str(problem), REFUSED)
    _show(done)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


async def _gap(found: Settings) -> Gap | None:
    live = await open_database(found.database, found.audit_checkpoint, key=found.key())
    try:
        async with live.transaction() as tx:
            return await older_copy.gap(tx)
    finally:
        await live.close()


async def _settle(found: Settings, used: list[Key], *, without: bool) -> Settlement:
    live = await open_database(found.database, found.audit_checkpoint, key=found.required_key())
    try:
        return await after_restore.settle(live, used, datetime.now(UTC), actor(), without=without)
    finally:
        await live.close()


def _show(done: Settlement) -> None:
    if done.first is not None and done.last is not None:
        said = f"Actions {done.first:,} to {done.last:,} of the audit were lost; the audit says so."
        out.print(said, soft_wrap=True)
    out.print(f"Removed again: {done.stopped:,} subscriptions ended, {done.erased:,} chats erased.", soft_wrap=True)
    numbers = f" ({_joined(done.broadcasts)})" if done.broadcasts else ""
    said = f"Announcements whose recipients are not known: {len(done.broadcasts):,}{numbers}"
    out.print(f"{said}; {done.unknown:,} people are unknown. See sigap broadcasts", soft_wrap=True)
    if done.approve_again:
        out.print(
            f"To be approved again, because their time has not come: {_joined(done.approve_again)}", soft_wrap=True
        )
    if done.given_up:
        said = f"Ended, because they were sent since, and are not approved in this backup: {_joined(done.given_up)}"
        out.print(said, soft_wrap=True)
    ended = f"{done.unwatched:,} watches were notified or ended since"
    out.print(
        f"News of NIKs: {ended}; {done.news:,} may have been notified, and are not notified again.", soft_wrap=True
    )
    out.print(f"Replies that were under way then, and are not sent again: {done.answers:,}", soft_wrap=True)
    out.print(Text("The bot writes first again.", "bold green"), soft_wrap=True)


def _joined(found: list[int]) -> str:
    return ", ".join(map(str, found))
