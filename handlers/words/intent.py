"""Classifies free text: one topic, or "not sure" with up to three suggestions, or "not ours" with a redirect.

Within the topic, and across topics in case of doubt, it also guesses the fine question (`data.content.fine_answers`).
The models only count words and parts of words, so it is fast and deterministic, and instructions hidden in a message
are text like any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from data.content import fine_answers
from data.language import classifier, question_model
from data.language.classifier import Guess, Model
from data.language.ngram_table import Key

NOT_OURS = "out_of_scope"
MOST_SUGGESTIONS = 3
SURE = 0.56
"""The probability from which the model of topics decides alone, and from which a topic is answered at once.

Below it, the fine questions count, too; if they make no topic as probable, the person is asked to choose.
"""
REDIRECT_SURE = 0.6
NOT_OURS_SURE = 0.8
"""The same for a known redirect, and for anything else out of scope: to turn people away is worse than to ask."""
_SMALL_TALK = frozenset({"greeting", "thanks"})
_NO_BUTTON = _SMALL_TALK | {NOT_OURS}
_GOES_ON = 8.0
"""How many times likelier a topic is where the last answer was on it."""
_LEAST_PROBABILITY = 0.02
"""A less probable topic is not offered as a button."""
_BY_TOPIC = 0.6
"""How much the probability of its topic counts for a fine question: the exponent."""
_CERTAIN = 0.95
"""The probability of a fine question from which it counts even so."""
_FLOOR = 1e-3
"""The least probability that a model gives, so that the other can outweigh it."""
_BY_SENTENCE = 0.6
"""How much a sentence counts beside the whole message, at most."""
_CLEAR = 0.4
"""The part of a topic's probability from which a fine question within it is clear."""
_AHEAD, _LEAST_AHEAD = 2.2, 0.15
"""How many times likelier than the others within the topic, and how likely, a less probable one is that is clear."""
_SURE_SENTENCE, _SURE_QUESTION = 0.95, 0.7
"""The probabilities of its topic and its question from which one sentence decides on a story that is not certain."""
_WORTH_OFFERING = 0.2
"""The part of a topic's probability from which a fine question is offered in place of the topic."""
_LIKELY, _MOST_LIKELY = 0.12, 2
"""The probability from which a fine question is offered before any topic, and how many of these are."""
_LEAST_QUESTION = 0.05
"""A less probable fine question is not offered where topics are left."""


class Intent(Struct, frozen=True):
    """The topics that a message may be about."""

    topic: str | None
    """The topic; None if it is not certain enough."""
    redirect: str = ""
    """If out of scope: kesehatan, jht, bsu, bansos, province, kabupaten, city, other."""
    suggestions: tuple[str, ...] = ()
    """Topics to choose from, best first."""
    probabilities: Mapping[str, float] = {}
    """The probability of each topic, 0 to 1, best first."""

    questions: tuple[Guess, ...] = ()
    """The fine questions that it may ask, best first."""

    @property
    def probability(self) -> float:
        """The probability of the best topic."""
        return next(iter(self.probabilities.values()), 0.0)

    @property
    def question(self) -> str:
        """The fine question within the topic; empty if none is clear."""
        return (self._best_of(self.topic, _CLEAR) or self._ahead_in(self.topic)) if self.topic else ""

    @property
    def offers(self) -> tuple[tuple[str, str], ...]:
        """Up to three topics to choose from, each with a fine question to offer in its place, or none.

        First come fine questions that are probable by themselves, then the topics, then whatever fine question is left.
        """
        offered = (one for one in self.questions if _topic_of(one.label) not in _SMALL_TALK)
        asked = [one for one in offered if one.probability >= _LEAST_QUESTION]
        likely = [one.label for one in asked if one.probability >= _LIKELY][:_MOST_LIKELY]
        found = {question: _topic_of(question) for question in likely}
        for topic in self.suggestions:
            if topic not in found.values():
                found[self._best_of(topic, _WORTH_OFFERING) or topic] = topic
        for one in asked:
            found.setdefault(one.label, _topic_of(one.label))
        return tuple((topic, "" if name == topic else name) for name, topic in found.items())[:MOST_SUGGESTIONS]

    def _asked_of(self, topic: str) -> list[Guess]:
        return [one for one in self.questions if _topic_of(one.label) == topic]

    def _best_of(self, topic: str, least: float) -> str:
        own = self._asked_of(topic)
        whole = sum(one.probability for one in own)
        return own[0].label if own and own[0].probability >= least * whole else ""

    def _ahead_in(self, topic: str) -> str:
        own = self._asked_of(topic)
        least = max(_LEAST_AHEAD, _AHEAD * (own[1].probability if len(own) > 1 else 0.0))
        return own[0].label if own and own[0].probability >= least else ""


NOTHING = Intent(None)


def understand(words: list[str], sentences: Iterable[list[str]] = ()) -> Intent:
    """Classifies a message by its words (`spelling.words`), and those of its sentences. Takes well under 2 ms."""
    return intent_of(classifier.shipped(), words, sentences)


