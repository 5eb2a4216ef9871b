"""What a person typed, read once: each form of it, and what it may mean, is worked out when it is first asked for."""

import re
from datetime import date

from propcache.api import cached_property

from data.announcements import authenticity
from data.language import spelling
from data.language.normalize import normalize
from data.nik import exposed_numbers, nik, other_numbers
from data.nik.nik import Found
from handlers.words import (
    courtesies,
    despair,
    follow_up_words,
    harm,
    intent,
    own_desil,
    page_phrases,
    preamble,
    signs,
    tongue,
    wish_message,
    wish_words,
)
from handlers.words import whom as whom_words
from handlers.words.follow_up_words import Compared, FollowUp
from handlers.words.intent import Intent
from handlers.words.preamble import Preamble
from handlers.words.wish_message import WishMessage

_SALAAM, _FIRST_WORDS = "assalamualaikum", 4
_A_STORY = 14
"""In words; of so long a message each sentence is read by itself, too."""
_SHORTEST_SENTENCE = 3
_MOST_SENTENCES = 8
_LONGEST_WITH_COURTESIES = 60
"""In words."""
_END_OF_SENTENCE = re.compile(r"(?<=[.?!;])\s+|\n+|,\s+(?=(?:tapi|trus|terus|gimana|kenapa|kok|apa)\b)")


