"""Answers thanks as they are meant, and the question beside thanks, a salaam or a sigh."""

import re

from msgspec.structs import replace

from data.content import follow_up_texts
from data.language import spelling
from handlers.context import Context
from handlers.free_text import free_text
from handlers.free_text.free_text import SURE_PART
from handlers.memory import last_page, not_listed
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading
from handlers.words import harm, whom
from handlers.words.courtesies import THANKS
from handlers.words.intent import NOT_OURS
from handlers.words.phrase_index import PhraseTable

_FILE = follow_up_texts.follow_ups()
_OF_A_LOSS = frozenset({Outcome.INFO_BENEFITS_DEATH, Outcome.INFO_BENEFITS_ACCIDENT, Outcome.INFO_CLAIM_ACCIDENT})
"""Pages that people also read to whom nothing has happened."""
_OF_NEED = frozenset(
    {Outcome.INFO_EMERGENCY, Outcome.INFO_EMERGENCY_HOSPITAL, Outcome.INFO_DESPAIR, Outcome.INFO_SCAMMED}
)
_QUESTIONS = frozenset(
    {"where", "when", "how", "how_long", "how_much", "papers", "pay", "who", "why", "next", "terms", "gets"}
)
"""Kinds of follow-ups that ask something in any message."""
_SMALL_TALK = frozenset({"greeting", "thanks"})
_ASKS = frozenset(
    "apa apakah bagaimana kenapa berapa siapa kapan dimana kemana mana ngapain how what when where who why which can "
    "does do is are should".split()
)
_TAGS = frozenset("tidak belum bukan apa kan".split())
"""Words that make a question where they are the last: "bisa dicek tidak"."""
_BEHIND_A_TAG = frozenset(
    spelling.words("ya sih dong deh kak kakak pak bu bang min mas mbak mba teh kang nih itu tuh ? lah")
)
_FOR_SOMEBODY = frozenset(spelling.words("kalau cek bisa boleh untuk buat if for check mun"))
_NO_QUESTION = re.compile(
    r"\b(?:tidak )?apa apa\b|\bapa adanya\b|\b(?:ini|itu) (?:ya )?(?:kak|pak|bu|bang)\b|\bapa pun\b"
)
_PRAISE = frozenset(
    spelling.words(
        "membantu ngebantu kebantu terbantu bermanfaat manfaat jelas informatif semoga berkah barokah sehat sukses "
        "mantap bagus keren baik ramah atas bantuannya infonya informasinya penjelasannya pencerahannya jawabannya "
        "helpful great bless mugia"
    )
)
"""Words of which one stands beside thanks."""
_SHORTEST = 2
"""In words, of a question."""
_NOT_CONTENT = re.compile(
    r"\b(?:tidak|belum|kurang|bukan|teu|not) (?:\w+ )?(?:cukup|jelas|paham|mengerti|ngerti|clear)\b"
)
_SORROW = PhraseTable({name: [" ".join(spelling.words(one)) for one in some] for name, some in _FILE.sorrow.items()})


async def beside_a_question(ctx: Context) -> Turn | None:
    """The question behind thanks, a salaam or a sigh; None if there is none, or no such words."""
    rest = ctx.reading.without_courtesies
    if ctx.incoming.kind != "text" or rest is ctx.reading or rest.is_blank:
        return None
    if _thanks(ctx.reading) and is_sad(ctx.reading) and not _asks(rest):
        return await thank(ctx)
    asking = replace(ctx, reading=rest)
    if turn := await last_page.about_last_answer(asking):
        return turn
    asked, whole = rest.intent, ctx.reading.intent
    no_question = {None, *_SMALL_TALK} | ({NOT_OURS} if rest.size == 1 else set())
    if _thanks(ctx.reading) and not _PRAISE.isdisjoint(rest.words) and not _asks_plainly(rest):
        return await thank(ctx)
    clear = asked.topic not in no_question and asked.probability >= SURE_PART
    if clear and (whole.topic in {None, *_SMALL_TALK} or whole.topic == asked.topic):
        return await free_text.answer(asking)
    return await thank(ctx) if _thanks(ctx.reading) and rest.size == 1 else None


