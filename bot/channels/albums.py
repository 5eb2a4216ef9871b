"""Puts the parts of an album in the order in which they are handled."""

from collections.abc import Iterable
from typing import TypeVar

from handlers.messages import Incoming

T = TypeVar("T")


def captions_first(read: Iterable[T]) -> list[T]:
    """Moves the part with a caption to the front of each album, as the first part is the one that is answered."""
    found = [*read]
    for n, one in enumerate(found):
        if isinstance(one, Incoming) and one.album and not one.text.strip():
            for later in range(n + 1, len(found)):
                other = found[later]
                if isinstance(other, Incoming) and other.album_key == one.album_key and other.text.strip():
                    found[n], found[later] = other, one
                    break
    return found