def intent_of(learned: Model, words: list[str], sentences: Iterable[list[str]] = ()) -> Intent:
    """Classifies the words of a message with a given model of topics."""
    if not learned.knows(words):
        return NOTHING
    by_sentence = [_read(learned, sentence) for sentence in sentences if learned.knows(sentence)]
    whole = _read(learned, words, by_sentence)
    return whole if whole.topic else with_surest(whole, by_sentence)


def going_on(intent: Intent, topic: str) -> Intent:
    """The intent of a message behind an answer on a topic: in case of doubt it goes on with that."""
    if not topic or topic not in intent.probabilities:
        return intent
    weighed = {one: part * (_GOES_ON if one == topic else 1.0) for one, part in intent.probabilities.items()}
    return _decided(_shares(weighed), intent.redirect or "other", intent.questions)


def _read(learned: Model, words: list[str], sentences: Sequence[Intent] = ()) -> Intent:
    """The intent of words, to whose fine questions those of their sentences are added."""
    ngrams = classifier.keys(words)
    guesses = learned.guesses(ngrams)
    topics = _by_topic(guesses)
    asked = _asked(ngrams, topics)
    asked = _with_sentences(asked, sentences)
    return _decided(_weighed(topics, asked), _redirect(guesses), asked)


def with_surest(whole: Intent, sentences: Sequence[Intent]) -> Intent:
    """The intent of a story that is not certain, with the topic of its surest sentence, if that asks something."""
    sure = [one for one in sentences if one.topic not in _NO_BUTTON | {None} and one.question and _is_sure(one)]
    if not sure:
        return whole
    best = max(sure, key=lambda one: one.probability * one.questions[0].probability)
    return replace(whole, topic=best.topic, redirect=best.redirect, questions=best.questions)


def _is_sure(sentence: Intent) -> bool:
    return sentence.probability >= _SURE_SENTENCE and sentence.questions[0].probability >= _SURE_QUESTION


def _asked(ngrams: Iterable[Key], topics: Mapping[str, float]) -> tuple[Guess, ...]:
    """The fine questions that words may ask, best first; what is of an improbable topic is less probable."""
    found = question_model.shipped().guesses(ngrams)
    topic_of, least = _topics(), _FLOOR**_BY_TOPIC
    weight_of = {topic: max(share, _FLOOR) ** _BY_TOPIC for topic, share in topics.items()}
    weighed = {
        one.label: one.probability * weight_of.get(topic, least) for one in found if (topic := topic_of.get(one.label))
    }
    return tuple(Guess(name, share) for name, share in _shares(weighed).items())


def _with_sentences(asked: tuple[Guess, ...], sentences: Sequence[Intent]) -> tuple[Guess, ...]:
    """The fine questions of a message, and of its sentences: the surer one is, the more it counts."""
    if not sentences:
        return asked
    shares = {one.label: one.probability for one in asked}
    for sentence in sentences:
        counts = _BY_SENTENCE * sentence.questions[0].probability if sentence.questions else 0.0
        for one in sentence.questions:
            shares[one.label] = shares.get(one.label, 0.0) + counts * one.probability
        shares = _shares(shares)
    return tuple(Guess(name, share) for name, share in shares.items())


def _weighed(topics: Mapping[str, float], asked: Sequence[Guess]) -> dict[str, float]:
    """The probability of each topic, best first: unless one is sure, the fine questions count, the more the less so."""
    sure = max(topics.values())
    if sure >= SURE and not any(one.probability >= _CERTAIN for one in asked[:1]):
        return dict(topics)
    by_questions = dict.fromkeys(topics, 0.0)
    for one in asked:
        by_questions[_topic_of(one.label)] += one.probability
    return _shares(
        {
            topic: (part + _FLOOR) ** sure * (by_questions[topic] + _FLOOR) ** (1 - sure)
            for topic, part in topics.items()
        }
    )


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights as parts of their sum, greatest first."""
    whole = sum(weights.values()) or 1.0
    return {one: part / whole for one, part in sorted(weights.items(), key=itemgetter(1), reverse=True)}


@cache
def _topics() -> Mapping[str, str]:
    """The topic of each fine question, without the redirect."""
    return {name: answer.topic_alone for name, answer in fine_answers.answers().items()}


def _topic_of(name: str) -> str:
    """The topic of a fine question; empty for none of ours."""
    return _topics().get(name, "")


def _decided(topics: dict[str, float], redirect: str, questions: tuple[Guess, ...]) -> Intent:
    """The topic, if it is certain enough, with those to choose from; `redirect` counts if it is out of scope."""
    best, share = next(iter(topics.items()))
    suggestions = tuple(
        [topic for topic, part in topics.items() if topic not in _NO_BUTTON and part >= _LEAST_PROBABILITY][
            :MOST_SUGGESTIONS
        ]
    )
    redirect = redirect if best == NOT_OURS else ""
    enough = SURE if best != NOT_OURS else NOT_OURS_SURE if redirect == "other" else REDIRECT_SURE
    return Intent(best if share >= enough else None, redirect, suggestions, topics, questions)


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
