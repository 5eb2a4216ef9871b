"""Decides which step answers a message: a button, a command, a NIK, the open question, or free text."""

import re
from collections.abc import Awaitable, Callable

from data.announcements import authenticity
from data.language.normalize import expands_too_much, normalize
from data.nik import exposed_numbers, nik, other_numbers
from handlers import cadre, cookies_refused, session
from handlers.authenticity import compare, compare_answer
from handlers.context import Context, Step
from handlers.coverage import check, coverage_answer, second_factor
from handlers.desk import router
from handlers.free_text import beside_number, free_text, urgent
from handlers.guide import guide
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import info, offices, pictures, privacy, unsupported, welcome
from handlers.phrases import commands, wishes, yes_no
from handlers.subscription import subscription, subscription_prompt, watch

LONGEST_CHOICE = 64
_LONGEST_NAME = 2
"""Words of an answer that counts as a name, even though it might report an accident."""

# The one table of steps, by the value of a button or a command.
STEPS: dict[str, Step] = {
    "start": welcome.greet,
    "menu": welcome.menu,
    "menu.2": welcome.second_menu,
    "menu.3": welcome.third_menu,
    "check": check.ask,
    coverage_answer.RETRY: check.retry,
    **info.STEPS,
    **offices.STEPS,
    **guide.STEPS,
    **compare.STEPS,
    **pictures.STEPS,
    "watch": watch.begin_typed,
    "news": watch.poll,
    "subscribe": subscription.subscribe,
    "subscribe.all": subscription.subscribe_to_all,
    "subscribe.kecamatan": subscription.subscribe_to_kecamatan,
    "subscribe.other": subscription.subscribe_to_kecamatan,
    "invite.yes": subscription.subscribe,
    "invite.no": subscription_prompt.decline,
    "unsubscribe": subscription.unsubscribe,
    "announcements": subscription.show,
    "privacy": privacy.show,
    "privacy.more": privacy.list_all,
    "privacy.watches": watch.list_all,
    "erase": privacy.erase,
    "language": welcome.ask_language,
    "language.id": welcome.speak_indonesian,
    "language.en": welcome.speak_english,
    "language.su": welcome.speak_sundanese,
    "thanks": welcome.thank,
}

# Questions that typed words may answer; a step returns None if the words do not answer its question.
OPEN_QUESTIONS: dict[str, Callable[[Context], Awaitable[Turn | None]]] = {
    "factor": second_factor.respond,
    "pick": check.pick_typed,
    "guide": guide.respond_to_text,
    subscription.STEP: subscription.respond_to_text,
    subscription_prompt.STEP: subscription_prompt.respond,
}

_TAKES_ANY_WORDS = {"factor", "guide"}
"""Questions that take any words as their answer."""

QUESTIONS_TO_LEAVE = (OPEN_QUESTIONS.keys() | {compare_answer.STEP}) - {subscription_prompt.STEP}
"""The questions that "nggak jadi" leaves open no longer. To an invitation to subscribe, it is an answer."""

# Buttons whose value carries more than the step, by the prefix of the value.
BUTTONS_WITH_VALUE: dict[str, Callable[[Context, str], Awaitable[Turn]]] = {
    "check.pick.": check.pick,
    f"{coverage_answer.RETRY}.": check.retry,
    f"{coverage_answer.AS_KK}.": second_factor.treat_as_kk,
    f"{coverage_answer.AS_NIK}.": check.treat_as_nik,
    watch.PREFIX: watch.respond_to_button,
    guide.PREFIX: guide.respond_to_button,
    compare.PREFIX: compare.show,
    subscription.PREFIX: subscription.respond_to_button,
}


# Commands that are followed even when a NIK stands behind them; `/cek 3275...` is a check.
BEFORE_A_NIK = {"erase", "privacy", "language.id", "language.en", "language.su", "subscribe", "unsubscribe"}


def has_step(value: str) -> bool:
    """Whether a button with this value leads to a step."""
    return value in STEPS or value.startswith(tuple(BUTTONS_WITH_VALUE))


async def respond(ctx: Context) -> Turn:
    """The answer to one message. Every message gets one."""
    turn = await _answer(ctx)
    if not ctx.incoming.keeps_cookies:
        return cookies_refused.restrict(ctx, turn)
    turn = await watch.with_news(ctx, router.add_desk_button(ctx, turn))
    return subscription_prompt.ask_once(ctx, await subscription.with_announcements(ctx, turn))


async def _answer(ctx: Context) -> Turn:
    if turn := await router.respond(ctx):
        return turn
    ctx = router.leave_desk(ctx)
    if ctx.incoming.private_link:
        return unsupported.refer_to_private_chat(ctx)
    if ctx.incoming.choice is not None:
        return await _respond_to_button(ctx, ctx.incoming.choice)
    text = ctx.incoming.text
    if len(text) > authenticity.LONGEST or expands_too_much(text):
        return _too_long(ctx)
    turn = await _respond_to_message(ctx, text)
    seen = turn.answer.private or ctx.incoming.kind in unsupported.PRIVATE
    return turn.with_message_deleted() if seen or _is_exposed(ctx, text) else turn


def _is_exposed(ctx: Context, text: str) -> bool:
    """Whether the message holds a number that must be deleted; a forwarded bank account stays, as evidence of fraud."""
    kinds = exposed_numbers.kinds_in(text, ctx.today)
    return bool(kinds & exposed_numbers.OF_A_PERSON if ctx.incoming.forwarded else kinds)


