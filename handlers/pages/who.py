"""Says who runs the bot, and how to make sure that this is the genuine one."""

from handlers.context import Context, Step
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import privacy


async def show(ctx: Context) -> Turn:
    """Names who is responsible, or says that the settings name nobody."""
    responsible = privacy.responsible(ctx) or ctx.phrase("nobody_named")
    buttons = ctx.buttons("genuine", "info.scams", "privacy", "offices", "menu")
    return ctx.answer(Outcome.INFO_WHO, ctx.text("info.who", responsible=responsible), buttons, topic="scam_report")


STEPS: dict[str, Step] = {"info.who": show}
