"""Buttons that say whom a NIK belongs to: below the request for a NIK, and below a result."""

from functools import partial

from data.nik.nik import SHOWN_EXAMPLE
from handlers.context import Context, Step
from handlers.coverage import checks_off, correction, coverage_answer, last_standing
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.words.whom import OTHER, SELF

STEP = f"about.{OTHER}"
_OFTEN = ("ibu", "bapak", "istri", "suami", "anak")
"""The people who have a button of their own once it is said that it is for somebody else."""


def ask_for(ctx: Context, who: str) -> Turn:
    """Asks for the NIK of this person (a key of `phrases.kin_KEY`), or of the sender where it is empty."""
    if who:
        text = ctx.text("check.ask_kin", who=ctx.phrase(f"kin_{who}"), example=SHOWN_EXAMPLE)
    else:
        text = ctx.text("check.ask", example=SHOWN_EXAMPLE)
    people = (STEP,) if not who else (*(_OFTEN if who == OTHER else ()), SELF)
    buttons = ctx.buttons(*(one if one == STEP else f"about.{one}" for one in people))
    turn = ctx.answer(Outcome.CHECK_ASKED, text, buttons, topic=coverage_answer.TOPIC, closes=True)
    return turn if who == ctx.about else turn.remembered(about=who)


async def _ask_for(who: str, ctx: Context) -> Turn:
    return checks_off.answer(ctx) if await checks_off.are_off(ctx) else ask_for(ctx, who)


async def tell_of_another(ctx: Context, value: str = "") -> Turn:
    """The result of an earlier check once more, as that of somebody else; asks for the NIK where it must not be told.

    The matter is theirs from then on, so that the guide speaks of them.
    """
    asked = coverage_answer.asked_behind(ctx, value)
    if asked is None or asked.nik is None:
        return coverage_answer.expired(ctx)
    found = await last_standing.looked_up_again(ctx, asked, pressed=ctx.incoming.choice is not None)
    if found is None:
        return await _ask_for(OTHER, ctx)
    turn = coverage_answer.answer_in_short(ctx, *found, asked, OTHER)
    return await correction.put_before_any(ctx, turn.remembered(about=OTHER))


STEPS: dict[str, Step] = {
    coverage_answer.OF_ANOTHER: tell_of_another,
    **{f"about.{who}": partial(_ask_for, who) for who in (OTHER, *_OFTEN)},
    f"about.{SELF}": partial(_ask_for, ""),
}
