"""The trained model: which topics a message may be about, and how probably. Made by `python -m workshop.train`.

A linear model over n-grams: words, pairs of words, and 2 to 5 letters of a word. Each known n-gram adds its weight to
the score of every label. The file is mapped into memory, and nothing is read of it but the n-grams of a message; so
processes share its pages. It holds a byte for each weight, its square root: most weights are small and need the finer
steps. All weights of an n-gram, and its part of the message's length, become one large integer (an accumulator of 4
bytes a label), so one addition adds them all: a message takes a fraction of a millisecond, without any library.
"""

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache
from mmap import ACCESS_READ, mmap
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from data.language import ngram_table
from data.language.ngram_table import Key, NgramTable, numbers

FILE = "understanding.model"
_ACCUMULATOR_BYTES = 4
"""Bytes of one label in a sum: room for 65,000 weights of 16 bits."""
ZERO = 1 << 15
"""The number for a weight of 0, as an accumulator has no sign."""
UNIT = ZERO - 1
"""The largest weight of 16 bits."""
FULL = 127
"""The largest byte, above or below 128."""
WEIGHTS = [round((byte - 128) * abs(byte - 128) / FULL**2 * UNIT) for byte in (1, *range(1, 256))]
"""The weight of 16 bits for each byte of the file."""
_LOW, _HIGH = (bytes((ZERO + weight) >> shift & 255 for weight in WEIGHTS) for shift in (0, 8))
"""For each byte of the file, the low and the high byte of its accumulator."""
MADE_BY = "Make it again: python -m workshop.train"
LONGEST_NGRAM = 5
SHORTEST_NGRAM = 2


class ModelProblem(Exception):
    """The model file is not in the form that the training command writes."""


class Header(BaseModel):
    """The first line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    labels: tuple[str, ...]
    biases: tuple[float, ...]
    max_weight: float = Field(alias="most")
    """The weight that the largest byte represents."""
    max_length: float = Field(alias="most_length")
    """The squared length that the largest byte represents."""
    ngrams: int = Field(alias="pieces")
    data_sha256: str
    """The checksum of the messages and spellings that it was trained on."""


def ngrams(words: list[str]) -> list[str]:
    """The words, their pairs, and every 2 to 5 letters in a row within a word and its borders."""
    found = [f"w {word}" for word in words]
    found += [f"p {one} {other}" for one, other in zip(["^", *words], [*words, "$"], strict=True)]
    found += [f"s {one} {other}" for one, other in zip(words, words[2:], strict=False)]
    for word in dict.fromkeys(words):
        bordered = f" {word} "
        length = len(bordered)
        for size in range(SHORTEST_NGRAM, LONGEST_NGRAM + 1):
            if size > length:
                break
            found += [bordered[at : at + size] for at in range(length - size + 1)]
    return found


class Guess(NamedTuple):
    """One label and how probable it is, 0 to 1."""

    label: str
    probability: float


def keys(words: list[str]) -> list[Key]:
    """The keys of the different n-grams of these words, for a model."""
    return ngram_table.keys(set(ngrams(words)))


class Model:
    """The weights, where they lie in the file."""

    def __init__(self, raw: bytes | mmap) -> None:
        self.head, rest = opened(raw, FILE)
        names = ngram_table.size(self.head.ngrams)
        if len(rest) != names + self._width * self.head.ngrams:
            raise ModelProblem(f"{FILE} is not whole. {MADE_BY}")
        self._table = NgramTable(rest, self.head.ngrams)
        self._rows = rest[names:]

    @property
    def _width(self) -> int:
        return len(self.head.labels) + 1

    def knows(self, words: list[str]) -> bool:
        """Whether any of these words occurred at least twice in the training messages."""
        return bool(self._table.places(ngram_table.keys(f"w {word}" for word in words)))

    def guesses(self, ngrams: Iterable[Key]) -> list[Guess]:
        """Every label with its probability, best first, for the keys of a message."""
        head, rows, width = self.head, self._rows, self._width
        found = [rows[at * width : (at + 1) * width] for at in self._table.places(ngrams)]
        *sums, squares = sums_of(packed(b"".join(found), width), width)
        length = math.sqrt(squares * head.max_length / UNIT) or 1.0
        scores = [bias + one * head.max_weight / UNIT / length for bias, one in zip(head.biases, sums, strict=True)]
        best = max(scores)
        powers = [math.exp(score - best) for score in scores]
        whole = sum(powers)
        guesses = [Guess(label, power / whole) for label, power in zip(head.labels, powers, strict=True)]
        return sorted(guesses, key=attrgetter("probability"), reverse=True)


def packed(weights: bytes, width: int) -> list[int]:
    """Each row of `width` bytes as one large integer, an accumulator a byte."""
    spread = bytearray(_ACCUMULATOR_BYTES * len(weights))
    spread[::_ACCUMULATOR_BYTES], spread[1::_ACCUMULATOR_BYTES] = weights.translate(_LOW), weights.translate(_HIGH)
    size = _ACCUMULATOR_BYTES * width
    return [int.from_bytes(spread[at : at + size], "little") for at in range(0, len(spread), size)]


def sums_of(rows: list[int], width: int) -> list[int]:
    """The sum of each column of such rows."""
    zero = ZERO * len(rows)
    summed = sum(rows).to_bytes(_ACCUMULATOR_BYTES * width, "little")
    return [one - zero for one in numbers("I", summed)]


def opened(raw: bytes | mmap, file: str) -> tuple[Header, memoryview]:
    """The header of a model file, and what stands behind it. Raises ModelProblem."""
    end = raw.find(b"\n") + 1
    try:
        return Header.model_validate_json(raw[:end]), memoryview(raw)[end:]
    except ValueError as problem:
        raise ModelProblem(f"{file} cannot be read. {MADE_BY}") from problem


def write(path: Path, head: Header, names: Sequence[str], rows: Sequence[bytes]) -> None:
    """Writes a model file; `rows` holds a byte for each label and one for the squared length. Raises SameKey."""
    table, order = ngram_table.arranged(names)
    put(path, header_line(head) + table + b"".join(rows[at] for at in order))


def put(path: Path, raw: bytes) -> None:
    """Writes a model file as a new one: a process may have mapped the old one."""
    path.unlink(missing_ok=True)
    path.write_bytes(raw)


def header_line(head: Header) -> bytes:
    """The first line of a model file."""
    return json.dumps(head.model_dump(mode="json", by_alias=True), separators=(",", ":")).encode() + b"\n"


def mapped(file: str) -> mmap:
    """A file beside this one, whose pages are read when they are needed, and shared."""
    with Path(__file__).with_name(file).open("rb") as opened:
        return mmap(opened.fileno(), 0, access=ACCESS_READ)


@cache
def shipped() -> Model:
    """The model shipped with the program. Raises ModelProblem."""
    return Model(mapped(FILE))
