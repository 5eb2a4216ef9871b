"""Says the last answer again in simpler words (data/texts/simple.toml) to somebody who did not understand it."""

from collections.abc import Mapping

from msgspec.structs import replace

from data.content import fine_answers, follow_up_texts, situations
from data.content.fine_answers import FineAnswer
from handlers.context import Context
from handlers.coverage.coverage_answer import TOPIC
from handlers.messages import Choice, Reply, Turn
from handlers.outcomes import Outcome
from handlers.pages import info, spoken_language

NOTHING_BEFORE = "start"
"""Where somebody is sent who did not get an answer yet."""
A_PERSON = "info.human"
"""Where somebody is sent who did not understand the simpler version either."""
_OFFICES = "offices"
_SHOWN_AGAIN: Mapping[str, str] = {
    **{page: page for page in info.PAGES},
    "offices": "offices",
    "privacy": "privacy",
    "info.who": "info.who",
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
    "check.found_later": ("info.benefits", "info.membership"),
    "check.not_listed": ("guide", "info.why"),
    "check.ended": ("offices.bpjs", "guide"),
    "check.unclear": ("offices.bpjs", "info.membership"),
    "check.death": ("info.claim.death", "offices.bpjs"),
    "check.accident": ("info.claim.accident", "offices.bpjs"),
    "check.killed": ("info.claim.killed", "offices.bpjs"),
}
"""The buttons below the simpler version of a check, before those to a person and the menu."""


def name_of(page: str) -> str:
    """The name of the simpler version of a page: its own, or that of the pages it belongs to; empty if it has none."""
    while page and page not in follow_up_texts.simple_pages():
        page = "guide.kk_do" if page.startswith("guide.kk_") else page.rpartition(".")[0]
    return page


def in_short(ctx: Context, page: str) -> str:
    """The simpler version of a page that has one, in the language of the chat and with the date of the data."""
    if name := situations.name_in(page):
        return situations.situations()[name].answer.simple_in(ctx.language)
    about = ctx.services.coverage.about
    return follow_up_texts.simple(name_of(page), ctx.language, as_of=ctx.day(about.as_of) if about else "")


def part_in_short(ctx: Context, part: str) -> str:
    """The simpler version of the answer to a fine question, or of a situation; empty if it has none.

    In a language that it is not written in, that of its page.
    """
    answer = _answer_of(part)
    if not answer or not answer.simple:
        return ""
    in_their_language = ctx.language in answer.simple or not name_of(answer.page)
    return answer.simple_in(ctx.language) if in_their_language else in_short(ctx, answer.page)


def _answer_of(part: str) -> FineAnswer | None:
    situation = situations.name_in(part)
    return situations.situations()[situation].answer if situation else fine_answers.of_step(part)


async def explain_part(ctx: Context) -> Turn | None:
    """The answer to a fine question given last, in simpler words, if it has some and was not said so already."""
    last = ctx.last_answer
    simple = part_in_short(ctx, last.part) if last and not last.simpler else ""
    if last is None or not simple:
        return None
    turn = await ctx.go(last.part)
    (reply,) = turn.answer.replies
    own = _answer_of(last.part)
    in_their_language = own and (ctx.language in own.simple or name_of(own.page))
    shown = simple if in_their_language else spoken_language.with_excuse(ctx, simple)
    return in_place_of_page(turn, replace(reply, text=shown))


async def explain(ctx: Context, page: str) -> Turn | None:
    """The simpler version of a page; to somebody who has just read that, where a person can explain it."""
    if not page:
        return await ctx.go(NOTHING_BEFORE)
    if not name_of(page):
        return None
    last = ctx.last_answer
    if last and last.simpler:
        return await ctx.go(page if last.of_despair else A_PERSON)
    simple = in_short(ctx, page)
    if last and last.asked:
        buttons = ctx.buttons(*_OF_A_CHECK.get(page, ()), A_PERSON, "menu")
        return _with_words(ctx.answer(Outcome.SIMPLER, "", buttons, topic=TOPIC, asked=last.asked), simple)
    if page.startswith("guide") and page != Outcome.GUIDE_PROBLEM:
        return _with_words(await ctx.go("guide.resume"), simple)
    if step := _SHOWN_AGAIN.get(page):
        turn = await ctx.go(step)
        kept = [one for one in turn.answer.replies[0].choices if one.value not in {A_PERSON, "menu"}]
        first = kept[:1] or ctx.buttons(_OFFICES)
        person = ctx.buttons(_OFFICES if page == A_PERSON else A_PERSON)
        return _with_words(turn, simple, (*first, *person, *kept[1:3], *ctx.buttons("menu")))
    outcome = Outcome(page) if page in list(Outcome) else Outcome.SIMPLER
    return _with_words(ctx.answer(outcome, "", ctx.buttons(_OFFICES, A_PERSON, "menu")), simple)


def _with_words(turn: Turn, simple: str, choices: tuple[Choice, ...] = ()) -> Turn:
    """The turn with other words, and other buttons if these are given."""
    first, *_ = turn.answer.replies
    return in_place_of_page(turn, replace(first, text=simple, picture=None, choices=choices or first.choices))


def in_place_of_page(turn: Turn, shown: Reply) -> Turn:
    """The turn with this reply, which says its page in simpler words; of help in despair no button is remembered."""
    turn = replace(turn, answer=replace(turn.answer, replies=(shown,)))
    newest = turn.chat.recent[-1] if turn.chat and turn.chat.recent else None
    if newest is None or newest.of_despair or newest.asked:
        return turn.remembered(simpler=True)
    return turn.remembered(simpler=True, choices=tuple(one.value for one in shown.choices))
