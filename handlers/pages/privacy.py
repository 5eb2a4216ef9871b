"""Says what is stored about a person, and erases it."""

from data.chats import quotas
from handlers import cadre
from handlers.context import Context
from handlers.coverage import check_quota
from handlers.messages import Answer, Reply, Turn
from handlers.outcomes import Outcome


async def show(ctx: Context) -> Turn:
    """Says that no NIK is stored, and who is responsible for the data."""
    named = responsible(ctx)
    text = ctx.text("privacy", responsible=named and f" {named}", most=ctx.services.checks_per_day)
    buttons = ctx.buttons("privacy.more", "privacy.watches", "info.who", "erase", "menu")
    return ctx.answer(Outcome.PRIVACY, text, buttons, topic="privacy")


def responsible(ctx: Context) -> str:
    """Who is responsible for the data, and whom to ask about it; empty when the settings name nobody."""
    named = (("controller", ctx.services.controller), ("dpo", ctx.services.dpo))
    return " ".join(ctx.phrase(key, **{key: name}) for key, name in named if name)


async def list_all(ctx: Context) -> Turn:
    """Lists everything that is stored, and for how long."""
    buttons = ctx.buttons("privacy.watches", "erase", "menu")
    return ctx.answer(Outcome.PRIVACY, ctx.text("privacy.more"), buttons, topic="privacy")


async def erase(ctx: Context) -> Turn:
    """Erases the chat, and says what remains for a day."""
    replies = (Reply(ctx.text("erased")), *await cadre.end_with_chat(ctx))
    if ctx.services.key:
        await quotas.forget_proofs(ctx.tx, check_quota.chat_bucket(ctx))
    return Turn(Answer(Outcome.ERASED, "privacy", replies=replies, language=ctx.language), None)
