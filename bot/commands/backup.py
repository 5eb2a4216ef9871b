"""The verbs of backups: makes one, brings one back, and settles what one that was brought back does not know."""

import asyncio
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.command_line.audited import actor
from bot.command_line.output import REFUSED, bar, configured, out, say_warning, stop, tidy_end
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
    folder: Annotated[Path, typer.Argument(help="Where to; best on another disk, and never in the data directory.")],
) -> None:
    """Copy all that cannot be made again into a new folder DIR/sigap-DATE-TIME, while the bot runs.

    That is the live database as it is at one moment, the checkpoint file of the audit, the log outside the database,
    the snapshots, and contacts of your own; a list with checksums is written beside them, and all is read again at the
    end.
    The key and the token are not copied: keep copies of those in another place. A copy made by hand (cp live.db) lacks
    what is still in live.db-wal. It is personal data: only you can read it, so keep it so.

    Bring it back with `sigap restore`, and then `sigap restored`.
    """
    found = configured()
    _note_backup(found)
    with tidy_end(), bar() as progress:
        made = backups.make(_places(found), folder, datetime.now(UTC), (version("sigap-bot"), found.key_used), progress)
    size = sum(one.stat().st_size for one in made.rglob("*") if one.is_file())
    out.print(Text.assemble(("Backup", "bold green"), f" of {size / 2**20:,.1f} MB written to {made}"), soft_wrap=True)
    out.print("The key is not in it: keep its copy in another place.", soft_wrap=True)


def _places(found: Settings) -> Places:
    return Places(home=found.data_dir, head=found.head_of_audit)


def _note_backup(found: Settings) -> None:
    """That all was copied is for the auditor to see; a disk that takes no note must not prevent a backup."""

    async def note() -> None:
        live = await open_database(found.database, found.head_of_audit)
        try:
            async with live.transaction() as tx:
                await audit_log.note(tx, datetime.now(UTC), actor(), "backup")
        finally:
            await live.close()

    if not found.database.exists():
        return
    try:
        if opening.examine(found.database) == migrations.newest():  # else opening it would bring it up to date
            asyncio.run(note())
    except DatabaseProblem as problem:
        say_warning(f"the audit cannot note this backup. {problem}")


@app.command("restore")
def bring_back(
    folder: Annotated[Path, typer.Argument(help="The backup: DIR/sigap-DATE-TIME, as `sigap backup` named it.")],
) -> None:
    """Put a backup in place. The bot must be stopped; nothing is deleted.

    What lies in the data directory is moved to before-restore-DATE-TIME in it. The files that say how far the audit
    goes, and who left, stay where they know more than the backup. Then say so with `sigap restored`: until then the bot
    answers, and sends nothing by itself. Where checks are stopped (`sigap checks off`), they stay so.
    """
    found = configured()
    were_off = emergency_stop.off_in(found.database)
    with tidy_end(), bar() as progress:
        brought, aside = restore.bring_back(_places(found), folder, datetime.now(UTC), progress)
    _warn_of_another_key(found, brought.key)
    made = f" of {brought.made.astimezone(WIB):%Y-%m-%d %H:%M} WIB"
    out.print(Text.assemble(("Brought back", "bold green"), f" the backup{made}."), soft_wrap=True)
    out.print(f"What lay here before lies in {aside}: look through it, and delete it when all is well.", soft_wrap=True)
    if were_off and not emergency_stop.off_in(found.database):  # a backup of an earlier version
        say_warning("checks were stopped here, and are not in this backup. Stop them again first: sigap checks off")
    checks.remind(found)
    out.print("Next: sigap restored", soft_wrap=True)


def _warn_of_another_key(found: Settings, fingerprint: str) -> None:
    try:
        key = found.key()
    except hashing.KeyProblem as problem:
        say_warning(str(problem))
        return
    if fingerprint and key and key.fingerprint != fingerprint:
        say_warning(f"the backup goes with the key {fingerprint}, this is {key.fingerprint}. Bring back that key.")


@app.command("restored")
def settle(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    key: Annotated[
        list[Path] | None, typer.Option("--key", metavar="FILE", help="A key that was used before this one.")
    ] = None,
    without_key: Annotated[
        bool, typer.Option("--without-key", help="Go on though some who left cannot be found: their key is lost.")
    ] = False,
) -> None:
    """Say that a backup was brought back; the bot sends by itself again, and a running one goes on within seconds.

    Those who said BERHENTI or /hapus since leave once more. Announcements that were under way or due become unknown:
    never sent again by themselves, staff see them. Those whose time has not come must be approved again. News of NIKs
    that were told are not told again. All is noted in the audit, with the actions that are missing.
    """
    found = configured()
    used = [*map(hashing.read, key or ())]
    gap = asyncio.run(_gap(found))
    if gap is None:
        out.print("The live database is no older copy: there is nothing to settle.", soft_wrap=True)
        return
    out.print(f"{_capital(str(gap))}.", soft_wrap=True)
    if not yes and sys.stdin.isatty():
        typer.confirm("Is this the backup to go on from?", abort=True)
    try:
        done = asyncio.run(_settle(found, used, without=without_key))
    except after_restore.OtherKey as problem:
        stop(str(problem), REFUSED)
    _show(done)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


async def _gap(found: Settings) -> Gap | None:
    live = await open_database(found.database, found.head_of_audit, key=found.key())
    try:
        async with live.transaction() as tx:
            return await older_copy.gap(tx)
    finally:
        await live.close()


async def _settle(found: Settings, used: list[Key], *, without: bool) -> Settlement:
    live = await open_database(found.database, found.head_of_audit, key=found.sure_key())
    try:
        return await after_restore.settle(live, used, datetime.now(UTC), actor(), without=without)
    finally:
        await live.close()


def _show(done: Settlement) -> None:
    if done.first is not None and done.last is not None:
        said = f"Actions {done.first:,} to {done.last:,} of the audit were lost; the audit says so."
        out.print(said, soft_wrap=True)
    out.print(f"Left once more: {done.stopped:,} stopped, {done.erased:,} erased.", soft_wrap=True)
    numbers = f" ({_numbers(done.broadcasts)})" if done.broadcasts else ""
    said = f"Announcements of which nobody knows whom they reached: {len(done.broadcasts):,}{numbers}"
    out.print(f"{said}; {done.unknown:,} people are unknown. See sigap broadcasts", soft_wrap=True)
    if done.approve_again:
        out.print(f"To be approved again, as their time has not come: {_numbers(done.approve_again)}", soft_wrap=True)
    if done.given_up:
        said = f"Not approved in this backup, and sent since; ended: {_numbers(done.given_up)}"
        out.print(said, soft_wrap=True)
    told = f"{done.unwatched:,} were told or ended since"
    out.print(f"News of NIKs: {told}, {done.news:,} may have been told and are not told again.", soft_wrap=True)
    out.print(f"Answers that were on their way then, and are not sent again: {done.answers:,}", soft_wrap=True)
    out.print(Text("The bot sends by itself again.", "bold green"), soft_wrap=True)


def _numbers(found: list[int]) -> str:
    return ", ".join(map(str, found))
