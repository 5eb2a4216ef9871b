"""Classifies free text: one topic, or "not sure" with up to three suggestions, or "not ours" with a redirect.

The model only counts words and parts of words, so it is fast and deterministic, and instructions hidden in a message
are text like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.language import classifier
from data.language.classifier import Guess, Model

NOT_OURS = "out_of_scope"
MOST_SUGGESTIONS = 3
SURE = 0.54
"""The probability from which a topic is answered at once; below it, the person is asked to choose."""
REDIRECT_SURE = 0.6
NOT_OURS_SURE = 0.8
"""The same for a known redirect, and for anything else out of scope: to turn people away is worse than to ask."""
_NO_BUTTON = frozenset({NOT_OURS, "greeting", "thanks"})
_GOES_ON = 8.0
"""How many times likelier a topic is where the last answer was on it."""
_LEAST_PROBABILITY = 0.02
"""A less probable topic is not offered as a button."""


@dataclass(frozen=True, slots=True)
class Intent:
    """The topics that a message may be about."""

    topic: str | None
    """The topic; None if it is not certain enough."""
    redirect: str = ""
    """If out of scope: kesehatan, jht, bsu, bansos, province, kabupaten, city, other."""
    suggestions: tuple[str, ...] = ()
    """Topics to choose from, best first."""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    """The probability of each topic, 0 to 1, best first."""

    @property
    def probability(self) -> float:
        """The probability of the best topic."""
        return next(iter(self.probabilities.values()), 0.0)


NOTHING = Intent(None)


def understand(words: list[str]) -> Intent:
    """Classifies a message by its words (`spelling.words`). Takes well under 2 ms."""
    return intent_of(classifier.shipped(), words)


def intent_of(learned: Model, words: list[str]) -> Intent:
    """Classifies the words of a message with a given model."""
    if not learned.knows(words):
        return NOTHING
    guesses = learned.guesses(words)
    return _decided(_by_topic(guesses), _redirect(guesses))


def going_on(intent: Intent, topic: str) -> Intent:
    """The intent of a message behind an answer on a topic: in case of doubt it goes on with that."""
    if not topic or topic not in intent.probabilities:
        return intent
    weighed = {one: part * (_GOES_ON if one == topic else 1.0) for one, part in intent.probabilities.items()}
    whole = sum(weighed.values())
    shares = {one: part / whole for one, part in sorted(weighed.items(), key=lambda one: -one[1])}
    return _decided(shares, intent.redirect or "other")


def _decided(topics: dict[str, float], redirect: str) -> Intent:
    """The topic, if it is certain enough, with those to choose from; `redirect` counts if it is out of scope."""
    best, share = next(iter(topics.items()))
    suggestions = tuple(
        [topic for topic, part in topics.items() if topic not in _NO_BUTTON and part >= _LEAST_PROBABILITY][
            :MOST_SUGGESTIONS
        ]
    )
    redirect = redirect if best == NOT_OURS else ""
    enough = SURE if best != NOT_OURS else NOT_OURS_SURE if redirect == "other" else REDIRECT_SURE
    return Intent(best if share >= enough else None, redirect, suggestions, topics)


def _by_topic(guesses: list[Guess]) -> dict[str, float]:
    """The probability of each topic, best first; all redirects count as one topic."""
    shares: dict[str, float] = {}
    for guess in guesses:
        topic = guess.label.partition(":")[0]
        shares[topic] = shares.get(topic, 0.0) + guess.probability
    return dict(sorted(shares.items(), key=lambda one: -one[1]))


def _redirect(guesses: list[Guess]) -> str:
    """The likeliest redirect, should the message be out of scope."""
    return next((guess.label.partition(":")[2] for guess in guesses if guess.label.startswith(NOT_OURS)), "")
