"""Hello, menu, language, thanks, and what to say when we did not understand."""

from data.content import texts
from data.records import replace
from handlers.context import Context
from handlers.messages import Choice, Reply, Turn
from handlers.outcomes import Outcome

# The menu, a page at a time; the sixth button leads on.
MENU = (
    ("check", "info.register", "info.update", "info.claim", "language", "menu.2"),
    ("info.benefits", "info.eligible", "info.contribution", "offices", "info.about", "menu.3"),
    ("info.scams", "info.kesehatan", "info.membership", "info.desil", "privacy", "menu"),
)


def menu_buttons(ctx: Context, page: int = 0) -> tuple[Choice, ...]:
    """What one can do here; at most six."""
    return ctx.buttons(*MENU[page])


def greeting(language: str) -> Reply:
    """Who speaks, what it can do, and why a NIK is asked; a web page shows it before anybody has written."""
    return Reply(texts.text("welcome", language), tuple(Choice(texts.label(step, language), step) for step in MENU[0]))


async def greet(ctx: Context) -> Turn:
    """Hello."""
    reply = greeting(ctx.language)
    return ctx.answer(Outcome.WELCOME, reply.text, reply.choices, topic="greeting", pending=None)


async def menu(ctx: Context) -> Turn:
    """The menu again."""
    return ctx.answer(Outcome.MENU, ctx.text("menu"), menu_buttons(ctx), pending=None)


async def second_menu(ctx: Context) -> Turn:
    """The next page of the menu."""
    return ctx.answer(Outcome.MENU, ctx.text("more"), menu_buttons(ctx, 1))


async def third_menu(ctx: Context) -> Turn:
    """The last page of the menu."""
    return ctx.answer(Outcome.MENU, ctx.text("more"), menu_buttons(ctx, 2))


async def thank(ctx: Context) -> Turn:
    """You are welcome."""
    return ctx.answer(Outcome.THANKS, ctx.text("thanks"), ctx.buttons("menu"), topic="thanks")


async def which_language(ctx: Context) -> Turn:
    """Asks, in all languages at once, which one."""
    buttons = ctx.buttons(*(f"language.{code}" for code in texts.LANGUAGES))
    return ctx.answer(Outcome.LANGUAGE, ctx.text("pick_language"), buttons, topic="language")


async def speak_indonesian(ctx: Context) -> Turn:
    """Indonesian from now on."""
    return await _speak(ctx, "id")


async def speak_english(ctx: Context) -> Turn:
    """English from now on."""
    return await _speak(ctx, "en")


async def speak_sundanese(ctx: Context) -> Turn:
    """Sundanese from now on."""
    return await _speak(ctx, "su")


async def _speak(ctx: Context, language: str) -> Turn:
    ctx = replace(ctx, chat=replace(ctx.chat, language=language))
    return ctx.answer(Outcome.LANGUAGE, ctx.text("language"), menu_buttons(ctx), topic="language")


async def not_understood(ctx: Context) -> Turn:
    """Not understood: offers what we can do."""
    readable = bool(ctx.incoming.text.strip())
    return ctx.answer(
        Outcome.NOT_UNDERSTOOD,
        ctx.text("lost" if readable else "nothing_readable"),
        menu_buttons(ctx),
        sure=False,
        suggestions=("check_coverage", "self_registration", "update_data"),
    )
