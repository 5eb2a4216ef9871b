"""Recognises despair and accidents in typed text, and answers with help before anything else."""

from handlers.context import Context
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading
from handlers.words import harm

_DESPAIR, _ACCIDENT, _AT_THE_HOSPITAL = "info.despair", "info.emergency", "info.emergency.hospital"
_KILLED = "info.claim.killed"
_OF_HARM = frozenset({"died", "mourned", "accident", "distress"})
"""Signs of harm, even if only asked about."""


def reports_accident(reading: Reading) -> bool:
    """Whether somebody is hurt and alive; hypothetical accidents and questions on how to claim do not count."""
    return reading.harm == harm.ACCIDENT


def is_in_need(reading: Reading) -> bool:
    """Whether somebody is in despair or reports an accident."""
    return reading.despairs or reports_accident(reading)


def tells_of_harm(reading: Reading) -> bool:
    """Whether somebody died, was hurt or despairs, even if only as a question."""
    if reading.is_a_nik_alone:
        return False
    return reading.despairs or not reading.signs.isdisjoint(_OF_HARM)


def page_in_need(ctx: Context, reading: Reading) -> str:
    """The page that helps in despair, after an accident or a death by one; empty if there is no emergency.

    Who is at the hospital, as the message says, is told what to say there; also in the messages after a first report.
    """
    if reading.despairs:
        return _DESPAIR
    if reading.harm and ctx.harm == harm.KILLED:
        return _KILLED
    if reports_accident(reading):
        return _AT_THE_HOSPITAL if _is_at_the_hospital(reading) else _ACCIDENT
    told = any(one.page == Outcome.INFO_EMERGENCY for one in ctx.answers_in_reach())
    return _AT_THE_HOSPITAL if told and _is_at_the_hospital(reading) else ""


def _is_at_the_hospital(reading: Reading) -> bool:
    return "at_hospital" in reading.signs and "no_hospital_yet" not in reading.signs


async def help_first(ctx: Context, reading: Reading) -> Turn | None:
    """Help for somebody in despair or after an accident, whatever else was asked; None if there is no emergency."""
    page = page_in_need(ctx, reading)
    if page == _DESPAIR:
        return (await ctx.go(page)).with_topic(reading.intent.topic or "human")
    return await ctx.go(page) if page else None
