"""The trained model of fine questions: which of some 260 a message asks. Made by `python -m workshop.train`.

Like the model of topics a linear model over n-grams (`classifier.ngrams`), but of so many labels each n-gram says
something about few: only those weights are kept, about twelve an n-gram, one byte each, its square root. A message
takes a third of a millisecond, without any library.
"""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from data.language.classifier import FULL, Guess, Header, ModelProblem, header_line

FILE = "questions.model"
MOST_WEIGHTS = 255
"""The most weights of one n-gram: their number is one byte."""
_UNIT = (1 << 15) - 1
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
        weight_of = [round(_signed_square(byte - 128) * _UNIT) for byte in range(256)]
        self._labels = _little_endian("H", entries[: 2 * total])
        self._weights = array("h", (weight_of[byte] for byte in entries[2 * total :]))
        self._lengths = array("h", (weight_of[byte] for byte in lengths))
        self._ends = array("I")
        end = 0
        for weights in of_each:
            end += weights
            self._ends.append(end)
        self._numbers: Mapping[str, int] = {name: at for at, name in enumerate(known)}

    def guesses(self, ngrams: Iterable[str]) -> list[Guess]:
        """Every fine question with its probability, best first, for the different n-grams of a message."""
        labels, weights, ends, numbers = self._labels, self._weights, self._ends, self._numbers
        sums, length = [0] * len(self.head.labels), 0
        for ngram in ngrams:
            at = numbers.get(ngram)
            if at is None:
                continue
            length += self._lengths[at]
            for entry in range(ends[at - 1] if at else 0, ends[at]):
                sums[labels[entry]] += weights[entry]
        whole = math.sqrt(length * self.head.max_length / _UNIT) or 1.0
        unit = self.head.max_weight / _UNIT / whole
        scores = [bias + unit * one for bias, one in zip(self.head.biases, sums, strict=True)]
        best = max(scores)
        powers = [math.exp(score - best) for score in scores]
        every = sum(powers)
        found = (Guess(label, power / every) for label, power in zip(self.head.labels, powers, strict=True))
        return sorted(found, key=lambda one: -one.probability)


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
