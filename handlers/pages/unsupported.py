"""Answers attachments and messages in groups, which the bot does not read, by saying how to ask instead."""

from msgspec.structs import replace

from data.nik.nik import SHOWN_EXAMPLE
from handlers.context import Context
from handlers.coverage.coverage_answer import TOPIC
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import welcome

PRIVATE = frozenset({"photo", "file"})
"""Kinds that may show an ID card, and are always deleted from the chat."""

_OF_THE_PICTURE = {Outcome.GENUINE_YES, Outcome.GENUINE_ALTERED}
"""Outcomes of answers that already mention the picture."""


async def explain_attachment(ctx: Context) -> Turn:
    """Says that only text is read, not photos, voice messages or contacts."""
    kind = ctx.incoming.kind
    if kind == "other":
        return await welcome.not_understood(ctx)
    turn = ctx.answer(
        Outcome.ATTACHED, ctx.text(f"attached.{kind}", example=SHOWN_EXAMPLE), ctx.buttons("check", "menu")
    )
    return turn if kind not in PRIVATE else turn.with_message_deleted()


def note_unread_part(ctx: Context, turn: Turn) -> Turn:
    """The answer to a caption, with a remark that only the caption was read. A question at its end stays last."""
    attached_too = ctx.incoming.kind != "text" and not ctx.reading.is_blank
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
    """Refers to the private chat: everybody in a group would read somebody's status."""
    key = "group.nik" if ctx.incoming.exposes_nik else "group"
    return ctx.answer(Outcome.GROUP, ctx.text(key, link=ctx.incoming.private_link), topic=TOPIC)
