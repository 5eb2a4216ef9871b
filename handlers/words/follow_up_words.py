"""Recognises follow-ups by their words (data/texts/follow_ups.toml): what is asked, or unclear, in the last answer."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from data.content import areas, follow_up_texts
from data.language import spelling
from handlers.words import whom
from handlers.words.page_phrases import bare
from handlers.words.phrase_index import PhraseIndex, by_phrase

LONGEST = 9
"""In words; a longer message is a question of its own."""
_LONGEST_OF_SITUATION = 18
"""The same after a message of the guide by situation: there people say more before they ask."""
_WITH, _WITHOUT = "+", " - "
"""What stands in a pattern between phrases that all have to occur, and before each that must not."""
_DIGITS_OF_AN_AGE = 2
_BOTH = "two words"
"""In place of the phrase of a kind that others make: it is looked for like one of several words."""
_IF = "kalau"
"""What "misal" is read as: "misalnya?" asks for an example."""
_A_NUMBER, _AN_AGE = "5", "55"
"""What stands for `#` and `##` while the spelling is read."""
_FIRST = frozenset({"death_ill", "killed", "death", "accident", "receipt", "sure"})
"""Kinds that name what happened, which the other words ask about: "meninggal dapat berapa"."""
_JOB = "job"
_SURE = "sure"
"""The kind of "dijamin?", which is part of phrases of other kinds."""
_OF_ITS_BILL = frozenset({"pay", "receipt", "late", "how_long"})
"""Kinds that are asked about a hospital, and are then meant."""
_NAMES_A_HOSPITAL = frozenset({"hospital", "sick"})
"""The kinds of the words "rumah sakit" themselves."""
_TOGETHER = {"death_ill": {"death", "sick"}, "killed": {"death", "accident"}, "price": {"pay", "how_much"}}
"""Kinds that others make together: "kalau kecelakaan sampai meninggal"."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a short message asks about the answer before it."""

    kinds: tuple[str, ...]
    """What its words may ask for (`why`, `how_long` ...), the likeliest first."""
    office: str
    """The step of an office that it names; empty if it names none."""
    stands_alone: bool
    """Whether it has words of its own, beyond those of follow-ups, so that it may be a new question."""


_FILE = follow_up_texts.follow_ups()
_SHORTEST_WITH_ENDING = 5
_VOCABULARY = frozenset(
    word for written in (*_FILE.kinds.values(), *_FILE.words.values()) for one in written for word in one.split()
)


def _plain(words: Iterable[str]) -> str:
    return " ".join(map(_without_amount, map(_stem, words)))


def _stem(word: str) -> str:
    """The word without its suffix, in canonical spelling: "dapetnya", in Betawi "dapetnye", is "dapat"."""
    word = _as_known(word)
    stem = bare(word)
    spelt = " ".join(spelling.canonical([stem])) if word.endswith("nya") else stem
    return stem if spelt == _IF else spelt


def _as_known(word: str) -> str:
    """The word; as it is in Indonesian where it has a Betawi or Sundanese ending: "nerime", "waktuna"."""
    if not word.endswith(("e", "na")) or len(word) < _SHORTEST_WITH_ENDING or word in _VOCABULARY:
        return word
    others = (f"{word.removesuffix('e')}a", word.removesuffix("nye"), word.removesuffix("na"))
    return next((one for one in others if one != f"{word}a" and one in _VOCABULARY), word)


def _without_amount(word: str) -> str:
    """The word; for a number `#`, for one of two digits, as of an age, `##`."""
    if not (word.isascii() and word.isdecimal()):
        return word
    return "##" if len(word) == _DIGITS_OF_AN_AGE else "#"


