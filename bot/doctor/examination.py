"""Looks at everything a running bot needs, and says of each whether it is well, and what to do if not."""

import asyncio
import os
import shlex
import shutil
import stat
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot import proxies
from bot.doctor.finding import Finding, Level
from bot.safe_output import one_line
from bot.settings import Settings, SettingsProblem
from data import hashing
from data.audit import verification
from data.backups import restore
from data.clock import WIB
from data.content import contacts, reviews
from data.coverage import emergency_stop, snapshots
from data.coverage.columns import status_words
from data.database import migration_copies, migrations, opening, rollback_detection, sqlite, stored_values
from data.database.outside_log import OutsideFile
from data.files import own_files
from data.hashing import Key, KeyProblem
from data.shortened import first_few
from data.staff import members as staff

_STYLES: dict[Level, str] = {"ok": "green", "warning": "yellow", "error": "bold red"}
_NAMED = 5
"""Files that are named."""
_LONGEST_PATH = 4096
_LONGEST_FACT = 100
"""Characters of a key with its dates."""
_ROOM = 200 * 2**20
"""Bytes; a snapshot of 50,000 people takes 4 MB, of 5 million 400 MB."""


def examine(settings: Settings) -> list[Finding]:
    """Everything, in order."""

    async def gathered() -> list[Finding]:
        return [*_at_home(settings), *[finding async for finding in _telegram(settings)]]

    return asyncio.run(gathered())


def show(console: Console, findings: list[Finding]) -> bool:
    """Prints a line for each, with what to do under it; returns whether all is well enough to serve."""
    for finding in findings:
        mark = Text(f"{finding.level:8}", _STYLES[finding.level])
        console.print(Text.assemble(mark, (f"{finding.name}: ", "bold"), one_line(finding.said)), soft_wrap=True)
        if finding.advice:
            console.print(f"        → {one_line(finding.advice)}", soft_wrap=True)
    return all(finding.level != "error" for finding in findings)


# ---------------------------------------------------------------- what lies here


def _at_home(settings: Settings) -> Iterator[Finding]:
    yield _settings(settings)
    yield from _proxies(settings)
    yield _files(settings)
    key, finding = _key(settings)
    yield finding
    yield from _snapshot(settings, key)
    yield from _checks(settings)
    yield from _contacts(settings)
    yield from _facts(settings)
    yield from _status_words(settings)
    yield _staff(settings)
    yield _database(settings, key)
    yield from _copies(settings)
    yield _audit(settings)
    yield _disk(settings)


def _settings(settings: Settings) -> Finding:
    missing = [name for name in ("controller", "dpo") if not getattr(settings, name)]
    if not missing:
        return Finding("settings", "ok", f"data in {settings.data_dir}")
    names = " and ".join(f"SIGAP_{name.upper()}" for name in missing)
    return Finding(
        "settings",
        "warning",
        f"data in {settings.data_dir}; {names} not set",
        "Say who answers for the data, and whom to ask about it: /privasi tells residents so.",
    )


def _proxies(settings: Settings) -> Iterator[Finding]:
    """Whose word on where a request came from is taken."""
    networks = proxies.read(settings.trusted_proxies)
    reach, wide = proxies.reach_the_internet(networks), proxies.wider_than_needed(networks)
    own = "Name the address of each reverse proxy of yours in SIGAP_TRUSTED_PROXIES, and nothing wider."
    if reach:
        said = f"{first_few(reach, _NAMED)}: anybody on the internet can say to come from any address, and has no quota"
        yield Finding("proxies", "error", said, own)
    if wide:
        said = (
            f"{first_few(wide, _NAMED)}: whoever has an address there can say to come from any other, and has no quota"
        )
        yield Finding("proxies", "warning", said, own)
    if networks and not (reach or wide):
        yield Finding("proxies", "ok", f"{len(networks)} trusted")
    if not networks and settings.public_url.startswith("https://"):
        said = (
            f"{settings.public_url} is public, and no proxy is trusted: everybody comes from one address, and shares "
            "its quota"
        )
        yield Finding("proxies", "warning", said, own)
    elif not networks:
        yield Finding("proxies", "ok", "none, and no public address")


