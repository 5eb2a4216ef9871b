"""The trained model of fine questions: which of some 260 a message asks. Made by `python -m workshop.train`.

Like the model of topics a linear model over n-grams (`classifier.ngrams`), but of so many labels each n-gram says
something about few: only those weights are kept, about twelve an n-gram, one byte each, its square root. A message
takes a fifth of a millisecond, without any library.
"""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, chain
from mmap import mmap
from operator import attrgetter
from pathlib import Path

from data.language import ngram_table
from data.language.classifier import (
    MADE_BY,
    UNIT,
    WEIGHTS,
    Guess,
    Header,
    ModelProblem,
    header_line,
    mapped,
    opened,
    packed,
    put,
    sums_of,
)
from data.language.ngram_table import Key, NgramTable, numbers

FILE = "questions.model"
MOST_WEIGHTS = 255
"""The most weights of one n-gram."""
_FEW = 32
"""Of more weights than this, an n-gram's are added up as one large integer."""
_ROWS = 2048
"""How many of these integers are kept, a kilobyte each: half of all. What is asked often is among them."""
_NONE = 128
"""The byte of a weight of 0."""
_LEAST = 0.002
"""A less probable question is not named."""


class QuestionModel:
    """The weights, where they lie in the file; in memory, large integers of frequent n-grams that say much."""

    def __init__(self, raw: bytes | mmap) -> None:
        self.head, rest = opened(raw, FILE)
        count = self.head.ngrams
        lengths = ngram_table.size(count)
        ends = lengths + count
        entries = ends + 4 * (count + 1)
        if len(rest) < entries:
            raise ModelProblem(f"{FILE} is not whole. {MADE_BY}")
        self._ends = numbers("I", rest[ends:entries])
        """Where the weights of each n-gram begin, and those of the one before end."""
        total = self._ends[count]
        if len(rest) != entries + 3 * total:
            raise ModelProblem(f"{FILE} is not whole. {MADE_BY}")
        self._table = NgramTable(rest, count)
        self._lengths = rest[lengths:ends]
        """The byte of each n-gram's squared length."""
        self._labels, self._weights = numbers("H", rest[entries : entries + 2 * total]), rest[entries + 2 * total :]
        """The number of the label of each weight, and its byte."""
        self._row = lru_cache(_ROWS)(self._side_by_side)

    def _side_by_side(self, at: int) -> int:
        row = bytearray([_NONE]) * len(self.head.labels)
        for label, byte in self._weights_of([at]):
            row[label] = byte
        return packed(bytes(row), len(row))[0]

    def _weights_of(self, places: Iterable[int]) -> Iterable[tuple[int, int]]:
        """The label and the byte of each weight of these n-grams."""
        spans = [slice(self._ends[at], self._ends[at + 1]) for at in places]
        labels = array("H", b"".join([self._labels[one] for one in spans]))
        return zip(labels, b"".join([self._weights[one] for one in spans]), strict=True)

    def guesses(self, ngrams: Iterable[Key]) -> list[Guess]:
        """The fine questions that are at all probable, best first, for the keys of a message."""
        known, ends = self._table.places(ngrams), self._ends
        many = [at for at in known if ends[at + 1] - ends[at] > _FEW]
        sums = sums_of(list(map(self._row, many)), len(self.head.labels))
        for label, byte in self._weights_of(set(known).difference(many)):
            sums[label] += WEIGHTS[byte]
        squares = sum([WEIGHTS[self._lengths[at]] for at in known])
        length = math.sqrt(squares * self.head.max_length / UNIT) or 1.0
        unit = self.head.max_weight / UNIT / length
        scores = [bias + unit * one for bias, one in zip(self.head.biases, sums, strict=True)]
        best = max(scores)
        powers = [math.exp(score - best) for score in scores]
        whole = sum(powers)
        found = [
            Guess(self.head.labels[at], power / whole) for at, power in enumerate(powers) if power >= _LEAST * whole
        ]
        return sorted(found, key=attrgetter("probability"), reverse=True)


def write(path: Path, head: Header, names: Sequence[str], rows: Sequence[tuple[int, Mapping[int, int]]]) -> None:
    """Writes a model file; a row holds the byte of an n-gram's squared length, and the byte of each label's weight.

    Raises SameKey.
    """
    table, order = ngram_table.arranged(names)
    sorted_rows = [rows[at] for at in order]
    lengths, weights = bytes(length for length, _ in sorted_rows), [row for _, row in sorted_rows]
    ends = array("I", accumulate(map(len, weights), initial=0))
    labels = array("H", chain.from_iterable(weights))
    entries = bytes(chain.from_iterable(row.values() for row in weights))
    put(path, header_line(head) + table + lengths + ngram_table.written(ends) + ngram_table.written(labels) + entries)


@cache
def shipped() -> QuestionModel:
    """The model shipped with the program. Raises ModelProblem."""
    return QuestionModel(mapped(FILE))
