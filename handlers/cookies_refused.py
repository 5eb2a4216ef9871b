"""What is said where nothing lasts until the next message: a browser that refuses cookies comes as somebody new.

What can be told at once is told as ever. Nothing is asked whose answer would find no question, and nothing promised.
"""

from data.chats.chats import Chat
from data.records import replace
from handlers.context import Context
from handlers.messages import Choice, Reply, Turn
from handlers.outcomes import Outcome

_QUESTIONS = frozenset({"factor", "pick", "kecamatan", "guide", "genuine"})
"""What waits for words, or for one of several numbers; other things that wait only serve a button."""
_LATER = ("watch", "guide", "subscribe", "invite.", "check.pick.", "check.again", "check.as_", "privacy.watches")
"""Buttons that would open or begin what is not there any more."""


def refuse(ctx: Context, words: str = "cookies.needed", **values: object) -> Turn:
    """That it cannot be done here, and what to do."""
    return ctx.answer(Outcome.COOKIES_NEEDED, ctx.text(words, **values), ctx.buttons("offices", "menu"))


def restrict(ctx: Context, turn: Turn) -> Turn:
    """The turn without what would not last; the first time also why."""
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
    elif turn.answer.outcome == Outcome.NOT_UNDERSTOOD:  # it may be the answer to what we do not remember
        replies = (*replies, Reply(ctx.text("cookies.lost"), aside=True))
    return replace(turn, answer=replace(turn.answer, replies=replies), chat=ctx.chat)


def _begins_something(before: Chat, after: Chat) -> bool:
    asked = after.pending is not None and after.pending.step in _QUESTIONS
    return asked or after.guide != before.guide or after.subscription != before.subscription


def _works_without_memory(choice: Choice) -> bool:
    return not choice.value.startswith(_LATER)
