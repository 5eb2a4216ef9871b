"""Says the last answer again in simpler words (data/texts/simple.toml) to somebody who did not understand it."""

from collections.abc import Mapping

from data.chats.recent_answers import AskedNik
from data.content import texts
from data.records import replace
from handlers.context import Context
from handlers.coverage.coverage_answer import TOPIC
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import info

_NOTHING_BEFORE = "start"
_PERSON = "info.human"
"""Where somebody is sent who did not understand the simpler version either."""
SHOWN_AGAIN: Mapping[str, str] = {
    **{page: page for page in info.PAGES},
    "offices": "offices",
    "privacy": "privacy",
    "guide": "guide.resume",
    "genuine.asked": "genuine",
    "announcements": "announcements",
    "menu": "menu",
    "welcome": "start",
    "language": "language",
    "check.asked": "check",
    "watch.list": "privacy.watches",
}
"""For each page whose step changes nothing: that step, whose buttons the simpler version has, too."""
_BUTTONS = {
    "check": ("info.membership", "guide"),
    "check.found": ("info.membership", "info.benefits"),
    "check.not_listed": ("guide", "info.why"),
    "check.ended": ("guide", "info.why"),
    "check.unclear": ("offices.bpjs", "info.membership"),
}
"""The buttons below the simpler version of a check, besides the menu."""


async def explain(ctx: Context, page: str) -> Turn | None:
    """The simpler version of a page; to somebody who has just read it twice, where a person can explain it."""
    name = page if page in texts.simple_pages() else page.rpartition(".")[0]
    if name not in texts.simple_pages():
        return await ctx.go(_NOTHING_BEFORE) if not page else None
    if _was_said_twice(ctx):
        return await ctx.go(_PERSON)
    said = texts.simple(name, ctx.language)
    if last := _last_check(ctx):
        buttons = ctx.buttons(*_BUTTONS.get(page, ()), "menu")
        return ctx.answer(Outcome.SIMPLER, said, buttons, topic=TOPIC, asked=last)
    again = SHOWN_AGAIN.get("guide" if page.startswith("guide.") else page)
    if again is None:
        return ctx.answer(_outcome(page), said, ctx.buttons("menu"))
    turn = await ctx.go(again)
    first = replace(turn.answer.replies[0], text=said, picture=None)
    return replace(turn, answer=replace(turn.answer, replies=(first,)))


def _outcome(page: str) -> Outcome:
    """The outcome of the page, so that it stays the page that is talked about."""
    return Outcome(page) if page in list(Outcome) else Outcome.SIMPLER


def _last_check(ctx: Context) -> AskedNik | None:
    """What the last answer asked, if it is about a NIK."""
    last = next(ctx.answers_in_reach(), None)
    return last.asked if last else None


def _was_said_twice(ctx: Context) -> bool:
    """Whether the last two answers were the same page."""
    first, second = [*ctx.answers_in_reach(), None, None][:2]
    return bool(first and second and first.page == second.page and first.asked == second.asked)
