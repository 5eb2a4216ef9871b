"""Says the last answer again in simpler words (data/texts/simple.toml) to somebody who did not understand it."""

from collections.abc import Mapping

from data.chats.recent_answers import AskedNik
from data.content import follow_up_texts
from data.records import replace
from handlers.context import Context
from handlers.coverage.coverage_answer import TOPIC
from handlers.messages import Choice, Turn
from handlers.outcomes import Outcome
from handlers.pages import info

NOTHING_BEFORE = "start"
"""Where somebody is sent who did not get an answer yet."""
A_PERSON = "info.human"
"""Where somebody is sent who did not understand the simpler version either."""
_OFFICES = "offices"
_SHOWN_AGAIN: Mapping[str, str] = {
    **{page: page for page in info.PAGES},
    "offices": "offices",
    "privacy": "privacy",
    "genuine.asked": "genuine",
    "announcements": "announcements",
    "menu": "menu",
    "welcome": "start",
    "language": "language",
    "check.asked": "check",
    "watch.list": "privacy.watches",
}
"""For each page whose step changes nothing: that step, whose buttons the simpler version has, too."""
_OF_A_CHECK = {
    "check": ("info.membership", "guide"),
    "check.found": ("info.membership", "info.benefits"),
    "check.not_listed": ("guide", "info.why"),
    "check.ended": ("guide", "info.why"),
    "check.unclear": ("offices.bpjs", "info.membership"),
}
"""The buttons below the simpler version of a check, before those to a person and the menu."""


def name_of(page: str) -> str:
    """The name of the simpler version of a page: its own, or that of the pages it belongs to; empty if it has none."""
    while page and page not in follow_up_texts.simple_pages():
        page = "guide.kk_do" if page.startswith("guide.kk_") else page.rpartition(".")[0]
    return page


async def explain(ctx: Context, page: str) -> Turn | None:
    """The simpler version of a page; to somebody who has just read that, where a person can explain it."""
    if not page:
        return await ctx.go(NOTHING_BEFORE)
    if not (name := name_of(page)):
        return None
    if _was_just_given(ctx):
        return await ctx.go(A_PERSON)
    simple = follow_up_texts.simple(name, ctx.language)
    if last := _last_check(ctx):
        buttons = ctx.buttons(*_OF_A_CHECK.get(page, ()), A_PERSON, "menu")
        return ctx.answer(Outcome.SIMPLER, simple, buttons, topic=TOPIC, asked=last)
    if page.startswith("guide") and page != Outcome.GUIDE_PROBLEM:
        return _with_words(await ctx.go("guide.resume"), simple)
    if step := _SHOWN_AGAIN.get(page):
        turn = await ctx.go(step)
        kept = [one for one in turn.answer.replies[0].choices if one.value not in {A_PERSON, "menu"}]
        first = kept[:1] or ctx.buttons(_OFFICES)
        person = ctx.buttons(_OFFICES if page == A_PERSON else A_PERSON)
        return _with_words(turn, simple, (*first, *person, *kept[1:3], *ctx.buttons("menu")))
    outcome = Outcome(page) if page in list(Outcome) else Outcome.SIMPLER
    return ctx.answer(outcome, simple, ctx.buttons(_OFFICES, A_PERSON, "menu"))


def _with_words(turn: Turn, simple: str, choices: tuple[Choice, ...] = ()) -> Turn:
    """The turn with other words, and other buttons if these are given, which are what is remembered of it."""
    first, *_ = turn.answer.replies
    shown = replace(first, text=simple, picture=None, choices=choices or first.choices)
    turn = replace(turn, answer=replace(turn.answer, replies=(shown,)))
    if turn.chat is None or not turn.chat.recent:
        return turn
    kept = replace(turn.chat.recent[-1], choices=tuple(one.value for one in shown.choices))
    return replace(turn, chat=replace(turn.chat, recent=(*turn.chat.recent[:-1], kept)))


def _last_check(ctx: Context) -> AskedNik | None:
    """What the last answer asked, if it is about a NIK."""
    last = next(ctx.answers_in_reach(), None)
    return last.asked if last else None


def _was_just_given(ctx: Context) -> bool:
    """Whether the last answer was a simpler version: it is known by its buttons, or by what it has in common."""
    first, second = [*ctx.answers_in_reach(), None, None][:2]
    if first is None:
        return False
    if first.asked or first.page == Outcome.GUIDE:
        return second is not None and (first.page, first.asked, first.choices) == (
            second.page,
            second.asked,
            second.choices,
        )
    return first.choices[1:2] == (A_PERSON,)
