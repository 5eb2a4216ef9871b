"""Examines the live database: whether it is sound, the newest copy, and has an unbroken audit."""

from collections.abc import Iterator

from bot.doctor.finding import MOST_NAMED, Finding
from bot.settings import Settings
from data.audit import verification
from data.backups import restore
from data.database import failures, migration_copies, migrations, opening, rollback_detection, stored_values
from data.database.outside_log import OutsideFile
from data.hashing import Key
from data.shortened import first_few

_OUTSIDE = "It keeps a restored backup from repeating what was done since."


def soundness(settings: Settings, key: Key | None) -> Finding:
    """Whether the live database can be used, and with this key."""
    try:
        version = opening.examine(settings.database)
    except failures.DatabaseProblem as problem:
        return Finding("live database", "error", "cannot be used", str(problem))
    if version is None:
        return Finding("live database", "ok", "not there yet; the first start creates it")
    later = "" if version == migrations.newest() else f"; the next start updates it to {migrations.newest()}"
    try:
        if key:
            stored_values.require_key(settings.database, key)
    except stored_values.OtherKey as problem:
        said = f"used with the key {stored_values.key_of(settings.database)}, not this one"
        if stored_values.read_in(settings.database, stored_values.CHANGING):
            said = "a change of the key was interrupted"
        return Finding("live database", "error", said, str(problem))
    for copy in migration_copies.all_copies(settings.database):
        later += f"; {copy.name} is a copy from before an update"
    return Finding("live database", "ok", f"writable and sound, version {version}{later}")


def copies(settings: Settings) -> Iterator[Finding]:
    """Whether the live database is an older copy, and whether there are copies made by hand."""
    if settings.database.exists():
        try:
            gap = rollback_detection.examine(settings.database, settings.outside, settings.audit_checkpoint)
        except failures.DatabaseProblem as problem:
            yield Finding("its age", "error", "unknown", str(problem))
        else:
            if gap:
                yield Finding("its age", "error", f"{gap}; only replies are sent", rollback_detection.ADVICE)
            elif not OutsideFile(settings.outside).takes_lines:
                advice = f"Give it, or its folder, to the user that runs SIGAP Bot: no announcement is sent. {_OUTSIDE}"
                yield Finding("its age", "error", f"{settings.outside} cannot be written", advice)
            else:
                yield Finding("its age", "ok", "no older copy")
    if made := migration_copies.made_by_hand(settings.database):
        said = f"{first_few([one.name for one in made], MOST_NAMED)}: a copy made by hand lacks what was in live.db-wal"
        advice = "Make backups with `sigap backup DIR`, and do not replace live.db by such a file."
        yield Finding("copies", "warning", said, advice)
    if aside := restore.folders_set_aside(settings.data_dir):
        said = (
            f"{first_few([one.name for one in aside], MOST_NAMED)}: data from before a backup was restored, with chats"
        )
        yield Finding(
            "copies", "warning", said, "Delete it once all is well: it still holds data that people erased since."
        )


def audit(settings: Settings) -> Finding:
    """Whether the audit is unchanged."""
    if not settings.database.exists():
        return Finding("audit", "ok", "empty")
    try:
        report = verification.examine(settings.database, settings.audit_checkpoint)
    except failures.DatabaseProblem:
        return Finding("audit", "error", "cannot be read", "See the live database above.")
    if report.findings:
        return Finding("audit", "error", "was changed", "See what was changed: sigap audit verify")
    return Finding("audit", "ok", f"{report.actions:,} actions, unbroken")
