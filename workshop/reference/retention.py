"""The page of what is kept about people, why, and until when, with the ages that the sweep goes by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from data import channels, costs, moves, retention
from data.announcements import deliveries
from data.chats import quotas
from data.database import migration_copies, outside_log
from data.staff import cadres
from data.watches import watches
from handlers.coverage import coverage_answer
from workshop.reference.markdown import code, generated, table
from workshop.reference.source import ROOT

_DAY, _MONTH = timedelta(days=1), timedelta(days=365) / 12


def said(age: timedelta) -> str:
    """An age as people say it: 10 minutes, 24 hours, 30 days, 12 months."""
    if age >= 12 * _MONTH and age % _MONTH < _DAY and age != timedelta(seconds=outside_log.KEPT_SECONDS):
        return f"{age // _MONTH} months"
    if age > 2 * _DAY:
        return f"{age // _DAY} days"
    if age > timedelta(hours=1):
        return f"{age // timedelta(hours=1)} hours"
    minutes = age // timedelta(minutes=1)
    return "1 hour" if minutes == 60 else f"{minutes} minutes"


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is kept about people."""

    what: str
    why: str
    until: str
    tables: tuple[str, ...] = ()
    """Of the live database."""


KEPT = (
    Kept(
        "channel and address of the chat (on the web a hash of its cookie), its language, its subscription, the "
        "sentence that confirmed it, the kecamatan if one was chosen, when it was asked whether it wants announcements",
        "to answer and to announce",
        f"`/hapus`, or {said(retention.CHAT)} without a message, on the web {said(retention.WEB_CHAT)}; "
        f"{said(retention.EMPTY_CHAT)} where nothing but channel and address is left",
        ("chats",),
    ),
    Kept(
        "the open question; which pages the last ten answers showed, and the values of their buttons; of the last ten "
        "answers about a NIK only what their buttons need (keyed hashes of NIKs, no NIK; of several NIKs in one "
        "message their last four digits, sealed under the key), not what was answered; whom each was about, as a word "
        '("ibu"); on the web a hash of the session that was answered',
        "to go on where one stopped, for the buttons under an answer",
        f"`/hapus`, or {said(coverage_answer.PATIENCE)}",
        ("chats",),
    ),
    Kept(
        "the step of the guide, its answers, the kelurahan chosen",
        "to go on weeks later",
        f"`/hapus`, or {said(retention.GUIDE)} after the last step",
        ("chats",),
    ),
    Kept(
        "a watch: the keyed hash of the NIK and the number of the snapshot that answered; where a second factor is "
        "asked for, also keyed hashes of it as typed; when it began, the last snapshot that was compared",
        "to tell the person of a change, and nobody else",
        f"the notice was sent, it was removed, `/hapus`, or {said(watches.WATCH_LIFETIME)}; on the web with its chat",
        ("watches",),
    ),
    Kept(
        "deliveries of a broadcast: address, language, what became of it, when",
        "to prove who was sent what",
        f"{said(deliveries.KEPT)} after its end, then only counts stay; after `/hapus` without the address",
        ("deliveries",),
    ),
    Kept(
        "the role of a cadre: chat, label, who gave it, since, until, number of checks; an invitation: code and label",
        "a larger quota",
        f"given back, taken back, `/hapus`, or {said(retention.CADRE)} after its end; an invitation "
        f"{said(cadres.VALID)}",
        ("cadres", "invitations"),
    ),
    Kept(
        "the audit: who of staff and cadres did what and when; of a cadre's check its outcome and the keyed hash of "
        "the NIK",
        "accountability",
        "`SIGAP_AUDIT_MONTHS`, also after `/hapus` (which says so)",
        ("audit",),
    ),
    Kept(
        "answers counted by day, channel, topic and outcome, without the chat; the texts of broadcasts, and how many "
        "got them",
        "figures; to compare messages with",
        "for good",
        ("counts", "broadcasts", "tallies"),
    ),
    Kept(
        "whether answers helped, counted by day, page and fine question, without the chat and the channel",
        "better answers",
        "for good",
        ("ratings",),
    ),
    Kept(
        "questions that were not understood: redacted, without the chat, counted by day",
        "better answers",
        said(retention.QUESTIONS),
        ("questions",),
    ),
    Kept(
        "a hash of each message handled",
        "a repeated message is answered once",
        f"{said(retention.HANDLED)}, on the web {said(retention.WEB_REPEATS)}, on WhatsApp "
        f"{said(channels.WHATSAPP.repeats)}",
        ("turns",),
    ),
    Kept(
        "replies that were not sent yet (without a NIK), with the address they go to and the number of the message "
        "they answer",
        "nothing gets lost",
        f"sent, or {said(retention.REPLY)}; on the web, where a lost answer is asked for again, the next message or "
        f"{said(retention.WEB_REPLY)}",
        ("turns",),
    ),
    Kept(
        "a notice that was not sent yet: the address it goes to, its kind, when it was queued (no NIK, no hash of one)",
        "nothing gets lost, and nothing is sent twice",
        f"sent, no longer true, `/hapus`, given up after {said(retention.REPLY)} of tries, or {said(retention.NOTICE)} "
        "(if the watch still has that news, it is queued again)",
        ("outgoing",),
    ),
    Kept(
        "keyed hashes of the NIKs asked and of second factors that did not match, per keyed hash of the chat; of those "
        "that did not match also per keyed hash of the web address, and for all together",
        "quotas",
        f"{said(quotas.DAY)}, also after `/hapus` (which says so)",
        ("asked", "mismatches"),
    ),
    Kept(
        "that a chat has a new address, where the service of its channel said so: keyed hashes of both addresses",
        "what is kept for the chat follows it; a report that comes twice, or contradicts it, changes nothing",
        f"{said(moves.KEPT)}, also after `/hapus`",
        ("moves",),
    ),
    Kept(
        "where a service bills each message: a hash of its number, whether it arrived, its tariff",
        "each message is counted once",
        said(costs.RECEIPTS_KEPT),
        ("receipts",),
    ),
    Kept(
        "messages that a service bills, counted by day, channel, tariff and outcome, without the chat",
        "what the bot costs, and its budget",
        said(costs.KEPT),
        ("costs",),
    ),
    Kept(
        "that a chat knew the second factor of a NIK (keyed hashes of both)",
        "other people's guesses do not lock it out",
        f"`/hapus`, or {said(quotas.PROOF)}",
        ("proved",),
    ),
    Kept(
        "in the snapshot: keyed hashes of the NIKs of the list with status and dates, where a second factor is asked "
        "for also its keyed hash",
        "to answer",
        "the newest three snapshots are kept; people gone from the list are carried forward for 24 months",
    ),
    Kept(
        "a copy of the live database from before an update (`live.db.before-NNN`), with all that this table lists as "
        "it was then, also what was forgotten since",
        "to undo a bad release",
        f"{said(migration_copies.KEPT)} after the update",
    ),
    Kept(
        "that somebody subscribed, stopped, left or erased their data, or no longer waits for news (`outside.log`, "
        "beside the audit's head: when, and a keyed hash of the chat)",
        "a restored backup must not write to them again",
        f"{said(timedelta(seconds=outside_log.KEPT_SECONDS))}, also after `/hapus`",
    ),
    Kept(
        "a backup (`sigap backup`), or what lay here before one was brought back (`before-restore-DATE-TIME`), with "
        "all that this table lists as it was then",
        "to bring it back",
        "you delete it",
    ),
)
"""Everything that is kept about people. A test holds it to the tables of the live database."""

