"""Answers thanks as they are meant, and the question beside thanks, a salaam or a sigh."""

import re
from functools import cache

from data.content import texts
from data.language import spelling
from data.records import replace
from handlers.context import Context
from handlers.free_text import free_text, urgent
from handlers.free_text.free_text import SURE_PART
from handlers.memory import last_page
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.phrases import yes_no
from handlers.reading import Reading

_FILE = texts.follow_ups()
_OF_A_DEATH = frozenset({Outcome.INFO_CLAIM_DEATH, Outcome.INFO_BENEFITS_DEATH})
_OF_NEED = frozenset({Outcome.INFO_EMERGENCY, Outcome.INFO_DESPAIR, Outcome.INFO_CLAIM_ACCIDENT, Outcome.INFO_SCAMMED})
_SMALL_TALK = frozenset({"greeting", "thanks"})


@cache
def _courtesies() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What matches courtesies at the beginning of a message, and at its end."""
    phrases = sorted((one for some in _FILE.courtesies.values() for one in some), key=len, reverse=True)
    any_of = "|".join(map(re.escape, phrases))
    return (
        re.compile(rf"\A(?:[\s,.!…;:-]*(?:{any_of})(?![^\W_]))+[\s,.!…;:-]*", re.IGNORECASE),
        re.compile(rf"[\s,.!…;:-]+(?:(?:{any_of})[\s,.!…;:-]*)+\Z", re.IGNORECASE),
    )


@cache
def _signs(name: str) -> tuple[str, ...]:
    return tuple(f" {' '.join(spelling.words(one))} " for one in _FILE.sorrow[name])


def _shows(name: str, reading: Reading) -> bool:
    said = f" {reading.spelt} "
    return any(sign in said for sign in _signs(name))


def without_courtesies(reading: Reading) -> Reading:
    """What is said besides thanks, greetings and sighs; the same reading if there are none."""
    beginning, end = _courtesies()
    return reading.of(end.sub("", beginning.sub("", reading.raw)))


async def beside_a_question(ctx: Context) -> Turn | None:
    """The question behind thanks, a salaam or a sigh; None if there is none, or no such words."""
    rest = without_courtesies(ctx.reading)
    if ctx.incoming.kind != "text" or rest is ctx.reading or rest.is_blank:
        return None
    if _thanks(ctx.reading) and _is_sad(ctx.reading) and "?" not in rest.raw:
        return await thank(ctx)
    asking = replace(ctx, reading=rest)
    if turn := await last_page.about_last_answer(asking):
        return turn
    asked, whole = rest.intent, ctx.reading.intent
    clear = asked.topic not in {None, *_SMALL_TALK} and asked.probability >= SURE_PART
    if clear and (whole.topic in {None, *_SMALL_TALK} or whole.topic == asked.topic):
        return await free_text.answer(asking)
    return None


def _thanks(reading: Reading) -> bool:
    return "terimakasih" in reading.words


def _is_sad(reading: Reading) -> bool:
    return _mourns(reading) or _shows("disappointed", reading) or _shows("weary", reading)


def _mourns(reading: Reading) -> bool:
    return urgent.has_sign("died", reading) and not urgent.has_sign("alive", reading)


async def thank(ctx: Context) -> Turn:
    """Answers thanks: those of somebody who mourns, is in need or disappointed, without an invitation."""
    if yes_no.never_mind(ctx.reading):
        return _answer(ctx, "thanks.never_mind")
    page = await last_page.page_before(ctx)
    if _mourns(ctx.reading) or page in _OF_A_DEATH:
        return _answer(ctx, "thanks.mourning", "info.claim.death")
    if page in _OF_NEED:
        return _answer(ctx, "thanks.need", "offices.emergency" if page == Outcome.INFO_DESPAIR else "offices")
    if _shows("weary", ctx.reading):
        return _answer(ctx, "thanks.weary", "offices.welfare", "guide")
    if _shows("disappointed", ctx.reading):
        return _answer(ctx, "thanks.disappointed", "guide", "info.why")
    return _answer(ctx, "thanks")


def _answer(ctx: Context, key: str, *buttons: str) -> Turn:
    return ctx.answer(Outcome.THANKS, ctx.text(key), ctx.buttons(*buttons, "menu"), topic="thanks")
