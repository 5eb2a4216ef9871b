"""Sets when a broadcast is sent, at once or at a certain time, and the reason for sending at night."""

from dataclasses import replace
from datetime import datetime

from data.announcements import workflow
from data.announcements.announcements import Broadcast
from data.announcements.quiet_hours import after_quiet, is_quiet
from data.announcements.transitions import Action
from data.content import texts
from data.language import redaction
from data.language.invisible_signs import without_invisible
from data.language.normalize import normalize
from handlers.desk import draft as drafts
from handlers.desk import writing
from handlers.desk.request import StaffRequest, button
from handlers.desk.time import sending_time
from handlers.messages import Turn

_SHORTEST_REASON, _LONGEST_REASON = 10, 150


async def ask(request: StaffRequest) -> Turn:
    """Asks for the time."""
    draft = await drafts.own_draft(request)
    n = draft.id
    night = () if draft.override else (button("time.night", "reason", n),)
    quiet = (button("time.no_night", "when", n, "day"),) if draft.override else ()
    at_once = button("time.at_once", "when", n, "now")
    back = button("back", "draft", n)
    return request.ask("time", "time.ask", at_once, *night, *quiet, back, at=drafts.summary(draft, request.now)["at"])


async def take_time(request: StaffRequest) -> Turn:
    """Takes a typed time, and shows how it was understood."""
    draft = await drafts.own_draft(request)
    try:
        starts = _moment(request)
    except sending_time.NotATime as problem:
        day = f"{request.text} " if problem.reason == "no_hour" else ""
        return request.ask("time", f"when.{problem.reason}", button("back", "draft", draft.id), word=day)
    return await _set(request, draft, starts)


def _moment(request: StaffRequest) -> datetime | None:
    """The typed time; the argument is a day typed earlier without a time. Raises NotATime."""
    if request.argument:
        try:
            return sending_time.parse(request.reading.of(request.argument + request.text), request.now)
        except sending_time.NotATime:  # perhaps a complete new time
            pass
    return sending_time.parse(request.reading, request.now)


async def choose(request: StaffRequest) -> Turn:
    """Applies a button: at once, in the morning, or by day only."""
    draft = await drafts.own_draft(request)
    if request.argument == "now":
        return await _set(request, draft, None)
    if request.argument == "morning":
        return await _keep(request, replace(draft, starts=after_quiet(draft.starts or request.now)))
    return await _keep(request, replace(draft, override=None))


async def _set(request: StaffRequest, draft: Broadcast, starts: datetime | None) -> Turn:
    draft = replace(draft, starts=starts)
    if not is_quiet(starts or request.now) or draft.override:
        return await _keep(request, draft)
    await workflow.edit(request.ctx.tx, Action.PROPOSE_TIME, draft, request.actor, request.now)
    morning = after_quiet(starts or request.now)
    return request.ask(
        "time",
        "time.quiet",
        button("time.morning", "when", draft.id, "morning"),
        button("time.reason", "reason", draft.id),
        button("time.other", "time", draft.id),
        at=sending_time.in_words(starts) if starts else texts.staff_phrase("now"),
        morning=sending_time.in_words(morning),
    )


async def _keep(request: StaffRequest, draft: Broadcast) -> Turn:
    starts = int(draft.starts.timestamp()) if draft.starts else None
    await workflow.edit(request.ctx.tx, Action.SET_TIME, draft, request.actor, request.now, starts=starts)
    at = drafts.summary(draft, request.now)["at"]
    return drafts.draft_view(request, draft, texts.staff("time.kept", at=at))


async def ask_reason(request: StaffRequest) -> Turn:
    """Asks why it must be sent at night."""
    await drafts.own_draft(request)
    return request.ask("reason", "time.why", button("back", "time", request.number))


async def take_reason(request: StaffRequest) -> Turn:
    """Saves the reason, which the approver sees and the audit log keeps."""
    draft = await drafts.own_draft(request)
    reason = " ".join(without_invisible(request.text).split())
    numbered = redaction.IN_A_REASON.search(normalize(reason)) or writing.discloses(request, reason)
    if numbered or not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        return request.ask_again("time.no_reason", button("back", "time", draft.id))
    draft = replace(draft, override=reason)
    await workflow.edit(request.ctx.tx, Action.JUSTIFY_NIGHT, draft, request.actor, request.now, reason=reason)
    return await _keep(request, draft)
