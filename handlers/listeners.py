"""The listeners that belong to no single room; `conversation` has all of them in order."""

from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from data.announcements import authenticity
from data.language.normalize import expands_too_much
from data.nik import nik
from handlers import cadre, session
from handlers.authenticity import compare, compare_answer
from handlers.context import Context
from handlers.coverage import check, coverage_answer, second_factor
from handlers.free_text import beside_number, urgent
from handlers.guide import guide
from handlers.memory import corrected_nik, sighs, typed_choice
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import unsupported, welcome
from handlers.phrases import commands, wishes, yes_no
from handlers.subscription import subscription, subscription_prompt

_LONGEST_NAME = 2
"""Words of an answer that counts as a name, even though it might report an accident."""

# Questions that typed words may answer; a step returns None if the words do not answer its question.
OPEN_QUESTIONS: dict[str, Callable[[Context], Awaitable[Turn | None]]] = {
    "factor": second_factor.respond,
    "guide": guide.respond_to_text,
    subscription.STEP: subscription.respond_to_text,
    subscription_prompt.STEP: subscription_prompt.respond,
}

_TAKES_ANY_WORDS = {"factor", "guide"}
"""Questions that take any words as their answer."""

QUESTIONS_TO_LEAVE = (OPEN_QUESTIONS.keys() | {"pick", compare_answer.STEP}) - {subscription_prompt.STEP}
"""The questions that "nggak jadi" leaves open no longer. To an invitation to subscribe, it is an answer."""

# Commands that are followed even when a NIK stands behind them; `/cek 3275...` is a check.
BEFORE_A_NIK = {"erase", "privacy", "language.id", "language.en", "language.su", "subscribe", "unsubscribe"}


def _open_question(ctx: Context) -> str:
    """The name of the open question; empty when there is none."""
    return ctx.question.kind if ctx.question else ""


# ---------------------------------------------------------------- messages that are not read


async def group(ctx: Context) -> Turn | None:
    """Refers a group to the private chat."""
    return unsupported.refer_to_private_chat(ctx) if ctx.incoming.private_link else None


async def endless(ctx: Context) -> Turn | None:
    """A text so long that it is not even compared with announcements."""
    text = ctx.reading.raw
    return _too_long(ctx) if len(text) > authenticity.LONGEST or expands_too_much(text) else None


async def too_long(ctx: Context) -> Turn | None:
    """A text of which a part would not be read."""
    return _too_long(ctx) if nik.is_too_long(ctx.reading.raw) else None


def _too_long(ctx: Context) -> Turn:
    turn = ctx.answer(Outcome.TOO_MUCH_TEXT, ctx.text("too_much"), welcome.menu_buttons(ctx))
    return turn.with_message_deleted() if ctx.incoming.kind in unsupported.PRIVATE else turn


async def attachment(ctx: Context) -> Turn | None:
    """A photo, a voice message, a contact without words."""
    return await unsupported.explain_attachment(ctx) if ctx.incoming.kind != "text" and ctx.reading.is_blank else None


# ---------------------------------------------------------------- announcements and codes


async def compare_with_originals(ctx: Context) -> Turn | None:
    """A message that may be one of our announcements; the invitation of a cadre is none."""
    is_no_announcement = ctx.reading.is_a_nik_alone and not ctx.incoming.attachment
    return None if is_no_announcement or cadre.contains_code(ctx) else await compare.respond(ctx)


async def cadre_code(ctx: Context) -> Turn | None:
    """KADER, alone or followed by a code or SELESAI."""
    return None if ctx.reading.is_a_nik_alone else await cadre.respond(ctx)


# ---------------------------------------------------------------- commands, and wishes of the whole message


async def leave_question(ctx: Context) -> Turn | None:
    """The menu, if the person does not want to answer the open question."""
    leaves = _open_question(ctx) in QUESTIONS_TO_LEAVE and yes_no.never_mind(ctx.reading)
    return await welcome.menu(ctx) if leaves else None


async def command(ctx: Context) -> Turn | None:
    """A command, the label of a button, or a wish, as the whole message."""
    step = _requested_step(ctx)
    return await ctx.go(step) if step and (ctx.reading.numbers.problem == "none" or step in BEFORE_A_NIK) else None


