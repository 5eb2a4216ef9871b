"""Decides whether a chat may check one more NIK today: first its own quota, then the limits that span chats."""

from datetime import datetime

from data.chats import quotas
from data.chats.quotas import Usage
from data.chats.recent_answers import AskedNik
from data.staff.cadres import Cadre
from handlers.context import Context
from handlers.coverage import coverage_answer, several_niks
from handlers.coverage.coverage_answer import CheckedNik
from handlers.messages import Turn
from handlers.outcomes import Outcome

_REFUSALS = {
    "network": (Outcome.CHECK_QUOTA, "check.quota_address"),
    "crowd": (Outcome.CHECK_QUOTA, "check.quota_crowd"),
    "everywhere": (Outcome.CHECK_BUSY, "check.busy"),
}
"""The outcome and the text for each limit that may refuse a NIK."""


def chat_bucket(ctx: Context) -> bytes:
    """The key under which the quota of the chat is counted. Needs a key: without one there are no checks."""
    assert ctx.services.key
    return quotas.chat_bucket(ctx.services.key, ctx.incoming.channel, ctx.incoming.address)


async def refuse(ctx: Context, asked: Usage, nik: CheckedNik, role: Cadre | None) -> Turn | None:
    """Counts a NIK that is new for the chat today, or returns why it cannot be checked now.

    Cadres have a quota of their own. Limits across chats ignore them: they check many people who are not listed yet.
    """
    most = ctx.services.cadre_checks_per_day if role else ctx.services.checks_per_day
    if asked.count >= most:
        opens = await quotas.opens_at(ctx.tx, asked.bucket, asked.count - most, ctx.now)
        text = ctx.text("check.quota", most=most, opens=ctx.moment(opens))
        return ctx.answer(
            Outcome.CHECK_QUOTA,
            text,
            ctx.buttons("menu"),
            topic=coverage_answer.TOPIC,
            question=several_niks.question(ctx, nik.others),
            asked=AskedNik(nik.nik, nik.others),
            heading=coverage_answer.no_result(ctx),
        )
    if not role and (turn := await _refuse_over_limit(ctx, asked, nik)):
        return turn
    await quotas.count_nik(ctx.tx, asked.bucket, nik.nik, ctx.now)
    return None


async def _refuse_over_limit(ctx: Context, asked: Usage, nik: CheckedNik) -> Turn | None:
    """The answer if a limit across chats is reached: that of a network or, during an attack, that of a channel."""
    if ctx.incoming.origin is None:
        return None
    refusal = await ctx.services.check_limiter.refuses(
        ctx.incoming.origin, ctx.incoming.chat, nik.nik, asked.count, ctx.now
    )
    if refusal is None:
        return None
    outcome, words = _REFUSALS[refusal.where]
    text = ctx.text(words, opens=ctx.moment(_whole_minute(refusal.opens)))
    return coverage_answer.no_answer_now(ctx, outcome, text, nik, may_watch=False)


def _whole_minute(moment: datetime) -> datetime:
    """The moment rounded up to a minute: times are shown in hours and minutes and must not be too early."""
    return datetime.fromtimestamp(-(-moment.timestamp() // 60) * 60, moment.tzinfo)


async def report_result(ctx: Context, nik_hash: bytes, nth: int, *, missed: bool) -> None:
    """Reports the result of the chat's `nth` NIK of the day to the check limiter."""
    if ctx.incoming.origin:
        origin, chat = ctx.incoming.origin, ctx.incoming.chat
        await ctx.services.check_limiter.record_result(origin, chat, nik_hash, nth, missed=missed, now=ctx.now)
