"""The pages that are pictures: how to correct data, the papers to bring, what SIGAP protects from.

A picture only interrupts: below it stand the buttons of the answer that offered it, such as "Sudah" of a guide's step.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from data.content import pictures
from handlers.context import Context
from handlers.memory import offered
from handlers.messages import Answer, Choice, Picture, Reply, Turn
from handlers.outcomes import Outcome

_PREFIX = "picture."
# The topic of each picture.
TOPICS = {
    "kelurahan": "update_data",
    "app": "update_data",
    "papers": "update_data",
    "protects": "benefits",
}


async def _show(name: str, ctx: Context) -> Turn:
    """The picture in the language of the chat, with its content as text for people who cannot see it."""
    picture = Picture(name, ctx.language, pictures.alt(name, ctx.language))
    reply = Reply(picture.alt, _ways_before(ctx, f"{_PREFIX}{name}") or _ways_on(ctx), picture)
    return ctx.turn(Answer(Outcome(f"{_PREFIX}{name}"), TOPICS[name], replies=(reply,), language=ctx.language))


def _ways_before(ctx: Context, value: str) -> tuple[Choice, ...]:
    """The other buttons of the answer that offered this picture, unless something else was answered since."""
    before = next((one for one in ctx.answers_in_reach() if not one.page.startswith(_PREFIX)), None)
    if before is None or value not in before.choices:
        return ()
    return tuple(one for one in offered.shown_again(ctx, before) if one.value != value)


def _ways_on(ctx: Context) -> tuple[Choice, ...]:
    return ctx.buttons(*(("guide.resume", "menu") if ctx.chat.guide else ("menu",)))


STEPS: dict[str, Callable[[Context], Awaitable[Turn]]] = {f"{_PREFIX}{name}": partial(_show, name) for name in TOPICS}
