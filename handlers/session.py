"""Keeps to one browser session what concerns a NIK: cookies can be copied, and phones are shared."""

from handlers.context import Context
from handlers.coverage import coverage_answer
from handlers.messages import Turn
from handlers.outcomes import Outcome


def refuse_button(ctx: Context, value: str) -> Turn | None:
    """Asks for the NIK again if a button about it was shown to another session; None for any other button."""
    answer = ctx.answer_with_buttons(coverage_answer.token_in(value))
    return _ask_again(ctx) if answer and answer.session != ctx.incoming.session else None


async def refer_to_other_session(ctx: Context) -> Turn | None:
    """Asks for the NIK again if the text may answer another session's question."""
    typed = ctx.reading.raw.strip()
    kind = ctx.question_elsewhere.kind if ctx.question_elsewhere else ""
    if kind == "factor" or (kind == "pick" and len(typed) <= 2 and typed[:1].isdecimal()):
        return _ask_again(ctx)
    return None


def _ask_again(ctx: Context) -> Turn:
    return ctx.answer(Outcome.CHECK_EXPIRED, ctx.text("check.elsewhere"), topic=coverage_answer.TOPIC)
