"""Checks the NIK of a message, asks which of several to check, or explains what is wrong with a number.

A NIK exists for one turn only; only keyed hashes are kept longer.
"""

from datetime import date

from data.chats import quotas
from data.chats.questions import AskFactor
from data.chats.recent_answers import AskedNik, SeveralNiks
from data.coverage.lookup import Unavailable
from data.coverage.second_factor import Factor
from data.nik import form
from data.nik.nik import EXAMPLE, SHOWN_EXAMPLE
from data.staff.cadres import Cadre
from handlers import cadre, cookies_refused
from handlers.context import Context
from handlers.coverage import (
    check_quota,
    checks_off,
    correction,
    coverage_answer,
    result_words,
    second_factor,
    several_niks,
    somebody_else,
)
from handlers.coverage.coverage_answer import TOPIC, CheckedNik
from handlers.messages import Reply, Turn
from handlers.outcomes import Outcome

MOST_AT_ONCE, MOST_OF_A_CADRE = 5, 10
"""The most NIKs of one message that get a button, for residents and for cadres."""
_MOST_LISTED = 40
"""The most NIKs without a button that are listed, so that all stand in one message."""
_KK, _KK_AGAIN = "check.not_nik_kk", "check.kk_again"
"""The text about a number that is called a KK, and about one like it that follows."""
_TEXT_OF_KIND = {"bank": "account"}
"""Kinds of number that share the text of another kind."""


async def ask(ctx: Context) -> Turn:
    """Asks for a NIK, unless checks are stopped."""
    if await checks_off.are_off(ctx):
        return checks_off.answer(ctx)
    return somebody_else.ask_for(ctx, ctx.about)


async def respond(ctx: Context) -> Turn:
    """The answer to a text with numbers: a check, or what is wrong with them."""
    key, found = ctx.services.key, ctx.reading.numbers
    if found.nik == EXAMPLE:
        return ctx.answer(Outcome.CHECK_ASKED, ctx.text("check.example"), topic=TOPIC)
    if found.problem != "none" and not (found.nik and key) and await checks_off.are_off(ctx):
        return checks_off.answer(ctx)  # also for a mistyped NIK: correcting it would not help now
    if found.rounded:
        return ctx.answer(Outcome.CHECK_ROUNDED, ctx.text("check.rounded", example=SHOWN_EXAMPLE), topic=TOPIC)
    if found.nik and _is_the_kk_again(ctx, found.nik):
        return ctx.answer(Outcome.CHECK_NOT_NIK, ctx.text(_KK_AGAIN), topic=TOPIC).remembered(part=_KK_AGAIN)
    if found.nik:
        return await check(ctx, CheckedNik(ctx.hash_of(found.nik))) if key else coverage_answer.unavailable(ctx)
    if found.problem == "several":
        return await _ask_which(ctx, found.niks)
    if found.problem == "none":
        kind = _TEXT_OF_KIND.get(found.other or "", found.other)
        text = ctx.text(f"check.not_nik_{kind}", example=SHOWN_EXAMPLE)
        turn = ctx.answer(Outcome.CHECK_NOT_NIK, text, topic=TOPIC)
        return turn.remembered(part=_KK) if kind == "kk" else turn
    words = "obscured" if found.obscured else found.problem
    text = ctx.text(f"check.{words}", digits=found.digits, example=SHOWN_EXAMPLE)
    return ctx.answer(Outcome(f"check.{found.problem}"), text, topic=TOPIC)


def _is_the_kk_again(ctx: Context, digits: str) -> bool:
    """Whether a number without a word that could be a KK comes right after one that was called so.

    Checked as a NIK, a KK is never found, and the family would read that they are not listed.
    """
    last = ctx.last_answer
    if last is None or last.page != Outcome.CHECK_NOT_NIK or last.part not in {_KK, _KK_AGAIN}:
        return False
    return form.may_be_of_a_kk(digits, ctx.today) and ctx.reading.without_numbers.is_blank


def explain_link(ctx: Context) -> Turn:
    """Says that a NIK does not belong in a link and was not read."""
    return ctx.answer(
        Outcome.CHECK_IN_A_LINK, ctx.text("check.in_a_link"), ctx.buttons("info.scams", "menu"), topic=TOPIC
    )


# ---------------------------------------------------------------- several NIKs in one message


async def _ask_which(ctx: Context, niks: list[str]) -> Turn:
    """Asks which of several NIKs to check. The buttons carry an index into hashes that only we keep."""
    key = ctx.services.key
    if key is None:
        return coverage_answer.unavailable(ctx)
    if not ctx.incoming.keeps_cookies:
        return cookies_refused.refuse(ctx, "cookies.one_nik", count=len(niks))
    niks = [one for one in niks if one != EXAMPLE]  # ours, often copied along
    if len(niks) == 1:
        return await check(ctx, CheckedNik(ctx.hash_of(niks[0])))
    most = MOST_OF_A_CADRE if await cadre.role_of(ctx) else MOST_AT_ONCE
    token, taken = ctx.token, niks[:most]
    hashes = tuple(ctx.hash_of(one) for one in taken)
    several = SeveralNiks(token, hashes, several_niks.seal_endings(key, token, taken))
    text = ctx.text("check.several" if len(niks) <= most else "check.too_many", count=len(niks), most=most)
    turn = ctx.answer(
        Outcome.CHECK_SEVERAL,
        text,
        (*several_niks.buttons(ctx, several), several_niks.button_for_all(ctx, several)),
        topic=TOPIC,
        question=several_niks.question(ctx, several),
        asked=AskedNik(others=several),
    )
    return turn.followed_by(_list_not_taken(ctx, niks, most)) if len(niks) > most else turn


