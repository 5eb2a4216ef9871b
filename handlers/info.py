"""What stands behind the buttons of an answer: why not me, who is eligible, how to put data right."""

from handlers.context import Context
from handlers.messages import Turn


async def why(ctx: Context) -> Turn:
    """Why somebody may not be in the list; we know no single reason."""
    buttons = ctx.buttons("info.update", "info.eligible", "menu")
    return ctx.answer("info.why", ctx.text("info.why"), buttons, topic="eligibility")


async def eligible(ctx: Context) -> Turn:
    """Desil 1-5 is a condition, not a right."""
    buttons = ctx.buttons("check", "info.update", "menu")
    return ctx.answer("info.eligible", ctx.text("info.eligible"), buttons, topic="eligibility")


async def update(ctx: Context) -> Turn:
    """How to put population data and DTSEN right, and what happens then."""
    buttons = ctx.buttons("info.eligible", "check", "menu")
    return ctx.answer("info.update", ctx.text("info.update"), buttons, topic="update_data")