def _phrases(written: Iterable[str]) -> tuple[str, ...]:
    """The phrases as they are compared, the longest first."""
    numbered = (one.replace("##", _AN_AGE).replace("#", _A_NUMBER) for one in written)
    read = {_plain(spelling.words(one)) for one in numbered}
    return tuple(sorted(read - {""}, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Phrases that a message has to hold in any order, and others that it must not."""

    step: str
    held: frozenset[str]
    missing: frozenset[str]


class _Patterns:
    """Patterns "a + b - c" of steps, by the longest phrase that a message has to hold: few need to be looked at."""

    def __init__(self, written: Mapping[str, Iterable[str]]) -> None:
        self._steps = tuple(written)
        self._by_phrase: dict[str, list[_Pattern]] = {}
        for step, patterns in written.items():
            for one in patterns:
                held, *missing = one.split(_WITHOUT)
                longest, *others = _phrases(held.split(_WITH))
                pattern = _Pattern(step, frozenset({longest, *others}), frozenset(_phrases(missing)))
                self._by_phrase.setdefault(longest, []).append(pattern)

    def phrases(self) -> Iterable[str]:
        """All their phrases."""
        return (one for some in self._by_phrase.values() for pattern in some for one in pattern.held | pattern.missing)

    def fitting(self, held: AbstractSet[str]) -> list[str]:
        """The steps one of whose patterns fits a message with these phrases, in the order in which they are written."""
        found = {
            one.step
            for phrase in held & self._by_phrase.keys()
            for one in self._by_phrase[phrase]
            if one.held <= held and one.missing.isdisjoint(held)
        }
        return [step for step in self._steps if step in found] if found else []


_KINDS = {kind: _phrases(written) for kind, written in _FILE.kinds.items()}
_OFFICES = {step: _phrases(written) for step, written in _FILE.offices.items()}
_UNCLEAR = _phrases(_FILE.unclear["phrases"])
FILLERS = frozenset(word for one in _phrases([*_FILE.words["fillers"], *whom.KIN]) for word in one.split())
"""Words that may stand beside a follow-up, those for people included."""
_BESIDE_UNCLEAR = FILLERS | {word for one in _phrases(_FILE.unclear["fillers"]) for word in one.split()}
KINDS = tuple(_KINDS)
"""All kinds of follow-up."""
_ANYWHERE, _OF_SITUATIONS = _Patterns(_FILE.anywhere), _Patterns(_FILE.of_situations)
_AFTER_PAGES = _Patterns({step: one["phrases"] for step, one in _FILE.after_pages.items()})
_OTHER_SITUATIONS = _Patterns({step: one["phrases"] for step, one in _FILE.other_situations.items()})
_LEFT_BY = {step: frozenset(one.get("of", ())) for step, one in _FILE.other_situations.items()}
_ASKS_FOR_SIGAP = _Patterns({"": _FILE.asks_for_sigap["phrases"]})
_NOT_OF_SITUATIONS = PhraseIndex(_phrases(_FILE.not_of_situations["phrases"]))
_MEANINGS = {step: _phrases(written) for step, written in _FILE.meanings.items()}
_ASKS_MEANING = _phrases(_FILE.meaning["asks"])
_BESIDE_MEANING = frozenset(word for one in _phrases(_FILE.meaning["beside"]) for word in one.split())
_NAMES_OF_MEANINGS = sorted((one for some in _MEANINGS.values() for one in some), key=len, reverse=True)
_KINDS_OF, _OFFICES_OF, _MEANINGS_OF = map(by_phrase, (_KINDS, _OFFICES, _MEANINGS))
_PATTERNS = (_ANYWHERE, _AFTER_PAGES, _OF_SITUATIONS, _OTHER_SITUATIONS, _ASKS_FOR_SIGAP)
_ALL = PhraseIndex(
    (*_KINDS_OF, *_OFFICES_OF, *_MEANINGS_OF, *_UNCLEAR, *(one for some in _PATTERNS for one in some.phrases()))
)


class Compared:
    """The words of a message as they are compared with our tables, and the phrases of these that it holds."""

    def __init__(self, words: list[str]) -> None:
        """Takes words as of `spelling.words`."""
        self.words = words
        self.plain = _plain(words)
        self.held = _ALL.held_in(self.plain.split())

    def longest_of(self, names: Mapping[str, list[str]]) -> dict[str, str]:
        """The names under which a phrase of this message stands, each with its longest one."""
        found: dict[str, str] = {}
        for phrase in self.held & names.keys():
            for name in names[phrase]:
                found[name] = max(found.get(name, ""), phrase, key=lambda one: (len(one), one))
        return found


def _found(phrases: tuple[str, ...], plain: str) -> str:
    """The first of the phrases that the words hold; empty if they hold none."""
    return next((one for one in phrases if f" {one} " in f" {plain} "), "")


def _without(plain: str, phrases: Iterable[str]) -> list[str]:
    left = f" {plain} "
    for one in phrases:
        left = left.replace(f" {one} ", " ")
    return left.split()


def read(said: Compared) -> FollowUp | None:
    """What a message may ask about the last answer; None if nothing, or if it is too long."""
    if sum(one != "?" for one in said.words) > LONGEST:
        return None
    longest = said.longest_of(_KINDS_OF)
    if len(said.words) > LONGEST and _JOB in longest:
        return None  # who tells so much asks a question of their own
    named = {kind: longest[kind] for kind in KINDS if kind in longest}
    named |= {kind: _BOTH for kind, both in _TOGETHER.items() if kind not in named and both <= named.keys()}
    if _SURE in named and any(f"{named[_SURE]} " in phrase for phrase in named.values()):
        del named[_SURE]  # "dijamin apa" asks for what is covered
    in_order = [kind for kind in KINDS if kind in named]
    kinds = sorted(in_order, key=lambda kind: (kind not in _FIRST, len(named[kind].split()) == 1))
    asks_about_a_bill = "hospital" in kinds and not _OF_ITS_BILL.isdisjoint(kinds)
    kinds.sort(key=lambda kind: (kind != "example", asks_about_a_bill and kind in _NAMES_A_HOSPITAL))
    offices = said.longest_of(_OFFICES_OF)
    office = next((step for step in _OFFICES if step in offices), "")
    if not named and not office:
        return None
    known = [phrase for kind in named for phrase in _KINDS[kind]]
    if office and (not named or "where" in named):
        known += _OFFICES[office]
    own = {*_without(said.plain, known)} - FILLERS
    return FollowUp(tuple(kinds), office, not all(map(areas.is_named, own)))


def says_nothing_else(said: Compared) -> bool:
    """Whether there are no words but those that may stand beside a follow-up, and those for people."""
    return FILLERS.issuperset(said.plain.split())


def is_unclear(said: Compared) -> bool:
    """Whether somebody did not understand, or wants it shorter: "ga paham", "maksudnya?", "yang jelas dong"."""
    if len(said.words) > LONGEST or said.held.isdisjoint(_UNCLEAR):
        return False
    return _BESIDE_UNCLEAR.issuperset(_without(said.plain, _UNCLEAR))


def meaning_asked(said: Compared) -> str:
    """The step that says what a word of ours means, if that is asked and nothing else: "dtsen itu apa"."""
    longest = said.longest_of(_MEANINGS_OF) if len(said.words) <= LONGEST else {}
    if not longest:
        return ""
    about = max(_MEANINGS, key=lambda step: len(longest.get(step, "")))
    left = _without(said.plain, _NAMES_OF_MEANINGS)
    if not _found(_ASKS_MEANING, " ".join(left)):
        return ""
    return about if _BESIDE_MEANING.issuperset(_without(" ".join(left), _ASKS_MEANING)) else ""


def answered_anywhere(said: Compared) -> str:
    """The step that answers a question whatever was answered before; empty if there is none."""
    return next(iter(_ANYWHERE.fitting(said.held)), "")


def answered_after(said: Compared, *pages: str) -> str:
    """The step that answers a question after one of these pages, whatever else it may ask; empty if there is none."""
    steps = _AFTER_PAGES.fitting(said.held)
    return next((step for step in steps if not {*pages}.isdisjoint(_FILE.after_pages[step]["pages"])), "")


def asked_of_situation(said: Compared) -> tuple[str, ...]:
    """What a message may ask of the situation that is talked about: steps with `*` for that; nothing if too long."""
    return tuple(_OF_SITUATIONS.fitting(said.held)) if _may_be_of_a_situation(said) else ()


def other_situation(said: Compared, name: str) -> str:
    """The step of the situation that somebody turns out to be in, other than that of this name; empty if none."""
    found = _OTHER_SITUATIONS.fitting(said.held) if _may_be_of_a_situation(said) else []
    return next((step for step in found if not _LEFT_BY[step] or name in _LEFT_BY[step]), "")


def asks_for_sigap(said: Compared) -> bool:
    """Whether somebody hopes for SIGAP, beside what else is said: "ktp saya hilang, mau daftar sigap"."""
    return bool(_ASKS_FOR_SIGAP.fitting(said.held))


def _may_be_of_a_situation(said: Compared) -> bool:
    """Whether it is short enough, and not about money, a claim or another insurance."""
    without_digits = [word.lstrip("0123456789") or word for word in said.words]
    too_many = len(said.words) > _LONGEST_OF_SITUATION
    return not too_many and not _NOT_OF_SITUATIONS.held_in([*said.plain.split(), *without_digits])
