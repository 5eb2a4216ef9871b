"""Tells a new visitor that the chat cannot be stored, instead of asking a question whose answer would be lost."""

from data.chats import chats
from data.chats.chats import Chat
from data.content import texts
from data.limits.storage_caps import Kept
from data.records import replace
from handlers.context import Context
from handlers.messages import Answer, Reply, Turn
from handlers.outcomes import Outcome
from handlers.subscription import subscription_prompt

_NEEDS_ROOM = frozenset(
    {
        Outcome.CHECK_FACTOR,
        Outcome.CHECK_SEVERAL,
        Outcome.SUBSCRIBED_WHERE,
        Outcome.GUIDE,
        Outcome.GUIDE_PROBLEM,
        Outcome.GENUINE_ASKED,
        Outcome.LANGUAGE,
    }
)
"""Outcomes whose question or consent would be lost with the chat. Other answers are unchanged: if their buttons are
pressed later, the answer explains that they are too old."""


async def within_caps(ctx: Context, turn: Turn) -> Turn:
    """The turn; where its network may not have a new chat stored, one that stores none."""
    if turn.chat is None or not chats.worth_saving(ctx.chat, turn.chat, ctx.now) or await _has_room(ctx, turn.chat):
        return turn
    return replace(without_questions(turn), chat=ctx.chat)


async def _has_room(ctx: Context, after: Chat) -> bool:
    """Whether the chat may be stored, so that one network cannot fill our disk. Subscriptions were counted before."""
    return ctx.chat.used is not None or after.subscription is not None or await ctx.may_keep(limit_for(after))


def limit_for(chat: Chat) -> Kept:
    """The limit under which a new chat is counted."""
    if chat.pending is None and chat.guide is None:
        return "language"
    return "check" if chat.pending and chat.pending.step == "factor" else "chat"


def without_questions(turn: Turn) -> Turn:
    """The turn for a new chat that is not stored, without questions whose answer would be lost."""
    answer, pending = turn.answer, turn.chat.pending if turn.chat else None
    if answer.outcome in _NEEDS_ROOM:
        said = Reply(texts.text("no_room", answer.language))
        language, private = answer.language, answer.private
        return replace(
            turn, answer=Answer(Outcome.NO_ROOM, answer.topic, replies=(said,), language=language, private=private)
        )
    if pending and pending.step == subscription_prompt.STEP:
        answered = tuple(reply for reply in answer.replies if not reply.aside)
        return replace(turn, answer=replace(answer, replies=answered))
    return turn
