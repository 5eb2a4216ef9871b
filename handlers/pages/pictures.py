"""The pages that are pictures: how to correct data, the papers to bring, what SIGAP protects from."""

from collections.abc import Awaitable, Callable
from functools import partial

from data.content import pictures
from handlers.context import Context
from handlers.messages import Answer, Picture, Reply, Turn
from handlers.outcomes import Outcome

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
    ways = ("guide.resume", "menu") if ctx.chat.guide else ("menu",)
    reply = Reply(picture.alt, ctx.buttons(*ways), picture)
    return ctx.turn(Answer(Outcome(f"picture.{name}"), TOPICS[name], replies=(reply,), language=ctx.language))


STEPS: dict[str, Callable[[Context], Awaitable[Turn]]] = {f"picture.{name}": partial(_show, name) for name in TOPICS}
