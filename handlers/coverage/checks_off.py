"""Answers while staff have stopped all checks: "we cannot answer yet", never "not listed"."""

from msgspec.structs import replace

from data.content import texts
from data.coverage import emergency_stop
from handlers.context import Context
from handlers.coverage import coverage_answer
from handlers.coverage.coverage_answer import ABOUT_A_PERSON, CheckedNik
from handlers.messages import Answer, Choice, Heading, Reply, Turn
from handlers.outcomes import Outcome

OUTCOME = Outcome.CHECK_STOPPED


async def are_off(ctx: Context) -> bool:
    """Whether checks are stopped now. Read from the database at each check, so that it applies to every process."""
    return await emergency_stop.off(ctx.tx) is not None


def answer(ctx: Context, asked: CheckedNik | None = None) -> Turn:
    """Says that checks are stopped. With a NIK, buttons retry it, or watch it until checks resume.

    Nothing is looked up, compared or counted: quotas and tries do not change.
    """
    return coverage_answer.no_answer_now(ctx, OUTCOME, ctx.text(OUTCOME), asked)


def withhold(answer: Answer) -> Answer:
    """The answer; if it is about a person and was queued before the stop, "we cannot answer yet" in its place."""
    if answer.outcome not in ABOUT_A_PERSON:
        return answer
    code = answer.language
    heading = Heading(texts.phrase("heading_unavailable", code), "unavailable")
    said = Reply(texts.text(OUTCOME, code), (Choice(texts.label("menu", code), "menu"),), heading=heading)
    return replace(answer, outcome=OUTCOME, replies=(said,))
