"""What is no question to us: something attached, or said in a group. Says kindly where the question belongs."""

from handlers import welcome
from handlers.check import SHOWN_EXAMPLE
from handlers.context import Context
from handlers.messages import Turn
from handlers.status import TOPIC

PRIVATE = frozenset({"photo", "file"})
"""May show an ID card: taken out of the chat, whatever they show."""


async def attached(ctx: Context) -> Turn:
    """A photo, a voice message, a contact: we read words only."""
    kind = ctx.incoming.kind
    if kind == "other":
        return await welcome.lost(ctx)
    turn = ctx.answer("attached", ctx.text(f"attached.{kind}", example=SHOWN_EXAMPLE), ctx.buttons("check", "menu"))
    return turn if kind not in PRIVATE else turn.hidden()


def point_away(ctx: Context) -> Turn:
    """In a group nobody's status is told: everybody would read it."""
    return ctx.answer("group", ctx.text("group", link=ctx.incoming.private_link), topic=TOPIC)
