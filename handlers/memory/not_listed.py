"""What somebody gets who is not listed, in place of answers that speak to members."""

from handlers.context import Context
from handlers.coverage import last_standing
from handlers.messages import Turn

_OF_MEMBERS = {
    "info.contribution": "info.self_pay",
    "answer.paid.who_pays": "info.self_pay",
    "answer.paid.amount": "info.self_pay",
    "answer.about.still_running": "answer.register.when",
    "answer.paid.billed": "info.self_pay",
    "answer.about.member_next": "guide",
    "answer.benefits.amounts": "check.last",
    "info.benefits": "check.last",
    "info.membership": "check.last",
    "answer.check.active": "check.last",
    "answer.check.no_card": "check.last",
}
"""Steps that speak to members, each with the step in its place where the last check found that somebody is none."""
PAGES = frozenset({"check.not_listed", "check.ended"})


async def unless_not_listed(ctx: Context, step: str) -> str:
    """The step; in place of one for members, another where the last check found that the person is not listed."""
    last = ctx.last_check if step in _OF_MEMBERS else None
    if last is None or last.asked is None or last.asked.nik is None:
        return step
    page = await last_standing.page_of(ctx, last.asked)
    return _OF_MEMBERS[step] if page in PAGES else step


async def for_who_is_not_listed(ctx: Context, turn: Turn) -> Turn:
    """The turn; to somebody who is not listed and asks how much they pay now, how to pay oneself."""
    asked, page = ctx.reading.follow_up, str(turn.answer.outcome)
    if asked is None or page not in _OF_MEMBERS or not {"pay", "how_much"}.issubset(asked.kinds):
        return turn
    step = await unless_not_listed(ctx, page)
    return turn if step == page else await ctx.go(step)
