"""Compares a message with every announcement that was sent: it is one of ours, altered, or not ours."""

import asyncio
import heapq
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from data.announcements import announcements
from data.announcements.announcements import CODE_LENGTH, Broadcast
from data.content import texts
from data.database.sqlite import Transaction
from data.language import similarity
from data.language.normalize import normalize
from data.language.similarity import Difference, Fingerprint, Reading

NEAR = 0.7
"""The least similarity at which a message counts as an altered announcement."""
LONGEST = 8_192
"""The most characters of a message that are compared: twice the longest announcement."""
_SHORTEST_PART = 5
"""The fewest words that identify an announcement."""
_LONGEST_WORDS = 12
"""In letters, on average; a text with longer words has lost the spaces between them."""
_COMPARED = 5
"""How many candidates of each quick measure are compared letter by letter."""

RenderVariants = Callable[[Broadcast, str], tuple[str, ...]]
"""Renders an announcement in a language as it was sent, with the lines below it; channels may differ."""

_SIGN = "[BCDFGHJKLMNPQRSTVWXZ2-9]"
_CODES = re.compile(rf"(?<![A-Z0-9])(?=({_SIGN}(?:[ .\-]?{_SIGN}){{{CODE_LENGTH - 1}}})(?![A-Z0-9]))")


class MatchKind(StrEnum):
    """What a message turned out to be."""

    SAME = "same"
    ADDED = "added"
    """One of ours, with something added before or after it."""
    MISSING = "missing"
    """A part of one of ours."""
    CHANGED = "changed"
    CODE_ONLY = "borrowed"
    """The code is ours, the rest is not."""
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Original:
    """An announcement as it was sent in one language."""

    broadcast: Broadcast
    language: str
    text: str
    """The whole text, canonical."""
    written: str
    """Without the lines below the text, canonical."""
    body: Fingerprint
    """Of the text alone."""
    whole: Fingerprint
    """Of the text with the lines below it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a message turned out to be, and the original that it was compared with."""

    kind: MatchKind
    original: Original | None = None
    before: str = ""
    """What was added before it."""
    behind: str = ""
    """What was added after it."""
    differences: tuple[Difference, ...] = ()


class Originals:
    """All announcements that were sent, indexed by text and code."""

    def __init__(self, originals: Iterable[Original] = ()) -> None:
        self.all: list[Original] = []
        self._of_text: dict[str, Original] = {}
        self._of_code: dict[str | None, list[Original]] = {}
        self._with_pair: dict[tuple[str, str], list[int]] = {}
        for one in originals:
            self.add(one)

    def add(self, one: Original) -> None:
        """Adds an original to the indexes."""
        for pair in one.body.pairs:
            self._with_pair.setdefault(pair, []).append(len(self.all))
        self.all.append(one)
        self._of_text[one.text] = one
        self._of_code.setdefault(one.broadcast.code, []).append(one)

    def of_codes(self, codes: set[str]) -> list[Original]:
        """The originals with one of these codes."""
        return [one for code in sorted(codes) for one in self._of_code.get(code, ())]

    def of_file(self, mark: str) -> list[Original]:
        """The originals sent with this picture or file."""
        return [one for one in self.all if one.broadcast.attachment and one.broadcast.attachment.mark == mark]

    def same(self, read: list[Reading]) -> Original | None:
        """The original that the message equals, letter by letter."""
        return next((one for it in read if (one := self._of_text.get(it.text)) and it.may_be(one.text)), None)

    def nearest(self, message: Fingerprint) -> Original | None:
        """The nearest original; None if none is near.

        Only those are compared that share a pair of words with it, unless its words are run together.
        """
        if shared := self._pairs_shared(message):
            return _nearest(message, [self.all[at] for at in sorted(shared)])
        run_together = len(message.text) > _LONGEST_WORDS * (message.text.count(" ") + 1)
        return _nearest(message, self.all) if run_together else None

    def with_part(self, read: list[Reading]) -> Original | None:
        """An original that contains the message, which is too short to be near it."""
        for reading in read:
            if reading.text.count(" ") >= _SHORTEST_PART - 1:
                message = Fingerprint.of(reading.text)
                shared = self._pairs_shared(message)
                fewest = len(message.pairs) - 2  # the words at both ends may be cut
                for at in sorted(shared) if fewest > 0 else range(len(self.all)):
                    one = self.all[at]
                    if shared[at] >= fewest and reading.may_be(one.written) and reading.text in one.written:
                        return one
        return None

    def _pairs_shared(self, message: Fingerprint) -> Counter[int]:
        """How many pairs of words each original shares with a message, by its index."""
        return Counter(at for pair in message.pairs for at in self._with_pair.get(pair, ()))


