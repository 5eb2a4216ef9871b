"""Answers questions about the result of an earlier check: "jadi ga dapet?", "so is he in?". It looks the NIK up anew.

They are answered for as long as the chat remembers the check, not only right after it, and never with a request for
the NIK that was given already.
"""

import re
from functools import partial

from data.chats.recent_answers import RecentAnswer
from handlers.context import Context
from handlers.coverage import check, correction, coverage_answer, last_standing
from handlers.memory import matcher
from handlers.messages import Turn
from handlers.reading import Reading
from handlers.words import whom

STEP = "check.last"
"""The step that tells the result of the last check once more."""
_LONGEST, _LONGEST_PART = 18, 9
"""In words; a longer message, or part of one, is a question of its own."""
_PART = re.compile(r"[^.,;!?\n]+[?]*")
_OR_NOT = re.compile(r"\b(?:apa|atau) (?=tidak|belum|bukan)")
"""The "apa" of "dapat apa engga", which asks for no more than "dapat engga"."""


_read = partial(matcher.words_of, "result")
_RESULT, _CONCLUDES, _BESIDE = _read("result"), _read("concludes"), _read("beside")
_INFERS = _read("infers")
_PEOPLE = frozenset(" ".join(whom.KIN).split())


async def respond(ctx: Context) -> Turn | None:
    """The result of the last check, to a message that asks for it and for nothing else; None for any other."""
    last = ctx.last_check
    if last is None or ctx.incoming.choice is not None or ctx.incoming.forwarded or ctx.question_elsewhere:
        return None
    if (ctx.question and ctx.question.kind == "factor") or not _is_asked(ctx.reading, last):
        return None
    return await _tell(ctx, last)


def _is_asked(reading: Reading, last: RecentAnswer) -> bool:
    """Whether it asks for the result of the person whom the last check was about, in whole or in one part of it."""
    if reading.size > _LONGEST or not is_of_the_same(reading, last):
        return False
    if _asks(reading):
        return True
    parts = [reading.of(one.strip()) for one in _PART.findall(reading.raw)]
    return any(_asks(part) and _INFERS.intersection(part.words) for part in parts if part.raw)


def is_of_the_same(reading: Reading, last: RecentAnswer) -> bool:
    """Whether it is about the person whom a check was about."""
    return reading.whom in {"", last.about} or (reading.whom == whom.SELF and not last.about)


def _asks(reading: Reading) -> bool:
    said = frozenset(_OR_NOT.sub("", reading.spelt).split())
    if reading.size > _LONGEST_PART or not said & _RESULT or not said & _CONCLUDES:
        return False
    return said <= _RESULT | _CONCLUDES | _BESIDE | _PEOPLE


async def tell(ctx: Context) -> Turn:
    """The result of the last check once more; asks for a NIK where none was checked, or none may be told again."""
    last = ctx.last_check
    return (await _tell(ctx, last) if last else None) or await ctx.go("check")


async def _tell(ctx: Context, last: RecentAnswer) -> Turn | None:
    asked = last.asked
    if asked is None:
        return None
    if asked.nik is None:
        return await check.check_all(ctx, asked.others) if asked.others and ctx.incoming.typed_picks else None
    found = await last_standing.looked_up_again(ctx, asked)
    if found is None:
        return None
    turn = coverage_answer.answer_in_short(ctx, *found, asked, last.about)
    return await correction.put_before_any(ctx, turn.remembered(about=last.about))
