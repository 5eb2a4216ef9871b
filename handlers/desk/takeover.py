"""Takes over the draft of somebody who is no longer a writer."""

from data.announcements import workflow
from data.content import texts
from handlers.desk import draft as drafts
from handlers.desk.request import StaffRequest
from handlers.messages import Turn


async def take_over(request: StaffRequest) -> Turn:
    """Makes it a draft of this member; the audit log records whose it was."""
    mine = await workflow.take_over(request.ctx.tx, request.number, request.actor, request.now)
    return drafts.draft_view(request, mine, texts.staff("taken_over"))
