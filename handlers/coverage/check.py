"""Checks the NIK of a message, asks which of several to check, or explains what is wrong with a number.

A NIK exists for one turn only; only keyed hashes are kept longer.
"""

from typing import Any

from data.chats import quotas
from data.coverage.lookup import Unavailable
from data.coverage.second_factor import Factor
from data.nik.nik import EXAMPLE, SHOWN_EXAMPLE
from data.staff.cadres import Cadre
from handlers import cadre, cookies_refused
from handlers.context import Context
from handlers.coverage import check_quota, checks_off, correction, coverage_answer, second_factor, several_niks
from handlers.coverage.coverage_answer import TOPIC, CheckedNik
from handlers.messages import Reply, Turn
from handlers.outcomes import Outcome

MOST_AT_ONCE, MOST_OF_A_CADRE = 5, 10
"""The most NIKs of one message that get a button, for residents and for cadres."""
_TEXT_OF_KIND = {"bank": "account"}
"""Kinds of number that share the text of another kind."""


async def ask(ctx: Context) -> Turn:
    """Asks for a NIK, unless checks are stopped."""
    if await checks_off.are_off(ctx):
        return checks_off.answer(ctx)
    return ctx.answer(Outcome.CHECK_ASKED, ctx.text("check.ask", example=SHOWN_EXAMPLE), topic=TOPIC, pending=None)


async def respond(ctx: Context) -> Turn:
    """The answer to a text with numbers: a check, or what is wrong with them."""
    key, found = ctx.services.key, ctx.reading.numbers
    if found.nik == EXAMPLE:
        return ctx.answer(Outcome.CHECK_ASKED, ctx.text("check.example"), topic=TOPIC)
    if found.problem != "none" and not (found.nik and key) and await checks_off.are_off(ctx):
        return checks_off.answer(ctx)  # also for a mistyped NIK: correcting it would not help now
    if found.rounded:
        return ctx.answer(Outcome.CHECK_ROUNDED, ctx.text("check.rounded", example=SHOWN_EXAMPLE), topic=TOPIC)
    if found.nik:
        return await check(ctx, ctx.hash_of(found.nik), {}) if key else coverage_answer.unavailable(ctx)
    if found.problem == "several":
        return await _ask_which(ctx, found.niks)
    if found.problem == "none":
        kind = _TEXT_OF_KIND.get(found.other or "", found.other)
        return ctx.answer(Outcome.CHECK_NOT_NIK, ctx.text(f"check.not_nik_{kind}", example=SHOWN_EXAMPLE), topic=TOPIC)
    words = "obscured" if found.obscured else found.problem
    text = ctx.text(f"check.{words}", digits=found.digits, example=SHOWN_EXAMPLE)
    return ctx.answer(Outcome(f"check.{found.problem}"), text, topic=TOPIC)


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
    most = MOST_OF_A_CADRE if await cadre.role_of(ctx) else MOST_AT_ONCE
    token, taken = coverage_answer.new_token(ctx), niks[:most]
    hashes = [ctx.hash_of(one).hex() for one in taken]
    answers = {"token": token, "niks": hashes, "ends": several_niks.seal_endings(key, token, taken)}
    text = ctx.text("check.several" if len(niks) <= most else "check.too_many", count=len(niks), most=most)
    buttons, pending = several_niks.buttons(ctx, answers), coverage_answer.pending_picks(ctx, answers)
    turn = ctx.answer(Outcome.CHECK_SEVERAL, text, buttons, topic=TOPIC, pending=pending)
    return turn.followed_by(_list_not_taken(ctx, niks, most)) if len(niks) > most else turn


def _list_not_taken(ctx: Context, niks: list[str], most: int) -> tuple[Reply, ...]:
    """Lists the NIKs beyond the limit, since the message with them is deleted from the chat."""
    lines = "\n".join(f"{n}. {several_niks.ending(one)}" for n, one in enumerate(niks[most:], start=most + 1))
    return (Reply(ctx.text("check.left_over", count=len(niks) - most, lines=lines)),)


async def pick(ctx: Context, value: str) -> Turn:
    """Checks the NIK behind a button of `_ask_which`; an old button, whose NIKs were deleted, counts as expired."""
    token, _, index = value.removeprefix("check.pick.").partition(".")
    answers = ctx.chat.pending.answers if ctx.chat.pending else {}
    kept = answers.get("niks") if coverage_answer.token_matches(answers.get("token"), token) else None
    if not kept or not (index.isdecimal() and len(index) <= 2) or int(index) >= len(kept):
        return coverage_answer.expired(ctx)
    return await check(ctx, bytes.fromhex(kept[int(index)]), coverage_answer.other_niks(answers))


async def pick_typed(ctx: Context) -> Turn | None:
    """Accepts a typed "2" in place of a button; on shared phones only a button counts."""
    pending, word = ctx.chat.pending, ctx.reading.raw.strip().rstrip(".)")
    if pending and len(word) <= 2 and word.isdecimal() and 1 <= int(word) <= len(pending.answers["niks"]):
        if not ctx.incoming.typed_picks:
            return ctx.answer(Outcome.CHECK_SEVERAL, ctx.text("check.press"), topic=TOPIC)
        return await pick(ctx, f"check.pick.{pending.answers['token']}.{int(word) - 1}")
    return None


# ---------------------------------------------------------------- the check itself


async def check(ctx: Context, nik_hash: bytes, others: dict[str, Any]) -> Turn:
    """Looks the NIK up, or first asks for the second factor. `others` are the other NIKs of the message."""
    role = await cadre.role_of(ctx)
    if await checks_off.are_off(ctx):
        turn = checks_off.answer(ctx, {"nik": nik_hash.hex(), **others})
    else:
        turn = await _look_up(ctx, nik_hash, others, role)
    if role:
        await cadre.record_check(ctx, nik_hash, turn.answer.outcome)
    return await correction.put_before(ctx, several_niks.with_heading(ctx, nik_hash, others, turn))


async def _look_up(ctx: Context, nik_hash: bytes, others: dict[str, Any], role: Cadre | None) -> Turn:
    try:
        about, person = await ctx.services.coverage.look_up(nik_hash)
    except Unavailable:
        return coverage_answer.unavailable(ctx, {"nik": nik_hash.hex(), **others})
    asked = await quotas.usage(ctx.tx, check_quota.chat_bucket(ctx), nik_hash, ctx.now)
    if not asked.repeated and (refused := await check_quota.refuse(ctx, asked, nik_hash, others, role)):
        return refused
    if about.second_factor is not Factor.NONE:
        return await second_factor.ask(ctx, about, person, nik_hash, others)
    if not asked.repeated and not role:
        await check_quota.report_result(ctx, nik_hash, asked.count + 1, missed=person is None)
    return await coverage_answer.answer(ctx, about, person, CheckedNik(nik_hash, others))


async def retry(ctx: Context, _value: str = "") -> Turn:
    """Checks the same NIK again after a check that was not possible."""
    return await _check_kept(ctx, coverage_answer.hash_behind(ctx, coverage_answer.RETRY, "nik"))


async def treat_as_nik(ctx: Context, _value: str) -> Turn:
    """Checks the 16 digits that were typed where a KK was asked for: they are another NIK."""
    return await _check_kept(ctx, coverage_answer.hash_behind(ctx, coverage_answer.AS_NIK, "other"))


async def _check_kept(ctx: Context, nik: str | None) -> Turn:
    if nik is None or ctx.chat.pending is None:
        return coverage_answer.expired(ctx)
    return await check(ctx, bytes.fromhex(nik), coverage_answer.other_niks(ctx.chat.pending.answers))
