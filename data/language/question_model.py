"""The trained model of fine questions: which of some 260 a message asks. Made by `python -m workshop.train`.

Like the model of topics a linear model over n-grams (`classifier.ngrams`), but of so many labels each n-gram says
something about few: only those weights are kept, about twelve an n-gram, one byte each, its square root. A message
takes a fifth of a millisecond, without any library.
"""

import math
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from data.language.classifier import FULL, Guess, Header, ModelProblem, header_line

FILE = "questions.model"
MOST_WEIGHTS = 255
"""The most weights of one n-gram: their number is one byte."""
_FEW = 32
"""Of more weights than this, an n-gram's are added up as one large integer."""
_ZERO = 1 << 15
"""The number for a weight of 0 there, as an accumulator has no sign."""
_UNIT = _ZERO - 1
_LEAST = 0.002
"""A less probable question is not named."""
_MADE_BY = "Make it again: python -m workshop.train"


class QuestionModel:
    """The weights in memory."""

    def __init__(self, raw: bytes) -> None:
        first, _, rest = raw.partition(b"\n")
        try:
            self.head = Header.model_validate_json(first)
            names, _, numbers = rest.partition(b"\n\n")
            known = names.decode("utf-8").split("\n")
        except ValueError as problem:
            raise ModelProblem(f"{FILE} cannot be read. {_MADE_BY}") from problem
        count = len(known)
        of_each, lengths, entries = numbers[:count], numbers[count : 2 * count], numbers[2 * count :]
        total = sum(of_each)
        if count != self.head.ngrams or len(entries) != 3 * total:
            raise ModelProblem(f"{FILE} is not whole. {_MADE_BY}")
        weight_of = [round(_signed_square(max(byte, 1) - 128) * _UNIT) for byte in range(256)]
        labels = _little_endian("H", entries[: 2 * total])
        weights = array("h", (weight_of[byte] for byte in entries[2 * total :]))
        self._lengths = array("h", (weight_of[byte] for byte in lengths))
        self._numbers = {sys.intern(name): at for at, name in enumerate(known)}
        self._many: dict[int, int] = {}
        """The weights of all labels side by side, as in `classifier`, of n-grams that say something about many."""
        self._labels, self._weights, self._ends = array("H"), array("h"), array("I", [0])
        """The labels, and their weights, of the others, one n-gram behind the other, and where each ends."""
        for at, (end, size) in enumerate(zip(accumulate(of_each), of_each, strict=True)):
            of_this = labels[end - size : end], weights[end - size : end]
            if size > _FEW:
                self._many[at] = _side_by_side(len(self.head.labels), *of_this)
            else:
                self._labels += of_this[0]
                self._weights += of_this[1]
            self._ends.append(len(self._labels))

    def guesses(self, ngrams: Iterable[str]) -> list[Guess]:
        """The fine questions that are at all probable, best first, for the different n-grams of a message."""
        known = [self._numbers[ngram] for ngram in ngrams if ngram in self._numbers]
        many = [self._many[at] for at in known if at in self._many]
        zero = len(many) * _ZERO
        sums = [one - zero for one in _apart(sum(many), len(self.head.labels))]
        labels, weights = array("H"), array("h")
        for at in known:
            start, end = self._ends[at], self._ends[at + 1]
            labels += self._labels[start:end]
            weights += self._weights[start:end]
        for label, weight in zip(labels, weights, strict=True):
            sums[label] += weight
        length = math.sqrt(sum(self._lengths[at] for at in known) * self.head.max_length / _UNIT) or 1.0
        unit = self.head.max_weight / _UNIT / length
        scores = [bias + unit * one for bias, one in zip(self.head.biases, sums, strict=True)]
        best = max(scores)
        powers = [math.exp(score - best) for score in scores]
        whole = sum(powers)
        found = [
            Guess(self.head.labels[at], power / whole) for at, power in enumerate(powers) if power >= _LEAST * whole
        ]
        return sorted(found, key=lambda one: -one.probability)


def _side_by_side(count: int, labels: "array[int]", weights: "array[int]") -> int:
    row = array("I", [_ZERO]) * count
    for label, weight in zip(labels, weights, strict=True):
        row[label] = _ZERO + weight
    return int.from_bytes(row.tobytes(), sys.byteorder)


def _apart(summed: int, count: int) -> "array[int]":
    return array("I", summed.to_bytes(4 * count, sys.byteorder))


def _signed_square(byte: int) -> float:
    return byte * abs(byte) / FULL**2


def _little_endian(kind: str, raw: bytes) -> "array[int]":
    numbers = array(kind, raw)
    if array("H", b"\x01\x00")[0] != 1:
        numbers.byteswap()
    return numbers


def write(path: Path, head: Header, names: Sequence[str], rows: Sequence[tuple[int, Mapping[int, int]]]) -> None:
    """Writes a model file; a row holds the byte of an n-gram's squared length, and the byte of each label's weight."""
    labels, weights = bytearray(), bytearray()
    for _, row in rows:
        for label, weight in row.items():
            labels += label.to_bytes(2, "little")
            weights.append(weight)
    of_each, lengths = bytes(len(row) for _, row in rows), bytes(length for length, _ in rows)
    path.write_bytes(header_line(head) + "\n".join(names).encode() + b"\n\n" + of_each + lengths + labels + weights)


@cache
def shipped() -> QuestionModel:
    """The model shipped with the program. Raises ModelProblem."""
    return QuestionModel(files("data.language").joinpath(FILE).read_bytes())
