"""What a message goes on with, where it is not clear by itself: the topic of the last answer, or its page in short."""

from handlers.context import Context
from handlers.memory import last_page, offered, result_again, simpler
from handlers.messages import Turn
from handlers.outcomes import Outcome

_LONGEST = 12
"""In words; a longer message says itself what it is about."""


async def topic_before(ctx: Context) -> str:
    """The topic of the last answer, for a message that may go on with it; empty otherwise."""
    if ctx.reading.size > _LONGEST or ctx.incoming.forwarded or ctx.reading.is_part:
        return ""  # a part is what is asked behind a denial or thanks, and stands alone
    return last_page.topic_of(await last_page.page_before(ctx))


async def in_short(ctx: Context) -> Turn | None:
    """To who was not understood: the matter before in short, and which part is meant. None where there was none.

    Words that nobody ever wrote to us are no part of it.
    """
    topic, last = await topic_before(ctx), ctx.last_answer
    if not topic or last is None or not ctx.reading.intent.probabilities or ctx.question:
        return None
    if last.asked:
        return await ctx.go(result_again.STEP) if last.asked.nik and not last.asked.may_retry else None
    page = await last_page.page_before(ctx)
    if page == Outcome.CHECK_ASKED:
        return await ctx.go("check")
    choices = offered.shown_again(ctx, last)
    if page not in {last.page, last.part} or last.simpler or not simpler.name_of(page) or not choices:
        return None
    in_short = simpler.part_in_short(ctx, last.part) or simpler.in_short(ctx, page)
    text = ctx.text("again.unsure", in_short=in_short)
    return ctx.answer(Outcome.NOT_UNDERSTOOD, text, choices, topic=topic, sure=False)