class OriginalsCache:
    """The originals in memory, read again only after another announcement was started."""

    def __init__(self) -> None:
        self._marks: tuple[object, ...] = ()
        self._originals = Originals()
        self._laid_out: dict[int, list[Original]] = {}

    async def originals(self, tx: Transaction, says: RenderVariants, sender: str) -> Originals:
        """Every announcement in every language in which it was sent."""
        marks = (sender, *await tx.rows("SELECT id, code FROM broadcasts WHERE started IS NOT NULL ORDER BY id"))
        if marks != self._marks:
            before = self._laid_out if self._marks[:1] == marks[:1] else {}
            originals, laid_out = Originals(), dict[int, list[Original]]()
            for one in await announcements.originals(tx):
                kept = before.get(one.id)
                if kept is None or kept[0].broadcast != one:
                    kept = originals_of(one, says)
                for original in kept:
                    originals.add(original)
                laid_out[one.id] = kept
                await asyncio.sleep(0)  # lets other tasks run
            self._originals, self._laid_out, self._marks = originals, laid_out, marks
        return self._originals


def originals_of(broadcast: Broadcast, says: RenderVariants) -> list[Original]:
    """The originals of one announcement, each text once."""
    found: dict[str, Original] = {}
    for language in [broadcast.audience.language] if broadcast.audience.language else texts.LANGUAGES:
        written = broadcast.text_for(language)
        for sent in says(broadcast, language):
            text, spoken = similarity.canonical(sent), broadcast.language_for(language)
            original = Original(
                broadcast,
                spoken,
                text,
                similarity.canonical(written),
                Fingerprint.of(written),
                Fingerprint.of(sent),
            )
            found.setdefault(text, original)
    for original in found.values():
        original.body.compute()
        original.whole.compute()
    return list(found.values())


def codes(text: str) -> set[str]:
    """What may be check codes in a text, however they are written: `k7m 2pq`, `K-7-M-2-P-Q`."""
    return codes_in(normalize(text))


def codes_in(plain: str) -> set[str]:
    """The same for a text that is normalized already."""
    return {re.sub(r"[ .\-]", "", found[1]) for found in _CODES.finditer(plain.upper())}


def compare(message: str, originals: Originals, found_codes: set[str] | None = None) -> Comparison:
    """Finds out what a message is. `found_codes` are its `codes`, if they are known already."""
    if len(message) > LONGEST:
        message, found_codes = f"{message[:LONGEST]}…", None  # so that what was cut off cannot be called the same
    read = similarity.readings(message)
    if same := originals.same(read):
        return Comparison(MatchKind.SAME, same)
    of_code = originals.of_codes(codes(message) if found_codes is None else found_codes)
    shape = Fingerprint.of(read[-1].text)
    if near := _nearest(shape, of_code) or originals.nearest(shape):
        return _differences(read, near)
    part = next((one for one in of_code if any(it.may_be(one.text) and it.text in one.text for it in read)), None)
    if part := part or originals.with_part(read):
        return Comparison(MatchKind.MISSING, part)
    return Comparison(MatchKind.CODE_ONLY, of_code[0]) if of_code else Comparison(MatchKind.NOT_OURS)


def _nearest(message: Fingerprint, originals: Iterable[Original]) -> Original | None:
    found, best = None, (NEAR, 0.0)
    for one in _most_like(message, list(originals)):
        nearness = similarity.nearness(message, one.body, one.whole, at_least=NEAR)
        if nearness >= best[0] and (how := (nearness, similarity.letter_ratio(message, one.whole))) > best:
            found, best = one, how
    return found


def _most_like(message: Fingerprint, originals: list[Original]) -> list[Original]:
    """The candidates for a comparison letter by letter, which takes a thousand times longer, in their own order."""
    if len(originals) <= _COMPARED:
        return originals
    letters = (
        max(similarity.bit_overlap(message.ngram_bits, one.ngram_bits) for one in (it.body, it.whole))
        for it in originals
    )
    words = (similarity.bit_overlap(message.pair_bits, it.body.pair_bits) for it in originals)
    parts = ((message.pair_bits & it.body.pair_bits).bit_count() for it in originals)
    chosen = {at for guesses in (letters, words, parts) for at in _highest(guesses)}
    return [originals[at] for at in sorted(chosen)]


def _highest(guesses: Iterable[float]) -> list[int]:
    """The indices of the highest values; among equals the first."""
    known = list(guesses)
    return heapq.nlargest(_COMPARED, range(len(known)), key=known.__getitem__)


def _differences(read: list[Reading], original: Original) -> Comparison:
    """How a message near to an original differs from it."""
    for reading in read:
        if reading.may_be(original.text):
            before, found, behind = f" {reading.text} ".partition(f" {original.text} ")
            if found:
                return Comparison(MatchKind.ADDED, original, before.strip(), behind.strip())
            if reading.text in original.text:
                return Comparison(MatchKind.MISSING, original)
    best = min(
        (similarity.differences(original.text, reading.text) for reading in read if reading.may_be(original.text)),
        key=lambda found: sum(len(one.ours) + len(one.theirs) for one in found),
    )
    return Comparison(MatchKind.CHANGED, original, differences=tuple(best))
