"""Finds the pages that a message names by their phrases (data/texts/keywords.toml)."""

from data.content import texts
from data.language import spelling
from handlers.words.phrase_index import PhraseIndex

_ENDINGS = ("nya", "nye", "kah", "lah", "na")


def bare(word: str) -> str:
    """The word without its suffix: `iurannya` is `iuran`."""
    if not word.endswith(_ENDINGS):
        return word
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) > len(one) + 3), "")
    return word.removesuffix(ending)


_PHRASES: dict[str, list[str]] = {}
"""The pages of each phrase, in the order of the file: in a set, the order would differ from one start to the next."""
_BEGINNINGS: dict[str, str] = {}
for _step, _written in texts.keywords().pages.items():
    for _one in _written:
        if _one.endswith("*"):
            _BEGINNINGS[_one.removesuffix("*")] = _step
        else:
            _PHRASES.setdefault(" ".join(map(bare, spelling.words(_one))), []).append(_step)
_ANY_BEGINNING = tuple(_BEGINNINGS)
_INDEX = PhraseIndex(_PHRASES)


def pages_named(words: list[str]) -> dict[str, int]:
    """The pages that these words (`spelling.words`) name, each with the number of words in its longest phrase."""
    plain = [bare(word) for word in words]
    points: dict[str, int] = {}
    for size, _, phrase in sorted((phrase.count(" ") + 1, at, phrase) for at, phrase in _INDEX.found_in(plain)):
        for step in _PHRASES[phrase]:
            points[step] = size
    for word in plain:
        if word.startswith(_ANY_BEGINNING):
            for beginning, step in _BEGINNINGS.items():
                if word.startswith(beginning):
                    points.setdefault(step, 1)
    return points
