"""Other ways of learning than the product's, which `tests/bench/external.py` sets beside it.

Each is a linear model over n-grams, so it could be shipped in the same form of file: an ensemble over the same n-grams
is the sum of its weights. Only kinds of n-grams with a length of their own would need a second length in the file.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import ComplementNB
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from data.language import classifier, spelling

Matrix = Any
"""A sparse matrix, a row for each text and a column for each n-gram; scipy brings no types."""
Labels = NDArray[np.str_]
Scores = NDArray[np.float64]
"""A row for each unseen text, a column for each label in order."""
Learner = Callable[[Matrix, Labels, Matrix], Scores]
Pieces = Callable[[str], list[str]]

_SEEN = 2
"""In how many texts an n-gram must stand to be learned, as in the product."""
_MARKS = re.compile(r"[:;=8xX][-'^o]?[)(DPpOo/|\\*3]+|<3|[!?.]{2,}|!|[\U0001F000-\U0001FAFF\u2600-\u27BF]")
"""Faces, emoji and repeated marks, which the product does not read."""


def ours(text: str) -> list[str]:
    """The n-grams of the product: words, pairs, and letters within words."""
    return classifier.ngrams(spelling.words(text))


def words(text: str) -> list[str]:
    """Words and pairs only."""
    return [one for one in ours(text) if one[:2] in {"w ", "p "}]


def letters(text: str) -> list[str]:
    """The product's n-grams without words and pairs."""
    return [one for one in ours(text) if one[:2] not in {"w ", "p "}]


def across(text: str) -> list[str]:
    """Three to six letters in a row, also from one word to the next."""
    line = f" {' '.join(spelling.words(text))} "
    return [line[at : at + size] for size in range(3, 7) for at in range(len(line) - size + 1)]


def marks(text: str) -> list[str]:
    """Faces, emoji and repeated marks."""
    return _MARKS.findall(text)


def machine(strength: float = 1.5, weights: str | None = None) -> Learner:
    """A support vector machine; the product's is `machine()`."""

    def learn(known: Matrix, labels: Labels, unseen: Matrix) -> Scores:
        learned = LinearSVC(C=strength, class_weight=weights, random_state=0).fit(known, labels)
        return _of_each_label(learned.decision_function(unseen))

    return learn


def regression(strength: float = 10.0, weights: str | None = None) -> Learner:
    """A logistic regression of each label, which on so many n-grams is ten times as fast as one of all labels."""

    def learn(known: Matrix, labels: Labels, unseen: Matrix) -> Scores:
        each = LogisticRegression(C=strength, class_weight=weights, solver="liblinear", random_state=0)
        learned = OneVsRestClassifier(each).fit(known, labels)
        return _of_each_label(learned.decision_function(unseen))

    return learn


def bayes(smoothing: float = 0.3) -> Learner:
    """A complement naive Bayes."""

    def learn(known: Matrix, labels: Labels, unseen: Matrix) -> Scores:
        scores: Scores = ComplementNB(alpha=smoothing).fit(known, labels).predict_log_proba(unseen)
        return scores

    return learn


def telling(strength: float = 0.3, weights: str | None = "balanced", share: float = 0.5) -> Learner:
    """A machine for each label, in which an n-gram counts by how differently often it occurs with that label.

    After Wang and Manning (2012), "Baselines and Bigrams", with all n-grams kept by the other share.
    """

    def learn(known: Matrix, labels: Labels, unseen: Matrix) -> Scores:
        columns = []
        for label in np.unique(labels):
            has = labels == label
            counts = _telling(known, has, share)
            learned = LinearSVC(C=strength, class_weight=weights, random_state=0)
            learned.fit(known.multiply(counts).tocsr(), has)
            columns.append(learned.decision_function(unseen.multiply(counts).tocsr()))
        return np.vstack(columns).T

    return learn


def _telling(known: Matrix, has: NDArray[np.bool_], share: float) -> NDArray[np.float64]:
    """What each n-gram counts, so that the texts keep a mean squared length of 1 and a strength means the same."""
    here = 1.0 + np.asarray((known[has] > 0).sum(axis=0)).ravel()
    elsewhere = 1.0 + np.asarray((known[~has] > 0).sum(axis=0)).ravel()
    ratio = np.abs(np.log((here / here.sum()) / (elsewhere / elsewhere.sum())))
    counts = share * ratio + (1 - share) * ratio.mean()
    scaled: NDArray[np.float64] = counts / np.sqrt((known.multiply(known) @ counts**2).mean())
    return scaled


