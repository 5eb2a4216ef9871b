"""Recognises despair whatever small words stand between its words: "ga mau lagi saya hidup"."""

import re

from data.language import spelling
from handlers.words.phrase_index import PhraseIndex
from handlers.words.signs import SIGNS

_FILLERS = frozenset(
    spelling.words(
        "saya aku kami kita sudah lagi saja juga sih dong nih kok sangat sekali rasanya ini itu begini gini jadi terus "
        "anymore even just really so"
    )
)
"""Words that are ignored within phrases of despair."""


def _without_fillers(words: list[str]) -> str:
    return f" {' '.join(word for word in words if word not in _FILLERS)} "


_WEARY = PhraseIndex(" ".join(_without_fillers(one.split()).split()) for one in SIGNS["weary"])
_LIFELESS, _OTHER_LIVES = ("|".join(SIGNS[name]) for name in ("lifeless", "other_lives"))
_NO_DESPAIR = re.compile(
    rf" (?:{_LIFELESS}) tidak mau h?idup(?= )| tidak mau h?idup (?:{_LIFELESS}|{_OTHER_LIVES})(?= )"
)


def told(words: list[str]) -> bool:
    """Whether somebody no longer wants to live; a motorbike that "ga mau hidup" (does not start) does not count."""
    return bool(_WEARY.held_in(_NO_DESPAIR.sub(" |", _without_fillers(words)).split()))