async def check_all(ctx: Context, several: SeveralNiks) -> Turn:
    """Checks all of them in one turn, each on a line of its own; with a second factor, it asks for that of the first.

    Each counts towards the quota, as if it had been picked.
    """
    turn = await check(ctx, CheckedNik(several.hashes[0], several))
    if turn.answer.outcome not in coverage_answer.ABOUT_A_PERSON or len(several.hashes) == 1:
        return turn
    about = ctx.services.coverage.about
    more = [await check(ctx, CheckedNik(nik_hash, several)) for nik_hash in several.hashes[1:]]
    outcomes = [one.answer.outcome for one in (turn, *more)]
    lines = [
        several_niks.line(ctx, several, n, outcome, await _begins_later(ctx, several.hashes[n], outcome))
        for n, outcome in enumerate(outcomes)
    ]
    text = ctx.text("check.all", as_of=ctx.day(about.as_of) if about else "", lines="\n".join(lines))
    answered = ctx.answer(
        Outcome.CHECK_SEVERAL,
        coverage_answer.with_remarks(ctx, about, text) if about else text,
        (*several_niks.buttons(ctx, several), *ctx.buttons("menu")),
        topic=TOPIC,
        question=several_niks.question(ctx, several),
        asked=AskedNik(others=several),
    )
    return await correction.put_before_any(ctx, answered)


async def _begins_later(ctx: Context, nik_hash: bytes, outcome: Outcome) -> date | None:
    """The later day from which the contribution is paid; None if it is paid already, not at all, or cannot be seen."""
    if outcome != Outcome.CHECK_FOUND:
        return None
    try:
        _, person = await ctx.services.coverage.look_up(nik_hash)
    except Unavailable:
        return None
    return person.starts if person and result_words.begins_later(ctx, person) else None


def _list_not_taken(ctx: Context, niks: list[str], most: int) -> tuple[Reply, ...]:
    """Lists the NIKs beyond the limit, since the message with them is deleted from the chat."""
    listed = niks[most : most + _MOST_LISTED]
    lines = [f"{n}. {several_niks.ending(one)}" for n, one in enumerate(listed, start=most + 1)]
    if len(niks) > most + _MOST_LISTED:
        lines.append("…")
    return (Reply(ctx.text("check.left_over", count=len(niks) - most, lines="\n".join(lines))),)


async def pick(ctx: Context, value: str) -> Turn:
    """Checks the NIK behind a button of `_ask_which`; an old button, whose NIKs were deleted, counts as expired."""
    _, _, index = value.removeprefix("check.pick.").partition(".")
    asked = coverage_answer.asked_behind(ctx, value)
    several = asked.others if asked else None
    if several and index == several_niks.ALL:
        return await check_all(ctx, several)
    if several is None or not (index.isdecimal() and len(index) <= 2) or int(index) >= len(several.hashes):
        return coverage_answer.expired(ctx)
    return await check(ctx, CheckedNik(several.hashes[int(index)], several))


# ---------------------------------------------------------------- the check itself


async def check(ctx: Context, asked: CheckedNik) -> Turn:
    """Looks the NIK up, or first asks for the second factor."""
    role = await cadre.role_of(ctx)
    if await checks_off.are_off(ctx):
        turn = checks_off.answer(ctx, asked)
    else:
        turn = await _look_up(ctx, asked, role)
    if role:
        await cadre.record_check(ctx, asked.nik, turn.answer.outcome)
    return await correction.put_before(ctx, several_niks.with_heading(ctx, asked.nik, asked.others, turn))


async def _look_up(ctx: Context, asked: CheckedNik, role: Cadre | None) -> Turn:
    try:
        about, person = await ctx.services.coverage.look_up(asked.nik)
    except Unavailable:
        return coverage_answer.unavailable(ctx, asked)
    usage = await quotas.usage(ctx.tx, check_quota.chat_bucket(ctx), asked.nik, ctx.now)
    if not usage.repeated and (refused := await check_quota.refuse(ctx, usage, asked, role)):
        return refused
    if about.second_factor is not Factor.NONE:
        return await second_factor.ask(ctx, about, person, asked)
    if not usage.repeated and not role:
        await check_quota.report_result(ctx, asked.nik, usage.count + 1, missed=person is None)
    return await coverage_answer.answer(ctx, about, person, asked)


async def retry(ctx: Context, value: str = "") -> Turn:
    """Checks the same NIK again after a check that was not possible; typed, also while its second factor is awaited."""
    asked = coverage_answer.asked_behind(ctx, value)
    awaited = isinstance(ctx.question, AskFactor) and ctx.incoming.choice is None
    if asked is None or asked.nik is None or not (asked.may_retry or awaited):
        return coverage_answer.expired(ctx)
    return await check(ctx, CheckedNik(asked.nik, asked.others))


async def treat_as_nik(ctx: Context, value: str) -> Turn:
    """Checks the 16 digits that were typed where a KK was asked for: they are another NIK."""
    asked = coverage_answer.asked_behind(ctx, value)
    if asked is None or asked.kk_or_nik is None:
        return coverage_answer.expired(ctx)
    return await check(ctx, CheckedNik(asked.kk_or_nik.nik, asked.others))