def _files(settings: Settings) -> Finding:
    """Whether others on this machine can read what is ours, or put something else in its place."""
    given = (settings.telegram_token_file, settings.telegram_secret_file, settings.audit_head, Path(".env"))
    single = [one for one in given if one is not None and os.path.lexists(one)]
    tops = [one.resolve() for one in (settings.data_dir, *single)]
    found = sorted(own_files.open_to_others(*tops))
    beside = [settings.audit_head] if settings.audit_head and settings.audit_head not in single else []
    shared = dict.fromkeys(folder for one in (*single, *beside) for folder in own_files.shared_folders(one))
    said = [f"others on this machine can get at {first_few(found, _NAMED, _LONGEST_PATH)}"] if found else []
    said += [
        f"others can put another file in the place of one in {first_few([*shared], _NAMED, _LONGEST_PATH)}"
    ] * bool(shared)
    if not said:
        return Finding("files", "ok", "only we can read them")
    wide = [one for one in tops if any(path.is_relative_to(one) and not path.is_symlink() for path in found)]
    linked = [path.resolve() for path in found if path.is_symlink()]
    advice = [_chmod("-R go=", wide), _chmod("go=", linked), _chmod("go-w", [*shared])]
    others = [one for one in (*wide, *linked, *shared) if not own_files.is_owned(one)]
    advice += (
        [f"name files and folders of your own instead of {first_few(others, _NAMED, _LONGEST_PATH)}"] if others else []
    )
    return Finding("files", "warning", "; ".join(said), "; ".join(filter(None, advice)))


def _chmod(how: str, paths: list[Path]) -> str:
    """The command that closes those of the files and folders that are ours; empty for none."""
    ours = [shlex.quote(str(one)) for one in dict.fromkeys(paths) if own_files.is_owned(one)]
    return f"chmod {how} {' '.join(ours)}" if ours else ""


def _key(settings: Settings) -> tuple[Key | None, Finding]:
    try:
        key = settings.key()
    except KeyProblem as problem:
        return None, Finding("key", "error", "cannot be used", str(problem))
    if key is None and settings.has_data:
        advice = str(hashing.recovery_advice(settings.key_used, "No NIK key is set"))
        return None, Finding("key", "error", "not set", advice)
    if key is None:
        advice = "Make one with `sigap key FILE`, outside the data directory, and set SIGAP_NIK_KEY_FILE to it."
        return None, Finding("key", "error", "not set", advice)
    file = settings.nik_key_file
    if file and not settings.nik_key and stat.S_IMODE(file.stat().st_mode) & 0o077:
        advice = f"chmod 600 {shlex.quote(str(file))}"
        return key, Finding("key", "warning", f"{key.fingerprint}; others on this machine can read its file", advice)
    if file and not settings.nik_key and (shared := own_files.shared_folders(file)):
        said = f"{key.fingerprint}; others on this machine can put another file in its place"
        return key, Finding("key", "warning", said, _chmod("go-w", shared) or "Keep it in a folder of your own.")
    return key, Finding("key", "ok", key.fingerprint)


def _snapshot(settings: Settings, key: Key | None) -> Iterator[Finding]:
    try:
        pointer = snapshots.read_pointer(settings.snapshots)
        if key is None:
            yield Finding("snapshot", "error", f"number {pointer.number} cannot be read without the key")
            return
        about = snapshots.verify(settings.snapshots, pointer, key)
    except snapshots.SnapshotProblem as problem:
        yield Finding("snapshot", "error", "NIKs cannot be checked", str(problem))
        return
    said = f"number {about.number}, {about.people:,} people, made with this key"
    if about.synthetic:
        advice = "Import the real list: sigap import FILE --as-of DATE"
        yield Finding("snapshot", "warning", f"{said}; they are made up", advice)
    else:
        yield Finding("snapshot", "ok", said)
    days = (datetime.now(UTC).date() - about.as_of).days
    if days > settings.stale_days:
        advice = "Ask the labour office for a newer list; until then each answer says that its data is old."
        yield Finding("snapshot's age", "warning", f"{days} days, as of {about.as_of}", advice)
    else:
        yield Finding("snapshot's age", "ok", f"{days} days, as of {about.as_of}")


