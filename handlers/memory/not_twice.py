"""Never gives the same page twice running: says that it was just given, and asks which part of it is unclear."""

from data.chats.recent_answers import RecentAnswer
from data.content import follow_up_texts
from handlers.context import Context
from handlers.memory import simpler
from handlers.messages import Reply, Turn
from handlers.outcomes import Outcome

_INSTEAD = {
    Outcome.CHECK_ASKED: ("again.check", ("info.human", "privacy", "menu")),
    Outcome.NOT_UNDERSTOOD: ("again.lost", ("info.human", "check", "info.eligible", "info.claim", "menu")),
    Outcome.INFO_DESPAIR: ("again.despair", ("offices.emergency", "menu")),
    Outcome.INFO_CLAIM_DEATH: (
        "more.claim.death_how",
        ("info.benefits.death", "info.claim.heirs", "offices.bpjs", "menu"),
    ),
    Outcome.INFO_EMERGENCY: (
        "again.emergency",
        ("info.emergency.hospital", "info.claim.accident", "offices.bpjs", "menu"),
    ),
}
"""What is said in place of these answers, and the buttons below it; for any other page, "again" with its buttons."""
_PAGE = "info."
_MOST_BUTTONS = 6


def ask_which_part(ctx: Context, turn: Turn) -> Turn:
    """The turn; if its page is the one given last, the question which part of it is unclear. A third time, the page."""
    new = _only_page(ctx, turn)
    if new is None or turn.chat is None:
        return turn
    before = ctx.last_answer
    if before is None or before.simpler or new.simpler:
        return turn
    if (before.page, before.part, before.choices) != (new.page, new.part, new.choices):
        return turn
    known = _INSTEAD.get(turn.answer.outcome)
    (reply,) = turn.answer.replies
    shown = Reply(ctx.text(known[0]), ctx.buttons(*known[1])) if known else _with_parts(ctx, reply, new.page)
    return simpler.in_place_of_page(turn, shown)


def _with_parts(ctx: Context, shown: Reply, page: str) -> Reply:
    """The page in short and the question which part is unclear, with its buttons, and a person where there is room."""
    parts = [one for one in shown.choices if one.value not in {"menu", "info.human"}]
    more = ("info.human", "menu") if len(parts) + 2 <= _MOST_BUTTONS else ("menu",)
    in_short = follow_up_texts.simple(simpler.name_of(page), ctx.language)
    return Reply(ctx.text("again", in_short=in_short), (*parts, *ctx.buttons(*more)))


def _only_page(ctx: Context, turn: Turn) -> RecentAnswer | None:
    """What is remembered of the turn, if it is one page of ours and nothing else."""
    if turn.chat is None or len(turn.answer.replies) != 1 or not turn.chat.recent:
        return None
    new = turn.chat.recent[-1]
    if sum(not any(one is kept for kept in ctx.chat.recent) for one in turn.chat.recent) != 1:
        return None
    return new if new.asked is None and _is_known_by_its_outcome(ctx, new, turn.answer.replies[0]) else None


def _is_known_by_its_outcome(ctx: Context, new: RecentAnswer, reply: Reply) -> bool:
    """Whether the same outcome with the same buttons is the same text."""
    if new.page == Outcome.CHECK_ASKED:
        return reply.text.startswith(ctx.text("check.ask", example="").partition(":")[0])
    if new.page == Outcome.NOT_UNDERSTOOD:
        return reply.text == ctx.text("lost")
    if new.page in {Outcome.INFO_HUMAN, Outcome.OFFICES}:
        return new.choices[:1] != ("offices",)
    return new.of_despair or new.page.startswith(_PAGE)