OF_THE_BOT = {
    "cards": "the message in a staff chat that shows how a broadcast stands",
    "checks_off": "that staff stopped all checks, and why",
    "corrections": "the days on which answers may have been wrong",
    "expected": "the days on which many people are expected",
    "facts": "when the database was last swept, and the fingerprint of the key used with it",
    "lanes": "which process sends on a channel",
}
"""Tables that hold nothing about residents."""


def tables() -> set[str]:
    """Every table of the live database."""
    script = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "data").rglob("[0-9]*.sql"))
    made, dropped = (re.findall(rf"^{what} TABLE (\w+)", script, re.MULTILINE) for what in ("CREATE", "DROP"))
    return {*made} - {*dropped}


def page() -> str:
    """The page."""
    return generated(
        "Retention",
        "What is kept about people, why, and until when.",
        table(
            ("kept", "why", "until", "tables"),
            ((one.what, one.why, one.until, ", ".join(map(code, one.tables))) for one in KEPT),
        ),
        "Data whose retention has ended is deleted every ten minutes, in small pieces between which messages are "
        "answered; the number of rows in each table is logged (`swept`) and counted (`sigap_forgotten_total`). "
        "Erased rows are overwritten, "
        "and the file gives its free pages back to the disk. While a sweep is held (the alarm `sweep_held`), all of "
        "this stays until somebody has looked.",
        "Residents' own checks are not logged one by one. There are few enough possible NIKs to try them all, so the "
        "hashes protect people only as long as the key stays secret: it is kept outside both databases.",
        "## The rules of the sweep",
        "A row is deleted when the condition holds, with `?` as the time now minus the age.",
        table(("table", "age", "condition", "then"), _rules()),
        "## Tables that hold nothing about residents",
        table(("table", "what it holds"), ((code(name), what) for name, what in OF_THE_BOT.items())),
    )


def _rules() -> Iterator[tuple[str, str, str, str]]:
    for age, due in (*retention.RULES, *retention.DAY_RULES):
        then = f"set {code(due.becomes)}" if due.becomes else "deleted"
        yield code(due.table), said(age) if age else "at once", code(due.where), then
    yield code("deliveries"), said(deliveries.KEPT), "the broadcast ended", "deleted"
    yield code("audit"), "`SIGAP_AUDIT_MONTHS`", "noted before that", "deleted from the front, and the audit says so"
