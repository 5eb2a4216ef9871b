"""Asks for a second factor before answering a check.

*Every* well-formed NIK is asked about in this way. A NIK that is not listed gets the same text, after the same work, as
a name that does not match, so that trying does not reveal who is listed.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.chats import quotas
from data.chats.questions import AskFactor
from data.chats.recent_answers import AskedNik, KkOrNik
from data.coverage.lookup import Person, Unavailable
from data.coverage.second_factor import Factor, is_remark, last_digits, typed_digits, typed_names, with_other_readings
from data.coverage.snapshots import SCHEMA_VERSION, About
from handlers import cadre, cookies_refused
from handlers.context import Context
from handlers.coverage import check_quota, checks_off, correction, coverage_answer, several_niks
from handlers.coverage.coverage_answer import CheckedNik
from handlers.messages import Turn
from handlers.outcomes import Outcome

_PATIENCE = timedelta(hours=1)
_NO_FACTOR = bytes(16)
_MAX_TRIES_PER_CHAT_OR_NETWORK = 3
"""Mismatches allowed for one NIK a day from one chat or one network."""
_MAX_TRIES_IN_ALL = 10
"""Mismatches allowed from all chats together; a chat that gave the right factor before is exempt."""


async def ask(ctx: Context, about: About, person: Person | None, asked: CheckedNik) -> Turn:
    """Asks for the first name or the last 4 digits of the KK, unless no tries are left."""
    if not ctx.incoming.keeps_cookies:
        return cookies_refused.refuse(ctx, "cookies.factor", factor=ctx.phrase(f"factor_{about.second_factor}"))
    tries = await _tries(ctx, person, asked.nik)
    if tries.opens:
        return _no_more_tries(ctx, about, tries, asked)
    return ctx.answer(
        Outcome.CHECK_FACTOR,
        ctx.text(f"check.factor_{about.second_factor}"),
        topic=coverage_answer.TOPIC,
        question=_question(ctx, about.second_factor, asked),
        asked=AskedNik(asked.nik, asked.others),
    )


def _question(ctx: Context, factor: Factor, asked: CheckedNik) -> AskFactor:
    return AskFactor(ctx.now + _PATIENCE, asked.nik, factor, asked.others, ctx.incoming.session)


async def respond(ctx: Context) -> Turn | None:
    """The answer to "which first name?" or "which last 4 digits?"."""
    question, key, about = ctx.question, ctx.services.key, ctx.services.coverage.about
    if not isinstance(question, AskFactor) or key is None:
        return None
    asked = CheckedNik(question.nik, question.others)
    if about is None:
        return await cadre.record_answer(ctx, asked.nik, coverage_answer.unavailable(ctx, asked))
    factor, reading = about.second_factor, ctx.reading
    words = typed_names(reading.raw) if factor is Factor.NAME else typed_digits(reading.normalized)
    remark = factor is Factor.NAME and is_remark(words)
    if await checks_off.are_off(ctx):  # text that cannot be a factor may be a question
        return None if not words else await cadre.record_answer(ctx, asked.nik, checks_off.answer(ctx, asked))
    if factor is not Factor.NONE and (remark or not words):
        return _ask_again(ctx, "remark" if remark else f"{factor}_again")
    if factor is Factor.NAME:
        words = with_other_readings(words, reading.raw, as_before=about.schema_version < SCHEMA_VERSION)
    return await _answer_factor(ctx, question, tuple(key.of_factor(asked.nik, word) for word in words))


def _ask_again(ctx: Context, words: str) -> Turn:
    """Asks again without counting a try, since nothing was compared."""
    return ctx.answer(Outcome.CHECK_FACTOR, ctx.text(f"check.factor_{words}"), topic=coverage_answer.TOPIC)


def awaits_kk(ctx: Context) -> bool:
    """Whether the open question asks for digits of the KK."""
    about = ctx.services.coverage.about
    return bool(isinstance(ctx.question, AskFactor) and about and about.second_factor is Factor.KK)


async def ask_kk_or_nik(ctx: Context, number: str) -> Turn | None:
    """Asks whether 16 digits typed for the KK digits are a KK or a NIK: a whole KK looks like a NIK."""
    question, key = ctx.question, ctx.services.key
    if not (isinstance(question, AskFactor) and key and awaits_kk(ctx)):
        return None
    other = ctx.hash_of(number)
    if other == question.nik:
        return None
    asked = CheckedNik(question.nik, question.others)
    if await checks_off.are_off(ctx):  # for the earlier NIK, as this number may be a KK
        return await cadre.record_answer(ctx, asked.nik, checks_off.answer(ctx, asked))
    choice = KkOrNik(key.of_factor(asked.nik, last_digits(number)), other, question.factor)
    watch = coverage_answer.watch_offer(ctx)  # of the last try
    return ctx.answer(
        Outcome.CHECK_FACTOR,
        ctx.text("check.kk_or_nik"),
        tuple(coverage_answer.token_button(ctx, step) for step in (coverage_answer.AS_KK, coverage_answer.AS_NIK)),
        topic=coverage_answer.TOPIC,
        asked=AskedNik(asked.nik, asked.others, watch, kk_or_nik=choice),
    )


async def treat_as_kk(ctx: Context, value: str) -> Turn:
    """Treats the 16 digits as a KK number."""
    asked = coverage_answer.asked_behind(ctx, value)
    if asked is None or asked.nik is None or asked.kk_or_nik is None:
        return coverage_answer.expired(ctx)
    question = _question(ctx, asked.kk_or_nik.factor, CheckedNik(asked.nik, asked.others))
    return await _answer_factor(ctx, question, (asked.kk_or_nik.kk,))


async def _answer_factor(ctx: Context, question: AskFactor, typed: tuple[bytes, ...]) -> Turn:
    """The answer to a typed second factor, headed by its NIK if the message held several."""
    asked = CheckedNik(question.nik, question.others, typed)
    if await checks_off.are_off(ctx):
        turn = checks_off.answer(ctx, CheckedNik(question.nik, question.others))
        return await cadre.record_answer(ctx, asked.nik, turn)
    turn = await _compare(ctx, question.factor, asked)
    return await correction.put_before(ctx, several_niks.with_heading(ctx, asked.nik, asked.others, turn))


async def _compare(ctx: Context, factor: Factor, asked: CheckedNik) -> Turn:
    """Compares the typed factor with the stored one, or with a constant when the person is not listed."""
    untyped = CheckedNik(asked.nik, asked.others)
    try:
        about, person = await ctx.services.coverage.look_up(asked.nik)
    except Unavailable:
        return await cadre.record_answer(ctx, asked.nik, coverage_answer.unavailable(ctx, untyped))
    if about.second_factor is Factor.NONE:  # a new snapshot was published in the meantime
        return await cadre.record_answer(ctx, asked.nik, await coverage_answer.answer(ctx, about, person, untyped))
    if about.second_factor != factor:
        return await cadre.record_answer(ctx, asked.nik, await ask(ctx, about, person, untyped))
    tries = await _tries(ctx, person, asked.nik)
    if tries.opens:
        return await cadre.record_answer(ctx, asked.nik, _no_more_tries(ctx, about, tries, asked))
    if _matches(person, asked.typed) and person and person.factor:  # compared in any case, which takes as long
        await quotas.keep_proof(ctx.tx, check_quota.chat_bucket(ctx), asked.nik, person.factor, ctx.now)
        await _report_first_try(ctx, asked.nik, missed=False)
        return await cadre.record_answer(
            ctx, asked.nik, await coverage_answer.answer(ctx, about, person, asked, with_cohort=True)
        )
    return await cadre.record_answer(ctx, asked.nik, await _mismatch(ctx, about, person, asked), "check.no_match")


async def _mismatch(ctx: Context, about: About, person: Person | None, asked: CheckedNik) -> Turn:
    """Gives the same answer whether the factor is wrong or the NIK is not listed."""
    await _report_first_try(ctx, asked.nik, missed=True)
    for place in await _try_limits(ctx, person, asked.nik):
        await quotas.count_mismatch(ctx.tx, place.bucket, asked.nik, ctx.now)
    tries = await _tries(ctx, person, asked.nik)
    if tries.everywhere:
        ctx.services.check_limiter.alarm_factor_guessing()
    if tries.opens:
        return _no_more_tries(ctx, about, tries, asked, outcome=Outcome.CHECK_NOT_LISTED)
    text = ctx.text(
        "check.no_match",
        left=tries.left,
        **_factor_words(ctx, about.second_factor),
    )
    watch, kept = coverage_answer.watch_button(ctx, asked, about.number)
    return ctx.answer(
        Outcome.CHECK_NOT_LISTED,
        coverage_answer.with_remarks(ctx, about, text),
        (*ctx.buttons("guide"), watch, *ctx.buttons("info.eligible", "menu")),
        topic=coverage_answer.TOPIC,
        question=_question(ctx, about.second_factor, asked),
        asked=kept,
        heading=coverage_answer.no_result(ctx, about),
    )


def _matches(person: Person | None, typed: tuple[bytes, ...]) -> bool:
    kept = person.factor if person and person.factor else _NO_FACTOR
    return any([hmac.compare_digest(one, kept) for one in typed])  # noqa: C419 - all are compared, for constant time


async def _report_first_try(ctx: Context, nik_hash: bytes, *, missed: bool) -> None:
    """Reports the result of the first try only: later ones add nothing about this chat. Cadres are not reported."""
    if not await cadre.role_of(ctx) and not await quotas.mismatches(
        ctx.tx, check_quota.chat_bucket(ctx), nik_hash, ctx.now
    ):
        asked = await quotas.usage(ctx.tx, check_quota.chat_bucket(ctx), nik_hash, ctx.now)
        await check_quota.report_result(ctx, nik_hash, asked.count, missed=missed)


@dataclass(frozen=True, slots=True)
class _TryLimit:
    """A limit on tries: of this chat, of its network, or of all chats together."""

    bucket: bytes
    most: int
    everywhere: bool = False


async def _try_limits(ctx: Context, person: Person | None, nik_hash: bytes) -> list[_TryLimit]:
    """The limits for one NIK. Tries of others do not block a chat that gave this factor correctly before."""
    here, key, origin = check_quota.chat_bucket(ctx), ctx.services.key, ctx.incoming.origin
    assert key
    places = [_TryLimit(here, _MAX_TRIES_PER_CHAT_OR_NETWORK)]
    if (proof := await quotas.proof(ctx.tx, here, nik_hash, ctx.now)) and person and proof == person.factor:
        return places
    if origin and origin.networks:
        places.append(_TryLimit(key.of_bucket("network", origin.nearest), _MAX_TRIES_PER_CHAT_OR_NETWORK))
    return [*places, _TryLimit(key.of_bucket("everywhere"), _MAX_TRIES_IN_ALL, everywhere=True)]


@dataclass(frozen=True, slots=True)
class _Tries:
    """What is left of the tries for one NIK under its strictest limit."""

    left: int
    most: int
    opens: datetime | None
    """When the next try is allowed; None while there are tries left."""
    everywhere: bool
    """Whether the limit over all chats is used up."""
    by_others: bool
    """Whether other chats used up the tries: this one may not have tried at all."""


async def _tries(ctx: Context, person: Person | None, nik_hash: bytes) -> _Tries:
    """The tries under the strictest limit."""
    places = await _try_limits(ctx, person, nik_hash)
    return min([await _tries_of(ctx, place, nik_hash) for place in places], key=lambda one: (one.left, one.by_others))


async def _tries_of(ctx: Context, place: _TryLimit, nik_hash: bytes) -> _Tries:
    misses = await quotas.mismatches(ctx.tx, place.bucket, nik_hash, ctx.now)
    left = place.most - len(misses)
    opens = None if left > 0 else misses[-place.most] + quotas.DAY
    return _Tries(left, place.most, opens, place.everywhere and left <= 0, place.bucket != check_quota.chat_bucket(ctx))


def _no_more_tries(
    ctx: Context, about: About, tries: _Tries, asked: CheckedNik, outcome: Outcome = Outcome.CHECK_QUOTA
) -> Turn:
    words = {**_factor_words(ctx, about.second_factor), "most": tries.most}
    said = "check.tries_elsewhere" if tries.by_others else "check.tries"
    text = ctx.text(said, opens=ctx.moment(tries.opens or ctx.now), **words)
    return ctx.answer(
        outcome,
        text,
        ctx.buttons("guide", "menu"),
        topic=coverage_answer.TOPIC,
        question=several_niks.question(ctx, asked.others),
        asked=AskedNik(asked.nik, asked.others),
        heading=coverage_answer.no_result(ctx, None if tries.by_others else about),
    )


def _factor_words(ctx: Context, factor: Factor) -> dict[str, object]:
    return {"factor": ctx.phrase(f"factor_{factor}"), "paper": ctx.phrase(f"paper_{factor}")}
