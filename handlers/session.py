"""Binds questions about a NIK to the browser session that asked: cookies can be copied, and phones are shared."""

from data.chats.chats import HASH_KEYS, Pending
from data.records import replace
from handlers.context import Context
from handlers.coverage import coverage_answer
from handlers.messages import Turn
from handlers.outcomes import Outcome


def hide_foreign_question(ctx: Context) -> Context:
    """The context as this session may see it: questions about a NIK that another session asked are hidden."""
    pending = ctx.chat.pending
    if pending is None or not _concerns_a_nik(pending) or pending.session == ctx.incoming.session:
        return ctx
    return replace(ctx, chat=replace(ctx.chat, pending=None), question_elsewhere=pending)


def bind_question(ctx: Context, turn: Turn) -> Turn:
    """The turn, with its question bound to this session; without one, a question of another session is kept."""
    if turn.chat is None:
        return turn
    pending = turn.chat.pending
    if pending is None:
        return (
            replace(turn, chat=replace(turn.chat, pending=ctx.question_elsewhere)) if ctx.question_elsewhere else turn
        )
    session = ctx.incoming.session if _concerns_a_nik(pending) else ""
    if pending.session == session:
        return turn
    return replace(turn, chat=replace(turn.chat, pending=replace(pending, session=session)))


async def refer_to_other_session(ctx: Context) -> Turn | None:
    """Asks for the NIK again if the text may answer another session's question."""
    typed = ctx.reading.raw.strip()
    step = ctx.question_elsewhere.step if ctx.question_elsewhere else ""
    if step == "factor" or (step == "pick" and len(typed) <= 2 and typed[:1].isdecimal()):
        return ctx.answer(Outcome.CHECK_EXPIRED, ctx.text("check.elsewhere"), topic=coverage_answer.TOPIC)
    return None


def _concerns_a_nik(pending: Pending) -> bool:
    return not HASH_KEYS.isdisjoint(pending.answers)
