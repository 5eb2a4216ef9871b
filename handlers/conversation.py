"""Takes one message through the conversation: buttons, global words, a NIK anywhere, a question that waits."""

from collections.abc import Awaitable, Callable

from data import nik
from handlers import announcements, check, elsewhere, factor, info, offices, privacy, status, topics, welcome, words
from handlers.context import Context
from handlers.messages import Turn

Step = Callable[[Context], Awaitable[Turn]]

LONGEST_CHOICE = 64

# The one table of steps: what a button or a command leads to.
STEPS: dict[str, Step] = {
    "start": welcome.greet,
    "menu": welcome.menu,
    "menu.2": welcome.second_menu,
    "menu.3": welcome.third_menu,
    "check": check.ask,
    "check.again": check.again,
    "check.as_kk": factor.as_kk,
    "check.as_nik": check.as_nik,
    **info.STEPS,
    **offices.STEPS,
    "subscribe": announcements.subscribe,
    "unsubscribe": announcements.unsubscribe,
    "privacy": privacy.tell,
    "privacy.more": privacy.list_all,
    "erase": privacy.erase,
    "language": welcome.which_language,
    "language.id": welcome.speak_indonesian,
    "language.en": welcome.speak_english,
    "language.su": welcome.speak_sundanese,
    "thanks": welcome.thank,
}

# Questions that wait for typed words; None means: not an answer to this question, go on.
WAITING: dict[str, Callable[[Context], Awaitable[Turn | None]]] = {
    "factor": factor.heard,
    "pick": check.pick_by_word,
}


# Commands that mean what they say even when a NIK stands behind them; `/cek 3275...` is a check.
ABOVE_A_NIK = {"erase", "privacy", "language.id", "language.en", "language.su", "subscribe", "unsubscribe"}


async def respond(ctx: Context) -> Turn:
    """One message in, one turn out. Whatever is typed gets an answer."""
    if ctx.incoming.private_link:
        return elsewhere.point_away(ctx)
    if ctx.incoming.choice is not None:
        return await _pressed(ctx, ctx.incoming.choice)
    text = ctx.incoming.text
    if len(text) > nik.LONGEST:
        return ctx.answer("too_much_text", ctx.text("too_much"), welcome.menu_buttons(ctx))
    found = nik.find(text, ctx.today)
    if ctx.incoming.kind != "text" and not found.niks:
        return await elsewhere.attached(ctx)
    turn = await _typed(ctx, text, found)
    holds_a_nik = found.niks or found.problem in {"bad_date", "unknown_region"}
    return turn.hidden() if holds_a_nik or ctx.incoming.kind in elsewhere.PRIVATE else turn


async def _typed(ctx: Context, text: str, found: nik.Found) -> Turn:
    step = words.command(text) or words.step_named(text, factor_awaited=_awaited(ctx) == "factor")
    if step and (found.problem == "none" or step in ABOVE_A_NIK):
        return await STEPS[step](ctx)
    if found.nik and (turn := await factor.kk_or_nik(ctx, found.nik)):
        return turn
    if found.problem != "none" and not (factor.awaits_kk(ctx) and not found.niks):
        return await check.heard(ctx, found)
    if (waiting := _awaited(ctx)) in WAITING and (turn := await WAITING[waiting](ctx)):
        return turn
    return await _plain_words(ctx, found)


async def _plain_words(ctx: Context, found: nik.Found) -> Turn:
    """No question waits and no NIK was typed: the page that is meant, several to choose from, or none."""
    meant = topics.steps_meant(ctx.incoming.text)
    if found.other and (not meant or meant == ["check"]):
        return await check.heard(ctx, found)
    if len(meant) == 1:
        return await STEPS[meant[0]](ctx)
    return topics.offer(ctx, meant) if meant else await welcome.lost(ctx)


def _awaited(ctx: Context) -> str:
    """The question that waits for an answer, or nothing."""
    return ctx.chat.pending.step if ctx.chat.pending else ""


async def _pressed(ctx: Context, value: str) -> Turn:
    if value.startswith("check.pick.") and len(value) <= LONGEST_CHOICE:
        return await check.picked(ctx, value)
    return await STEPS[value](ctx) if value in STEPS else status.expired(ctx)
