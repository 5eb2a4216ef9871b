"""What a button was for is no longer so: says how the broadcast stands now, and what can be done."""

from data.announcements.announcements import Broadcast, State
from handlers.desk.request import StaffRequest, button
from handlers.desk.status_card import state_of
from handlers.messages import Choice, Turn


async def told(officer: StaffRequest) -> Turn:
    """How the broadcast that is spoken of stands, for this member."""
    one = await officer.broadcast()
    if one is None:
        return officer.answer("asked", "changed.gone", button("lobby", "lobby"))
    return officer.answer(
        "asked",
        "changed.left_draft" if may_take_over(officer, one) else _words(one, mine=one.writer == officer.member.address),
        *_ways(officer, one),
        button("lobby", "lobby"),
        number=one.id,
        writer=officer.name_of(one.writer),
        approver=officer.name_of(one.approver),
        state=state_of(one, officer.now),
    )


def may_withdraw(officer: StaffRequest, one: Broadcast) -> bool:
    """Whether its writer may still take it back: nobody was sent anything."""
    waits = one.state in {State.HANDED_IN, State.APPROVED} and one.started is None
    return waits and officer.member.writes and one.writer == officer.member.address


def may_take_over(officer: StaffRequest, one: Broadcast) -> bool:
    """Whether this member may go on with it: a draft of somebody who does not write here any more."""
    writer = officer.ctx.services.staff.get(one.writer)
    left = writer is None or not writer.writes
    return one.state is State.DRAFT and left and officer.member.writes


def _words(one: Broadcast, *, mine: bool) -> str:
    if one.state is State.DRAFT:
        return "changed.own_draft" if mine else "changed.draft"
    if one.state is State.HANDED_IN:
        return "changed.own_handed_in" if mine else "changed.handed_in"
    if one.state is State.APPROVED and one.started is None:
        return "changed.own_approved" if mine else "changed.approved"
    return "changed.over" if one.state in {State.ABORTED, State.DONE} else "changed.sent"


def _ways(officer: StaffRequest, one: Broadcast) -> tuple[Choice, ...]:
    look = button("look", "open", one.id)
    if may_withdraw(officer, one):
        return button("withdraw", "withdraw", one.id), look
    if may_take_over(officer, one):
        return (button("take", "take", one.id),)
    if one.state is State.DRAFT and one.writer != officer.member.address:
        return ()
    return (button("pause", "pause", one.id), look) if one.state is State.SENDING and officer.may_control else (look,)
