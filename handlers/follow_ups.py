"""The follow-ups: what is done with an answer after a listener gave it; `conversation` has all of them in order."""

from functools import partial

from msgspec.structs import replace

from data.nik import exposed_numbers, nik
from handlers import cookies_refused, helped, listeners
from handlers.context import Context
from handlers.desk import router
from handlers.free_text import urgent
from handlers.memory import not_twice as not_twice_running
from handlers.memory import thanks
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import kept_messages, unsupported
from handlers.reading import Reading
from handlers.subscription import subscription, subscription_prompt, watch
from handlers.words import harm

_NOT_READ = frozenset({"staff_desk", "group", "button", listeners.endless.__name__})
"""The listeners that answer without reading the text as a resident's."""
_DEATHS = frozenset({harm.DEATH, harm.KILLED})
_AFTER_A_DEATH = frozenset(
    {
        Outcome.INFO_CLAIM,
        Outcome.INFO_CLAIM_ACCIDENT,
        Outcome.INFO_CLAIM_DEATH,
        Outcome.INFO_CLAIM_KILLED,
        Outcome.INFO_CLAIM_HEIRS,
        Outcome.INFO_BENEFITS,
        Outcome.INFO_BENEFITS_ACCIDENT,
        Outcome.INFO_BENEFITS_DEATH,
        Outcome.INFO_UPDATE_PAPERS,
        Outcome.OFFICES,
    }
)
"""Answers on what is to be done, or paid, after a death; people also read them to whom nothing has happened."""
_URGENT = frozenset({Outcome.INFO_EMERGENCY, Outcome.INFO_EMERGENCY_HOSPITAL})
_OF_ANNOUNCEMENTS = frozenset({listeners.compare_with_originals.__name__})
"""The listeners that read what others wrote."""
_ABOUT_THE_WHOLE = _NOT_READ | {listeners.too_long.__name__, listeners.attachment.__name__}
"""The listeners whose answers say themselves what was not read."""


async def not_twice(ctx: Context, turn: Turn) -> Turn:
    """The answer; in place of the page that was given last, that page in short, or what else the message asks."""
    return await not_twice_running.ask_which_part(ctx, turn)


async def unread_part(ctx: Context, turn: Turn) -> Turn:
    """The answer to a caption, with a remark that only the caption was read, or with that alone."""
    if turn.listener in _ABOUT_THE_WHOLE:
        return turn
    if ctx.incoming.kind != "text" and turn.answer.outcome == Outcome.NOT_UNDERSTOOD:
        return await unsupported.explain_attachment(ctx)
    return unsupported.note_unread_part(ctx, turn)


async def deletion(ctx: Context, turn: Turn) -> Turn:
    """The answer, which also deletes a message with a NIK or another number that must not stay in the chat."""
    if turn.answer.private:
        return turn
    if turn.listener in _NOT_READ:
        exposes = ctx.incoming.exposes_nik and turn.listener != "staff_desk"
        return turn.with_message_deleted() if exposes else turn
    incoming = ctx.incoming
    deletes = (
        incoming.exposes_nik or incoming.kind in unsupported.PRIVATE or _holds_a_nik(ctx, turn) or _is_exposed(ctx)
    )
    return turn.with_message_deleted() if deletes else turn


def _holds_a_nik(ctx: Context, turn: Turn) -> bool:
    """Whether there is a NIK other than our example. One in an announcement of ours is no secret."""
    if turn.listener in {listeners.compare_with_originals.__name__, listeners.too_long.__name__}:
        return False
    found = ctx.reading.numbers
    return bool(found.niks) and found.nik != nik.EXAMPLE


def _is_exposed(ctx: Context) -> bool:
    """Whether the message holds a number that must not stay in the chat."""
    return exposed_numbers.must_leave_the_chat(ctx.reading.exposed, forwarded=ctx.incoming.forwarded)


async def without_memory(ctx: Context, turn: Turn) -> Turn:
    """The answer for a browser that refuses cookies."""
    return cookies_refused.restrict(ctx, turn)


async def condolence(ctx: Context, turn: Turn) -> Turn:
    """The answer, which begins with a word of sympathy where somebody has just told of a death, and that once."""
    if turn.listener in _NOT_READ or turn.answer.outcome not in _AFTER_A_DEATH or not turn.answer.replies:
        return turn
    first, *rest = turn.answer.replies
    said = ctx.phrase("condolence")
    told_before = any(one.harm in _DEATHS for one in ctx.answers_in_reach())
    if told_before or said.rstrip(".") in first.text or ctx.reading.harm not in _DEATHS:
        return turn
    replies = (replace(first, text=f"{said} {first.text}"), *rest)
    return replace(turn, answer=replace(turn.answer, replies=replies))


async def salaam(ctx: Context, turn: Turn) -> Turn:
    """The answer, which returns the salaam of somebody who began with one; help in an emergency comes first."""
    read_otherwise = ctx.incoming.forwarded or turn.listener in _ABOUT_THE_WHOLE | _OF_ANNOUNCEMENTS
    if read_otherwise or ctx.reading.is_a_nik_alone or turn.answer.outcome in _URGENT or not turn.answer.replies:
        return turn
    first, *rest = turn.answer.replies
    said = ctx.phrase("salaam")
    if not ctx.reading.begins_with_a_salaam or first.text.startswith(said.rstrip(".")):
        return turn
    between = " " if first.text[:1].isalpha() else "\n\n"  # a list begins on a line of its own
    replies = (replace(first, text=f"{said}{between}{first.text}"), *rest)
    return replace(turn, answer=replace(turn.answer, replies=replies))


async def desk_button(ctx: Context, turn: Turn) -> Turn:
    """The answer, with a button to the desk for a staff member who was greeted or not understood."""
    return router.add_desk_button(ctx, turn)


async def watch_news(ctx: Context, turn: Turn) -> Turn:
    """The answer and the news of watches, where we cannot write by ourselves."""
    return await watch.with_news(ctx, turn)


async def announcements_on_visit(ctx: Context, turn: Turn) -> Turn:
    """The answer and the announcements that wait for this visit, where we cannot write by ourselves."""
    return await subscription.with_announcements(ctx, turn)


async def subscription_question(ctx: Context, turn: Turn) -> Turn:
    """The answer and, once, the question whether the person wants announcements."""
    return subscription_prompt.ask_once(ctx, turn, partial(_is_out_of_place, ctx.reading))


async def helped_question(ctx: Context, turn: Turn) -> Turn:
    """The answer and, once a visit, two buttons that say whether it helped."""
    return helped.ask_once(ctx, turn, partial(_is_out_of_place, ctx.reading))


def _is_out_of_place(reading: Reading) -> bool:
    """Whether it tells of harm or complains, so that we ask for nothing."""
    if reading.is_a_nik_alone:
        return False
    return urgent.tells_of_harm(reading) or "insult" in reading.signs or thanks.is_sad(reading)


async def text_field(ctx: Context, turn: Turn) -> Turn:
    """The answer; where it asks for a NIK, with the words for the empty text field."""
    if turn.answer.outcome != Outcome.CHECK_ASKED or not turn.answer.replies:
        return turn
    *rest, last = turn.answer.replies
    replies = (*rest, replace(last, placeholder=ctx.phrase("nik_field")))
    return replace(turn, answer=replace(turn.answer, replies=replies))


async def company_keeps_it(ctx: Context, turn: Turn) -> Turn:
    """The answer, with a line on who keeps the message where we cannot delete it."""
    return kept_messages.tell(ctx, turn)
