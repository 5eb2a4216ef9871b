"""Answers what is asked, in more words than a follow-up has, about a situation of the guide that is talked about.

Short answers between do not end it: who asks what a word means, or where to get a paper, is still in that situation.
"""

from msgspec.structs import replace

from data.chats.recent_answers import RecentAnswer
from data.content import fine_answers, situations
from data.content.situations import AFTER, ASK, BACK, OFFICE, PAPERS, REFUSED, THIS, WORDS
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
_OF_FIRST = frozenset({f"{THIS}{OFFICE}", f"{THIS}{PAPERS}", f"{THIS}{WORDS}"})
"""What is answered by one line to who has just read the first message, and by all of that to others."""
_LINE_ORDER = [f"{THIS}{OFFICE}", f"{THIS}{PAPERS}", f"{THIS}{WORDS}"].index
_BEGINNINGS = frozenset({"info.update", "info.update.papers", "guide", "answer.update.how"})
"""Pages for who begins, which nobody gets who is in a situation."""
_GOES_ON = {AFTER: REFUSED, ASK: REFUSED, BACK: REFUSED, REFUSED: ""}
"""The message of a situation after each; after the first and its lines that on what comes next."""


async def about_situation(ctx: Context) -> Turn | None:
    """The part of the situation that is asked for, or the other situation somebody turns out to be in; else None."""
    page = _talked_about(ctx) if _may_be_asked(ctx) else ""
    name = situations.name_in(page)
    if not name or (ctx.reading.harm and name != _OF_DEATHS):
        return None
    other = ctx.reading.other_situation(name)
    if other and not other.startswith(THIS) and not _opens(other, name):
        return await ctx.go(other)
    asked = (other, *ctx.reading.asked_of_situation) if other.startswith(THIS) else ctx.reading.asked_of_situation
    if not asked:
        return None
    part, first = situations.part_in(page), asked[0]
    if first in _LINES and not _OF_FIRST.isdisjoint(asked):
        return await _with_first_lines(ctx, page, asked)
    if first in _OF_FIRST:
        return await _first_lines(ctx, page, [one for one in asked if one in _OF_FIRST])
    if part in _SECOND and (line := _LINES.get(first)):
        return await ctx.go(situations.of_this(f"{THIS}{AFTER if part == line else line}", page))
    if first in _LINES:
        return await ctx.go(situations.of_this(f"{THIS}{AFTER}", page))
    return None if part == REFUSED and first == f"{THIS}{REFUSED}" else await ctx.go(situations.of_this(first, page))


def instead_of_the_beginning(ctx: Context, step: str) -> str:
    """The step; in place of a page for who begins, the next message of the situation that is talked about."""
    page = _talked_about(ctx) if step in _BEGINNINGS and _may_be_asked(ctx) else ""
    if not page:
        return step
    return situations.of_this(f"{THIS}{_GOES_ON.get(situations.part_in(page), AFTER)}", page)


def _opens(step: str, name: str) -> bool:
    """Whether a step opens the situation of this name."""
    return step.removeprefix(fine_answers.PREFIX) in situations.situations()[name].answers


async def _first_lines(ctx: Context, page: str, asked: list[str]) -> Turn:
    """The lines of the first message that are asked for; to who reads another message, all of it."""
    if situations.part_in(page) in {*_SECOND, REFUSED}:
        return await ctx.go(situations.of_this(THIS, page))
    turn, name = await ctx.go(situations.of_this(asked[0], page)), situations.name_in(page)
    return _saying(turn, "\n".join(_lines(ctx, name, asked)))


async def _with_first_lines(ctx: Context, page: str, asked: tuple[str, ...]) -> Turn:
    """What comes next, below the lines of the first message that are asked for beside that."""
    turn, name = await ctx.go(situations.of_this(f"{THIS}{AFTER}", page)), situations.name_in(page)
    lines = [f"• {one}" for one in _lines(ctx, name, [one for one in asked if one in _OF_FIRST])]
    return _saying(turn, "\n".join([*lines, situations.message(name, AFTER, ctx.language)]))


def _lines(ctx: Context, name: str, asked: list[str]) -> list[str]:
    """The lines of the first message that are asked for, in its order."""
    return [situations.message(name, one.removeprefix(THIS), ctx.language) for one in sorted(asked, key=_LINE_ORDER)]


def _saying(turn: Turn, words: str) -> Turn:
    """The turn with other words in its one reply."""
    (reply,) = turn.answer.replies
    return replace(turn, answer=replace(turn.answer, replies=(replace(reply, text=words),)))


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
