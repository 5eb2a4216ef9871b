"""Which of several choices do typed words mean? One answer for the buttons of every channel and room."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from rapidfuzz import fuzz

from data.content import texts
from data.language import spelling
from data.language.normalize import normalize
from handlers.reading import Reading

LONGEST = 12
"""In words; a longer message is more than a choice."""
_MISSPELT = 80
"""The similarity, in per cent, from which a word counts as a word of a label."""
_SHORTEST_MISSPELT = 4
"""In letters: shorter words are not compared, since most of them resemble another one."""
_DIGITS_SHOWN = 4
_NO_WHY = " kok"
"""What is a why at the beginning of a message, and none at its end: "sudah benar kok"."""
_TAGS, _OR, _SHORTEST_ASKED = frozenset({"tidak", "bukan"}), frozenset({"apa", "atau"}), 2
"""What ends a question of more than two words: "masih peserta ga"."""
_SUFFIXES = ("nya", "ku", "mu", "na", "in", "kan", "an", "e")


def _words(written: str) -> frozenset[str]:
    return frozenset(spelling.words_in(normalize(written))) - {"?"}


def words_of(section: str, table: str) -> frozenset[str]:
    """The words of a table of data/texts/choices.toml, in canonical spelling."""
    return frozenset(word for one in texts.choices(section)[table] for word in spelling.words(one))


_FILLERS = words_of("words", "fillers") - {"?"}
_POSITIONS = words_of("words", "positions") - {"?"}
_WEAK = words_of("words", "weak") - {"?"}
"""Words that name a choice only where nothing else does: "sudah" of "sudah ditolak" is not what it says."""
_NEGATES = words_of("words", "negates") - {"?"}
_LEAVES = words_of("words", "leaves") - {"?"}
"""Words that make a message a question, or one about another matter, unless they are of a choice."""
_DROPS = words_of("words", "drops") - {"?"}
_BESIDE_EXACT = words_of("words", "beside_exact")
_CANONICAL = spelling.canonical_words()
"""Words that are no misspelling of another one: "daftar" is not "data"."""
LAST, MIDDLE = "last", "middle"
_PLACES = frozenset(
    "pertama kedua ketiga keempat kelima keenam kahiji kadua katilu kaopat kalima second third fourth fifth".split()
)
"""Words that name a place, whatever stands before them."""
_ORDINALS = {_words(one): n for n, written in texts.choices("ordinals").items() for one in written}


class Named(Struct, frozen=True):
    """A choice with all that it is called, as it is compared with what was typed."""

    value: str
    folded: frozenset[str]
    """Its label, in each language of ours, folded (`spelling.fold`)."""
    parts: tuple[frozenset[str], ...]
    """The words of each label."""
    folded_synonyms: frozenset[str] = frozenset()
    synonym_parts: tuple[frozenset[str], ...] = ()
    single: frozenset[str] = frozenset()
    """The words that are a synonym by themselves."""
    vocabulary: frozenset[str] = frozenset()
    """All words of its labels and synonyms."""
    number: int | None = None
    """The number at the beginning of its label, if it is not that of its place."""
    whole: bool = False
    """Whether it changes something, so that nothing but its label or a synonym is enough: "ibu saya berhenti"."""
    spelt: bool = False
    """Whether it has to be spelt as its label, since its neighbours have similar names."""
    entire: bool = False
    """Whether it changes something, so that a part of its label is not enough: "sigap" of "Pengumuman SIGAP"."""
    topic: bool = False
    """Whether it leads to a page, so that a question may name it; an answer is no question."""
    key: str = ""
    """The key of its label; empty if it has none."""
    exact: bool = False
    """Whether it judges what was said, so that only its label or a synonym names it, in any spelling."""


def named(
    value: str,
    labels: Iterable[str],
    synonyms: Iterable[str] = (),
    *,
    number: int | None = None,
    whole: bool = False,
    spelt: bool = False,
) -> Named:
    """The choice with these labels, one a language, and what else it is called."""
    labels, synonyms = tuple(labels), tuple(synonyms)
    parts = tuple(map(_words, synonyms))
    return Named(
        value,
        frozenset(map(spelling.fold, labels)),
        tuple(map(_words, labels)),
        frozenset(map(spelling.fold, synonyms)),
        parts,
        frozenset[str]().union(*(one for one in parts if len(one) == 1)),
        frozenset[str]().union(*map(_words, labels), *parts),
        number,
        whole,
        spelt,
    )


def nik_named(value: str, number: int, ending: str) -> Named:
    """The choice for one of several NIKs: "2. ••••9401". It is read anew each time, as nothing may keep the digits."""
    said = (str(number), ending) if ending else (str(number),)
    folded = frozenset({" ".join(said), said[-1]})
    return Named(value, folded, (frozenset(said), frozenset(said[-1:])), number=number, spelt=True)


def by_label(reading: Reading, choices: Iterable[Named]) -> str | None:
    """The value of the choice with exactly this label, in any language."""
    said = reading.folded
    if not said:
        return None
    return next((one.value for one in choices if said in one.folded), None)


def by_synonym(reading: Reading, choices: Iterable[Named]) -> str | None:
    """The value of the one choice that has this synonym and nothing else was said; of an exact one, in any spelling."""
    said, words = reading.folded, frozenset(reading.words) - _BESIDE_EXACT
    found = {
        one.value
        for one in choices
        if said and (said in one.folded_synonyms or (one.exact and words in {*one.parts, *one.synonym_parts}))
    }
    return found.pop() if len(found) == 1 else None


def by_words(reading: Reading, choices: Sequence[Named], *, others: int = 0) -> str | None:
    """The value of the one choice that the words name: a synonym, a part of a label that is unique, or misspelt.

    Words that neither name it nor are mere fillers make the message one of its own, as does a denial. As many other
    words as `others` may stand by, where the choices answer a question of ours: "pak RT nya susah ditemui".
    """
    words, asks = _without_tag(reading)
    said = frozenset(words)
    if not said or len(reading.words) > LONGEST:
        return None
    if ending := [one.value for one in choices if one.spelt and one.number is not None and _ending(one) & said]:
        return ending[0] if len(ending) == 1 else None
    best: dict[str, int] = {}
    stems = {word: _stems(word) for word in said - _FILLERS}
    for one in choices:
        if one.whole or one.exact or (asks and not one.topic):
            continue
        fillers = _FILLERS.difference(*(other.single - _WEAK for other in choices if other.value != one.value))
        spelt = _spelt_as(said, stems, one)
        entire = asks or one.entire
        weight = _weight(said, one, fillers, entire=entire)
        if spelt != said:
            weight = max(weight, _weight(spelt, one, fillers, entire=entire) - 1)
        if not weight and others and not entire:
            weight = _loose_weight(spelt, one, fillers, others)
        if weight:
            best[one.value] = max(weight, best.get(one.value, 0))
    top = [value for value, weight in best.items() if weight == max(best.values())]
    return top[0] if len(top) == 1 else None


def _without_tag(reading: Reading) -> tuple[list[str], bool]:
    """The words without what makes them a question, and whether they are one: "masih aktif ga", "asli apa bukan"."""
    said = [word for word in reading.words if word != "?"]
    asks = len(said) < len(reading.words)
    if len(said) > 1 and reading.folded.endswith(_NO_WHY):
        return said[:-1], asks
    if len(said) > _SHORTEST_ASKED and said[-1] in _TAGS:
        end = -2 if said[-2] in _OR else -1
        return said[:end], True
    return said, asks


def _ending(one: Named) -> frozenset[str]:
    """The last digits of a NIK, where they are on its label."""
    return frozenset(word for part in one.parts for word in part if len(word) == _DIGITS_SHOWN)


def _weight(said: frozenset[str], one: Named, fillers: frozenset[str], *, entire: bool = False) -> int:
    """How well these words name a choice: 0 not at all, more the more of its words are said.

    A question has to name the whole of it: "bisa dapet ga?" is not "Dapat apa?".

    Words that name another choice by themselves are no fillers: "ibu" of "buat ibu saya" names "Untuk orang lain".
    """
    weight = 0
    may_stand_by = fillers | (one.vocabulary - _NEGATES)
    for synonym in one.synonym_parts:
        strong = bool(synonym - _WEAK)
        if synonym and synonym <= said and not said - synonym - (may_stand_by if strong else fillers):
            weight = max(weight, 10 * len(synonym) if strong else 3)
    for label in one.parts:
        named = said & label
        if not named or said - label - fillers:
            continue
        if named == label or not label - named - fillers:
            weight = max(weight, 10 * len(named) + 1 if named - _WEAK else 4)
        elif not entire and named - fillers - _WEAK and not (label - named) & _NEGATES:
            weight = max(weight, 10 * len(named) - 2)
    return weight


def _loose_weight(said: frozenset[str], one: Named, fillers: frozenset[str], most: int) -> int:
    """The same where a few words of another kind may stand by; less the more there are."""
    strong = [part for part in (*one.synonym_parts, *one.parts) if part and part <= said and part - _WEAK - fillers]
    if not strong:
        return 0
    named = max(strong, key=len)
    rest = said - named
    others = rest - fillers - one.vocabulary
    if others & _LEAVES or rest & _NEGATES or len(others) > most:
        return 0
    return max(10 * len(named) - 2 - len(others), 1)


def _spelt_as(said: frozenset[str], stems: dict[str, list[str]], one: Named) -> frozenset[str]:
    """The words, where those that resemble a word of this choice, or end in "-nya", are read as it."""
    if one.spelt:
        return said
    others = stems.keys() - one.vocabulary
    if not others:
        return said
    known = [word for label in one.parts for word in label if len(word) >= _SHORTEST_MISSPELT]
    stemmed = (next((stem for stem in stems[word] if stem in one.vocabulary), word) for word in others)
    return said - others | {_nearest(word, known) for word in stemmed}


def _stems(word: str) -> list[str]:
    """The word without each ending that it may have, and without "di-": "kantornya", "gambarna", "dipandu"."""
    stems = [word.removesuffix(one) for one in _SUFFIXES if word.endswith(one)]
    return [*stems, word.removeprefix("di")] if word.startswith("di") else stems


def _nearest(word: str, known: list[str]) -> str:
    if len(word) < _SHORTEST_MISSPELT or word in _CANONICAL:
        return word
    return next((one for one in known if fuzz.ratio(word, one) >= _MISSPELT), word)


def position(reading: Reading, *, of_a_list: bool = False) -> int | str | None:
    """The place in the list that the words name, from 1, or `LAST` or `MIDDLE`; None if they name anything else.

    In a list of what may be taken out, "hapus yang kedua" names a place, too.
    """
    beside = _DROPS if of_a_list else frozenset[str]()
    said = frozenset(reading.words)
    if not said or len(reading.words) > LONGEST:
        return None
    for words, n in _ORDINALS.items():
        if words <= said and not said - words - _FILLERS - _POSITIONS - beside:
            return int(n) if n.isdecimal() else n
    return None


def place_named(reading: Reading) -> int | None:
    """The place that a longer message names by "nomor 3", "yang ketiga" or the like; None if it names none."""
    words = [word for word in reading.words if word != "?"]
    if len(words) > LONGEST:
        return None
    for before, word in zip(["", *words], words, strict=False):
        said = _ORDINALS.get(frozenset({word}), "")
        counts = before in _POSITIONS or word in _PLACES
        if said.isdecimal() and counts:
            return int(said)
    return None


def drops(reading: Reading) -> bool:
    """Whether it asks to take something out of a list, and says no more: "hapus aja"."""
    said = frozenset(reading.words)
    return bool(said & _DROPS) and not said - _DROPS - _FILLERS - _POSITIONS


def at_position(choices: Sequence[Named], place: int | str) -> str | None:
    """The value of the choice at this place; a number at the beginning of a label counts before its place."""
    numbered = [one for one in choices if one.number is not None]
    listed = numbered or choices
    if place == LAST:
        return listed[-1].value if listed else None
    if place == MIDDLE:
        return listed[len(listed) // 2].value if len(listed) % 2 else None
    if numbered:
        return next((one.value for one in numbered if one.number == place), None)
    return choices[place - 1].value if isinstance(place, int) and 0 < place <= len(choices) else None
