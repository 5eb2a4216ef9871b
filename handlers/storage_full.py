"""Tells a new visitor that the chat cannot be stored, instead of asking a question whose answer would be lost."""

from msgspec.structs import replace

from data.chats import chats
from data.chats.chats import Chat
from data.chats.questions import AskFactor, SubscribePrompt
from data.content import texts
from data.limits.storage_caps import Kept
from handlers.context import Context
from handlers.messages import Answer, Reply, Turn
from handlers.outcomes import Outcome

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
    limit = limit_for(ctx.chat, after)
    return limit is None or after.subscription is not None or await ctx.may_keep(limit)


def limit_for(before: Chat, after: Chat) -> Kept | None:
    """The limit under which a chat is counted when it is stored; None if it was counted before.

    A chat of which only recent answers were stored is counted anew when it holds more.
    """
    kept = _kind(after)
    if before.used is None or (_kind(before) == "recent" and kept != "recent"):
        return kept
    return None


def _kind(chat: Chat) -> Kept:
    if isinstance(chat.question, AskFactor):
        return "check"
    if chat.question or chat.guide:
        return "chat"
    return "language" if chat.language or chat.subscription or chat.invited else "recent"


def without_questions(turn: Turn) -> Turn:
    """The turn for a new chat that is not stored, without questions whose answer would be lost."""
    answer, question = turn.answer, turn.chat.question if turn.chat else None
    if turn.chat and _kind(turn.chat) == "recent":  # nothing was asked: it is not remembered, and its buttons expire
        return turn
    if answer.outcome in _NEEDS_ROOM:
        said = Reply(texts.text("no_room", answer.language))
        language, private = answer.language, answer.private
        return replace(
            turn, answer=Answer(Outcome.NO_ROOM, answer.topic, replies=(said,), language=language, private=private)
        )
    if isinstance(question, SubscribePrompt):
        answered = tuple(reply for reply in answer.replies if not reply.aside)
        return replace(turn, answer=replace(answer, replies=answered))
    return turn
