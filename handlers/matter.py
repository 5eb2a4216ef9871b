"""The matter of a message: whom it is about, and what happened to them, as it or the answer before it tells."""

from data.chats.recent_answers import RecentAnswer
from handlers.reading import Reading
from handlers.words import harm as harm_words
from handlers.words import whom

_ASKS_FOR = frozenset({"nik", "ktp", "cek", "check", "kalau", "untuk"})
"""Words of a message that asks for somebody, rather than only mentioning them."""


def about(reading: Reading, last: RecentAnswer | None, *, says: bool) -> str:
    """Whom it is about, as a word ("ibu"); empty for the person in the chat.

    It is whoever the message names, unless it `says` nothing of its own; else whom the last answer was about, until
    that matter ends or another NIK comes. After a death or an accident, others are only mentioned.
    """
    last = _going_on(reading, last)
    named = reading.whom if says else ""
    if last and last.harm and last.about and not (reading.harm or _ASKS_FOR.intersection(reading.words)):
        named = ""  # "anak saya masih sekolah"
    if named:
        return "" if named == whom.SELF else named
    return last.about if last else ""


def harm(reading: Reading, last: RecentAnswer | None, *, says: bool) -> str:
    """What happened to them, as was told (`words.harm`); empty if nothing was.

    It ends as `about` does, and where the sender asks for themselves.
    """
    last = _going_on(reading, last)
    before = last.harm if last else ""
    if not says:
        return before
    told = reading.harm
    return "" if reading.whom == whom.SELF and not told else harm_words.joined(before, told)


def _going_on(reading: Reading, last: RecentAnswer | None) -> RecentAnswer | None:
    """The last answer, if the message goes on with its matter: after a check, another NIK begins a new one."""
    return None if last and last.asked and last.asked.nik and reading.numbers.niks else last
