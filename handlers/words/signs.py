"""Phrases that are signs of a situation (data/texts/keywords.toml): of an accident, a death, despair, an insult."""

from collections.abc import Iterable

from data.content import texts
from data.language import spelling
from handlers.words.phrase_index import PhraseTable

_END = "$"
"""Stands for the end of the message, at the end of a phrase."""


def _read_as_spelt(phrases: Iterable[str]) -> tuple[str, ...]:
    """The phrases in canonical spelling."""
    return tuple(" ".join([*spelling.words(one), *([_END] if one.endswith(_END) else [])]) for one in phrases)


SIGNS = {name: _read_as_spelt(phrases) for name, phrases in texts.keywords().signs.items()}
_TABLE = PhraseTable(SIGNS)


def held_in(words: list[str]) -> frozenset[str]:
    """The names of the signs of which a message, in canonical spelling, holds a phrase."""
    return _TABLE.held_in([*words, _END])
