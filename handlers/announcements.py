"""Announcements of the programme: wanted, or no longer."""

from dataclasses import replace

from data.chats import Subscription
from handlers.context import Context
from handlers.messages import Turn


async def subscribe(ctx: Context) -> Turn:
    """Notes that this chat wants announcements, with the words that were confirmed."""
    text = ctx.text("subscribed")
    wanted = ctx.chat.subscription or Subscription(ctx.now, text)
    ctx = replace(ctx, chat=replace(ctx.chat, subscription=wanted))
    return ctx.answer("subscribed", text, ctx.buttons("unsubscribe", "menu"), topic="subscribe")


async def unsubscribe(ctx: Context) -> Turn:
    """Ends it at once."""
    ctx = replace(ctx, chat=replace(ctx.chat, subscription=None))
    return ctx.answer("unsubscribed", ctx.text("unsubscribed"), ctx.buttons("subscribe", "menu"), topic="unsubscribe")
