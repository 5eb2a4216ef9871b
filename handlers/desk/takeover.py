"""Takes over the draft of somebody who is no longer a writer."""

from data.announcements import announcements
from data.content import texts
from handlers.desk import draft as drafts
from handlers.desk import stale_button
from handlers.desk.request import StaffRequest
from handlers.messages import Turn


async def take_over(request: StaffRequest) -> Turn:
    """Makes it a draft of this member; the audit log records whose it was."""
    one = await request.broadcast()
    if one is None or not stale_button.may_take_over(request, one):
        return await stale_button.explain(request)
    mine = await announcements.hand_over(request.ctx.tx, one, request.member.address, request.now)
    await request.record("broadcast.taken_over", writer=one.writer)
    return drafts.draft_view(request, mine, texts.staff("taken_over"))
