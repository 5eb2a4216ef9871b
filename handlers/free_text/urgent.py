"""Recognises despair and accidents in typed text, and answers with help before anything else."""

import re

from data.content import texts
from data.language import spelling
from handlers.context import Context
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading
from handlers.words.intent import NOT_OURS

_DESPAIR, _ACCIDENT, _AT_THE_HOSPITAL = "info.despair", "info.emergency", "info.emergency.hospital"
CLAIM_LIKELY = 0.2
"""The probability of a claim from which a sign of an accident is taken seriously."""


_THE_LATE = {"almarhum", "almarhumah", "alm", "almh", "mendiang"}
_PEOPLE = {word for one in texts.choices("after_check")["people"] for word in spelling.words(one)} | _THE_LATE
_IF_DIES = re.compile(
    r" (?:kalau|jika|bila|apabila|misal|misalnya|seandainya|andai|takut|jangan|if|mun|upami)(?: \w+){0,6}(?= )"
)
"""What is only supposed: "kalau suami saya nanti meninggal"."""


def _read_as_spelt(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """The phrases, normalised for the search; `$` at the end of a phrase stands for the end of the message."""
    ends = ("$" if phrase.endswith("$") else "" for phrase in phrases)
    return tuple(f" {' '.join(spelling.words(one))} {end}" for one, end in zip(phrases, ends, strict=True))


SIGNS = {name: _read_as_spelt(phrases) for name, phrases in texts.keywords().signs.items()}


def has_sign(name: str, reading: Reading) -> bool:
    """Whether the text holds a phrase of a sign (accident, despair, insult ...), in any spelling."""
    plain = f" {reading.spelt} $"
    return any(phrase in plain for phrase in SIGNS[name])


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
    if not has_sign("accident", reading) or (has_sign("what_if", reading) and not has_sign("just_now", reading)):
        return False
    if has_sign("died", reading) and not has_sign("alive", reading):
        return False
    intent = reading.intent
    return intent.topic == "claim" or (
        intent.probabilities.get("claim", 0.0) >= CLAIM_LIKELY and intent.topic != NOT_OURS
    )


def is_in_need(reading: Reading) -> bool:
    """Whether somebody is in despair or reports an accident."""
    return despairs(reading) or reports_accident(reading)


def tells_of_harm(reading: Reading) -> bool:
    """Whether somebody died, was hurt or despairs, even if only as a question."""
    if reading.is_a_nik_alone:
        return False
    return despairs(reading) or any(has_sign(one, reading) for one in ("died", "mourned", "accident", "distress"))


def tells_of_a_death(reading: Reading) -> bool:
    """Whether a relative or neighbour has died; a question on what is paid "kalau meninggal" does not count."""
    if has_sign("alive", reading):
        return False
    told = reading.of(_IF_DIES.sub(" ", f" {reading.spelt} "))
    return has_sign("died", told) and not _PEOPLE.isdisjoint(told.words)


def page_in_need(ctx: Context, reading: Reading) -> str:
    """The page that helps in despair or after an accident; empty if there is no emergency.

    Who is at the hospital, as the message says, is told what to say there; also in the messages after a first report.
    """
    if despairs(reading):
        return _DESPAIR
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
