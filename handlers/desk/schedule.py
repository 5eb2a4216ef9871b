"""When a broadcast is sent: at once or at a time, and why at night."""

from dataclasses import replace
from datetime import datetime

from data.announcements import announcements
from data.announcements.announcements import Broadcast
from data.announcements.quiet_hours import after_quiet, is_quiet
from data.content import texts
from data.language import redaction
from data.language.invisible_signs import without_invisible
from data.language.normalize import normalize
from handlers.desk import draft as drafts
from handlers.desk import stale_button, writing
from handlers.desk.request import StaffRequest, button
from handlers.desk.time import sending_time
from handlers.messages import Turn

_SHORTEST_REASON, _LONGEST_REASON = 10, 150


async def ask(officer: StaffRequest) -> Turn:
    """Please type when."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    n = draft.id
    night = () if draft.override else (button("time.night", "reason", n),)
    quiet = (button("time.no_night", "when", n, "day"),) if draft.override else ()
    at_once = button("time.at_once", "when", n, "now")
    back = button("back", "draft", n)
    return officer.asks("time", "time.ask", at_once, *night, *quiet, back, at=drafts.said_of(draft, officer.now)["at"])


async def heard(officer: StaffRequest) -> Turn:
    """A time, as people type it; it is shown as it was understood."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    try:
        starts = _moment(officer)
    except sending_time.NotATime as problem:
        day = f"{officer.typed} " if problem.reason == "no_hour" else ""
        return officer.asks("time", f"when.{problem.reason}", button("back", "draft", draft.id), word=day)
    return await _set(officer, draft, starts)


def _moment(officer: StaffRequest) -> datetime | None:
    """The time; the word is the day that was typed before, without its hour. Raises NotATime."""
    if officer.word:
        try:
            return sending_time.parse(officer.word + officer.typed, officer.now)
        except sending_time.NotATime:  # another day, then
            pass
    return sending_time.parse(officer.typed, officer.now)


async def choose(officer: StaffRequest) -> Turn:
    """At once, in the morning, or by day only."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    if officer.word == "now":
        return await _set(officer, draft, None)
    if officer.word == "morning":
        return await _keep(officer, replace(draft, starts=after_quiet(draft.starts or officer.now)))
    return await _keep(officer, replace(draft, override=None))


async def _set(officer: StaffRequest, draft: Broadcast, starts: datetime | None) -> Turn:
    draft = replace(draft, starts=starts)
    if not is_quiet(starts or officer.now) or draft.override:
        return await _keep(officer, draft)
    await announcements.save(officer.ctx.tx, draft, officer.now)
    morning = after_quiet(starts or officer.now)
    return officer.asks(
        "time",
        "time.quiet",
        button("time.morning", "when", draft.id, "morning"),
        button("time.reason", "reason", draft.id),
        button("time.other", "time", draft.id),
        at=sending_time.said(starts) if starts else "Sekarang",
        morning=sending_time.said(morning),
    )


async def _keep(officer: StaffRequest, draft: Broadcast) -> Turn:
    draft = await announcements.save(officer.ctx.tx, draft, officer.now)
    at = drafts.said_of(draft, officer.now)["at"]
    await officer.note("broadcast.time", starts=int(draft.starts.timestamp()) if draft.starts else None)
    return drafts.sheet(officer, draft, texts.staff("time.kept", at=at))


async def ask_reason(officer: StaffRequest) -> Turn:
    """Why it must go out at night."""
    if await drafts.own(officer) is None:
        return await stale_button.told(officer)
    return officer.asks("reason", "time.why", button("back", "time", officer.number))


async def heard_reason(officer: StaffRequest) -> Turn:
    """The reason; whoever approves sees it, and the audit keeps it."""
    draft = await drafts.own(officer)
    if draft is None:
        return await stale_button.told(officer)
    reason = " ".join(without_invisible(officer.typed).split())
    numbered = redaction.IN_A_REASON.search(normalize(reason)) or writing.discloses(officer, reason)
    if numbered or not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        return officer.again("time.no_reason", button("back", "time", draft.id))
    await officer.note("broadcast.at_night", reason=reason)
    return await _keep(officer, replace(draft, override=reason))
