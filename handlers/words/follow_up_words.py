"""Recognises follow-ups by their words (data/texts/follow_ups.toml): what is asked, or unclear, in the last answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from data.content import areas, follow_up_texts
from data.language import spelling
from handlers.words import whom
from handlers.words.page_phrases import bare

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
    if len(word) < _SHORTEST_WITH_ENDING or word in _VOCABULARY:
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

    held: tuple[str, ...]
    missing: tuple[str, ...]

    def fits(self, words: str) -> bool:
        """Whether words, with a space around each, hold it."""
        return all(_found((one,), words) for one in self.held) and not _found(self.missing, words)


def _patterns(written: Iterable[str]) -> tuple[_Pattern, ...]:
    """The patterns "a + b - c" as they are compared."""
    read = []
    for one in written:
        held, *missing = one.split(_WITHOUT)
        read.append(_Pattern(_phrases(held.split(_WITH)), _phrases(missing)))
    return tuple(read)


def _fitting(patterns: dict[str, tuple[_Pattern, ...]], words: str) -> list[str]:
    """The steps one of whose patterns the words hold, in the order in which they are written."""
    return [step for step, written in patterns.items() if any(one.fits(words) for one in written)]


_KINDS = {kind: _phrases(written) for kind, written in _FILE.kinds.items()}
_OFFICES = {step: _phrases(written) for step, written in _FILE.offices.items()}
_UNCLEAR = _phrases(_FILE.unclear["phrases"])
FILLERS = frozenset(word for one in _phrases([*_FILE.words["fillers"], *whom.KIN]) for word in one.split())
"""Words that may stand beside a follow-up, those for people included."""
_BESIDE_UNCLEAR = FILLERS | {word for one in _phrases(_FILE.unclear["fillers"]) for word in one.split()}
KINDS = tuple(_KINDS)
"""All kinds of follow-up."""
_ANYWHERE = {step: _patterns(written) for step, written in _FILE.anywhere.items()}
_AFTER_PAGES = {step: _patterns(one["phrases"]) for step, one in _FILE.after_pages.items()}
_OF_SITUATIONS = {step: _patterns(written) for step, written in _FILE.of_situations.items()}
_OTHER_SITUATIONS = {step: _patterns(one["phrases"]) for step, one in _FILE.other_situations.items()}
_LEFT_BY = {step: frozenset(one.get("of", ())) for step, one in _FILE.other_situations.items()}
_ASKS_FOR_SIGAP = _patterns(_FILE.asks_for_sigap["phrases"])
_NOT_OF_SITUATIONS = _phrases(_FILE.not_of_situations["phrases"])
_MEANINGS = {step: _phrases(written) for step, written in _FILE.meanings.items()}
_ASKS_MEANING = _phrases(_FILE.meaning["asks"])
_BESIDE_MEANING = frozenset(word for one in _phrases(_FILE.meaning["beside"]) for word in one.split())


def _found(phrases: tuple[str, ...], plain: str) -> str:
    """The first of the phrases that the words hold; empty if they hold none."""
    return next((one for one in phrases if f" {one} " in f" {plain} "), "")


def _without(plain: str, phrases: Iterable[str]) -> list[str]:
    left = f" {plain} "
    for one in phrases:
        left = left.replace(f" {one} ", " ")
    return left.split()


def read(words: list[str]) -> FollowUp | None:
    """What a message (`spelling.words`) may ask about the last answer; None if nothing, or if it is too long."""
    if sum(one != "?" for one in words) > LONGEST:
        return None
    said = _plain(words)
    named = {kind: phrase for kind, phrases in _KINDS.items() if (phrase := _found(phrases, said))}
    if len(words) > LONGEST and _JOB in named:
        return None  # who tells so much asks a question of their own
    named |= {kind: _BOTH for kind, both in _TOGETHER.items() if kind not in named and both <= named.keys()}
    if _SURE in named and any(f"{named[_SURE]} " in phrase for phrase in named.values()):
        del named[_SURE]  # "dijamin apa" asks for what is covered
    in_order = [kind for kind in KINDS if kind in named]
    kinds = sorted(in_order, key=lambda kind: (kind not in _FIRST, len(named[kind].split()) == 1))
    asks_about_a_bill = "hospital" in kinds and not _OF_ITS_BILL.isdisjoint(kinds)
    kinds.sort(key=lambda kind: (kind != "example", asks_about_a_bill and kind in _NAMES_A_HOSPITAL))
    office = next((step for step, phrases in _OFFICES.items() if _found(phrases, said)), "")
    if not named and not office:
        return None
    known = [phrase for kind in named for phrase in _KINDS[kind]]
    if office and (not named or "where" in named):
        known += _OFFICES[office]
    own = {word for word in _without(said, known) if not areas.is_named(word)} - FILLERS
    return FollowUp(tuple(kinds), office, bool(own))


def says_nothing_else(words: list[str]) -> bool:
    """Whether there are no words but those that may stand beside a follow-up, and those for people."""
    return set(_plain(words).split()) <= FILLERS


def is_unclear(words: list[str]) -> bool:
    """Whether somebody did not understand, or wants it shorter: "ga paham", "maksudnya?", "yang jelas dong"."""
    said = _plain(words)
    if len(words) > LONGEST or not _found(_UNCLEAR, said):
        return False
    return set(_without(said, _UNCLEAR)) <= _BESIDE_UNCLEAR


def meaning_asked(words: list[str]) -> str:
    """The step that says what a word of ours means, if that is asked and nothing else: "dtsen itu apa"."""
    said = _plain(words)
    if len(words) > LONGEST:
        return ""
    longest = {step: len(_found(phrases, said)) for step, phrases in _MEANINGS.items()}
    about = max(longest, key=longest.__getitem__)
    if not longest[about]:
        return ""
    names = [one for phrases in _MEANINGS.values() for one in phrases]
    left = _without(said, sorted(names, key=len, reverse=True))
    if not _found(_ASKS_MEANING, " ".join(left)):
        return ""
    return about if set(_without(" ".join(left), _ASKS_MEANING)) <= _BESIDE_MEANING else ""


def answered_anywhere(words: list[str]) -> str:
    """The step that answers a question whatever was answered before; empty if there is none."""
    return next(iter(_fitting(_ANYWHERE, _plain(words))), "")


def answered_after(words: list[str], *pages: str) -> str:
    """The step that answers a question after one of these pages, whatever else it may ask; empty if there is none."""
    steps = _fitting(_AFTER_PAGES, _plain(words))
    return next((step for step in steps if not {*pages}.isdisjoint(_FILE.after_pages[step]["pages"])), "")


def asked_of_situation(words: list[str]) -> tuple[str, ...]:
    """What a message may ask of the situation that is talked about: steps with `*` for that; nothing if too long."""
    said = _of_a_situation(words)
    return tuple(_fitting(_OF_SITUATIONS, said)) if said else ()


def other_situation(words: list[str], name: str) -> str:
    """The step of the situation that somebody turns out to be in, other than that of this name; empty if none."""
    said = _of_a_situation(words)
    found = _fitting(_OTHER_SITUATIONS, said) if said else []
    return next((step for step in found if not _LEFT_BY[step] or name in _LEFT_BY[step]), "")


def asks_for_sigap(words: list[str]) -> bool:
    """Whether somebody hopes for SIGAP, beside what else is said: "ktp saya hilang, mau daftar sigap"."""
    said = _plain(words)
    return any(one.fits(said) for one in _ASKS_FOR_SIGAP)


def _of_a_situation(words: list[str]) -> str:
    """The words to look in; empty where they are too many, or about money, a claim or another insurance."""
    said = _plain(words)
    without_digits = " ".join(word.lstrip("0123456789") or word for word in words)
    too_many = len(words) > _LONGEST_OF_SITUATION
    return "" if too_many or _found(_NOT_OF_SITUATIONS, f"{said} {without_digits}") else said