def question_beside(ctx: Context) -> Context | None:
    """The context of the question beside thanks, a salaam or a sigh; None if there is no plain question."""
    rest = ctx.reading.without_courtesies
    if ctx.incoming.kind != "text" or rest is ctx.reading or rest.is_blank or not _asks_plainly(rest):
        return None
    return replace(ctx, reading=rest)


def _asks_plainly(rest: Reading) -> bool:
    """Whether it asks by a question word, a tag at its end ("... bisa ga ya"), or for somebody: "kalo suami saya"."""
    said = _NO_QUESTION.sub(" ", rest.spelt).split()
    while said and said[-1] in _BEHIND_A_TAG:
        said.pop()
    if len(said) < _SHORTEST:
        return False
    asks = not _ASKS.isdisjoint(said) or said[-1] in _TAGS or "?" in rest.raw
    return asks or (rest.whom not in {"", whom.SELF} and not _FOR_SOMEBODY.isdisjoint(said))


def _asks(reading: Reading) -> bool:
    """Whether it asks something, besides what it tells."""
    kinds = reading.follow_up.kinds if reading.follow_up else ()
    return "?" in reading.raw or not _QUESTIONS.isdisjoint(kinds)


def _thanks(reading: Reading) -> bool:
    return THANKS in reading.words


def _shown(reading: Reading) -> frozenset[str]:
    """The signs of sorrow that it shows."""
    return _SORROW.held_in(reading.words)


def is_sad(reading: Reading) -> bool:
    """Whether somebody mourns, is disappointed, or weary."""
    return _mourns(reading) or not _shown(reading).isdisjoint({"disappointed", "weary"}) or _is_resigned(reading)


def _is_resigned(reading: Reading) -> bool:
    """Whether "ya sudah" is said by somebody who does not say, too, that this is enough."""
    shown = _shown(reading)
    return "resigned" in shown and ("content" not in shown or bool(_NOT_CONTENT.search(reading.spelt)))


def _mourns(reading: Reading) -> bool:
    return "died" in reading.signs and "alive" not in reading.signs


async def thank(ctx: Context) -> Turn:
    """Answers thanks: those of somebody who mourns, is in need or disappointed, without an invitation."""
    page = await last_page.page_before(ctx)
    if ctx.harm == harm.KILLED:  # this cannot wait as other claims can
        return _answer(ctx, "thanks.killed", "info.claim.killed")
    if _mourns(ctx.reading) or ctx.harm == harm.DEATH:
        return _answer(ctx, "thanks.mourning", "info.claim.death")
    if page in {Outcome.INFO_CLAIM_DEATH, Outcome.INFO_CLAIM_HEIRS}:  # which people also read while all are alive
        return _answer(ctx, "thanks.strength")
    if page in _OF_A_LOSS:
        return _answer(ctx, "thanks.quiet")
    if page in _OF_NEED and not _thanks(ctx.reading):
        return await ctx.go(page)  # "ya Allah" is no thanks
    if page in _OF_NEED:
        return _answer(ctx, "thanks.need", "offices.emergency" if page == Outcome.INFO_DESPAIR else "offices")
    if "weary" in _shown(ctx.reading):
        return _answer(ctx, "thanks.weary", "answer.human.complain_where", "offices.welfare", "guide")
    not_in = page in not_listed.PAGES
    if page == Outcome.CHECK_FOUND:
        return _answer(ctx, "thanks")  # nothing was refused
    if "disappointed" in _shown(ctx.reading) or (not_in and (_cries(ctx.reading) or _is_resigned(ctx.reading))):
        return _answer(ctx, "thanks.disappointed", "guide", "info.why")
    return _answer(ctx, "thanks")


def _cries(reading: Reading) -> bool:
    """Whether it is a sigh: "ya Allah"."""
    return any(one in reading.normalized for one in _FILE.courtesies["cries"])


def _answer(ctx: Context, key: str, *buttons: str) -> Turn:
    return ctx.answer(Outcome.THANKS, ctx.text(key), ctx.buttons(*buttons, "menu"), topic="thanks")