def _checks(settings: Settings) -> Iterator[Finding]:
    """Whether staff have stopped all checks: nobody should forget that."""
    if off := emergency_stop.off_in(settings.database):
        said = f"stopped since {off.since.astimezone(WIB):%Y-%m-%d %H:%M} WIB: {off.reason}"
        yield Finding("checks", "warning", said, "Once the list that is published is right: sigap checks on")


def _contacts(settings: Settings) -> Iterator[Finding]:
    try:
        known = contacts.read_all(settings.data_dir)
    except contacts.ContactsProblem as problem:
        yield Finding("contacts", "error", "cannot be read", str(problem))
        return
    unverified = [contact.name for contact in known if not contact.verified_on]
    served = {matter for contact in known if contact.shown for matter in contact.matters}
    missing = [matter for matter in contacts.MATTERS if matter not in served]
    if not unverified and not missing:
        yield Finding("contacts", "ok", f"{len(known)}, all checked by staff")
        return
    parts = [f"{len(known)} known"]
    parts += [f"not checked by staff: {first_few(unverified, _NAMED)}"] if unverified else []
    parts += [f"none for: {', '.join(missing)}"] if missing else []
    advice = f"Check them, and write them with verified_on into {settings.data_dir / contacts.FILE}."
    yield Finding("contacts", "warning", "; ".join(parts), advice)


def _facts(settings: Settings) -> Iterator[Finding]:
    """Whether somebody should look again at what residents are told; never more than a warning: it may well hold."""
    try:
        known = reviews.all_of(contacts.read_all(settings.data_dir))
    except contacts.ContactsProblem:
        known = reviews.all_of()
    overdue = [one for one in known if one.is_overdue(datetime.now(WIB).date())]
    if not overdue:
        yield Finding("facts", "ok", f"{len(known)}; the next is to be looked at by {known[0].review_by}")
        return
    named = first_few([f"{one.name} (of {one.as_of}, by {one.review_by})" for one in overdue], _NAMED, _LONGEST_FACT)
    advice = "Look whether they still hold; then write the day into data/texts/sources.toml, or that of contacts.toml."
    yield Finding("facts", "warning", f"{len(overdue)} of {len(known)} should have been looked at: {named}", advice)


def _status_words(settings: Settings) -> Iterator[Finding]:
    try:
        added = status_words.read(settings.data_dir)
    except status_words.StatusWordsProblem as problem:
        yield Finding("status words", "error", "no list can be imported", str(problem))
        return
    if added:
        listed = sum(added.values())
        said = f"{len(added):,} of your own: {listed:,} for listed, {len(added) - listed:,} for ended"
        yield Finding("status words", "ok", said)


def _database(settings: Settings, key: Key | None) -> Finding:
    try:
        version = opening.examine(settings.database)
    except sqlite.DatabaseProblem as problem:
        return Finding("live database", "error", "cannot be used", str(problem))
    if version is None:
        return Finding("live database", "ok", "not there yet; the first start makes it")
    later = "" if version == migrations.newest() else f"; the next start brings it to {migrations.newest()}"
    try:
        if key:
            stored_values.require_key(settings.database, key)
    except stored_values.OtherKey as problem:
        said = f"used with the key {stored_values.key_of(settings.database)}, not this one"
        if stored_values.read_in(settings.database, stored_values.CHANGING):
            said = "a change of the key was interrupted"
        return Finding("live database", "error", said, str(problem))
    for copy in migration_copies.all_copies(settings.database):
        later += f"; {copy.name} is how it was before an update"
    return Finding("live database", "ok", f"writable and sound, version {version}{later}")


