"""Shows a broadcast while it is sent: pause, resume, abort; and the report at the end."""

from datetime import datetime
from functools import partial

from data import channels
from data.announcements import status_cards, tallies, workflow
from data.announcements.announcements import OPEN, Broadcast, State
from data.announcements.tallies import Tally
from data.announcements.transitions import Action, Stale
from data.content import texts
from data.database import long_reads
from handlers.desk import preflight, stale_button
from handlers.desk.draft import audience_words
from handlers.desk.request import StaffRequest, accept_labels, button, state_name
from handlers.desk.status_card import card, state_of, thousands
from handlers.messages import Choice, Reply, Turn
from handlers.outcomes import Outcome

_TROUBLES = ("gone", "failed", "unknown")
"""The results that a report explains, in this order."""


def reason_name(reason: str) -> str:
    """Why somebody was not reached; a reason without a text is shown as stored."""
    key = f"reason.{reason}"
    return texts.staff_phrase(key) if texts.is_staff_phrase(key) else reason


def result_name(state: str) -> str:
    """The name of a delivery's state."""
    return texts.staff_phrase(f"result.{state}")


async def show(request: StaffRequest) -> Turn:
    """Shows the state; while it is being sent, in a status message that updates itself."""
    one = await request.broadcast()
    if one is None or one.state in {State.DRAFT, State.HANDED_IN}:
        return await stale_button.explain(request)
    content, lobby = button("content", "content", one.id), button("lobby", "lobby")
    if one.state in OPEN:
        await status_cards.start_anew(request.ctx.tx, one.id, request.member.address)
        state = state_of(one, request.now)
        ways = (*_control_buttons(request, one), content, lobby)
        return request.answer(Outcome.STAFF_FOLLOWED, "follow", *ways, number=one.id, state=state)
    tally = tallies.pushed(await tallies.by_channel(request.ctx.tx, one.id))
    said = card(one, tally, 0.0, request.now, request.ctx.services.staff)
    buttons = (*said.choices, content, lobby)
    question = accept_labels(request.now, buttons, one.id)
    return request.ctx.answer(Outcome.STAFF_FOLLOWED, said.text, buttons, question=question, closes=True)


def _control_buttons(request: StaffRequest, one: Broadcast) -> tuple[Choice, ...]:
    """Buttons for what can be done before the status message arrives."""
    if request.may(Action.WITHDRAW, one):
        return (button("withdraw", "withdraw", one.id),)
    if request.may(Action.PAUSE, one):
        return button("pause", "pause", one.id), button("abort", "abort", one.id)
    if request.may(Action.RESUME, one):
        return button("resume", "resume", one.id), button("abort", "abort", one.id)
    return ()


async def content(request: StaffRequest) -> Turn:
    """Shows the announcement as people receive it."""
    one = await request.broadcast()
    if one is None or one.state in {State.DRAFT, State.HANDED_IN}:
        return await stale_button.explain(request)
    names = {"writer": request.name_of(one.writer), "approver": request.name_of(one.approver)}
    ways = button("report", "report", one.id), button("lobby", "lobby")
    asked = request.answer(Outcome.STAFF_CONTENT, "content", *ways, number=one.id, said=names)
    return request.insert_before_last(asked, *preflight.previews(request, one))


async def pause(request: StaffRequest) -> Turn:
    """Pauses the sending."""
    return await _pause(request, "paused")


async def pause_typed(request: StaffRequest) -> Turn:
    """The same after somebody typed "stop"; the answer also explains how to unsubscribe."""
    return await _pause(request, "paused.typed")


async def _pause(request: StaffRequest, key: str) -> Turn:
    n = request.number
    try:
        await workflow.pause(request.ctx.tx, n, request.actor, request.now)
    except Stale:
        return await show(request)
    return request.answer(
        Outcome.STAFF_PAUSED, key, button("resume", "resume", n), button("abort", "abort", n), number=n
    )


async def resume(request: StaffRequest) -> Turn:
    """Resumes the sending."""
    n = request.number
    try:
        await workflow.resume(request.ctx.tx, n, request.actor, request.now)
    except Stale:
        return await show(request)
    return request.answer(
        Outcome.STAFF_RESUMED, "resumed", button("pause", "pause", n), button("follow", "follow", n), number=n
    )


