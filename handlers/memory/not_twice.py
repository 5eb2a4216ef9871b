"""Never gives the same page twice running: says that it was just given, and asks which part of it is unclear."""

from typing import Literal

from data.chats import recent_answers
from data.chats.recent_answers import RecentAnswer
from data.records import replace
from handlers.context import Context
from handlers.messages import Reply, Turn
from handlers.outcomes import Outcome

_INSTEAD = {
    Outcome.CHECK_ASKED: ("again.check", ("info.human", "privacy", "menu")),
    Outcome.NOT_UNDERSTOOD: ("again.lost", ("info.human", "check", "info.eligible", "info.claim", "menu")),
    Outcome.INFO_DESPAIR: ("again.despair", ("offices.emergency", "menu")),
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
    if before is None or before.instead or new.instead or (before.page, before.choices) != (new.page, new.choices):
        return turn
    known = _INSTEAD.get(turn.answer.outcome)
    (reply,) = turn.answer.replies
    shown = Reply(ctx.text(known[0]), ctx.buttons(*known[1])) if known else _with_parts(ctx, reply)
    return remembered_as(turn, shown, "again")


def remembered_as(turn: Turn, shown: Reply, instead: Literal["again", "simpler"]) -> Turn:
    """The turn with this reply in place of its page, and with what is remembered of it."""
    turn = replace(turn, answer=replace(turn.answer, replies=(shown,)))
    if turn.chat is None or not turn.chat.recent:
        return turn
    newest = turn.chat.recent[-1]
    named = not (newest.of_despair or newest.asked)
    choices = tuple(one.value for one in shown.choices) if named else ()
    recent = recent_answers.with_newest(turn.chat.recent, instead=instead, choices=choices)
    return replace(turn, chat=replace(turn.chat, recent=recent))


def _with_parts(ctx: Context, page: Reply) -> Reply:
    """The question which part is unclear: the buttons of the page, and a person to talk to where there is room."""
    parts = [one for one in page.choices if one.value not in {"menu", "info.human"}]
    more = ("info.human", "menu") if len(parts) + 2 <= _MOST_BUTTONS else ("menu",)
    return Reply(ctx.text("again"), (*parts, *ctx.buttons(*more)))


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