_OUTSIDE = "It says what a backup that is brought back must not do again."


def _copies(settings: Settings) -> Iterator[Finding]:
    """Whether the live database is an older copy, and whether somebody makes copies of it by hand."""
    if settings.database.exists():
        try:
            gap = rollback_detection.examine(settings.database, settings.outside, settings.head_of_audit)
        except sqlite.DatabaseProblem as problem:
            yield Finding("its age", "error", "unknown", str(problem))
        else:
            if gap:
                yield Finding("its age", "error", f"{gap}; nothing is sent but answers", rollback_detection.ADVICE)
            elif not OutsideFile(settings.outside).takes_lines:
                advice = f"Give it, or its folder, to the user that runs SIGAP Bot: no announcement is sent. {_OUTSIDE}"
                yield Finding("its age", "error", f"{settings.outside} cannot be written", advice)
            else:
                yield Finding("its age", "ok", "no older copy")
    if made := migration_copies.made_by_hand(settings.database):
        said = (
            f"{first_few([one.name for one in made], _NAMED)}: a copy made by hand lacks what stood in live.db-wal then"
        )
        advice = "Make backups with `sigap backup DIR`, and put no such file in the place of live.db."
        yield Finding("copies", "warning", said, advice)
    if aside := restore.folders_set_aside(settings.data_dir):
        named = first_few([one.name for one in aside], _NAMED)
        said = f"{named}: what lay here before a backup was brought back, chats too"
        yield Finding(
            "copies", "warning", said, "Delete it once all is well: who erased his data since is still in it."
        )


def _staff(settings: Settings) -> Finding:
    """Whether announcements can be written, and approved by somebody else."""
    members = staff.read(settings.staff).values()
    said = f"{len(members)}, of them {sum(one.writes for one in members)} write and "
    said += f"{sum(one.approves for one in members)} approve"
    if not members:
        return Finding("staff", "ok", "none: SIGAP_STAFF is not set, so nothing is announced")
    if settings.single_approver:
        advice = "Set SIGAP_SINGLE_APPROVER=false once there are two of you."
        return Finding("staff", "warning", f"{said}; one person may do both", advice)
    approvers = {one.address for one in members if one.approves}
    lonely = [one.name for one in members if one.writes and not approvers - {one.address}]
    if lonely:
        advice = "Name one more approver in SIGAP_STAFF: nobody approves what he wrote."
        return Finding(
            "staff", "warning", f"{said}; nobody can approve what {first_few(lonely, _NAMED)} writes", advice
        )
    return Finding("staff", "ok", said)


def _audit(settings: Settings) -> Finding:
    """Whether the audit is as it was noted."""
    if not settings.database.exists():
        return Finding("audit", "ok", "nothing noted yet")
    try:
        report = verification.examine(settings.database, settings.head_of_audit)
    except sqlite.DatabaseProblem:
        return Finding("audit", "error", "cannot be read", "See the live database above.")
    if report.findings:
        return Finding("audit", "error", "not as it was noted", "See what was changed: sigap audit verify")
    return Finding("audit", "ok", f"{report.actions:,} actions, unbroken")


def _disk(settings: Settings) -> Finding:
    there = next(folder for folder in (settings.data_dir, *settings.data_dir.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    if free < _ROOM:
        return Finding("disk", "warning", f"{free // 2**20} MB free", "Make room: a full disk keeps no answers.")
    return Finding("disk", "ok", f"{free // 2**20:,} MB free")


# ---------------------------------------------------------------- Telegram


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    try:
        token, _ = settings.telegram, settings.webhook_secret
    except SettingsProblem as problem:
        yield Finding("Telegram", "error", "cannot be used", str(problem))
        return
    if not token:
        yield Finding("Telegram", "ok", "not wanted: SIGAP_TELEGRAM_TOKEN is not set")
        return
    # Only here: it takes longer to load than all that was looked at so far.
    from bot.doctor import telegram_access  # noqa: PLC0415

    async for finding in telegram_access.examine(settings):
        yield finding
