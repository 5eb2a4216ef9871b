"""The trained model: which topics a message may be about, and how probably. Made by `python -m workshop.train`.

A linear model over n-grams: words, pairs of words, and 2 to 5 letters of a word. Each known n-gram adds its weight to
the score of every label. All weights of an n-gram, and its part of the message's length, lie side by side in one large
integer (an accumulator of 4 bytes a label), so one addition adds them all: a message takes a fraction of a millisecond,
without any library. In the file a weight is one byte, its square root: most weights are small and need the finer steps.
"""

import json
import math
import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

FILE = "understanding.model"
_ACCUMULATOR_BYTES = 4
"""Bytes of one label in a sum: room for 65,000 weights of 16 bits."""
_ZERO = 1 << 15
"""The byte for a weight of 0, as an accumulator has no sign."""
FULL = 127
"""The largest byte, above or below 128."""


def _byte_tables() -> tuple[bytes, bytes]:
    """For each byte of the file, the low and the high byte of its weight of 16 bits."""
    values = [_ZERO + round((byte - 128) * abs(byte - 128) / FULL**2 * (_ZERO - 1)) for byte in range(1, 256)]
    spread = [value.to_bytes(2, "little") for value in [values[0], *values]]
    return bytes(one[0] for one in spread), bytes(one[1] for one in spread)


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


@dataclass(frozen=True, slots=True)
class Guess:
    """One label and how probable it is, 0 to 1."""

    label: str
    probability: float


class Model:
    """The weights in memory."""

    def __init__(self, raw: bytes) -> None:
        first, _, rest = raw.partition(b"\n")
        try:
            self.head = Header.model_validate_json(first)
            width = len(self.head.labels) + 1
            names, _, weights = rest.partition(b"\n\n")
            known = names.decode("utf-8").split("\n")
        except ValueError as problem:
            raise ModelProblem(f"{FILE} cannot be read. Make it again: python -m workshop.train") from problem
        if len(known) != self.head.ngrams or len(weights) != width * len(known):
            raise ModelProblem(f"{FILE} is not whole. Make it again: python -m workshop.train")
        low, high = _byte_tables()
        spread = bytearray(_ACCUMULATOR_BYTES * len(weights))
        spread[::_ACCUMULATOR_BYTES], spread[1::_ACCUMULATOR_BYTES] = weights.translate(low), weights.translate(high)
        row = _ACCUMULATOR_BYTES * width
        self._weights = {
            sys.intern(name): int.from_bytes(spread[at * row : (at + 1) * row], "little")
            for at, name in enumerate(known)
        }

    def knows(self, words: list[str]) -> bool:
        """Whether any of these words occurred at least twice in the training messages."""
        return any(f"w {word}" in self._weights for word in words)

    def guesses(self, words: list[str]) -> list[Guess]:
        """Every label with its probability, best first."""
        weights = self._weights
        found = [weights[ngram] for ngram in set(ngrams(words)) if ngram in weights]
        head = self.head
        summed = sum(found).to_bytes(_ACCUMULATOR_BYTES * (len(head.labels) + 1), "little")
        sums = [
            int.from_bytes(summed[at : at + _ACCUMULATOR_BYTES], "little")
            for at in range(0, len(summed), _ACCUMULATOR_BYTES)
        ]
        zero, unit = _ZERO * len(found), _ZERO - 1
        length = math.sqrt((sums.pop() - zero) * head.max_length / unit) or 1.0
        scores = [
            bias + (one - zero) * head.max_weight / unit / length for bias, one in zip(head.biases, sums, strict=True)
        ]
        best = max(scores)
        powers = [math.exp(score - best) for score in scores]
        whole = sum(powers)
        guesses = [Guess(label, power / whole) for label, power in zip(head.labels, powers, strict=True)]
        return sorted(guesses, key=lambda one: -one.probability)


def write(path: Path, head: Header, names: list[str], rows: list[bytes]) -> None:
    """Writes a model file; `rows` holds a byte for each label and one for the squared length."""
    path.write_bytes(header_line(head) + "\n".join(names).encode() + b"\n\n" + b"".join(rows))


def header_line(head: Header) -> bytes:
    """The first line of a model file."""
    return json.dumps(head.model_dump(mode="json", by_alias=True), separators=(",", ":")).encode() + b"\n"


@cache
def shipped() -> Model:
    """The model shipped with the program. Raises ModelProblem."""
    return Model(files("data.language").joinpath(FILE).read_bytes())
