"""Never gives the same page twice running: says it in short, and asks which part of it is unclear.

The question need not be the one that was answered, so that nothing here says that it was.
"""

from msgspec.structs import replace

from data.chats.recent_answers import RecentAnswer
from data.content import fine_answers
from handlers.context import Context
from handlers.free_text import intent_pages
from handlers.memory import last_page, simpler
from handlers.memory.offered import HELPED, NAVIGATION
from handlers.messages import Reply, Turn
from handlers.outcomes import Outcome
from handlers.pages.welcome import MENU

_INSTEAD = {
    Outcome.CHECK_ASKED: ("again.check", ("info.human", "privacy", "menu")),
    Outcome.WELCOME: ("menu", MENU[0]),
    Outcome.NOT_UNDERSTOOD: ("again.lost", ("info.human", "check", "info.eligible", "info.claim", "menu")),
    Outcome.INFO_DESPAIR: ("again.despair", ("offices.emergency", "menu")),
    Outcome.INFO_CLAIM_DEATH: (
        "answer.claim.death_steps",
        ("info.benefits.death", "info.claim.heirs", "offices.bpjs", "menu"),
    ),
    Outcome.INFO_EMERGENCY: (
        "again.emergency",
        ("info.emergency.hospital", "info.claim.accident", "offices.bpjs", "menu"),
    ),
}
"""What is said in place of these answers, and the buttons below it; for any other page, "again" with its buttons."""
_PAGE = "info."
_ONE_TEXT = frozenset({Outcome.PRIVACY, Outcome.ANNOUNCEMENTS})
"""Answers that are no page of information and have one text with one row of buttons."""
_MOST_BUTTONS = 6


async def ask_which_part(ctx: Context, turn: Turn) -> Turn:
    """The turn; in place of the page given last, a fine answer to what is asked now, or else the page in short.

    Below that, it asks which part is unclear. A third time, the page comes.
    """
    new = _only_page(ctx, turn)
    if new is None or turn.chat is None:
        return turn
    before = ctx.last_answer
    if before is None or new.simpler or not _is_the_same(before, new):
        return turn
    if step := _other_question(ctx, new, before):
        return replace(await ctx.go(step), listener=turn.listener)
    (reply,) = turn.answer.replies
    if new.part or turn.answer.outcome not in _INSTEAD:
        return simpler.in_place_of_page(turn, _with_parts(ctx, reply, new))
    key, buttons = _INSTEAD[turn.answer.outcome]
    answer = fine_answers.of_step(key)
    text = answer.text(ctx.language) if answer else ctx.text(key)
    part = "" if new.of_despair else key
    return simpler.in_place_of_page(turn, Reply(text, ctx.buttons(*buttons))).remembered(part=part)


def _other_question(ctx: Context, new: RecentAnswer, before: RecentAnswer) -> str:
    """The step of the fine answer to a typed question, about this page or a clear one, if it was not given just now."""
    asked = ctx.reading.follow_up
    if ctx.incoming.choice is not None or (new.part and asked and not asked.stands_alone):
        return ""
    if new.part:
        step = intent_pages.clear_answer(ctx.reading)
        return step if step not in {new.part, before.part} else ""
    steps = last_page.steps_of(new.page) if asked else {}
    fit = (steps.get(kind, "") for kind in (asked.kinds if asked else ()))
    return next((step for step in fit if step.startswith(fine_answers.PREFIX) and step != before.part), "")


def _is_the_same(before: RecentAnswer, new: RecentAnswer) -> bool:
    """Whether both are the same text: one fine answer, or one page with the same buttons, and not in simpler words."""
    if (before.page, before.part, before.about) != (new.page, new.part, new.about):
        return False
    return bool(new.part) or (_has_buttons_of(before, new) and not before.simpler)


def _has_buttons_of(before: RecentAnswer, new: RecentAnswer) -> bool:
    """Whether both have the same buttons; some may have made way for the question whether it helped."""
    if not before.helped:
        return before.choices == new.choices
    left = tuple(one for one in before.choices if one not in NAVIGATION.union(HELPED))
    return new.choices[: len(left)] == left


def _with_parts(ctx: Context, shown: Reply, new: RecentAnswer) -> Reply:
    """The answer in short, its buttons, and a person where there is room; of a page, where the rest stands."""
    parts = [one for one in shown.choices if one.value not in {"menu", "info.human"}][: _MOST_BUTTONS - 1]
    more = ("info.human", "menu") if len(parts) + 2 <= _MOST_BUTTONS else ("menu",)
    answer = simpler.part_in_short(ctx, new.part)
    key = "again.answer" if answer else "again"
    in_short = answer or simpler.in_short(ctx, new.page)
    return Reply(ctx.text(key, in_short=in_short), (*parts, *ctx.buttons(*more)))


def _only_page(ctx: Context, turn: Turn) -> RecentAnswer | None:
    """What is remembered of the turn, if it is one page of ours and nothing else."""
    if turn.chat is None or len(turn.answer.replies) != 1 or not turn.chat.recent:
        return None
    new = turn.chat.recent[-1]
    if new.asked:
        return None
    if sum(not any(one is kept for kept in ctx.chat.recent) for one in turn.chat.recent) != 1:
        return None
    return new if _is_known_by_its_outcome(ctx, new, turn.answer.replies[0]) else None


def _is_known_by_its_outcome(ctx: Context, new: RecentAnswer, reply: Reply) -> bool:
    """Whether the same outcome with the same buttons is the same text."""
    if new.part or new.of_despair or new.page in _ONE_TEXT:
        return True
    if new.page == Outcome.LANGUAGE:
        return new.choices[:1] != ("check",)  # that it was changed
    if new.page == Outcome.WELCOME:
        return not ctx.reading.raw.startswith("/")  # a link of ours or /start, which begins anew
    if new.page == Outcome.CHECK_ASKED:
        return bool(new.about) or reply.text.startswith(ctx.text("check.ask", example="").partition(":")[0])
    if new.page == Outcome.NOT_UNDERSTOOD:
        return reply.text in {ctx.text("lost"), ctx.text("which_topic")}
    if new.page in {Outcome.INFO_HUMAN, Outcome.OFFICES}:
        return new.choices[:1] != ("offices",)
    return new.page.startswith(_PAGE)
