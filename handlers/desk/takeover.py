"""Goes on with the draft of somebody who does not write here any more."""

from data.announcements import announcements
from data.content import texts
from handlers.desk import draft as drafts
from handlers.desk import stale_button
from handlers.desk.request import StaffRequest
from handlers.messages import Turn


async def take_over(officer: StaffRequest) -> Turn:
    """Makes it a draft of this member; the audit says whose it was."""
    one = await officer.broadcast()
    if one is None or not stale_button.may_take_over(officer, one):
        return await stale_button.told(officer)
    mine = await announcements.hand_over(officer.ctx.tx, one, officer.member.address, officer.now)
    await officer.note("broadcast.taken_over", writer=one.writer)
    return drafts.sheet(officer, mine, texts.staff("taken_over"))
