"""The greeting, the menu, languages, and the answer to what was not understood."""

from msgspec.structs import replace

from data.content import texts
from handlers.context import Context, Step
from handlers.messages import Choice, Reply, Turn
from handlers.outcomes import Outcome

# The pages of the menu; the sixth button of each leads to the next page.
MENU = (
    ("check", "info.register", "info.claim", "info.scams", "privacy", "menu.2"),
    ("info.update", "info.benefits", "info.eligible", "offices", "language", "menu.3"),
    ("info.contribution", "info.about", "info.kesehatan", "info.membership", "info.desil", "menu"),
)


def menu_buttons(ctx: Context, page: int = 0) -> tuple[Choice, ...]:
    """The buttons of a page of the menu, at most six."""
    return ctx.buttons(*MENU[page])


def greeting(language: str) -> Reply:
    """Introduces the bot and says why it asks for a NIK. The web page shows it before the first message."""
    return Reply(texts.text("welcome", language), tuple(Choice(texts.label(step, language), step) for step in MENU[0]))


async def greet(ctx: Context) -> Turn:
    """Greets the person."""
    reply = greeting(ctx.language)
    return ctx.answer(Outcome.WELCOME, reply.text, reply.choices, topic="greeting", closes=True)


async def menu(ctx: Context) -> Turn:
    """Shows the menu; an open question is dropped."""
    return ctx.answer(Outcome.MENU, ctx.text("menu"), menu_buttons(ctx), closes=True)


async def second_menu(ctx: Context) -> Turn:
    """The second page of the menu."""
    return ctx.answer(Outcome.MENU, ctx.text("more"), menu_buttons(ctx, 1))


async def third_menu(ctx: Context) -> Turn:
    """The third page of the menu."""
    return ctx.answer(Outcome.MENU, ctx.text("more"), menu_buttons(ctx, 2))


async def ask_language(ctx: Context) -> Turn:
    """Asks for the language, in all languages at once."""
    buttons = ctx.buttons(*(f"language.{code}" for code in texts.LANGUAGES))
    return ctx.answer(Outcome.LANGUAGE, ctx.text("pick_language"), buttons, topic="language")


async def speak_indonesian(ctx: Context) -> Turn:
    """Switches to Indonesian."""
    return await _speak(ctx, "id")


async def speak_english(ctx: Context) -> Turn:
    """Switches to English."""
    return await _speak(ctx, "en")


async def speak_sundanese(ctx: Context) -> Turn:
    """Switches to Sundanese."""
    return await _speak(ctx, "su")


async def _speak(ctx: Context, language: str) -> Turn:
    ctx = replace(ctx, chat=replace(ctx.chat, language=language))
    return ctx.answer(Outcome.LANGUAGE, ctx.text("language"), menu_buttons(ctx), topic="language")


async def not_understood(ctx: Context) -> Turn:
    """Says that the message was not understood, and shows the menu."""
    return ctx.answer(
        Outcome.NOT_UNDERSTOOD,
        ctx.text("nothing_readable" if ctx.reading.is_blank else "lost"),
        menu_buttons(ctx),
        sure=False,
        suggestions=("check_coverage", "self_registration", "update_data"),
    )


STEPS: dict[str, Step] = {
    "start": greet,
    "menu": menu,
    "menu.2": second_menu,
    "menu.3": third_menu,
    "language": ask_language,
    "language.id": speak_indonesian,
    "language.en": speak_english,
    "language.su": speak_sundanese,
}
