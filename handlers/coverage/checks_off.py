"""What is said while staff have stopped all checks: that we cannot answer yet. That is never "not listed"."""

from typing import Any

from data.content import texts
from data.coverage import emergency_stop
from data.records import replace
from handlers.context import Context
from handlers.coverage import coverage_answer
from handlers.coverage.coverage_answer import SAYS_OF_A_PERSON, CheckedNik
from handlers.messages import Answer, Choice, Reply, Turn

OUTCOME = "check.stopped"


async def is_so(ctx: Context) -> bool:
    """Whether checks are stopped now: the database says so, at each check, to every process."""
    return await emergency_stop.off(ctx.tx) is not None


def told(ctx: Context, answers: dict[str, Any] | None = None) -> Turn:
    """We cannot answer yet; `answers` lets buttons try the same NIK again, or wait until checks go on.

    Nothing is looked up, compared or counted: quotas and tries stay as they are.
    """
    text = ctx.text(OUTCOME)
    if not answers:
        return coverage_answer.to_try_again(ctx, OUTCOME, text, None)
    watch, waiting = coverage_answer.watchable(
        ctx, CheckedNik(bytes.fromhex(answers["nik"]), coverage_answer.others(answers)), None
    )
    return coverage_answer.to_try_again(ctx, OUTCOME, text, {**answers, **waiting.answers}, watch)


def instead(answer: Answer) -> Answer:
    """The same, or, where an answer from before the stop says something of a person and was not sent yet, that."""
    if answer.outcome not in SAYS_OF_A_PERSON:
        return answer
    said = Reply(texts.text(OUTCOME, answer.language), (Choice(texts.label("menu", answer.language), "menu"),))
    return replace(answer, outcome=OUTCOME, replies=(said,))
