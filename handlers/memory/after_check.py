"""Words right after a check that mean this check: news of it, what to do now, another person's NIK, a wrong number.

They come before commands and wishes, which would take "kabarin ya" for a subscription; the rest of the follow-ups
about a check is in `last_page`.
"""

from functools import partial

from data.content import texts
from data.nik.nik import SHOWN_EXAMPLE
from handlers.context import Context
from handlers.coverage import coverage_answer, several_niks
from handlers.free_text import urgent
from handlers.memory import last_page, matcher
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.subscription import subscription_prompt
from handlers.words import page_phrases, whom

_LONGEST = 10
"""In words; a longer message says itself what it is about."""
_MAY_WAIT = {"pick", subscription_prompt.STEP}
"""Questions that may stay open meanwhile."""


_read = partial(matcher.words_of, "after_check")
_NOTIFY = texts.choices("after_check")["notify"]
_NO_NOTICE = _read("no_notice")
_NEXT, _BESIDE_NEXT = _read("next"), _read("beside_next")
_PEOPLE, _BESIDE_PEOPLE, _ASKS_FOR = _read("people"), _read("beside_people"), _read("asks_for")
_WRONG, _BESIDE_WRONG = _read("wrong"), _read("beside_wrong")


async def respond(ctx: Context) -> Turn | None:
    """The answer to words about the check that was the last answer; None for any other words."""
    reading = ctx.reading
    if ctx.incoming.choice is not None or reading.is_a_nik_alone or reading.is_blank or ctx.question_elsewhere:
        return None
    newest = ctx.last_answer
    if newest is None or newest.asked is None or (ctx.question and ctx.question.kind not in _MAY_WAIT):
        return None
    if reading.size > _LONGEST or reading.holds_a_number or urgent.is_in_need(reading):
        return None
    said = frozenset(reading.words)
    if not said & (_NO_NOTICE | _PEOPLE) and any(f" {one} " in f" {reading.folded} " for one in _NOTIFY):
        return await _watch(ctx)
    if said & _ASKS_FOR and _is_about(said, _PEOPLE, _BESIDE_PEOPLE | _ASKS_FOR):
        return await ctx.go("check") if reading.whom not in {"", whom.SELF} else _ask(ctx, "check.ask_other")
    if _is_about(said, _NEXT, _BESIDE_NEXT) and newest.asked.nik is not None:
        steps = last_page.steps_of(await last_page.page_before(ctx))
        return await ctx.go(steps["how" if newest.harm and "cara" in map(page_phrases.bare, said) else "next"])
    if _is_about(said, _WRONG, _BESIDE_WRONG):
        return _ask(ctx, "check.ask_right")
    return None


def _is_about(said: frozenset[str], words: frozenset[str], beside: frozenset[str]) -> bool:
    """Whether one of these words was said, and nothing but these and what may stand beside them."""
    return bool(said & words) and said <= words | beside


async def _watch(ctx: Context) -> Turn | None:
    """Watches the NIK that was asked; of several that wait, asks which one. None where nothing is left to wait for."""
    if coverage_answer.watch_offer(ctx):
        return await ctx.go("watch")
    last = ctx.last_check
    asked = last.asked if last else None
    if asked is None or asked.nik is not None or asked.others is None:
        return None
    return ctx.answer(
        Outcome.CHECK_SEVERAL,
        ctx.text("watch.which"),
        several_niks.buttons(ctx, asked.others),
        topic=coverage_answer.TOPIC,
        question=several_niks.question(ctx, asked.others),
        asked=asked,
    )


def _ask(ctx: Context, key: str) -> Turn:
    """Asks for another NIK; that of the last check is not spoken of."""
    return ctx.answer(Outcome.CHECK_ASKED, ctx.text(key, example=SHOWN_EXAMPLE), topic=coverage_answer.TOPIC)
