"""Examines what residents are answered from: the snapshot, the contacts, the facts and the status words."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.doctor.finding import MOST_NAMED, Finding
from bot.settings import Settings
from data.clock import WIB
from data.content import contacts, reviews
from data.coverage import emergency_stop, snapshots
from data.coverage.columns import status_words
from data.hashing import Key
from data.shortened import first_few

_LONGEST_FACT = 100
"""Characters of a fact's name with its dates."""


def snapshot(settings: Settings, key: Key | None) -> Iterator[Finding]:
    """Whether NIKs can be checked, and how old the data is."""
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


def stopped_checks(settings: Settings) -> Iterator[Finding]:
    """Whether staff have stopped all checks, which should not be forgotten."""
    if off := emergency_stop.off_in(settings.database):
        said = f"stopped since {off.since.astimezone(WIB):%Y-%m-%d %H:%M} WIB: {off.reason}"
        yield Finding("checks", "warning", said, "Once the list that is published is right: sigap checks on")


def known_contacts(settings: Settings) -> Iterator[Finding]:
    """Whether staff have checked the contacts, and every matter has one."""
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
    parts += [f"not checked by staff: {first_few(unverified, MOST_NAMED)}"] if unverified else []
    parts += [f"none for: {', '.join(missing)}"] if missing else []
    advice = f"Check them, and write them with verified_on into {settings.data_dir / contacts.FILE}."
    yield Finding("contacts", "warning", "; ".join(parts), advice)


def facts(settings: Settings) -> Iterator[Finding]:
    """Whether a fact that residents are told is due for review. Never more than a warning: it may still be true."""
    try:
        known = reviews.all_of(contacts.read_all(settings.data_dir))
    except contacts.ContactsProblem:
        known = reviews.all_of()
    overdue = [one for one in known if one.is_overdue(datetime.now(WIB).date())]
    if not overdue:
        yield Finding("facts", "ok", f"{len(known)}; the next review is due by {known[0].review_by}")
        return
    named = first_few(
        [f"{one.name} (of {one.as_of}, by {one.review_by})" for one in overdue], MOST_NAMED, _LONGEST_FACT
    )
    advice = "Check whether they are still true; then write the day into data/texts/sources.toml or contacts.toml."
    yield Finding("facts", "warning", f"{len(overdue)} of {len(known)} are overdue for review: {named}", advice)


def own_status_words(settings: Settings) -> Iterator[Finding]:
    """Whether the installation's own status words can be read."""
    try:
        added = status_words.read(settings.data_dir)
    except status_words.StatusWordsProblem as problem:
        yield Finding("status words", "error", "no list can be imported", str(problem))
        return
    if added:
        listed = sum(added.values())
        said = f"{len(added):,} of your own: {listed:,} mean listed, {len(added) - listed:,} mean ended"
        yield Finding("status words", "ok", said)
