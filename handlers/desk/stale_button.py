"""Answers a button that no longer applies: the broadcast's current state, and what can be done."""

from data.announcements.announcements import Broadcast, State
from data.announcements.transitions import Action
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
        _words(request, one),
        *_buttons(request, one),
        button("lobby", "lobby"),
        number=one.id,
        writer=request.name_of(one.writer),
        approver=request.name_of(one.approver),
        state=state_of(one, request.now),
    )


def _words(request: StaffRequest, one: Broadcast) -> str:
    if request.may(Action.TAKE_OVER, one):
        return "changed.left_draft"
    mine = one.writer == request.member.address
    if one.state is State.DRAFT:
        return "changed.own_draft" if mine else "changed.draft"
    if one.state is State.HANDED_IN:
        return "changed.own_handed_in" if mine else "changed.handed_in"
    if one.state is State.APPROVED and one.started is None:
        return "changed.own_approved" if mine else "changed.approved"
    return "changed.over" if one.state in {State.ABORTED, State.DONE} else "changed.sent"


def _buttons(request: StaffRequest, one: Broadcast) -> tuple[Choice, ...]:
    look = button("look", "open", one.id)
    if request.may(Action.WITHDRAW, one):
        return button("withdraw", "withdraw", one.id), look
    if request.may(Action.TAKE_OVER, one):
        return (button("take", "take", one.id),)
    if one.state is State.DRAFT and one.writer != request.member.address:
        return ()
    return (button("pause", "pause", one.id), look) if request.may(Action.PAUSE, one) else (look,)
