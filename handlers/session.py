"""Keeps what waits for a NIK to the session of the browser that asked: a cookie is copied, a phone is lent."""

from data.chats.chats import STANDS_FOR_A_NIK, Pending
from data.records import replace
from handlers.context import Context
from handlers.coverage import coverage_answer
from handlers.messages import Turn


def own(ctx: Context) -> Context:
    """The chat as this session may see it: a question that another one was asked is not there."""
    pending = ctx.chat.pending
    if pending is None or not _is_of_a_nik(pending) or pending.session == ctx.incoming.session:
        return ctx
    return replace(ctx, chat=replace(ctx.chat, pending=None), hidden=pending)


def bound(ctx: Context, turn: Turn) -> Turn:
    """The turn, with a question that holds hashes kept to this session; where nothing is asked, another's stays."""
    if turn.chat is None:
        return turn
    pending = turn.chat.pending
    if pending is None:
        return replace(turn, chat=replace(turn.chat, pending=ctx.hidden)) if ctx.hidden else turn
    session = ctx.incoming.session if _is_of_a_nik(pending) else ""
    if pending.session == session:
        return turn
    return replace(turn, chat=replace(turn.chat, pending=replace(pending, session=session)))


async def answered_elsewhere(ctx: Context) -> Turn | None:
    """What was typed may answer a question that another session was asked: the NIK is needed once more."""
    typed = ctx.incoming.text.strip()
    step = ctx.hidden.step if ctx.hidden else ""
    if step == "factor" or (step == "pick" and len(typed) <= 2 and typed[:1].isdecimal()):
        return ctx.answer("check.expired", ctx.text("check.elsewhere"), topic=coverage_answer.TOPIC)
    return None


def _is_of_a_nik(pending: Pending) -> bool:
    return not STANDS_FOR_A_NIK.isdisjoint(pending.answers)
