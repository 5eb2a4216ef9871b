"""Which button of a recent answer do typed words press? Labels of any answer in reach; other words of the newest."""

from data.chats.questions import AnswerGuide
from data.language import spelling
from handlers.context import Context
from handlers.coverage import coverage_answer
from handlers.free_text import urgent
from handlers.guide import area_picker
from handlers.guide.guide_steps import FIRST, STEP_PREFIX
from handlers.memory import matcher, offered
from handlers.memory.offered import HELPED, NAVIGATION
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.phrases import wishes, yes_no
from handlers.reading import Reading

_TAKES_ITS_OWN_WORDS = {"factor", "genuine"}
"""Questions whose answers are words of their own: "2" and "ya" answer these first."""
_UNCLEAR = frozenset({area_picker.SKIPPED, f"{STEP_PREFIX}{FIRST}"})
"""Buttons that are named by words that else say that an answer was not understood: "ga tau", "ulang"."""
_BESIDE_AN_ANSWER = 3
"""The most words of another kind beside those of an answer to a question of ours."""
_SHORT = 5
"""In words: a message that may name a button though one of its words is of another kind."""
_OF_ACCIDENTS = frozenset({"info.claim.accident", "info.claim.papers", "info.benefits.accident", "info.emergency"})
"""Buttons that are named by the words with which people also tell of an accident."""
_TELLS = frozenset(
    {"saya", "kami", "tolong", "tadi", "barusan", "baru", "kemarin", "sekarang", "habis", "help", "bantu"}
)
"""Words of which one is said by somebody who tells of it."""
_YES = {
    Outcome.INFO_REGISTER: "info.update",
    Outcome.INFO_UPDATE: "guide",
    Outcome.INFO_UPDATE_PAPERS: "guide",
    Outcome.INFO_UPDATE_KELURAHAN: "guide",
    Outcome.INFO_UPDATE_APP: "guide",
    Outcome.INFO_ABOUT: "check",
    Outcome.INFO_WHY: "info.update",
    Outcome.INFO_ELIGIBLE: "info.desil",
    Outcome.INFO_KABUPATEN: "check",
    Outcome.INFO_CITY: "check",
    Outcome.WELCOME: "check",
    Outcome.MENU: "check",
    Outcome.CHECK_ASKED: "check",
    Outcome.CHECK_EXPIRED: "check",
    Outcome.GENUINE_NOT_OURS: "offices",
    Outcome.UNSUBSCRIBED: "unsubscribe",
    Outcome.PRIVACY: "answer.privacy.erase",  # nothing is erased by a yes, which another may have typed
    Outcome.INFO_HUMAN: "answer.human.officer",
    Outcome.SUBSCRIBED: "subscribe",
}
"""What a yes means where several things are offered: the next step that the page names."""
_FIRST = {
    Outcome.GUIDE_PROBLEM,
    Outcome.SITUATION,
    Outcome.ANNOUNCEMENTS,
    Outcome.GENUINE_ALTERED,
    Outcome.GENUINE_CODE,
}
"""Answers whose first button is what they ask about."""
_LEFT_THE_GUIDE = (
    "info.",
    Outcome.SITUATION,
    Outcome.OFFICES,
    Outcome.PRIVACY,
    Outcome.ANNOUNCEMENTS,
    "unsubscribed",
    "subscribed",
)
"""The beginnings of pages after which a bare yes or no is not for the guide."""
_ENDS = {"sudah", "terimakasih"}
_ERASES = frozenset(spelling.words("hapus hapusin dihapus hapuskan delete erase benar semua"))
_YES_AND_ERASE = _ERASES | yes_no.AGREES | yes_no.FILLERS
_NO = {Outcome.SUBSCRIBED: "announcements", Outcome.WATCH_KEPT: "privacy.watches"}
"""Where "no" takes something back that was just done: the page that offers this."""


def by_label(ctx: Context) -> str | None:
    """The value of the button whose label was typed, the newest answer first; else of the one with this synonym."""
    if ctx.reading.is_a_nik_alone or ctx.incoming.choice is not None:
        return None
    factor_awaited = _waiting(ctx) == "factor"
    for choices in offered.in_reach(ctx):
        value = matcher.by_label(ctx.reading, choices)
        if value and not _only_asks(ctx, value):
            return value
        if factor_awaited:  # words of older answers may be names
            return None
    if _takes_its_own_words(ctx):
        return None
    value = matcher.by_synonym(ctx.reading, next(offered.in_reach(ctx), ()))
    return None if value and _only_asks(ctx, value) else value


def _only_asks(ctx: Context, value: str) -> bool:
    """Whether it only asks about a change: "Pengumuman SIGAP?"."""
    return offered.changes(value) and "?" in ctx.reading.normalized


async def by_words(ctx: Context, *, loosely: bool = False) -> str | None:
    """The value of the button of the newest answer that these words mean; a cry for help means none.

    Other words may stand beside theirs where the buttons answer a question of ours, or where this is asked for.
    """
    reading = ctx.reading
    if reading.is_a_nik_alone or reading.numbers.niks or ctx.incoming.choice is not None or ctx.incoming.forwarded:
        return None
    if _takes_its_own_words(ctx) or ("ya sudah" in reading.spelt and "terimakasih" in reading.words):
        return None  # "ya sudah, terima kasih" ends a talk
    if ctx.question_elsewhere or not reading.words or len(reading.words) > matcher.LONGEST:
        return None
    value = await _at_a_place(ctx) or await _in_words(ctx, loosely=loosely)
    if value is None or reading.despairs or (reading.is_unclear and value not in _UNCLEAR):
        return None
    return value if _names(value, reading) or not urgent.reports_accident(reading) else None


