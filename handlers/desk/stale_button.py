"""Answers a button that no longer applies: the broadcast's current state, and what can be done."""

from data.announcements.announcements import Broadcast, State
from handlers.desk.request import StaffRequest, button
from handlers.desk.status_card import state_of
from handlers.messages import Choice, Turn
from handlers.outcomes import Outcome


async def explain(request: StaffRequest) -> Turn:
    """Describes the state of the broadcast and what this member can do."""
    one = await request.broadcast()
    if one is None:
        return request.answer(Outcome.STAFF_ASKED, "changed.gone", button("lobby", "lobby"))
    return request.answer(
        Outcome.STAFF_ASKED,
        "changed.left_draft" if may_take_over(request, one) else _words(one, mine=one.writer == request.member.address),
        *_buttons(request, one),
        button("lobby", "lobby"),
        number=one.id,
        writer=request.name_of(one.writer),
        approver=request.name_of(one.approver),
        state=state_of(one, request.now),
    )


def may_withdraw(request: StaffRequest, one: Broadcast) -> bool:
    """Whether this member is its writer and may still withdraw it, since nothing was sent yet."""
    waits = one.state in {State.HANDED_IN, State.APPROVED} and one.started is None
    return waits and request.member.writes and one.writer == request.member.address


def may_take_over(request: StaffRequest, one: Broadcast) -> bool:
    """Whether this member may take over the draft, since its writer is no longer one."""
    writer = request.ctx.services.staff.get(one.writer)
    left = writer is None or not writer.writes
    return one.state is State.DRAFT and left and request.member.writes


def _words(one: Broadcast, *, mine: bool) -> str:
    if one.state is State.DRAFT:
        return "changed.own_draft" if mine else "changed.draft"
    if one.state is State.HANDED_IN:
        return "changed.own_handed_in" if mine else "changed.handed_in"
    if one.state is State.APPROVED and one.started is None:
        return "changed.own_approved" if mine else "changed.approved"
    return "changed.over" if one.state in {State.ABORTED, State.DONE} else "changed.sent"


def _buttons(request: StaffRequest, one: Broadcast) -> tuple[Choice, ...]:
    look = button("look", "open", one.id)
    if may_withdraw(request, one):
        return button("withdraw", "withdraw", one.id), look
    if may_take_over(request, one):
        return (button("take", "take", one.id),)
    if one.state is State.DRAFT and one.writer != request.member.address:
        return ()
    return (button("pause", "pause", one.id), look) if one.state is State.SENDING and request.may_control else (look,)
