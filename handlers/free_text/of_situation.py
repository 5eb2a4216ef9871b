"""Answers what is asked, in more words than a follow-up has, about a situation of the guide that is talked about.

Short answers between do not end it: who asks what a word means, or where to get a paper, is still in that situation.
"""

from data.chats.recent_answers import RecentAnswer
from data.content import fine_answers, situations
from data.content.situations import AFTER, ASK, BACK, PAPERS, REFUSED, THIS, WORDS
from handlers.context import Context
from handlers.free_text import urgent
from handlers.messages import Turn
from handlers.outcomes import Outcome

_MOST_BETWEEN = 2
"""The most answers since the message of the situation."""
_BETWEEN = frozenset({Outcome.CHECK_ASKED, Outcome.NOT_UNDERSTOOD, Outcome.INFO_HUMAN, Outcome.OFFICES, Outcome.THANKS})
"""Answers that do not end it, besides those to fine questions on the same topics."""
_TOPICS = ("update.", "eligible.", "office.", "human.", "register.", "claim.no_certificate")
"""The beginnings of these fine questions."""
_OPEN = frozenset({"guide", "invite"})
"""The questions that may be open: a sentence with such words is no answer to them."""
_OF_DEATHS = "dead_in_kk"
_SECOND = frozenset({ASK, BACK, AFTER})
_LINES = {f"{THIS}{ASK}": ASK, f"{THIS}{BACK}": BACK, f"{THIS}{AFTER}": BACK}
"""What is answered by one line to who has just read both."""
_OF_FIRST = frozenset({f"{THIS}{PAPERS}", f"{THIS}{WORDS}"})
"""What is answered by one line to who has just read the first message, and by all of that to others."""


async def about_situation(ctx: Context) -> Turn | None:
    """The part of the situation that is asked for, or the other situation somebody turns out to be in; else None."""
    page = _talked_about(ctx) if _may_be_asked(ctx) else ""
    name = situations.name_in(page)
    if not name or (ctx.reading.harm and name != _OF_DEATHS):
        return None
    if other := ctx.reading.other_situation(name):
        return await ctx.go(other)
    if not ctx.reading.asked_of_situation:
        return None
    part, (first, *_) = situations.part_in(page), ctx.reading.asked_of_situation
    if first in _OF_FIRST and part in {*_SECOND, REFUSED}:
        return await ctx.go(situations.of_this(THIS, page))
    if part in _SECOND and (line := _LINES.get(first)):
        return await ctx.go(situations.of_this(f"{THIS}{AFTER if part == line else line}", page))
    if first in _LINES:
        return await ctx.go(situations.of_this(f"{THIS}{AFTER}", page))
    return None if part == REFUSED and first == f"{THIS}{REFUSED}" else await ctx.go(situations.of_this(first, page))


def _may_be_asked(ctx: Context) -> bool:
    if ctx.incoming.kind != "text" or ctx.incoming.choice is not None or ctx.incoming.forwarded:
        return False
    if ctx.question and ctx.question.kind not in _OPEN:
        return False
    return not (ctx.reading.holds_a_number or urgent.is_in_need(ctx.reading))


def _talked_about(ctx: Context) -> str:
    """The step of the message of a situation given last, but for short answers since then; empty if there is none."""
    for between, one in enumerate(ctx.answers_in_reach()):
        if situations.name_in(one.part):
            return one.part
        if between == _MOST_BETWEEN or not _leaves_it_open(one):
            return ""
    return ""


def _leaves_it_open(one: RecentAnswer) -> bool:
    if one.asked or one.of_despair:
        return False
    answered = one.part.removeprefix(fine_answers.PREFIX) if fine_answers.of_step(one.part) else ""
    return answered.startswith(_TOPICS) if answered else one.page in _BETWEEN