async def _respond_to_message(ctx: Context, text: str) -> Turn:
    if not cadre.contains_code(ctx) and (turn := await compare.respond(ctx, STEPS)):
        return unsupported.note_unread_part(ctx, turn)
    if nik.is_too_long(text):
        return _too_long(ctx)
    found = nik.find(text, ctx.today)
    if ctx.incoming.kind != "text" and not text.strip():
        return await unsupported.explain_attachment(ctx)
    turn = await _respond_to_text(ctx, text, found, linked=nik.is_in_a_link(text, ctx.today))
    if found.niks and found.nik != nik.EXAMPLE:
        turn = turn.with_message_deleted()
    if ctx.incoming.kind != "text" and turn.answer.outcome == Outcome.NOT_UNDERSTOOD:
        return await unsupported.explain_attachment(ctx)
    return unsupported.note_unread_part(ctx, turn)


def _too_long(ctx: Context) -> Turn:
    turn = ctx.answer(Outcome.TOO_MUCH_TEXT, ctx.text("too_much"), welcome.menu_buttons(ctx))
    return turn.with_message_deleted() if ctx.incoming.kind in unsupported.PRIVATE else turn


async def _respond_to_text(ctx: Context, text: str, found: nik.Found, *, linked: bool) -> Turn:
    if turn := await cadre.respond(ctx) or await _leave_question(ctx, text):
        return turn
    step = commands.command(text) or _requested_step(ctx, text)
    if step and (found.problem == "none" or step in BEFORE_A_NIK):
        return await STEPS[step](ctx)
    if found.nik and (turn := await second_factor.ask_kk_or_nik(ctx, found.nik)):
        return turn
    if linked and not found.niks:
        return await beside_number.with_question(
            ctx, STEPS, check.explain_link(ctx), _without_numbers(other_numbers.LINK.sub(" ", text))
        )
    if found.problem != "none" and not (second_factor.awaits_kk(ctx) and not found.niks):
        checked = await check.respond(ctx, found)
        return checked if step else await beside_number.with_question(ctx, STEPS, checked, _without_numbers(text))
    if not _may_be_a_name(ctx, text) and (turn := await urgent.help_first(ctx, STEPS, text)):
        return turn
    if ctx.question_elsewhere and (turn := await session.refer_to_other_session(ctx)):
        return turn
    if turn := await _answer_open_question(ctx, text):
        return turn
    if found.other and beside_number.is_about_the_number(text):
        told = await check.respond(ctx, found)
        return await beside_number.with_wish(ctx, STEPS, told, _without_numbers(text))
    return await free_text.answer(ctx, STEPS, text)


def _requested_step(ctx: Context, text: str) -> str:
    """The step that the message as a whole names or requests; empty if there is none."""
    waiting = _open_question(ctx)
    if ctx.chat.subscription and waiting not in OPEN_QUESTIONS and wishes.ends_when_nothing_waits(text):
        return "unsubscribe"
    if step := commands.step_named(text, factor_awaited=waiting == "factor"):
        return step
    wish = wishes.step_wished(text)
    if waiting == "factor":  # Indonesia and Sunda are first names, too; "stop" is not
        return wish if wish in {"unsubscribe", "erase"} else ""
    if waiting == subscription_prompt.STEP and wishes.asks_to_be_notified(text):  # "kabari saja" means yes
        return ""
    return "watch" if not wish and coverage_answer.watch_offer(ctx) and wishes.asks_for_news(text) else wish


async def _leave_question(ctx: Context, text: str) -> Turn | None:
    """The menu, if the person does not want to answer the open question."""
    return await welcome.menu(ctx) if _open_question(ctx) in QUESTIONS_TO_LEAVE and yes_no.never_mind(text) else None


async def _answer_open_question(ctx: Context, text: str) -> Turn | None:
    """The answer to text typed for the open question; "hp saya mau dijual, stop ya" does not count as a name."""
    waiting = _open_question(ctx)
    may_stop = ctx.chat.subscription and waiting in _TAKES_ANY_WORDS and not _may_be_a_name(ctx, text)
    if may_stop and wishes.stops_in_part(text):
        return await subscription.show(ctx)
    return await OPEN_QUESTIONS[waiting](ctx) if waiting in OPEN_QUESTIONS else None


def _may_be_a_name(ctx: Context, text: str) -> bool:
    """Whether a first name was asked for and this may be one: "Luka", "Siti Patah"; a sign of despair never is."""
    asked = _open_question(ctx) == "factor" and not second_factor.awaits_kk(ctx)
    return asked and len(text.split()) <= _LONGEST_NAME and not urgent.despairs(text)


def _without_numbers(text: str) -> str:
    """The text without its numbers."""
    return " ".join(word for word in re.sub(r"\d", " ", normalize(text)).split() if any(map(str.isalpha, word)))


def _open_question(ctx: Context) -> str:
    """The name of the open question; empty when there is none."""
    return ctx.question.kind if ctx.question else ""


async def _respond_to_button(ctx: Context, value: str) -> Turn:
    """Runs the step of a button. Those of the last ten answers work, as long as the data they need is kept."""
    return session.refuse_button(ctx, value) or await _run_step(ctx, value)


async def _run_step(ctx: Context, value: str) -> Turn:
    if value in STEPS:
        return await STEPS[value](ctx)
    if len(value) <= LONGEST_CHOICE:
        for beginning, step in BUTTONS_WITH_VALUE.items():
            if value.startswith(beginning):
                return await step(ctx, value)
    return coverage_answer.expired(ctx)
