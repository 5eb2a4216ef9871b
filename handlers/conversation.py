"""The conversation: which listener answers a message, and what may follow its answer."""

from msgspec.structs import replace

from handlers import follow_ups, listeners, session, steps
from handlers.context import Context, FollowUp, Listener
from handlers.desk import router
from handlers.free_text import free_text, of_situation
from handlers.memory import (
    after_check,
    going_back,
    going_on,
    last_page,
    not_listed,
    not_that,
    numbered,
    of_fraud,
    once_checked,
    open_keyboard,
    result_again,
    thanks,
    typed_choice,
)
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import spoken_language
from handlers.phrases import wishes


async def staff_desk(ctx: Context) -> Turn | None:
    """What staff write to the desk, and its buttons."""
    return await router.respond(ctx)


async def button(ctx: Context) -> Turn | None:
    """Runs the step of a button. Those of the last ten answers work, as long as the data they need is kept."""
    value = ctx.incoming.choice
    if value is None:
        return None
    return session.refuse_button(ctx, value) or await steps.run(ctx, value)


async def offered_label(ctx: Context) -> Turn | None:
    """The label of a button of a recent answer, typed instead of pressed."""
    return await _press_typed(ctx, typed_choice.by_label(ctx))


async def back(ctx: Context) -> Turn | None:
    """Words that lead back to the menu, or out of the guide."""
    return await going_back.respond(ctx)


async def about_last_check(ctx: Context) -> Turn | None:
    """Words right after a check that mean this check."""
    if ctx.reading.is_a_nik_alone:
        return None
    return await result_again.respond(ctx) or await after_check.respond(ctx) or await once_checked.respond(ctx)


async def item_of_the_text(ctx: Context) -> Turn | None:
    """The place of an item in the numbered list of the last answer, which counts before the place of a button."""
    return await _press_typed(ctx, numbered.item_meant(ctx))


async def fraud(ctx: Context) -> Turn | None:
    """Somebody who was cheated, and what they ask about that."""
    return await of_fraud.respond(ctx)


async def offered_choice(ctx: Context) -> Turn | None:
    """Other words for a button of the last answer: a synonym, a part of its label, its place in the list."""
    return await _press_typed(ctx, await typed_choice.by_words(ctx))


async def denial(ctx: Context) -> Turn | None:
    """A message that the last answer was about something else, with or without what is meant instead."""
    if not_that.is_denied(ctx):
        return not_that.offer_next_best(ctx)
    instead = not_that.meant_instead(ctx)
    if instead is None:
        return None
    meant = replace(ctx, reading=instead.reading)
    turn = await _press_typed(meant, instead.value) or await _by_itself(meant)
    if turn is None or not (ctx.reading.preamble and ctx.reading.preamble.denies):
        return turn
    return await not_that.another_answer(meant) if not_that.is_the_same(ctx, turn) else turn


async def not_what_is_denied(ctx: Context, turn: Turn) -> Turn:
    """The turn; to who says "bukan X, Y" and would get X again, the answer to Y by itself, or other topics."""
    return await not_that.not_what_is_denied(_by_itself, ctx, turn)


async def correction(ctx: Context) -> Turn | None:
    """The same, where it is said in so many words: "saya ga nanya itu", so that it is no answer to an open question."""
    if ctx.incoming.choice is not None or ctx.reading.is_a_nik_alone or ctx.reading.holds_a_number:
        return None
    if ctx.reading.preamble is None or not ctx.reading.preamble.denies or wishes.step_wished(ctx.reading):
        return None
    return await after_check.respond(ctx) or await denial(ctx)


async def _by_itself(ctx: Context) -> Turn | None:
    """The answer to the question that was left of a message; None if that is not understood."""
    for listener in (listeners.urgent_need, fraud, about_last_check, about_last_answer, check_of_somebody):
        if turn := await listener(ctx):
            return turn
    return await intent(ctx) if ctx.reading.intent.topic else None


async def about_last_answer(ctx: Context) -> Turn | None:
    """A follow-up about the last answer."""
    turn = await last_page.about_last_answer(ctx)
    return await once_checked.in_mind(ctx, turn) if turn else None


async def check_of_somebody(ctx: Context) -> Turn | None:
    """A wish to have the NIK of somebody else checked, whatever else is said of them."""
    return await ctx.go("check") if ctx.reading.asks_for_a_check_of_somebody else None


async def beside_a_question(ctx: Context) -> Turn | None:
    """The question behind thanks, a salaam or a sigh, as if it stood alone; thanks, if it is none."""
    asking = thanks.question_beside(ctx)
    if asking and (turn := await _by_itself(asking)):
        return turn
    rest = ctx.reading.without_courtesies
    says_more = rest is not ctx.reading and not rest.is_blank and not thanks.is_sad(ctx.reading)
    if says_more and (turn := await about_last_check(replace(ctx, reading=rest))):
        return turn
    if ctx.chat.subscription and wishes.stops_in_part(ctx.reading):  # "makasih infonya, tapi stop dulu ya"
        return None
    if asking and asking.reading.intent.topic is None and ctx.reading.intent.topic == "greeting":
        return None  # "hello? anyone here"
    return await thanks.beside_a_question(ctx) or (await intent(asking) if asking else None)


