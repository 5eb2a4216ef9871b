"""How similar two texts are: equal except for white space and messenger marks, near, and where they differ.

Equality is strict, so that no altered text is ever called equal:

- every run of white space (line breaks, no-break spaces) is one space, and the ends are stripped; but where one text
  has white space, the other must have some too;
- letters are composed (NFC: e and an accent are é), but a sign that Unicode only counts as another (the Kelvin sign for
  K, the Greek question mark for a semicolon) stays itself, and so is a difference, as are other alphabets' letters,
  full-width digits, invisible signs, capitals, accents and every punctuation mark;
- marks that messengers set are left out on the message's side alone: "> " before lines, unless the original has a ">";
  one heading before the text ("[25/11 08.00] Bu Neneng: "), whose name is up to 3 words of letters only, or a phone
  number with its "+", so that no sentence hides in it; WhatsApp's *bold*, unless the original has a "*".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from propcache.api import cached_property
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from data.language.normalize import is_invisible, unicode_form

_NAME = r"(?:[^\W\d_][^\W\d_'.]{0,19}(?: [^\W\d_][^\W\d_'.]{0,19}){0,2}|\+\d[\d \-]{6,20})"
_DAY = r"\d{1,4}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?"
_TIME = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AaPp][Mm])?"
_HEADING = re.compile(
    rf"(?<!\s)\s*+(?:\[(?:{_DAY},? {_TIME}|{_TIME}, {_DAY})\] {_NAME}: |{_DAY},? {_TIME} - {_NAME}: "
    rf"|{_NAME}, \[{_DAY},? {_TIME}\]:?\n)"
)
"""Those of WhatsApp, copied or exported, and of Telegram."""
_QUOTED = re.compile(r"(?m)^> ")
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")

PAIRS_COMPARED = 8
"""With fewer word pairs in common, nothing can be said about a text's origin."""
_BODY_SHARE = 0.3
"""The share of the body from which the lines below it count as well: those alone can be copied by anybody."""
_NGRAM = 4
_BITS = 8192
"""Bits of a fingerprint: enough for the n-grams of a long message."""
_WORD = re.compile(r"[^\W_]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_LOOKALIKES = str.maketrans(
    "аАеЕоОрРсСхХуУіІјЈѕЅԁһӏВНКМТαΑοΟρΡτΤιΙκΚνΝΒΕΗΜΥΧΖ",
    "aaeeooppccxxyyiijjssdhlbhkmtaaooppttiikkvnbehmyxz",
)


# ---------------------------------------------------------------- the same


def canonical(text: str) -> str:
    """The text as it is compared: white space and letters in one form, everything else unchanged."""
    text = " ".join(text.split())
    return text if text.isascii() else "".join(_composed(text))


def _composed(text: str) -> Iterator[str]:
    begins = 0
    for found in _BEYOND_ASCII.finditer(text):
        if _composes_to_another(found[0]):
            yield unicode_form("NFC", text[begins : found.start()])
            yield found[0]
            begins = found.end()
    yield unicode_form("NFC", text[begins:])


def _composes_to_another(char: str) -> bool:
    """Whether NFC would replace it by one other character."""
    decomposed = unicodedata.decomposition(char)
    return bool(decomposed) and " " not in decomposed and "<" not in decomposed


@dataclass(frozen=True, slots=True)
class Reading:
    """A message with or without the marks that a messenger may have set."""

    text: str
    """In canonical form."""
    without: frozenset[str] = frozenset()
    """Marks that were left out; an original that has such marks itself is not compared with this reading."""

    def may_be(self, original: str) -> bool:
        """Whether this reading may be compared with an original."""
        return not any(mark in original for mark in self.without)


def readings(message: str) -> list[Reading]:
    """The ways to read a message; the plainest (with the fewest marks) comes last."""
    found = [(message, frozenset[str]())]
    if heading := _HEADING.match(message):
        found.append((message[heading.end() :], frozenset()))
    found += [(_QUOTED.sub("", one), marks | {">"}) for one, marks in found if _QUOTED.search(one)]
    found += [(_BOLD.sub(r"\1", one), marks | {"*"}) for one, marks in found if _BOLD.search(one)]
    return [Reading(canonical(one), marks) for one, marks in found]


# ---------------------------------------------------------------- near