class Reading:
    """A message, or a part of one, and all that is worked out about it, each at most once.

    Steps and listeners take a Reading, never its text, so that nothing is worked out again on the way.
    """

    def __init__(self, raw: str, today: date, *, is_part: bool = False) -> None:
        """Reads a text as of a day in Bekasi, which decides the century of birth dates."""
        self.raw = raw
        """As it was typed."""
        self.is_part = is_part
        """Whether it is a part of a message."""
        self.today = today
        """The day as of which it is read."""

    def of(self, part: str) -> "Reading":
        """The reading of a part of this text; of the whole text, this one."""
        return self if part == self.raw else Reading(part, self.today, is_part=True)

    # ---- the text in other forms

    @cached_property
    def normalized(self) -> str:
        """In lower case, with ASCII digits, without invisible marks."""
        return normalize(self.raw)

    def _normalized(self, text: str) -> str:
        """The normalized form of this text, or of another one made of it."""
        return self.normalized if text == self.raw else normalize(text)

    @cached_property
    def folded(self) -> str:
        """In lower case, with single spaces, without punctuation and repeated letters."""
        return spelling.fold(self.raw)

    @cached_property
    def words(self) -> list[str]:
        """The words in canonical spelling; see `spelling.words`."""
        if len(self.raw) <= spelling.LONGEST:
            return spelling.words_in(self.normalized)
        return spelling.words(self.raw)

    @cached_property
    def spelt(self) -> str:
        """The words in canonical spelling, with a space between any two."""
        return " ".join(self.words)

    @cached_property
    def size(self) -> int:
        """The number of words as they were typed."""
        return len(self.raw.split())

    @cached_property
    def is_blank(self) -> bool:
        """Whether there is nothing but white space."""
        return not self.raw.strip()

    # ---- numbers

    @cached_property
    def numbers(self) -> Found:
        """The NIKs, or what is wrong with the numbers."""
        return nik.find(self.raw, self.today, self._normalized)

    @cached_property
    def is_a_nik_alone(self) -> bool:
        """Whether it is a NIK and nothing else, but for "cek" or "nik", so that no word in it needs to be looked at."""
        return bool(self.numbers.nik) and nik.stands_alone(self.raw)

    @cached_property
    def holds_a_number(self) -> bool:
        """Whether there is a NIK, a number that may be meant as one, or one of another named kind."""
        return bool(self.numbers.niks or self.numbers.problem != "none" or self.numbers.other)

    @cached_property
    def has_a_nik_in_a_link(self) -> bool:
        """Whether a well-formed NIK stands in a link, where none is read."""
        return nik.is_in_a_link(self.normalized, self.today)

    @cached_property
    def exposed(self) -> frozenset[str]:
        """The kinds of numbers that should not stay in a chat; see `exposed_numbers.kinds_in`."""
        return exposed_numbers.kinds_in(self.raw, self.today, self._normalized)

    @cached_property
    def without_numbers(self) -> "Reading":
        """The words without their digits; words that were digits alone are left out."""
        letters = re.sub(r"\d", " ", self.normalized).split()
        return self.of(" ".join(word for word in letters if any(map(str.isalpha, word))))

    @cached_property
    def without_links(self) -> "Reading":
        """The text without its links."""
        return self.of(other_numbers.LINK.sub(" ", self.raw))

    @cached_property
    def check_codes(self) -> set[str]:
        """What may be check codes of announcements."""
        return authenticity.codes_in(self.normalized)

    # ---- what it may mean

    @cached_property
    def intent(self) -> Intent:
        """The topics that it may be about."""
        return intent.understand(self.words, (spelling.words(one) for one in self._sentences))

    @cached_property
    def _sentences(self) -> list[str]:
        """The sentences of a long story; of a shorter message none."""
        if self.size < _A_STORY or len(self.raw) > spelling.LONGEST:
            return []
        parts = [one for one in _END_OF_SENTENCE.split(self.raw) if len(one.split()) >= _SHORTEST_SENTENCE]
        return parts[:_MOST_SENTENCES] if len(parts) > 1 else []

    @cached_property
    def pages(self) -> dict[str, int]:
        """The pages that it names, each with the number of words in its longest phrase."""
        return page_phrases.pages_named(self.words)

    @cached_property
    def without_courtesies(self) -> "Reading":
        """What is said besides thanks, greetings and sighs; this one if there are none, or in a long message."""
        rest = courtesies.without(self.normalized) if self.size <= _LONGEST_WITH_COURTESIES else None
        return self if rest is None else self.of(rest)

    @cached_property
    def compared(self) -> Compared:
        """Its words as they are compared with those of follow-ups."""
        return Compared(self.words)

    @cached_property
    def follow_up(self) -> FollowUp | None:
        """What it may ask about the last answer; None if it is no follow-up."""
        return follow_up_words.read(self.compared)

    @cached_property
    def meaning(self) -> str:
        """The step that says what a word of ours means, if that is what it asks; empty if not."""
        return follow_up_words.meaning_asked(self.compared)

    @cached_property
    def answered_anywhere(self) -> str:
        """The step that answers it whatever was answered before; empty if there is none."""
        return follow_up_words.answered_anywhere(self.compared) or own_desil.step(self.words)

    def answered_after(self, *pages: str) -> str:
        """The step that answers it after one of these pages, whatever else it may ask; empty if there is none."""
        return follow_up_words.answered_after(self.compared, *pages)

    @cached_property
    def asked_of_situation(self) -> tuple[str, ...]:
        """What it may ask of a situation of the guide, should one be talked about."""
        return follow_up_words.asked_of_situation(self.compared)

    @cached_property
    def asks_for_sigap(self) -> bool:
        """Whether somebody hopes for SIGAP, beside what else is said."""
        return follow_up_words.asks_for_sigap(self.compared)

    def other_situation(self, name: str) -> str:
        """The step of the situation that somebody turns out to be in, should that of this name be talked about."""
        return follow_up_words.other_situation(self.compared, name)

    @cached_property
    def preamble(self) -> Preamble | None:
        """What stands before its question and denies the last answer, or says that a question comes."""
        return preamble.read(self.normalized) if len(self.raw) <= spelling.LONGEST else None

    @cached_property
    def is_unclear(self) -> bool:
        """Whether it says that the last answer was not understood, or asks for it in simpler words."""
        return follow_up_words.is_unclear(self.compared)

    @cached_property
    def whom(self) -> str:
        """The person that it is about: a key of `phrases.kin_KEY`, `whom.SELF` for the sender, or empty."""
        return "" if self.is_a_nik_alone else whom_words.named_in(self.words, of_harm=bool(self.harm))

    @cached_property
    def asks_for_a_check_of_somebody(self) -> bool:
        """Whether it asks to check the NIK of somebody else: "kalau suami saya bisa dicek juga? dia tukang parkir"."""
        return self.whom not in {"", whom_words.SELF} and whom_words.asks_for_a_check(self.words)

    @cached_property
    def spoken(self) -> str:
        """The language of ours that a whole sentence of it is in, other than Indonesian; empty if that is not sure."""
        return tongue.spoken(self.normalized) if len(self.raw) <= spelling.LONGEST else ""

    @cached_property
    def dialect(self) -> str:
        """Javanese ("jv") or Betawi ("bt"), which we read and do not write; empty if it is in neither, or not clear."""
        return "" if self.spoken or len(self.raw) > spelling.LONGEST else tongue.dialect(self.normalized)

    @cached_property
    def begins_with_a_salaam(self) -> bool:
        """Whether an "assalamualaikum", in any of its spellings, is among its first words."""
        return _SALAAM in self.words[:_FIRST_WORDS]

    @cached_property
    def signs(self) -> frozenset[str]:
        """The signs of which it holds a phrase, in any spelling: an accident, despair, an insult (`words.signs`)."""
        return signs.held_in(self.words)

    @cached_property
    def despairs(self) -> bool:
        """Whether somebody no longer wants to live."""
        return "despair" in self.signs or despair.told(self.words)

    @cached_property
    def harm(self) -> str:
        """What happened to somebody, as it tells: a death, an accident (`words.harm`); empty if it tells of neither."""
        return "" if self.is_a_nik_alone else harm.told(self.spelt, self.signs, lambda: self.intent)

    @cached_property
    def tokens(self) -> list[str] | None:
        """The words and question marks that may be a wish; None if the text is longer than a wish."""
        return wish_words.tokens(self.normalized) if len(self.raw) <= wish_words.LONGEST else None

    @cached_property
    def wish(self) -> WishMessage | None:
        """The text as the letters of a wish; None if it has a word that no wish has."""
        return wish_message.read(self.tokens)

    @cached_property
    def wish_with_places(self) -> WishMessage | None:
        """The same where the names of places are known words, too."""
        return wish_message.read(self.tokens, with_places=True)
