"""The one table of steps: what each button and command leads to."""

from collections.abc import Awaitable, Callable

from handlers import helped, more_choices, pictures
from handlers.authenticity import compare
from handlers.context import Context, Step
from handlers.coverage import check, coverage_answer, second_factor, somebody_else
from handlers.guide import guide
from handlers.memory import result_again, thanks
from handlers.messages import MORE, Turn
from handlers.pages import answers, info, offices, privacy, situations, welcome, who
from handlers.subscription import subscription, subscription_prompt, watch

LONGEST_CHOICE = 64

# By the value of a button or a command.
STEPS: dict[str, Step] = {
    **welcome.STEPS,
    **who.STEPS,
    "check": check.ask,
    result_again.STEP: result_again.tell,
    coverage_answer.RETRY: check.retry,
    **somebody_else.STEPS,
    **info.STEPS,
    **answers.STEPS,
    **situations.STEPS,  # also the answers that open a situation
    **offices.STEPS,
    **guide.STEPS,
    **compare.STEPS,
    **pictures.STEPS,
    "watch": watch.begin_typed,
    "news": watch.poll,
    **subscription.STEPS,
    "invite.no": subscription_prompt.decline,
    "privacy": privacy.show,
    "privacy.more": privacy.list_all,
    "privacy.watches": watch.list_all,
    "erase": privacy.erase,
    "thanks": thanks.thank,
    **helped.STEPS,
}

# Buttons whose value carries more than the step, by the prefix of the value.
BUTTONS_WITH_VALUE: dict[str, Callable[[Context, str], Awaitable[Turn]]] = {
    "check.pick.": check.pick,
    f"{coverage_answer.RETRY}.": check.retry,
    f"{coverage_answer.AS_KK}.": second_factor.treat_as_kk,
    f"{coverage_answer.AS_NIK}.": check.treat_as_nik,
    f"{coverage_answer.OF_ANOTHER}.": somebody_else.tell_of_another,
    watch.PREFIX: watch.respond_to_button,
    guide.PREFIX: guide.respond_to_button,
    compare.PREFIX: compare.show,
    subscription.PREFIX: subscription.respond_to_button,
    MORE: more_choices.show,
}


def has_step(value: str) -> bool:
    """Whether a button with this value leads to a step."""
    return value in STEPS or value.startswith(tuple(BUTTONS_WITH_VALUE))


async def run(ctx: Context, value: str) -> Turn:
    """The answer of the step of a button; the answer to one that is too old where there is none."""
    if value in ctx.services.steps:
        return await ctx.go(value)
    if len(value) <= LONGEST_CHOICE:
        for beginning, step in BUTTONS_WITH_VALUE.items():
            if value.startswith(beginning):
                return await step(ctx, value)
    return coverage_answer.expired(ctx)
