"""Says which page the last check was answered with, by looking the NIK up again: what a check found is not kept."""

from data.chats import quotas
from data.chats.recent_answers import AskedNik
from data.coverage.lookup import Person, Standing, Unavailable
from data.coverage.second_factor import Factor
from data.coverage.snapshots import About
from handlers.context import Context
from handlers.coverage import check_quota, checks_off, result_words

UNKNOWN = "check"
"""The page where it must not be said, or cannot be, what the check found."""
_PAGES = {
    Standing.LISTED: "check.found",
    Standing.ENDED: "check.ended",
    Standing.UNCLEAR: "check.unclear",
    Standing.NOT_LISTED: "check.not_listed",
}


async def page_of(ctx: Context, asked: AskedNik) -> str:
    """The page of the answer about this NIK: `check.found`, `check.ended` ...

    `UNKNOWN` on shared phones, where somebody else may be typing, while checks are stopped, and where a second factor
    is required that this chat has not given: there the page must not depend on who is listed.
    """
    if asked.nik is None:
        return "check.several"
    if ctx.chat.question and ctx.chat.question.kind == "factor":
        return "check.factor"
    found = await looked_up_again(ctx, asked)
    if found is None:
        return UNKNOWN
    _, person = found
    if person and result_words.begins_later(ctx, person):
        return "check.found_later"
    return _PAGES[result_words.standing_today(ctx, person)]


async def looked_up_again(
    ctx: Context, asked: AskedNik, *, pressed: bool = False
) -> tuple[About, Person | None] | None:
    """What the data holds now about the NIK of an earlier answer; None where this chat must not, or cannot, be told.

    A `pressed` button of that answer, unlike typed words, shows on a shared phone, too, who asks.
    """
    may_ask = ctx.incoming.typed_picks or pressed
    if asked.nik is None or not may_ask or asked.may_retry or await checks_off.are_off(ctx):
        return None
    try:
        about, person = await ctx.services.coverage.look_up(asked.nik)
    except Unavailable:
        return None
    return (about, person) if await _may_be_told(ctx, about, person, asked.nik) else None


async def _may_be_told(ctx: Context, about: About, person: Person | None, nik_hash: bytes) -> bool:
    """Whether this chat may be told without a second factor, or gave the right one before."""
    if about.second_factor is Factor.NONE:
        return True
    proof = await quotas.proof(ctx.tx, check_quota.chat_bucket(ctx), nik_hash, ctx.now)
    return bool(proof and person and proof == person.factor)