def _requested_step(ctx: Context) -> str:
    """The step that the message as a whole names or requests; empty if there is none."""
    reading, waiting = ctx.reading, _open_question(ctx)
    if reading.is_a_nik_alone or (reading.numbers.niks and beside_number.asks_nothing(reading.without_numbers)):
        return ""  # no word asks for anything but a check
    if step := commands.command(reading):
        return step
    if ctx.chat.subscription and waiting not in {*OPEN_QUESTIONS, "pick"} and wishes.ends_when_nothing_waits(reading):
        return "unsubscribe"
    if step := commands.step_named(reading, factor_awaited=waiting == "factor"):
        return step
    wish = wishes.step_wished(reading)
    if waiting == "factor":  # Indonesia and Sunda are first names, too; "stop" is not
        return wish if wish in {"unsubscribe", "erase"} else ""
    if waiting == subscription_prompt.STEP and wishes.asks_to_be_notified(reading):  # "kabari saja" means yes
        return ""
    return "watch" if not wish and coverage_answer.watch_offer(ctx) and wishes.asks_for_news(reading) else wish


# ---------------------------------------------------------------- numbers


async def nik_or_kk(ctx: Context) -> Turn | None:
    """16 digits where digits of the KK were asked for: a NIK, or the KK."""
    number = ctx.reading.numbers.nik
    if not number or (not ctx.reading.is_a_nik_alone and corrected_nik.is_correction(ctx.reading)):
        return None
    return await second_factor.ask_kk_or_nik(ctx, number)


async def number_in_a_link(ctx: Context) -> Turn | None:
    """A NIK in a link, where none is read."""
    if ctx.reading.numbers.niks or not ctx.reading.has_a_nik_in_a_link:
        return None
    return await beside_number.with_question(ctx, check.explain_link(ctx), ctx.reading.without_links.without_numbers)


async def numbers(ctx: Context) -> Turn | None:
    """A NIK, several, or a number that may be meant as one; and the question beside it."""
    if right := corrected_nik.last_meant(ctx.reading):
        ctx = replace(ctx, reading=right)
    found = ctx.reading.numbers
    if found.problem == "none" or (second_factor.awaits_kk(ctx) and not found.niks):
        return None
    checked = await check.respond(ctx)
    if ctx.reading.is_a_nik_alone:
        return checked
    beside = ctx.reading.without_numbers
    if beside_number.asks_nothing(beside) or _requested_step(ctx):
        return checked
    return await beside_number.with_question(ctx, checked, beside)


async def other_number(ctx: Context) -> Turn | None:
    """A phone number, an account or a card, in a message about nothing else."""
    if not ctx.reading.numbers.other or not beside_number.is_about_the_number(ctx.reading):
        return None
    return await beside_number.with_wish(ctx, await check.respond(ctx), ctx.reading.without_numbers)


# ---------------------------------------------------------------- need, and open questions


async def urgent_need(ctx: Context) -> Turn | None:
    """Despair, or an accident; a first name that was asked for is neither."""
    return None if _may_be_a_name(ctx) else await urgent.help_first(ctx, ctx.reading)


def _may_be_a_name(ctx: Context) -> bool:
    """Whether a first name was asked for and this may be one: "Luka", "Siti Patah"; a sign of despair never is."""
    asked = _open_question(ctx) == "factor" and not second_factor.awaits_kk(ctx)
    return asked and ctx.reading.size <= _LONGEST_NAME and not ctx.reading.despairs


async def question_elsewhere(ctx: Context) -> Turn | None:
    """What may answer a question that was asked in another browser session."""
    return await session.refer_to_other_session(ctx) if ctx.question_elsewhere else None


async def opt_out(ctx: Context) -> Turn | None:
    """A wish to stop announcements, in part of an answer: "hp saya mau dijual, stop ya" does not count as a name."""
    waits = ctx.chat.subscription and _open_question(ctx) in _TAKES_ANY_WORDS
    stops = waits and not _may_be_a_name(ctx) and wishes.stops_in_part(ctx.reading)
    return await subscription.show(ctx) if stops else None


async def open_question(ctx: Context) -> Turn | None:
    """The answer to the open question."""
    waiting = _open_question(ctx)
    if typed_choice.is_for_the_last_answer(ctx):
        return None
    return await OPEN_QUESTIONS[waiting](ctx) if waiting in OPEN_QUESTIONS else None


async def sigh(ctx: Context) -> Turn | None:
    """A sigh, or anger at the bot or the city."""
    return await sighs.respond(ctx)
