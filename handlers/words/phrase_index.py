"""Finds which of many phrases a message holds, in one pass over its words, however many phrases there are."""

from collections.abc import Iterable, Mapping, Sequence


class PhraseIndex:
    """Phrases, and how many words those have that begin with a word: at most words of a message none begins."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Takes phrases whose words have one space between them."""
        self._phrases = frozenset(phrases) - {""}
        sizes: dict[str, set[int]] = {}
        for words in map(str.split, self._phrases):
            sizes.setdefault(words[0], set()).add(len(words))
        self._sizes = {first: tuple(some) for first, some in sizes.items()}

    def found_in(self, words: Sequence[str]) -> list[tuple[int, str]]:
        """The phrases whose words stand side by side in a message, each with the place of its first word."""
        sizes = self._sizes
        beside = [
            (at, " ".join(words[at : at + size]))
            for at, word in enumerate(words)
            if word in sizes
            for size in sizes[word]
        ]
        return [found for found in beside if found[1] in self._phrases]

    def held_in(self, words: Sequence[str]) -> frozenset[str]:
        """The same, each phrase once and without a place."""
        return frozenset([phrase for _, phrase in self.found_in(words)])


def by_phrase(table: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The names under which each phrase stands in a table."""
    found: dict[str, list[str]] = {}
    for name, phrases in table.items():
        for one in phrases:
            found.setdefault(one, []).append(name)
    return found


class PhraseTable:
    """Phrases by name."""

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        self._names = by_phrase(table)
        self._index = PhraseIndex(self._names)

    def held_in(self, words: Sequence[str]) -> frozenset[str]:
        """The names of which a message holds a phrase."""
        return frozenset(name for phrase in self._index.held_in(words) for name in self._names[phrase])
