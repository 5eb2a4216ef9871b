"""Makes the two models that understand free text: `python -m workshop.train` (some minutes on one core).

Linear support vector machines over n-grams: words, their pairs, and letters within words. One knows topics; it learns
from workshop/examples. The other knows fine questions; it learns from workshop/examples/questions, and the topics of
those messages teach the first one, too, where it does not surely say something else. The same messages give the same
files, byte for byte, on the same machine; a fingerprint in each says which messages it was made from.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from data.content import fine_answers
from data.language import classifier, question_model, spelling
from data.language.classifier import Header
from workshop import messages, questions
from workshop.messages import Message
from workshop.questions import NONE, Asked

TARGET = Path(classifier.__file__).with_name(classifier.FILE)
QUESTIONS_TARGET = Path(question_model.__file__).with_name(question_model.FILE)
_STRENGTH, _STRENGTH_OF_QUESTIONS = 1.5, 1.0
"""How closely the weights follow the messages (C of the machine)."""
_SHARPNESS = 4.0
"""What the distances from the borders are multiplied by, so that as probabilities they mean what they say."""
_SEEN = 3
"""In how many messages a piece must stand to be learned."""
_WORDS = 2.0
"""What a word or a pair of words counts: there are many more n-grams of letters, which would drown them."""
_FAINTEST = 8
"""An n-gram whose every byte is closer to zero than this is left out."""
_FAINTEST_OF_QUESTIONS = 0.012
"""The weights of fine questions below this share of the largest are left out."""
_OF_A_QUESTION = 0.6
"""How much the topic of a fine question's message counts, beside a message that has nothing but a topic."""
_OF_A_GUESS = 0.3
"""How much a message with a topic counts for the fine question that it most likely asks."""
_LIKELY, _MOSTLY = 0.05, 0.5
"""The least probability of that question, by itself and as a part of its topic's."""
_HARDLY, _SURELY_ANOTHER = 0.02, 0.8
"""A message teaches no topic that is hardly probable, as long as another is surely meant."""


def _ngrams(text: str) -> list[str]:
    return sorted(set(classifier.ngrams(spelling.words(text))))


class Learned:
    """What a support vector machine learned of n-grams (rows, in the order of `names`) and labels (columns)."""

    def __init__(
        self,
        texts: Sequence[Sequence[str]],
        labels: Sequence[str],
        strength: float,
        *,
        balanced: bool = False,
        counts: Sequence[float] | None = None,
    ) -> None:
        """`counts`: how much each text counts, one if not given; `balanced`: that each label counts as much."""
        self._vectoriser = TfidfVectorizer(analyzer=_as_it_is, min_df=_SEEN, dtype=np.float32, norm=None)
        counted = self._vectoriser.fit_transform(texts)
        self.names = [str(one) for one in self._vectoriser.get_feature_names_out()]
        self._counts = np.array([_WORDS if name[:2] in {"w ", "p "} else 1.0 for name in self.names], dtype=np.float32)
        machine = LinearSVC(C=strength, random_state=0, class_weight="balanced" if balanced else None)
        self._machine = machine.fit(self._of_unit_length(counted), labels, sample_weight=counts)
        self.labels = tuple(str(one) for one in self._machine.classes_)
        importance = self._vectoriser.idf_ * self._counts
        self.squares: NDArray[np.float64] = importance**2
        borders, self._biases = self._machine.coef_, self._machine.intercept_
        if len(self.labels) == 2:  # one border has both labels, the first on its negative side
            borders, self._biases = np.vstack([-borders, borders]) / 2, np.hstack([-self._biases, self._biases]) / 2
        weights = _SHARPNESS * borders * importance
        self.weights: NDArray[np.float64] = (weights - weights.mean(axis=0)).T  # the same for every label is nothing

    def _of_unit_length(self, counted: "csr_matrix[np.float32]") -> "csr_matrix[np.float32]":
        return normalize(counted.multiply(self._counts).tocsr())

    def probabilities(self, texts: Sequence[Sequence[str]]) -> "NDArray[np.float64]":
        """The probability of each label (columns) for each text (rows)."""
        scores = _SHARPNESS * self._machine.decision_function(self._of_unit_length(self._vectoriser.transform(texts)))
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def header(self, ngrams: int, fingerprint: str = "") -> Header:
        """The first line of the model file, for so many n-grams."""
        return Header(
            labels=self.labels,
            biases=tuple(round(_SHARPNESS * float(bias), 4) for bias in self._biases),
            max_weight=float(np.abs(self.weights).max()),
            max_length=float(self.squares.max()),
            ngrams=ngrams,
            data_sha256=fingerprint,
        )


def _as_it_is(ngrams: Sequence[str]) -> Sequence[str]:
    return ngrams


def _bytes(shares: "NDArray[np.float64]") -> "NDArray[np.uint8]":
    """Shares of the largest weight, -1 to 1, as bytes of their square roots; 128 is 0."""
    rounded: NDArray[np.uint8] = (128 + np.rint(np.sign(shares) * np.sqrt(np.abs(shares)) * classifier.FULL)).astype(
        np.uint8
    )
    return rounded