def together(*members: Learner) -> Learner:
    """An ensemble: the sum of the scores, each brought to the same spread."""

    def learn(known: Matrix, labels: Labels, unseen: Matrix) -> Scores:
        found = [member(known, labels, unseen) for member in members]
        centred = [one - one.mean(axis=1, keepdims=True) for one in found]
        summed: Scores = np.sum([one / one.std() for one in centred], axis=0)
        return summed

    return learn


def _of_each_label(scores: "NDArray[np.float64]") -> Scores:
    """Between two labels a model gives one column, how far a text is on the side of the second."""
    return np.vstack([-scores, scores]).T if scores.ndim == 1 else scores


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of learning."""

    learner: Learner
    about: str
    pieces: tuple[tuple[Pieces, float], ...] = ((ours, 1.0),)
    """Kinds of n-grams, and what each kind counts."""
    one_length: bool = False
    """Whether all kinds together have the length 1, as in the product's file, rather than each kind its own."""

    def label(self, known: Sequence[tuple[str, str]], unseen: Sequence[str]) -> list[str]:
        """Learns from texts with their labels, and says the label of each unseen text."""
        texts = tuple(text for text, _ in known)
        labels = np.array([label for _, label in known])
        weighed = [(_weighed(kind, texts, tuple(unseen)), counts) for kind, counts in self.pieces]
        learned_from, judged = (self._joined([(of[side], counts) for of, counts in weighed]) for side in (0, 1))
        best = self.learner(learned_from, labels, judged).argmax(axis=1)
        return [str(one) for one in np.unique(labels)[best]]

    def _joined(self, kinds: Sequence[tuple[Matrix, float]]) -> Matrix:
        if self.one_length:
            return normalize(hstack([counts * found for found, counts in kinds]).tocsr())
        return hstack([counts * normalize(found) for found, counts in kinds]).tocsr()


@lru_cache(maxsize=12)  # the kinds of n-grams of three shares, so that variants need not split the texts again
def _weighed(pieces: Pieces, known: tuple[str, ...], unseen: tuple[str, ...]) -> tuple[Matrix, Matrix]:
    """The n-grams of the texts, weighed by how rare they are; the rows have any length."""
    vectoriser = TfidfVectorizer(
        analyzer=lambda text: sorted({*pieces(text)}), min_df=_SEEN, dtype=np.float32, norm=None
    )
    return vectoriser.fit_transform(known), vectoriser.transform(unseen)


_TWICE = ((letters, 1.0), (words, 2.0))

VARIANTS = {
    "unrounded": Variant(machine(), "the product's, before its weights become bytes"),
    "strength-0.3": Variant(machine(0.3), "weights that follow the texts less closely"),
    "strength-4": Variant(machine(4.0), "more closely"),
    "balanced": Variant(machine(weights="balanced"), "a rare label counts as much as a frequent one"),
    "across": Variant(
        machine(), "three to six letters, also from one word to the next, and no words", ((across, 1.0),)
    ),
    "words": Variant(machine(), "words and pairs only", ((words, 1.0),)),
    "words-twice": Variant(machine(), "words and pairs count twice", _TWICE, one_length=True),
    "regression": Variant(regression(), "a logistic regression"),
    "bayes": Variant(bayes(), "a complement naive Bayes"),
    "ensemble": Variant(together(machine(), regression(), bayes()), "machine, regression and Bayes"),
    "telling": Variant(telling(0.5, None), "an n-gram counts by how much it tells of a label"),
    "telling-balanced": Variant(telling(), "the same, balanced"),
    "telling-twice": Variant(telling(), "the same, and words and pairs count twice", _TWICE, one_length=True),
    "telling-words": Variant(telling(), "balanced, and words by a length of their own", ((ours, 1.0), (words, 1.0))),
    "telling-marks": Variant(telling(), "the same, and faces, emoji, marks", ((ours, 1.0), (words, 1.0), (marks, 0.4))),
}
