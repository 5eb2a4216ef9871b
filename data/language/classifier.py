"""The trained model: which topics a message may be about, and how sure that is. Made by `python -m workshop.train`.

A message is read as words, pairs of words and pieces of words. Each that is known adds its weights for every label.
The weights of one piece, and its share of the length, lie side by side in one large integer, so that a single
addition adds them all: a message takes a fraction of a millisecond without any library. In the file a weight is one
byte, its square root, as most are small and those need the finer steps.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FILE = "understanding.model"
_LANE = 4
"""Bytes that one label takes in the sum: a weight of 16 bits, up to 65,000 times."""
_ZERO = 1 << 15
"""What stands for a weight of 0 in a lane."""
FULL = 127
"""The largest byte, above or below 128."""


def _lanes() -> tuple[bytes, bytes]:
    """The low and the high byte of the 16 bits that each byte of the file stands for."""
    values = [_ZERO + round((byte - 128) * abs(byte - 128) / FULL**2 * (_ZERO - 1)) for byte in range(1, 256)]
    spread = [value.to_bytes(2, "little") for value in [values[0], *values]]
    return bytes(one[0] for one in spread), bytes(one[1] for one in spread)


LONGEST_PIECE = 5
SHORTEST_PIECE = 2


class ModelProblem(Exception):
    """The model file is not as the training command writes it."""


class Head(BaseModel):
    """The first line of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: tuple[str, ...]
    biases: tuple[float, ...]
    most: float
    """The weight that the largest byte stands for."""
    most_length: float
    """The squared length that it stands for."""
    pieces: int
    data_sha256: str
    """Of the messages and spellings it was trained on."""


def pieces(words: list[str]) -> list[str]:
    """The words, the pairs of neighbours, and every piece of 2 to 5 letters within a word and its borders."""
    found = [f"w {word}" for word in words]
    found += [f"p {one} {other}" for one, other in zip(["^", *words], [*words, "$"], strict=True)]
    found += [f"s {one} {other}" for one, other in zip(words, words[2:], strict=False)]
    for word in dict.fromkeys(words):
        bordered = f" {word} "
        length = len(bordered)
        for size in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
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
            self.head = Head.model_validate_json(first)
            width = len(self.head.labels) + 1
            names, _, weights = rest.partition(b"\n\n")
            known = names.decode("utf-8").split("\n")
        except ValueError as problem:
            raise ModelProblem(f"{FILE} cannot be read. Make it again: python -m workshop.train") from problem
        if len(known) != self.head.pieces or len(weights) != width * len(known):
            raise ModelProblem(f"{FILE} is not whole. Make it again: python -m workshop.train")
        low, high = _lanes()
        spread = bytearray(_LANE * len(weights))
        spread[::_LANE], spread[1::_LANE] = weights.translate(low), weights.translate(high)
        row = _LANE * width
        self._weights = {
            name: int.from_bytes(spread[at * row : (at + 1) * row], "little") for at, name in enumerate(known)
        }

    def knows(self, words: list[str]) -> bool:
        """Whether any of these words stood in the messages it learned from, at least twice."""
        return any(f"w {word}" in self._weights for word in words)

    def guesses(self, words: list[str]) -> list[Guess]:
        """Every label with its probability, the best first."""
        weights = self._weights
        found = [weights[piece] for piece in set(pieces(words)) if piece in weights]
        head = self.head
        summed = sum(found).to_bytes(_LANE * (len(head.labels) + 1), "little")
        lanes = [int.from_bytes(summed[at : at + _LANE], "little") for at in range(0, len(summed), _LANE)]
        zero, unit = _ZERO * len(found), _ZERO - 1
        length = math.sqrt((lanes.pop() - zero) * head.most_length / unit) or 1.0
        scores = [
            bias + (lane - zero) * head.most / unit / length for bias, lane in zip(head.biases, lanes, strict=True)
        ]
        best = max(scores)
        powers = [math.exp(score - best) for score in scores]
        whole = sum(powers)
        guesses = [Guess(label, power / whole) for label, power in zip(head.labels, powers, strict=True)]
        return sorted(guesses, key=lambda one: -one.probability)


def write(path: Path, head: Head, names: list[str], rows: list[bytes]) -> None:
    """Writes a model file; `rows` holds a byte for each label and one for the squared length."""
    line = json.dumps(head.model_dump(mode="json"), separators=(",", ":"))
    path.write_bytes(line.encode() + b"\n" + "\n".join(names).encode() + b"\n\n" + b"".join(rows))


@cache
def shipped() -> Model:
    """The model that comes with the program. Raises ModelProblem."""
    return Model(files("data.language").joinpath(FILE).read_bytes())
