"""Adapts answers to browsers that refuse cookies, where each message comes from a new visitor.

Complete answers are unchanged. Nothing is asked, because the reply would find no open question; nothing is promised.
"""

from msgspec.structs import replace

from data.chats.chats import Chat
from handlers.context import Context
from handlers.messages import Choice, Reply, Turn
from handlers.outcomes import Outcome

_LATER = ("watch", "guide", "subscribe", "invite.", "check.pick.", "check.again", "check.as_", "privacy.watches")
"""Prefixes of the values of buttons that need a remembered chat."""


def refuse(ctx: Context, words: str = "cookies.needed", **values: object) -> Turn:
    """Says that this feature needs cookies, and what to do."""
    return ctx.answer(Outcome.COOKIES_NEEDED, ctx.text(words, **values), ctx.buttons("offices", "menu"))


def restrict(ctx: Context, turn: Turn) -> Turn:
    """The turn without anything that needs the next message; the first time, with the reason."""
    if turn.chat is None:
        return turn
    if _begins_something(ctx.chat, turn.chat):
        private = turn.answer.private
        turn = refuse(ctx)
        turn = turn.with_message_deleted() if private else turn
    replies = tuple(
        replace(reply, choices=tuple(filter(_works_without_memory, reply.choices))) for reply in turn.answer.replies
    )
    if turn.answer.outcome != Outcome.COOKIES_NEEDED and not ctx.incoming.cookies_warned:
        replies = (*replies, Reply(ctx.text("cookies.refused"), aside=True))
    elif turn.answer.outcome == Outcome.NOT_UNDERSTOOD:  # it may answer a question that we do not remember
        replies = (*replies, Reply(ctx.text("cookies.lost"), aside=True))
    return replace(turn, answer=replace(turn.answer, replies=replies), chat=ctx.chat)


def _begins_something(before: Chat, after: Chat) -> bool:
    return after.question is not None or after.guide != before.guide or after.subscription != before.subscription


def _works_without_memory(choice: Choice) -> bool:
    return not choice.value.startswith(_LATER)
