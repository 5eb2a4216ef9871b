"""What is no question to us: something attached, or said in a group. Says kindly where the question belongs."""

from data.nik.nik import SHOWN_EXAMPLE
from data.records import replace
from handlers.context import Context
from handlers.coverage.coverage_answer import TOPIC
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import welcome

PRIVATE = frozenset({"photo", "file"})
"""May show an ID card: taken out of the chat, whatever they show."""

_OF_THE_PICTURE = {Outcome.GENUINE_YES, Outcome.GENUINE_ALTERED}
"""Answers that speak of the picture themselves: it was known again, or not, by its mark."""


async def explain_attachment(ctx: Context) -> Turn:
    """A photo, a voice message, a contact: we read words only."""
    kind = ctx.incoming.kind
    if kind == "other":
        return await welcome.not_understood(ctx)
    turn = ctx.answer(
        Outcome.ATTACHED, ctx.text(f"attached.{kind}", example=SHOWN_EXAMPLE), ctx.buttons("check", "menu")
    )
    return turn if kind not in PRIVATE else turn.with_message_deleted()


def note_unread_part(ctx: Context, turn: Turn) -> Turn:
    """The answer to the words under a photo or a file, and that only they were read; what is asked stands last."""
    attached_too = ctx.incoming.kind != "text" and ctx.incoming.text.strip()
    if not attached_too or not turn.answer.replies or turn.answer.outcome in _OF_THE_PICTURE:
        return turn
    only_words = ctx.text("attached.words")
    if turn.answer.outcome == Outcome.CHECK_FACTOR:
        first, *rest = turn.answer.replies
        replies = [replace(first, text=f"{only_words}\n\n{first.text}"), *rest]
    else:
        *rest, last = turn.answer.replies
        replies = [*rest, replace(last, text=f"{last.text}\n\n{only_words}")]
    return replace(turn, answer=replace(turn.answer, replies=tuple(replies)))


def refer_to_private_chat(ctx: Context) -> Turn:
    """In a group nobody's status is told: everybody would read it."""
    return ctx.answer(Outcome.GROUP, ctx.text("group", link=ctx.incoming.private_link), topic=TOPIC)