def make(found: Sequence[Message], fingerprint: str, target: Path, asked: Sequence[Asked] = ()) -> Header:
    """Learns topics from the messages, and from the fine questions asked, and writes the model file."""
    head, names, rows = fit(found, asked)
    head = head.model_copy(update={"data_sha256": fingerprint})
    classifier.write(target, head, names, rows)
    return head


def fit(found: Sequence[Message], asked: Sequence[Asked] = ()) -> tuple[Header, list[str], list[bytes]]:
    """Learns topics: the header of the model file, the n-grams, and a row of bytes for each."""
    texts, labels = [_ngrams(one.text) for one in found], [one.labels[0] for one in found]
    if asked:
        more = _that_agree(Learned(texts, labels, _STRENGTH), asked)
        texts, labels = texts + [ngrams for ngrams, _ in more], labels + [topic for _, topic in more]
    counts = [1.0] * len(found) + [_OF_A_QUESTION] * (len(texts) - len(found))
    learned = Learned(texts, labels, _STRENGTH, counts=counts)
    most = float(np.abs(learned.weights).max()), float(learned.squares.max())
    rows = np.column_stack([_bytes(learned.weights / most[0]), _bytes(learned.squares / most[1])])
    kept = np.flatnonzero(np.abs(rows[:, :-1] - 128.0).max(axis=1) >= _FAINTEST)
    return (
        learned.header(len(kept)),
        [learned.names[at] for at in kept],
        [rows[at].tobytes() for at in kept],
    )


def _that_agree(learned: Learned, asked: Sequence[Asked]) -> list[tuple[list[str], str]]:
    """The n-grams and the topic of the messages asked, but for those that surely mean another topic."""
    answers = fine_answers.answers()
    known = [(_ngrams(one.text), answers[one.names[0]].topic) for one in asked if one.names[0] != NONE]
    shares = learned.probabilities([ngrams for ngrams, _ in known])
    columns = {label: at for at, label in enumerate(learned.labels)}
    return [
        one
        for one, share in zip(known, shares, strict=True)
        if share[columns[one[1]]] > _HARDLY or share.max() < _SURELY_ANOTHER
    ]


def make_questions(asked: Sequence[Asked], found: Sequence[Message], fingerprint: str, target: Path) -> Header:
    """Learns fine questions from the messages asked, and from those with topics, and writes the model file."""
    texts, labels = [_ngrams(one.text) for one in asked], [one.names[0] for one in asked]
    first = Learned(texts, labels, _STRENGTH_OF_QUESTIONS, balanced=True)
    guessed = _within_their_topic(first, found)
    learned = Learned(
        texts + [ngrams for ngrams, _ in guessed],
        labels + [name for _, name in guessed],
        _STRENGTH_OF_QUESTIONS,
        balanced=True,
        counts=[1.0] * len(asked) + [_OF_A_GUESS] * len(guessed),
    )
    most = float(np.abs(learned.weights).max())
    shares, lengths = learned.weights / most, _bytes(learned.squares / float(learned.squares.max()))
    names, rows = [], []
    for name, row, length in zip(learned.names, shares, lengths, strict=True):
        kept = np.flatnonzero(np.abs(row) >= _FAINTEST_OF_QUESTIONS)
        strongest = sorted(kept[np.argsort(-np.abs(row[kept]), kind="stable")][: question_model.MOST_WEIGHTS])
        if strongest:
            names.append(name)
            rows.append((int(length), dict(zip(map(int, strongest), _bytes(row[strongest]).tolist(), strict=True))))
    head = learned.header(len(names), fingerprint)
    question_model.write(target, head, names, rows)
    return head


def _within_their_topic(learned: Learned, found: Sequence[Message]) -> list[tuple[list[str], str]]:
    """The n-grams of messages with topics, each with the fine question of its topic that it most likely asks.

    Those that are not clear are left out.
    """
    topics = [_topic_of(label) for label in learned.labels]
    texts = [_ngrams(one.text) for one in found]
    guessed = []
    for one, ngrams, share in zip(found, texts, learned.probabilities(texts), strict=True):
        own = np.array([part if topic in one.topics else 0.0 for part, topic in zip(share, topics, strict=True)])
        best = int(own.argmax())
        if own[best] >= _LIKELY and own[best] >= _MOSTLY * own.sum():
            guessed.append((ngrams, learned.labels[best]))
    return guessed


def _topic_of(question: str) -> str:
    return "" if question == NONE else fine_answers.answers()[question].topic_alone


def main() -> None:
    """Makes the models that are shipped."""
    found, asked = messages.read(messages.of_training()), questions.read(questions.of_training())
    for label, count in sorted(Counter(one.labels[0] for one in found).items()):
        sys.stdout.write(f"{count:6} {label}\n")
    sys.stdout.write(f"{len(found):6} messages with topics and {len(asked)} with fine questions; learning ...\n")
    sys.stdout.flush()
    fingerprint = questions.fingerprint()
    heads = make(found, fingerprint, TARGET, asked), make_questions(asked, found, fingerprint, QUESTIONS_TARGET)
    for head, target in zip(heads, (TARGET, QUESTIONS_TARGET), strict=True):
        size = target.stat().st_size / 1e6
        sys.stdout.write(f"{target.name}: {head.ngrams:,} n-grams, {len(head.labels)} labels, {size:.1f} MB\n")


if __name__ == "__main__":
    main()
