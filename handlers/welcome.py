"""Hello, menu, language, thanks, and what to say when we did not understand."""

from dataclasses import replace

from handlers.context import Context
from handlers.messages import Choice, Turn


def menu_buttons(ctx: Context) -> tuple[Choice, ...]:
    """What one can do here; at most six."""
    other = "en" if ctx.language == "id" else "id"
    return ctx.buttons("check", "info.why", "info.update", "info.eligible", "privacy", f"language.{other}")


async def greet(ctx: Context) -> Turn:
    """Who speaks, what it can do, and why a NIK is asked."""
    return ctx.answer("welcome", ctx.text("welcome"), menu_buttons(ctx), topic="greeting", pending=None)


async def menu(ctx: Context) -> Turn:
    """The menu again."""
    return ctx.answer("menu", ctx.text("menu"), menu_buttons(ctx), pending=None)


async def thank(ctx: Context) -> Turn:
    """You are welcome."""
    return ctx.answer("thanks", ctx.text("thanks"), ctx.buttons("menu"), topic="thanks")


async def speak_indonesian(ctx: Context) -> Turn:
    """Indonesian from now on."""
    return await _speak(ctx, "id")


async def speak_english(ctx: Context) -> Turn:
    """English from now on."""
    return await _speak(ctx, "en")


async def _speak(ctx: Context, language: str) -> Turn:
    ctx = replace(ctx, chat=replace(ctx.chat, language=language))
    return ctx.answer("language", ctx.text("language"), menu_buttons(ctx), topic="language")


async def lost(ctx: Context) -> Turn:
    """Not understood: offers what we can do."""
    readable = bool(ctx.incoming.text.strip())
    return ctx.answer(
        "not_understood",
        ctx.text("lost" if readable else "nothing_readable"),
        menu_buttons(ctx),
        sure=False,
        offered=("check_coverage", "update_data", "eligibility"),
    )
