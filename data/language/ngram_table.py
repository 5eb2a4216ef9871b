"""Finds the n-grams of a message in a model file that is mapped into memory, without a dictionary of their names.

An n-gram is known by two checksums of its letters, of 16 and of 32 bits. The n-grams of the file are sorted by them, so
those with the same 16 bits, one or two, are neighbours. Two n-grams of one model never have the same checksums; another
n-gram is taken for one of 93,000 once in three thousand million.
"""

import sys
from array import array
from binascii import crc_hqx
from collections.abc import Iterable, Sequence
from itertools import accumulate
from zlib import crc32

Key = tuple[int, int]
"""The checksums of an n-gram, of 16 and of 32 bits."""
_BUCKETS = 1 << 16
_SIZE = 4
"""Bytes of a number in the file."""


class SameKey(ValueError):
    """Two n-grams have the same checksums: one of them must be left out."""


def keys(ngrams: Iterable[str]) -> list[Key]:
    """The checksums of each n-gram."""
    return [(crc_hqx(letters, 0), crc32(letters)) for letters in map(str.encode, ngrams)]


class NgramTable:
    """Where each n-gram of a model stands in its file."""

    def __init__(self, raw: memoryview, count: int) -> None:
        """Reads the table of so many n-grams, which takes the first `size(count)` bytes."""
        borders = _SIZE * (_BUCKETS + 1)
        self._starts = numbers("I", raw[:borders])
        self._checksums = numbers("I", raw[borders : size(count)])

    def places(self, sought: Iterable[Key]) -> list[int]:
        """The places in the file, from 0, of those n-grams that it knows."""
        starts, checksums = self._starts, self._checksums
        found = []
        for bucket, checksum in sought:
            at, end = starts[bucket], starts[bucket + 1]
            while at < end and checksums[at] != checksum:
                at += 1
            if at < end:
                found.append(at)
        return found


def size(count: int) -> int:
    """The bytes that the table of so many n-grams takes."""
    return _SIZE * (_BUCKETS + 1 + count)


def arranged(names: Sequence[str]) -> tuple[bytes, list[int]]:
    """The table of n-grams as it is written, and which of `names` stands at each place. Raises SameKey."""
    known = keys(names)
    if len(set(known)) < len(known):
        raise SameKey("Two n-grams have the same checksums.")
    order = sorted(range(len(known)), key=known.__getitem__)
    sizes = [0] * _BUCKETS
    for bucket, _ in known:
        sizes[bucket] += 1
    table = array("I", [0, *accumulate(sizes)]) + array("I", [known[at][1] for at in order])
    return written(table), order


def written(table: "array[int]") -> bytes:
    """Numbers as a file holds them, little-endian."""
    return bytes(numbers(table.typecode, table.tobytes()))


def numbers(kind: str, raw: bytes | memoryview) -> "memoryview | array[int]":
    """The little-endian numbers of a file, where they lie; on a big-endian machine, a copy of them."""
    if sys.byteorder == "little":
        return memoryview(raw).cast("B").cast(kind)  # type: ignore[call-overload,no-any-return]
    swapped = array(kind, bytes(raw))
    swapped.byteswap()
    return swapped