def fold(text: str) -> str:
    """The text as the eye reads it: look-alike letters, capitals and invisible characters make no difference."""
    if not text.isascii():
        composed = unicode_form("NFKC", text).translate(_LOOKALIKES)
        text = _BEYOND_ASCII.sub(lambda found: "" if is_invisible(found[0]) else found[0], composed)
    return " ".join(text.lower().split())


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    words = _WORD.findall(text)
    return frozenset(pairwise(words))


@dataclass(frozen=True)
class Fingerprint:
    """The features by which a text is recognised within another; those that take time are computed when asked for."""

    text: str = field(repr=False)
    pairs: frozenset[tuple[str, str]] = field(repr=False)
    """Adjacent words."""

    @classmethod
    def of(cls, text: str) -> "Fingerprint":
        """The fingerprint of a text."""
        text = fold(text)
        return cls(text, _pairs(text))

    @cached_property
    def ngram_bits(self) -> int:
        """One bit for each n-gram of its letters."""
        return _bits(self.text[at : at + _NGRAM] for at in range(len(self.text)))

    @cached_property
    def pair_bits(self) -> int:
        """One bit for each pair."""
        return _bits(self.pairs)

    def compute(self) -> None:
        """Computes everything now, so that no message waits for it."""
        _ = self.ngram_bits, self.pair_bits


def _bits(things: Iterable[object]) -> int:
    """One bit for each of these values, by its hash."""
    found = bytearray(_BITS // 8)
    for thing in things:
        place = hash(thing) % _BITS
        found[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(found, "little")


def bit_overlap(one: int, other: int) -> float:
    """The overlap of two sets of bits, from 0 to 1: an estimate that is some hundred times faster."""
    return 2 * (one & other).bit_count() / ((one.bit_count() + other.bit_count()) or 1)


def letter_ratio(one: Fingerprint, other: Fingerprint, at_least: float = 0) -> float:
    """The similarity of two texts letter by letter, from 0 to 1; below `at_least` it may be 0."""
    return fuzz.ratio(one.text, other.text, score_cutoff=100 * at_least) / 100


def nearness(message: Fingerprint, body: Fingerprint, whole: Fingerprint, at_least: float = 0) -> float:
    """How near a message is to an original, from 0 to 1: letter by letter, or as a part of it.

    The body is the written text; the whole has the lines below it as well, which count only with the body.
    """
    most = max(PAIRS_COMPARED, min(len(message.pairs), len(body.pairs)))
    common = len(message.pairs & body.pairs) / most
    beside_the_body = letter_ratio(message, whole, at_least) if common >= _BODY_SHARE else 0.0
    return max(common, letter_ratio(message, body, at_least), beside_the_body)


# ---------------------------------------------------------------- where they differ


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the original, and the words in their place; either may be empty."""

    ours: str
    theirs: str


def differences(original: str, message: str) -> list[Difference]:
    """The differences between a canonical message and a canonical original, word by word, in order."""
    ours, theirs = original.split(" "), message.split(" ")
    found: list[Difference] = []
    goes_on = False
    for step in Indel.opcodes(ours, theirs):
        if step.tag == "equal":
            goes_on = False
            continue
        mine = " ".join(ours[step.src_start : step.src_end])
        other = " ".join(theirs[step.dest_start : step.dest_end])
        if goes_on:
            before = found.pop()
            mine, other = f"{before.ours} {mine}".strip(), f"{before.theirs} {other}".strip()
        found.append(Difference(mine, other))
        goes_on = True
    return found


_LINK = re.compile(r"://|www\.|@|\w\s?[.。．｡]\s?[^\W\d_]{2,}|\b(?:bit|wa|t)\s?[./]\s?\w", re.IGNORECASE)


def holds_a_link(text: str) -> bool:
    """Whether something in the text may be a link or an address."""
    return bool(_LINK.search(unicode_form("NFKC", text)))


def digits(text: str) -> int:
    """The number of digits in a text, in any script."""
    return sum(unicodedata.decimal(char, None) is not None for char in unicode_form("NFKC", text))


def has_lookalikes(theirs: str, original: str) -> bool:
    """Whether it has letters of another alphabet or invisible characters that the original lacks."""
    return any(not char.isascii() and char not in original and not _is_plain(char) for char in theirs)


def _is_plain(char: str) -> bool:
    category = unicodedata.category(char)
    if category[0] in "MCZN":
        return False
    return category[0] != "L" or unicodedata.name(char, "").startswith("LATIN ")
