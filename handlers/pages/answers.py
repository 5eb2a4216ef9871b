"""Answers fine questions (`data.content.fine_answers`): the answer itself, with the page behind a button."""

from collections.abc import Awaitable, Callable
from functools import partial

from data.content import fine_answers
from data.content.fine_answers import PREFIX, FineAnswer
from handlers.context import Context
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import info, spoken_language

_PAGES = {"check": Outcome.CHECK_ASKED, "genuine": Outcome.INFO_SCAMS}
"""The pages whose step has another name than their outcome."""
_OF_NO_PAGE = frozenset({"menu", "language"})
"""Steps that are no page about the matter."""


def outcome_of(one: FineAnswer) -> Outcome:
    """The outcome under which an answer is counted, and about which follow-ups ask: that of its page."""
    if one.page in _OF_NO_PAGE:
        return Outcome.ANSWER
    return _PAGES.get(one.page) or Outcome(one.page if not one.page.startswith("offices") else "offices")


def in_their_language(ctx: Context, step: str, page: str) -> str:
    """The step; in place of an answer that is not in the language of the chat its page, if that was not given last."""
    answer = fine_answers.of_step(step)
    if answer is None or answer.is_in(ctx.language) or answer.page == page or answer.page not in info.PAGES:
        return step
    return answer.page


async def _show(name: str, one: FineAnswer, ctx: Context) -> Turn:
    words = one.text(ctx.language)
    labels = ctx
    if not one.is_in(ctx.language):
        words, labels = spoken_language.with_excuse(ctx, words), spoken_language.in_indonesian(ctx)
    buttons = labels.buttons(*dict.fromkeys((*one.buttons, "menu")))
    turn = ctx.answer(outcome_of(one), words, buttons, topic=one.topic_alone)
    return turn.remembered(part=f"{PREFIX}{name}").of_fine_question(name)


STEPS: dict[str, Callable[[Context], Awaitable[Turn]]] = {
    f"{PREFIX}{name}": partial(_show, name, one) for name, one in fine_answers.answers().items()
}