async def yes_or_no(ctx: Context) -> Turn | None:
    """A yes or no to what the last answer offered."""
    value = await typed_choice.accepted(ctx) or typed_choice.taken_back(ctx)
    return await _press_typed(ctx, value) or await typed_choice.declined(ctx)


async def _press_typed(ctx: Context, value: str | None) -> Turn | None:
    """The answer to a button that was typed; on shared phones typed words show nothing of an earlier NIK."""
    if value is None:
        return None
    return typed_choice.refuse_on_shared_phone(ctx, value) or await steps.run(ctx, value)


async def intent(ctx: Context) -> Turn | None:
    """Any other text: the question that it asks, or both if it asks two. It answers every message."""
    turn = await not_listed.for_who_is_not_listed(ctx, await free_text.answer(ctx, await going_on.topic_before(ctx)))
    turn = await once_checked.in_mind(ctx, turn)
    if turn.answer.outcome == Outcome.NOT_UNDERSTOOD or open_keyboard.says_too_little(ctx, turn):
        if pressed := await _press_typed(ctx, await typed_choice.by_words(ctx, loosely=True)):
            return pressed
        turn = await going_on.in_short(ctx) or open_keyboard.ask_again(ctx, turn)
    return not_that.remember_next_best(ctx, turn, ctx.reading.intent)


# Each message is answered by the first of these that takes it.
LISTENERS: tuple[Listener, ...] = (
    staff_desk,
    listeners.group,
    button,
    listeners.endless,
    listeners.compare_with_originals,
    listeners.too_long,
    listeners.attachment,
    listeners.cadre_code,
    offered_label,
    back,
    listeners.leave_question,
    of_situation.about_situation,
    correction,
    fraud,
    item_of_the_text,
    offered_choice,
    about_last_check,
    listeners.command,
    listeners.nik_or_kk,
    listeners.number_in_a_link,
    listeners.numbers,
    listeners.urgent_need,
    listeners.question_elsewhere,
    listeners.opt_out,
    denial,
    listeners.open_question,
    listeners.sigh,
    yes_or_no,
    listeners.other_number,
    beside_a_question,
    about_last_answer,
    check_of_somebody,
    intent,
)

# Most messages are a NIK and nothing else. These alone read it: to the others before the last it says nothing.
FOR_A_NIK_ALONE: tuple[Listener, ...] = (
    staff_desk,
    listeners.group,
    listeners.compare_with_originals,
    listeners.too_long,
    listeners.nik_or_kk,
    listeners.numbers,
)

# What may follow an answer, in this order.
_OF_THE_MESSAGE: tuple[FollowUp, ...] = (follow_ups.unread_part, follow_ups.deletion)
FOLLOW_UPS: tuple[FollowUp, ...] = (
    not_what_is_denied,
    follow_ups.not_twice,
    *_OF_THE_MESSAGE,
    follow_ups.desk_button,
    follow_ups.watch_news,
    follow_ups.announcements_on_visit,
    follow_ups.subscription_question,
    follow_ups.helped_question,
    follow_ups.condolence,
    follow_ups.salaam,
    follow_ups.text_field,
    follow_ups.company_keeps_it,
)
WITHOUT_COOKIES: tuple[FollowUp, ...] = (*_OF_THE_MESSAGE, follow_ups.without_memory)
"""The follow-ups for browsers that refuse cookies: nothing is asked or promised that needs the next message."""


async def respond(ctx: Context) -> Turn:
    """The answer to one message. Every message gets one."""
    asked = router.hide_question(ctx)
    ctx, turn = await _first_answer(asked)
    for follow_up in FOLLOW_UPS if ctx.incoming.keeps_cookies else WITHOUT_COOKIES:
        turn = await follow_up(ctx, turn)
    return spoken_language.with_note(turn) if ctx is not asked else spoken_language.offer_indonesian(ctx, turn)


async def _first_answer(ctx: Context) -> tuple[Context, Turn]:
    """The answer, and the context it was given in: in the language of the message, unless others wrote that."""
    for listener in FOR_A_NIK_ALONE if ctx.incoming.choice is None and ctx.reading.is_a_nik_alone else LISTENERS:
        if turn := await listener(ctx):
            return ctx, replace(turn, listener=listener.__name__)
        if listener is listeners.compare_with_originals:  # none of our announcements: the person's own words
            ctx = spoken_language.follow(ctx)
    raise LookupError("no listener answered the message")
