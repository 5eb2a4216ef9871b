"""Plain words to a page: the page whose keywords stand in the text; when several do, the person chooses."""

from data import texts
from handlers import info, offices
from handlers.context import Context
from handlers.messages import Turn
from handlers.words import fold

_MOST_OFFERED = 3

_ALONE = frozenset({"erase", "unsubscribe", "subscribe", "language.en", "language.su", "language.id"})
"""These change something, so they are done only when nothing else is meant, in a short message."""
_URGENT = frozenset({"info.claim.accident", "info.scams"})
"""Who was hurt, or is being robbed, is heard first."""
_SHORT = 6
_ENDINGS = ("nya", "kah", "lah")

_OTHER_TOPICS = {
    "check": "check_coverage", "subscribe": "subscribe", "unsubscribe": "unsubscribe", "privacy": "privacy",
    "erase": "privacy", "language.en": "language", "language.su": "language", "language.id": "language",
}  # fmt: skip


def _bare(word: str) -> str:
    """`iurannya` is `iuran`."""
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) > len(one) + 3), "")
    return word.removesuffix(ending)


def _words(text: str) -> list[str]:
    return [_bare(word) for word in fold(text).split()]


_PHRASES: dict[str, str] = {}
_BEGINNINGS: dict[str, str] = {}
for _step, _written in texts.keywords().pages.items():
    for _one in _written:
        (_BEGINNINGS if _one.endswith("*") else _PHRASES)[" ".join(_words(_one))] = _step
_ELSEWHERE = frozenset(texts.keywords().elsewhere)
_LONGEST = max(len(phrase.split()) for phrase in _PHRASES)


def _points(words: list[str]) -> dict[str, int]:
    """Each step whose keywords stand in the text, with the number of words of the longest."""
    points: dict[str, int] = {}
    for size in range(1, _LONGEST + 1):
        for at in range(len(words) - size + 1):
            if step := _PHRASES.get(" ".join(words[at : at + size])):
                points[step] = size
    for word in words:
        for beginning, step in _BEGINNINGS.items():
            if word.startswith(beginning):
                points.setdefault(step, 1)
    return points


def topic_of(step: str) -> str:
    """The topic that a page answers."""
    if step in info.PAGES:
        return info.PAGES[step].topic
    return "office" if step in offices.STEPS else _OTHER_TOPICS[step]


def steps_meant(text: str) -> list[str]:
    """The steps whose keywords weigh most: one when it is clear, several when it is not, or none."""
    words = _words(text)
    if _ELSEWHERE.intersection(words):
        return []
    points = _points(words)
    for step in _URGENT & points.keys():
        points[step] += 1
    if len(words) > _SHORT:
        points = {step: weight for step, weight in points.items() if step not in _ALONE}
    best = max(points.values(), default=0)
    return _most_special([step for step, weight in points.items() if weight == best])


def _most_special(steps: list[str]) -> list[str]:
    """Without the pages that another one says more of: `info.claim` gives way to `info.claim.death`."""
    return [step for step in steps if not any(other.startswith(f"{step}.") for other in steps)]


def offer(ctx: Context, steps: list[str]) -> Turn:
    """Several pages may be meant: asks which."""
    topics = tuple(dict.fromkeys(topic_of(step) for step in steps))
    buttons = ctx.buttons(*steps[:_MOST_OFFERED], "menu")
    return ctx.answer("not_understood", ctx.text("which_topic"), buttons, sure=False, offered=topics[:_MOST_OFFERED])
