"""Recognises follow-ups by their words (data/texts/follow_ups.toml): what is asked, or unclear, in the last answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from data.content import areas, follow_up_texts
from data.language import spelling
from handlers.words import whom
from handlers.words.page_phrases import bare

LONGEST = 9
"""In words; a longer message is a question of its own."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a short message asks about the answer before it."""

    kinds: tuple[str, ...]
    """What its words may ask for (`why`, `how_long` ...), the likeliest first."""
    office: str
    """The step of an office that it names; empty if it names none."""
    stands_alone: bool
    """Whether it has words of its own, beyond those of follow-ups, so that it may be a new question."""


def _plain(words: Iterable[str]) -> str:
    return " ".join(map(bare, words))


def _phrases(written: Iterable[str]) -> tuple[str, ...]:
    """The phrases as they are compared, the longest first."""
    read = {_plain(spelling.words(one)) for one in written}
    return tuple(sorted(read - {""}, key=len, reverse=True))


_FILE = follow_up_texts.follow_ups()
_KINDS = {kind: _phrases(written) for kind, written in _FILE.kinds.items()}
_OFFICES = {step: _phrases(written) for step, written in _FILE.offices.items()}
_UNCLEAR = _phrases(_FILE.unclear["phrases"])
FILLERS = frozenset(word for one in _phrases([*_FILE.words["fillers"], *whom.KIN]) for word in one.split())
"""Words that may stand beside a follow-up, those for people included."""
_BESIDE_UNCLEAR = FILLERS | {word for one in _phrases(_FILE.unclear["fillers"]) for word in one.split()}
KINDS = tuple(_KINDS)
"""All kinds of follow-up."""


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
    if len(words) > LONGEST:
        return None
    said = _plain(words)
    named = {kind: phrase for kind, phrases in _KINDS.items() if (phrase := _found(phrases, said))}
    kinds = sorted(named, key=lambda kind: len(named[kind].split()) == 1)
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
