"""Makes the model that understands free text: `python -m workshop.train` (half a minute on one core).

A linear support vector machine over n-grams: words, their pairs, and letters within words. The same messages give the
same file, byte for byte, on the same machine; a fingerprint in the file says which messages it was made from.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from data.language import classifier, spelling
from data.language.classifier import Header
from workshop import messages
from workshop.messages import Message

TARGET = Path(classifier.__file__).with_name(classifier.FILE)
_STRENGTH = 1.5
"""How closely the weights follow the messages (C of the machine)."""
_SHARPNESS = 4.0
"""What the distances from the borders are multiplied by, so that as probabilities they mean what they say."""
_SEEN = 2
"""In how many messages a piece must stand to be learned."""
_FAINTEST = 8
"""An n-gram whose every byte is closer to zero than this is left out."""


def _ngrams(text: str) -> list[str]:
    return sorted(set(classifier.ngrams(spelling.words(text))))


def fit(found: Sequence[Message]) -> tuple[Header, list[str], list[bytes]]:
    """Learns from the messages: the header of the model file, the n-grams, and a row of bytes for each."""
    vectoriser = TfidfVectorizer(analyzer=_ngrams, min_df=_SEEN, dtype=np.float32)
    counted = vectoriser.fit_transform([one.text for one in found])
    learned = LinearSVC(C=_STRENGTH, random_state=0)
    learned.fit(counted, [one.labels[0] for one in found])
    importance = vectoriser.idf_
    weights = _SHARPNESS * learned.coef_ * importance  # of each label (rows) for each n-gram (columns)
    weights -= weights.mean(axis=0)  # the same for every label changes nothing
    max_weight, max_length = float(np.abs(weights).max()), float((importance**2).max())
    rows = np.vstack([_bytes(weights / max_weight), _bytes(importance**2 / max_length)]).T
    names = vectoriser.get_feature_names_out()
    kept = np.flatnonzero(np.abs(rows[:, :-1] - 128.0).max(axis=1) >= _FAINTEST)
    head = Header(
        labels=tuple(learned.classes_),
        biases=tuple(round(_SHARPNESS * float(bias), 4) for bias in learned.intercept_),
        max_weight=max_weight,
        max_length=max_length,
        ngrams=len(kept),
        data_sha256="",
    )
    return head, [str(names[at]) for at in kept], [rows[at].tobytes() for at in kept]


def _bytes(shares: "NDArray[np.float64]") -> "NDArray[np.uint8]":
    """Shares of the largest weight, -1 to 1, as bytes of their square roots; 128 is 0."""
    rounded: NDArray[np.uint8] = (128 + np.rint(np.sign(shares) * np.sqrt(np.abs(shares)) * classifier.FULL)).astype(
        np.uint8
    )
    return rounded


def make(found: Sequence[Message], fingerprint: str, target: Path) -> Header:
    """Learns from the messages, and writes the model file."""
    head, names, rows = fit(found)
    head = head.model_copy(update={"data_sha256": fingerprint})
    classifier.write(target, head, names, rows)
    return head


def main() -> None:
    """Makes the model that is shipped."""
    files = messages.of_training()
    found = messages.read(files)
    for label, count in sorted(Counter(one.labels[0] for one in found).items()):
        sys.stdout.write(f"{count:6} {label}\n")
    sys.stdout.write(f"{len(found):6} messages of {len(files)} authors; learning ...\n")
    head = make(found, messages.fingerprint(files), TARGET)
    size = TARGET.stat().st_size / 1e6
    sys.stdout.write(f"{TARGET.name}: {head.ngrams:,} n-grams, {len(head.labels)} labels, {size:.1f} MB\n")


if __name__ == "__main__":
    main()
