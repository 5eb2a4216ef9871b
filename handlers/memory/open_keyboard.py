"""Shows the choices of the open keyboard again where a message was not understood."""

from handlers.context import Context
from handlers.memory import offered
from handlers.messages import Turn
from handlers.outcomes import Outcome

_WITHOUT_MATTER = frozenset(
    {
        Outcome.WELCOME,
        Outcome.MENU,
        Outcome.LANGUAGE,
        Outcome.THANKS,
        Outcome.DECLINED,
        Outcome.HELPED,
        Outcome.NOT_HELPED,
        Outcome.NOT_UNDERSTOOD,
    }
)
"""Pages whose choices are about everything, or did not help: the likely topics, or a person, are a better offer."""
_LONGEST = 4
"""In words; a longer message is more likely about another matter, unless the choices answer a question of ours."""


def says_too_little(ctx: Context, turn: Turn) -> bool:
    """Whether a few words in the guide name no question, so that no page about everything should end the step."""
    in_the_guide = ctx.question is not None and ctx.question.kind == "guide"
    unclear = turn.answer.outcome == Outcome.INFO_UPDATE and not ctx.reading.intent.question
    return in_the_guide and unclear and ctx.reading.size <= _LONGEST


def ask_again(ctx: Context, turn: Turn) -> Turn:
    """The question which one is meant, with the choices that stand open; the turn as it was if none do."""
    newest = ctx.last_answer
    if newest is None or newest.page in _WITHOUT_MATTER or ctx.incoming.kind != "text" or turn.chat is None:
        return turn
    if ctx.reading.size > _LONGEST and not offered.answers_a_question(newest.choices):
        return turn
    choices = offered.shown_again(ctx, newest)
    if not choices:
        return turn
    return ctx.answer(Outcome.NOT_UNDERSTOOD, ctx.text("which_topic"), choices, sure=False)
