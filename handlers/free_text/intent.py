"""Classifies free text: one topic, or "not sure" with up to three suggestions, or "not ours" with a redirect.

The model only counts words and pieces of words, so it is quick, the same each time, and has no opinion on orders hidden
in a message: they are text like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.language import classifier, spelling
from data.language.classifier import Guess, Model

NOT_OURS = "out_of_scope"
MOST_SUGGESTIONS = 3
SURE = 0.54
"""From so probable on, a topic is answered at once; below, the person chooses."""
REDIRECT_SURE = 0.6
NOT_OURS_SURE = 0.8
"""The same for a known redirect, and for what is not ours at all: wrongly turned away is worse than asked once more."""
_NO_BUTTON = frozenset({NOT_OURS, "greeting", "thanks"})
_LEAST_PROBABILITY = 0.02
"""A topic less probable is not worth a button."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a message may be about."""

    topic: str | None
    """The one that is meant; None when we are not sure."""
    redirect: str = ""
    """Of what is not ours: kesehatan, jht, bsu, bansos, province, kabupaten, city, other."""
    suggestions: tuple[str, ...] = ()
    """Topics to choose from, the best first."""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """How probable each topic is, 0 to 1, the best first."""

    @property
    def probability(self) -> float:
        """How probable the best topic is."""
        return next(iter(self.probabilities.values()), 0.0)


NOTHING = Intent(None)


def understand(text: str) -> Intent:
    """What a message means. Takes well under 2 ms."""
    return intent_of(classifier.shipped(), spelling.words(text))


def intent_of(learned: Model, words: list[str]) -> Intent:
    """What a model makes of a message's words."""
    if not learned.knows(words):
        return NOTHING
    guesses = learned.guesses(words)
    topics = _by_topic(guesses)
    best, share = next(iter(topics.items()))
    suggestions = tuple(
        [topic for topic, part in topics.items() if topic not in _NO_BUTTON and part >= _LEAST_PROBABILITY][
            :MOST_SUGGESTIONS
        ]
    )
    redirect = _redirect(guesses) if best == NOT_OURS else ""
    enough = SURE if best != NOT_OURS else NOT_OURS_SURE if redirect == "other" else REDIRECT_SURE
    return Intent(best if share >= enough else None, redirect, suggestions, topics)


def _by_topic(guesses: list[Guess]) -> dict[str, float]:
    """The probability of each topic, the best first; the doors of what is not ours count together."""
    shares: dict[str, float] = {}
    for guess in guesses:
        topic = guess.label.partition(":")[0]
        shares[topic] = shares.get(topic, 0.0) + guess.probability
    return dict(sorted(shares.items(), key=lambda one: -one[1]))


def _redirect(guesses: list[Guess]) -> str:
    return next(guess.label.partition(":")[2] for guess in guesses if guess.label.startswith(NOT_OURS))
