"""Recognises despair and accidents in typed text, and answers with help before anything else."""

import re

from data.language import spelling
from handlers.context import Context
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading
from handlers.words import harm, signs
from handlers.words.signs import SIGNS

_DESPAIR, _ACCIDENT, _AT_THE_HOSPITAL = "info.despair", "info.emergency", "info.emergency.hospital"
_KILLED = "info.claim.killed"


def has_sign(name: str, reading: Reading) -> bool:
    """Whether the text holds a phrase of a sign (accident, despair, insult ...), in any spelling."""
    return signs.holds(name, reading.spelt)


_FILLERS = frozenset(
    spelling.words(
        "saya aku kami kita sudah lagi saja juga sih dong nih kok sangat sekali rasanya ini itu begini gini jadi terus "
        "anymore even just really so"
    )
)
"""Words that are ignored within phrases of despair."""


def _without_fillers(words: list[str]) -> str:
    return f" {' '.join(word for word in words if word not in _FILLERS)} "


_WEARY = tuple(_without_fillers(one.split()) for one in SIGNS["weary"])
_LIFELESS, _OTHER_LIVES = ("|".join(one.strip() for one in SIGNS[name]) for name in ("lifeless", "other_lives"))
_NO_DESPAIR = re.compile(
    rf" (?:{_LIFELESS}) tidak mau h?idup(?= )| tidak mau h?idup (?:{_LIFELESS}|{_OTHER_LIVES})(?= )"
)


def despairs(reading: Reading) -> bool:
    """Whether somebody no longer wants to live; a motorbike that "ga mau hidup" (does not start) does not count."""
    if has_sign("despair", reading):
        return True
    said = _NO_DESPAIR.sub(" ", _without_fillers(reading.words))
    return any(phrase in said for phrase in _WEARY)


def reports_accident(reading: Reading) -> bool:
    """Whether somebody is hurt and alive; hypothetical accidents and questions on how to claim do not count."""
    return reading.harm == harm.ACCIDENT


def is_in_need(reading: Reading) -> bool:
    """Whether somebody is in despair or reports an accident."""
    return despairs(reading) or reports_accident(reading)


def tells_of_harm(reading: Reading) -> bool:
    """Whether somebody died, was hurt or despairs, even if only as a question."""
    if reading.is_a_nik_alone:
        return False
    return despairs(reading) or any(has_sign(one, reading) for one in ("died", "mourned", "accident", "distress"))


def page_in_need(ctx: Context, reading: Reading) -> str:
    """The page that helps in despair, after an accident or a death by one; empty if there is no emergency.

    Who is at the hospital, as the message says, is told what to say there; also in the messages after a first report.
    """
    if despairs(reading):
        return _DESPAIR
    if reading.harm and ctx.harm == harm.KILLED:
        return _KILLED
    if reports_accident(reading):
        return _AT_THE_HOSPITAL if _is_at_the_hospital(reading) else _ACCIDENT
    told = any(one.page == Outcome.INFO_EMERGENCY for one in ctx.answers_in_reach())
    return _AT_THE_HOSPITAL if told and _is_at_the_hospital(reading) else ""


def _is_at_the_hospital(reading: Reading) -> bool:
    return has_sign("at_hospital", reading) and not has_sign("no_hospital_yet", reading)


async def help_first(ctx: Context, reading: Reading) -> Turn | None:
    """Help for somebody in despair or after an accident, whatever else was asked; None if there is no emergency."""
    page = page_in_need(ctx, reading)
    if page == _DESPAIR:
        return (await ctx.go(page)).with_topic(reading.intent.topic or "human")
    return await ctx.go(page) if page else None
