"""Answers the words beside a NIK or another number: a question, a wish, a cry for help."""

from msgspec.structs import replace

from data.language import spelling
from handlers.context import Context, also_answer
from handlers.coverage import coverage_answer
from handlers.free_text import intent_pages, misused_nik, urgent
from handlers.free_text.free_text import SURE_PART
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.phrases import commands, wishes
from handlers.reading import Reading
from handlers.words import harm
from handlers.words.intent import NOT_OURS

_SMALL_TALK = frozenset({"greeting", "thanks", "language", "check_coverage", NOT_OURS, None})
AROUND_A_NIK = frozenset(
    spelling.words(
        "nik ktp saya ini itu cek tolong dong ya pak bu bang no nomor punya nama dan sama coba kalau yang di nya ? "
        "punten mangga her his is my the this here that check please for of it number "
        "salah benar betul harusnya seharusnya maksudnya maksud eh kurang satu angka digit typo ralat keliru "
        "maaf sori sorry tadi ketik tulis tulisnya lupa ketinggalan wrong mistake meant i mean correct right bukan"
    )
)
_SHORTEST_QUESTION = 2
"""The fewest words of a question, not counting `AROUND_A_NIK`."""


_PAGE_FOR_WISH = {
    "unsubscribe": "announcements",
    "erase": "privacy",
    "language.id": "language",
    "language.en": "language",
    "language.su": "language",
}
"""The page that offers the change by a button, which comes first: the number beside the wish may be somebody else's."""


def _wish_beside(reading: Reading, told: Turn) -> str:
    """The step of a wish beside a number: "stop 0812...", "hapus NIK 3275..."; empty if there is none."""
    if not (wish := wishes.step_wished(reading)):
        rest = [word for word in reading.words if word not in AROUND_A_NIK]
        wish = commands.COMMANDS.get(rest[0], "") if len(rest) == 1 else ""
    if wish == "unsubscribe" or (not wish and wishes.stops_in_part(reading)):
        return "unsubscribe" if told.chat and told.chat.subscription else ""
    return wish if wish in _PAGE_FOR_WISH else ""


def is_about_the_number(reading: Reading) -> bool:
    """Whether a message with a number that is no NIK asks for nothing but a check."""
    topic = reading.intent.topic
    if reading.numbers.other == "kk" and topic == "check_coverage":  # "no kk 3275..., tolong cek sekeluarga dapat ga"
        return True
    return topic in {None, "check_coverage"} and not reading.pages.keys() - {"check"}


def asks_nothing(beside: Reading) -> bool:
    """Whether the words beside a number say nothing but that it is to be checked."""
    return beside.is_blank or set(beside.words) <= AROUND_A_NIK


async def with_wish(ctx: Context, told: Turn, beside: Reading) -> Turn:
    """The answer about a number that is no NIK, with a page that offers the change wished for beside it."""
    wish = _wish_beside(beside, told)
    return await also_answer(ctx, told, _PAGE_FOR_WISH[wish], first=wish) if wish else told


async def with_question(ctx: Context, checked: Turn, beside: Reading) -> Turn:
    """The answer to the NIK and to the question beside it; in an emergency, help comes first."""
    if asks_nothing(beside):
        return checked
    told = checked.answer.outcome in coverage_answer.ABOUT_A_PERSON and beside.harm in {harm.DEATH, harm.KILLED}
    if told:  # the answer to the check speaks of it
        return checked
    if help_first := urgent.page_in_need(ctx, beside):
        helped = await replace(ctx, chat=checked.chat or ctx.chat).go(help_first)
        return replace(checked.preceded_by(helped.answer.replies), chat=checked.chat and helped.chat)
    wish = _wish_beside(beside, checked)
    if checked.chat is None or not (asked := _asked_beside(beside, checked, wish)):
        return checked
    # The question for the second factor must come last.
    return await also_answer(ctx, checked, asked, before=checked.answer.outcome == Outcome.CHECK_FACTOR, first=wish)


def _asked_beside(reading: Reading, checked: Turn, wish: str) -> str:
    """The page for the question or wish beside a NIK; for a member who has died, the page on claims."""
    if checked.answer.outcome == Outcome.CHECK_FOUND and "info.claim.death" in reading.pages:
        return "info.claim.death"
    if misused_nik.is_reported(reading):
        return "info.misused"
    if asked := reading.answered_after(checked.answer.outcome):
        return asked
    if wish:
        return _PAGE_FOR_WISH[wish]
    if len(set(reading.words) - AROUND_A_NIK) < _SHORTEST_QUESTION:
        return ""
    intent = reading.intent
    clear = intent.probability >= SURE_PART and intent.topic not in _SMALL_TALK
    return (
        intent_pages.step_for(intent, reading) if clear and intent.topic != "subscribe" else ""
    )  # the answer already has a button for that
