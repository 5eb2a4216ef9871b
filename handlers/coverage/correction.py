"""Says above an answer on which days answers may have been wrong: nobody knows who read them."""

from data.coverage import emergency_stop
from handlers.context import Context
from handlers.coverage.coverage_answer import ABOUT_A_PERSON
from handlers.messages import Reply, Turn


async def put_before(ctx: Context, turn: Turn) -> Turn:
    """The turn; where it says something of a person, the correction comes first, as long as there is one."""
    if turn.answer.outcome not in ABOUT_A_PERSON or not (given := await emergency_stop.correction(ctx.tx, ctx.now)):
        return turn
    first, last = ctx.day(given.first), ctx.day(given.last)
    return turn.preceded_by((Reply(ctx.text(given.sentence, first=first, last=last)),))
