"""What is kept about a person, and forgetting it."""

from handlers.context import Context
from handlers.messages import Answer, Reply, Turn


async def tell(ctx: Context) -> Turn:
    """What is kept, how long, and who answers for it."""
    text = ctx.text(
        "privacy",
        controller=ctx.services.controller or ctx.phrase("controller"),
        dpo=ctx.phrase("dpo", dpo=ctx.services.dpo) if ctx.services.dpo else "",
        most=ctx.services.checks_per_day,
    )
    return ctx.answer("privacy", text, ctx.buttons("erase", "menu"), topic="privacy")


async def erase(ctx: Context) -> Turn:
    """Forgets the chat, and says what stays for a day."""
    return Turn(Answer("erased", "privacy", replies=(Reply(ctx.text("erased")),)), None)
