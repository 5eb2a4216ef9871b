"""Phrases that are signs of a situation (data/texts/keywords.toml): of an accident, a death, despair, an insult."""

from data.content import texts
from data.language import spelling


def _read_as_spelt(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """The phrases, normalised for the search; `$` at the end of a phrase stands for the end of the message."""
    ends = ("$" if phrase.endswith("$") else "" for phrase in phrases)
    return tuple(f" {' '.join(spelling.words(one))} {end}" for one, end in zip(phrases, ends, strict=True))


SIGNS = {name: _read_as_spelt(phrases) for name, phrases in texts.keywords().signs.items()}


def holds(name: str, spelt: str) -> bool:
    """Whether a message, its words in canonical spelling with a space between any two, holds a phrase of a sign."""
    plain = f" {spelt} $"
    return any(phrase in plain for phrase in SIGNS[name])
