"""Says above an answer on which days answers may have been wrong: nobody knows who read them."""

from data.coverage import emergency_stop
from handlers.context import Context
from handlers.coverage.coverage_answer import SAYS_OF_A_PERSON
from handlers.messages import Reply, Turn


async def above(ctx: Context, turn: Turn) -> Turn:
    """The turn; where it says something of a person, the correction comes first, as long as there is one."""
    if turn.answer.outcome not in SAYS_OF_A_PERSON or not (given := await emergency_stop.correction(ctx.tx, ctx.now)):
        return turn
    first, last = ctx.day(given.first), ctx.day(given.last)
    return turn.after((Reply(ctx.text(given.sentence, first=first, last=last)),))