async def abort(request: StaffRequest) -> Turn:
    """Aborts it for good, after a confirmation. Sending continues until then: pausing is quicker."""
    one = await request.broadcast()
    if one is None or not request.may(Action.ABORT, one):
        return await show(request)
    left = tallies.pushed(await tallies.by_channel(request.ctx.tx, one.id)).left
    early = ".early" if one.started is None else ""
    if request.argument != "yes":
        yes = button("abort.yes", "abort", one.id, "yes")
        more = (button("pause", "pause", one.id),) if request.may(Action.PAUSE, one) else ()
        more = (button("withdraw", "withdraw", one.id),) if request.may(Action.WITHDRAW, one) else more
        no = button("abort.no", "follow", one.id)
        return request.answer(
            Outcome.STAFF_ASKED, f"abort.sure{early}", yes, *more, no, number=one.id, left=thousands(left)
        )
    await workflow.abort(request.ctx.tx, one.id, request.actor, request.now)
    ways = button("report", "report", one.id), button("lobby", "lobby")
    return request.answer(Outcome.STAFF_ABORTED, f"aborted{early}", *ways, number=one.id, left=thousands(left))


# ---------------------------------------------------------------- the report


async def report(request: StaffRequest) -> Turn:
    """Shows how many people were reached, how many were not, and why."""
    one = await request.broadcast()
    if one is None or one.approved is None:
        return await stale_button.explain(request)
    await request.record("broadcast.report")
    counts = await tallies.by_channel(request.ctx.tx, one.id)
    whole = tallies.total_of(counts.values())
    again = (button("resend", "resend", one.id),) if request.may(Action.RESEND, one) and whole.unknown else ()
    buttons = (button("csv", "csv", one.id), *again, button("content", "content", one.id), button("lobby", "lobby"))
    return request.answer(
        Outcome.STAFF_REPORT,
        "report",
        *buttons,
        number=one.id,
        state=state_name(one.state),
        started=_moment(one.started),
        ended=_moment(one.ended),
        writer=request.name_of(one.writer),
        approver=_approver(request, one),
        people=audience_words(one),
        total=thousands(whole.total),
        sent=thousands(whole.sent),
        left=_left(counts),
        reasons=await _reasons(request, one),
    )


def _moment(moment: datetime | None) -> str:
    return texts.moment(moment, texts.DEFAULT) if moment else texts.staff_phrase("report.not_yet")


def _approver(request: StaffRequest, one: Broadcast) -> str:
    name = request.name_of(one.approver)
    return texts.staff_phrase("report.self_approved", name=name) if one.self_approved else name


def _left(counts: dict[str, Tally]) -> str:
    left, pushed = tallies.total_of(counts.values()).left, tallies.pushed(counts).left
    if left == pushed:
        return thousands(left)
    waits = " atau ".join(channels.label(name) for name in channels.VISITED if name in counts and counts[name].left)
    if not pushed:
        return texts.staff_phrase("report.left_on_visit", left=thousands(left), channels=waits)
    on_visit = thousands(left - pushed)
    return texts.staff_phrase("report.left_also_on_visit", left=thousands(left), on_visit=on_visit, channels=waits)


async def _reasons(request: StaffRequest, one: Broadcast) -> str:
    found = await long_reads.result(request.ctx.tx, f"reasons {one.id}", partial(tallies.reasons, broadcast=one.id))
    lines = []
    for state in _TROUBLES:
        own = [(reason, count) for kind, reason, count in found if kind == state]
        if own:
            lines.append(texts.staff_phrase(f"trouble.{state}", count=thousands(sum(count for _, count in own))))
            lines += [f"- {reason_name(reason)}: {thousands(count)}" for reason, count in own]
    return "\n".join(lines)


async def csv(request: StaffRequest) -> Turn:
    """The report as a CSV file, without addresses."""
    one = await request.broadcast()
    if one is None or one.approved is None:
        return await stale_button.explain(request)
    await request.record("broadcast.csv")
    asked = request.answer(Outcome.STAFF_CSV, "csv", button("lobby", "lobby"), number=one.id)
    return request.insert_before_last(asked, Reply("", made=f"report-{one.id}.csv"))


async def resend(request: StaffRequest) -> Turn:
    """Resends messages whose delivery is unknown, after a confirmation: some people may receive it twice."""
    one = await request.broadcast()
    counts = await tallies.by_channel(request.ctx.tx, request.number)
    unknown = tallies.total_of(counts.values()).unknown
    if one is None or not request.may(Action.RESEND, one) or not unknown:
        return await show(request)
    if request.argument != "yes":
        yes = button("resend.yes", "resend", one.id, "yes")
        no = button("abort.no", "report", one.id)
        return request.answer(Outcome.STAFF_ASKED, "resend.sure", yes, no, unknown=thousands(unknown))
    count = await workflow.resend_unknown(request.ctx.tx, one.id, request.actor, request.now)
    return request.answer(Outcome.STAFF_RESENT, "resent", button("follow", "follow", one.id), count=thousands(count))
