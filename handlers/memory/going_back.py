"""Words that lead back: to the menu from anywhere, and out of the guide for now."""

from collections.abc import Iterable

from data.chats.questions import AnswerGuide
from data.content import texts
from data.language import spelling
from handlers.context import Context
from handlers.memory import typed_choice
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.pages import welcome
from handlers.phrases import wishes
from handlers.reading import Reading

_LONGEST = 7
"""In words; a longer message is more than that."""
_WORDS = texts.choices("words")
_SUFFIXES = ("nya", "na")
_DENIES, _UNDONE = frozenset({"tidak"}), frozenset({"jadi", "menu"})


def _written(table: str) -> frozenset[str]:
    return frozenset(word for one in _WORDS[table] for word in spelling.fold(one).split())


def _read(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for one in words for word in spelling.words(one))


_BACK, _BESIDE_BACK = _written("back"), _written("beside_back")
_PAUSES, _BESIDE_PAUSES = _written("pauses"), _written("beside_pauses")


def _says(reading: Reading, words: frozenset[str], beside: frozenset[str]) -> bool:
    """Whether one of these words is said, and else only what may stand beside them, in any spelling."""
    typed = [_stem(word) for word in reading.folded.split()]
    if not typed or len(typed) > _LONGEST or words.isdisjoint(typed):
        return False
    spelt = _read(beside)
    return all(word in words or word in beside or spelt.issuperset(spelling.words(word)) for word in typed)


def _stem(word: str) -> str:
    return next((word.removesuffix(one) for one in _SUFFIXES if word.removesuffix(one) in _BACK), word)


def asks_for_menu(reading: Reading) -> bool:
    """Whether it is "menu", "balik", "go back" and nothing else: "kembali ke menu awal dong"."""
    said = frozenset(reading.words)
    return _says(reading, _BACK, _BESIDE_BACK) and (not said & _DENIES or bool(said & _UNDONE))


async def respond(ctx: Context) -> Turn | None:
    """The menu, or the way out of the guide; None for any other words."""
    if ctx.reading.is_a_nik_alone or ctx.incoming.choice is not None or ctx.incoming.kind != "text":
        return None
    if ctx.question_elsewhere or (ctx.chat.subscription and wishes.ends_when_nothing_waits(ctx.reading)):
        return None
    if asks_for_menu(ctx.reading):
        return await ctx.go("menu")
    in_guide = isinstance(ctx.question, AnswerGuide) and typed_choice.asks_something(ctx)
    if not in_guide or ctx.chat.subscription or not _says(ctx.reading, _PAUSES, _BESIDE_PAUSES):
        return None
    text = f"{ctx.text('guide.paused')}\n\n{ctx.text('menu')}"
    return ctx.answer(Outcome.MENU, text, welcome.menu_buttons(ctx), closes=True)
