"""The buttons of an answer that its message had no room for, on a channel that bills each message."""

from handlers.context import Context
from handlers.coverage import coverage_answer
from handlers.memory import offered
from handlers.messages import MORE, Turn
from handlers.outcomes import Outcome

_LONGEST = 2
"""Digits of a place among the buttons."""


async def show(ctx: Context, value: str) -> Turn:
    """The buttons of the newest answer that has more than the N of `more.N`, from there on."""
    shown = value.removeprefix(MORE)
    if not shown.isascii() or not shown.isdecimal() or len(shown) > _LONGEST:
        return coverage_answer.expired(ctx)
    for answer in ctx.answers_in_reach():
        if rest := offered.shown_from(ctx, answer, int(shown)):
            return ctx.answer(Outcome.MENU, ctx.text("more"), rest)
    return coverage_answer.expired(ctx)
