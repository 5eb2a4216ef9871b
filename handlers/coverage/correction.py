"""Puts a correction before answers: it names the days with possibly wrong answers, as nobody knows who read them."""

from msgspec.structs import replace

from data.coverage import emergency_stop
from handlers.context import Context
from handlers.coverage.coverage_answer import ABOUT_A_PERSON
from handlers.messages import Reply, Turn


async def put_before(ctx: Context, turn: Turn) -> Turn:
    """The turn; if there is a correction, it comes first in an answer about a person."""
    return await put_before_any(ctx, turn) if turn.answer.outcome in ABOUT_A_PERSON else turn


async def put_before_any(ctx: Context, turn: Turn) -> Turn:
    """The turn, whatever its outcome, with the correction first, if there is one."""
    given = await emergency_stop.correction(ctx.tx, ctx.now)
    if given is None:
        return turn
    first, last = ctx.day(given.first), ctx.day(given.last)
    said = ctx.text(given.sentence, first=first, last=last)
    if not turn.answer.replies or turn.answer.replies[0].heading is None:
        return turn.preceded_by((Reply(said),))
    result, *rest = turn.answer.replies
    corrected = replace(result, text=f"{said}\n\n{result.text}")  # below the heading that it speaks of
    return replace(turn, answer=replace(turn.answer, replies=(corrected, *rest)))
