"""What is kept about a person, and forgetting it."""

from handlers.context import Context
from handlers.messages import Reply, Turn


async def tell(ctx: Context) -> Turn:
    """What is kept, how long, and who answers for it."""
    house = ctx.house
    text = ctx.text(
        "privacy",
        controller=house.controller or ctx.phrase("controller"),
        dpo=ctx.phrase("dpo", dpo=house.dpo) if house.dpo else "",
        most=house.checks_per_day,
    )
    return ctx.answer("privacy", text, ctx.buttons(erase="erase", menu="menu"), topic="privacy")


async def erase(ctx: Context) -> Turn:
    """Forgets the chat, and says what stays for a day."""
    return Turn((Reply(ctx.text("erased")),), None, "erased", "privacy")