def _names(value: str, reading: Reading) -> bool:
    """Whether words of an accident are the name of a button, and tell of none."""
    said = {*reading.words} - ({"tolong"} if "please" in reading.folded else set())
    return value in _OF_ACCIDENTS and not reading.whom and said.isdisjoint(_TELLS)


async def _at_a_place(ctx: Context) -> str | None:
    """The value of the button in the place that is named: "yang kedua", and in a list "hapus yang kedua"."""
    waits = ctx.last_check if _waiting(ctx) == "pick" else None
    newest = await offered.of_newest(ctx)
    listed = [one for one in newest if one.value.startswith("watch.drop.")]
    if len(listed) == 1 and matcher.drops(ctx.reading):
        return listed[0].value
    place = matcher.position(ctx.reading, of_a_list=bool(listed))
    if place is None:
        return "privacy.watches" if listed and matcher.drops(ctx.reading) else None
    value = matcher.at_position(offered.of_answer(ctx, waits) if waits else newest, place)
    return "privacy" if value == "erase" else value


async def _in_words(ctx: Context, *, loosely: bool) -> str | None:
    choices = await offered.of_newest(ctx)
    if offered.answers_a_question(one.value for one in choices):
        return matcher.by_words(ctx.reading, choices, others=_BESIDE_AN_ANSWER)
    return matcher.by_words(ctx.reading, choices, others=1 if loosely and ctx.reading.size <= _SHORT else 0)


async def accepted(ctx: Context) -> str | None:
    """The value of what a bare yes accepts; None where nothing, or no one thing, was offered."""
    newest = ctx.last_answer
    if newest is None or asks_something(ctx) or not (_says_yes(ctx) or _says_to_erase(ctx)):
        return None
    choices = [one for one in await offered.of_newest(ctx) if one.value not in NAVIGATION.union(HELPED)]
    if newest.asked:
        return choices[0].value if newest.asked.watch and newest.asked.nik else None
    if known := next((step for page, step in _YES.items() if page == newest.page), ""):
        return known
    return choices[0].value if len(choices) == 1 or (choices and newest.page in _FIRST) else None


async def declined(ctx: Context) -> Turn | None:
    """The answer to a no, or to "never mind", where something was offered."""
    newest = ctx.last_answer
    if newest is None or asks_something(ctx) or not _says_no(ctx):
        return None
    if newest.of_despair:
        return await ctx.go(Outcome.INFO_DESPAIR)
    return ctx.answer(Outcome.DECLINED, ctx.text("declined"), ctx.buttons("menu"), topic="thanks")


def taken_back(ctx: Context) -> str | None:
    """The page that takes back what was just done, if the person says no to it."""
    newest = ctx.last_answer
    if newest is None or asks_something(ctx) or not _says_no(ctx):
        return None
    return next((step for page, step in _NO.items() if page == newest.page), None)


def asks_something(ctx: Context) -> bool:
    """Whether a question is open that a bare yes or no may answer; the guide's only until something else came."""
    newest = ctx.last_answer
    if ctx.question is None or newest is None:
        return ctx.question is not None
    return not (isinstance(ctx.question, AnswerGuide) and newest.page.startswith(_LEFT_THE_GUIDE))


def is_for_the_last_answer(ctx: Context) -> bool:
    """Whether it is a yes or no, and not to the guide, after which something else was answered."""
    return ctx.question is not None and not asks_something(ctx) and (yes_no.agrees(ctx.reading) or _says_no(ctx))


def _says_yes(ctx: Context) -> bool:
    """Whether it is a yes; "oke", "ya sudah" and "iya makasih" end a conversation rather than go on with it."""
    said = {*ctx.reading.words}
    return yes_no.agrees(ctx.reading) and bool(said & yes_no.AGREES) and not said & _ENDS


def _says_to_erase(ctx: Context) -> bool:
    """Whether it is a yes to erasing, below what is said of that: "iya bener hapus"."""
    said = {*ctx.reading.words}
    on_privacy = ctx.last_answer is not None and ctx.last_answer.page == Outcome.PRIVACY
    return on_privacy and bool(said & yes_no.AGREES) and bool(said & _ERASES) and said <= _YES_AND_ERASE


def _says_no(ctx: Context) -> bool:
    """Whether it is a no or "never mind"; "lupakan saya" is a wish."""
    no = yes_no.declines(ctx.reading) or yes_no.never_mind(ctx.reading)
    return no and not wishes.asks_to_be_forgotten(ctx.reading)


def refuse_on_shared_phone(ctx: Context, value: str) -> Turn | None:
    """Asks to press the button, where phones are shared and it would show what was said of an earlier NIK."""
    if ctx.incoming.typed_picks or not value.startswith(("check.pick.", "check.as_")):
        return None
    return ctx.answer(Outcome.CHECK_SEVERAL, ctx.text("check.press"), topic=coverage_answer.TOPIC)


def _waiting(ctx: Context) -> str:
    return ctx.question.kind if ctx.question else ""


def _takes_its_own_words(ctx: Context) -> bool:
    """Whether the open question takes any words; where a KK or a NIK is asked for, "kk" is one of two choices."""
    newest = ctx.last_answer
    chooses = newest is not None and newest.asked is not None and newest.asked.kk_or_nik is not None
    return _waiting(ctx) in _TAKES_ITS_OWN_WORDS and not chooses
