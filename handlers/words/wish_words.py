"""Turns a message into class letters, one or more for each word, as data/texts/wishes.toml classifies words.

"tolong stop info ya" becomes "!zt~", and `wishes` matches such letters with patterns. An unknown word has no letter.
"""

import re
from collections.abc import Iterator

from data.content import areas, texts
from data.language import spelling
from data.language.disguised_digits import in_latin

# Classes of words that are no part of a wish. The name of any class not listed here is its letter.
_NAMES = {
    "polite": "-", "greeting": "*", "title": "/", "this": "%", "much": "&", "rude": "<",
    "city": "-%", "kin": "@", "where": ">", "again": "^",
    "self": "+", "to_admin": "-+", "my_data": "d+", "tell_me": "v+", "please": "!", "please_do": "!?", "soft": "~",
    "for_now": "~;", "during": ":", "asks": "?",
}  # fmt: skip
SELF, PLEASE, SOFT, FOR_NOW, DURING, ASKS, PAUSE = "+", "!", "~", ";", ":", "?", ","
BESIDE_A_WISH = frozenset(letter for letter in "".join((*_NAMES.values(), PAUSE)) if not letter.isalpha())
"""Letters of words that stand beside a wish without being part of it."""
_PLACE = "p"
_KNOWN = {word: _NAMES.get(letters, letters) for letters, words in texts.wishes().items() for word in words}
_SPELT = {" ".join(spelling.words(word)): letters for word, letters in _KNOWN.items() if letters in {"e", "L", ":"}}
"""Phrases of having had enough as spellings.toml reads them: "udah gak butuh" is "sudah tidak butuh"."""
_LONGEST_PHRASE = max(len(word.split()) for word in _KNOWN)
_MOST = 40
"""In words; a longer message is more than a wish."""
LONGEST = 400
"""In characters; a longer message is more than a wish."""


_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s.,\-_*]{1,3}[^\W\d_](?![^\W_])){3,}")
"""A word with spaces between its letters: "S T O P"."""
_TOKEN = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*|\?+|=(?=\s?\w)|(?<= ),(?= )")
_REPEATED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_KIN = "|".join(word for word, letters in _KNOWN.items() if letters in {"@", "/"})
_PAUSED = re.compile(rf"[,.;:!\n]\s?(?=(?:{_KIN})\b)|\b((?:{_KIN})\b)\s?[,.;:!\n]")
"""A comma next to the person addressed: "ibu, saya berhenti" is not "ibu saya berhenti"."""


def tokens(plain: str) -> list[str] | None:
    """The words and question marks of a normalized message; None if they are too many."""
    shown = _APART.sub(lambda found: re.sub(r"[\W_]", "", found[0]), in_latin(plain).replace("’", "'"))
    shown = _PAUSED.sub(lambda found: f" {found[1]} , " if found[1] else " , ", shown)
    found = [part for one in _TOKEN.findall(shown) for part in _parts(_REPEATED.sub(r"\1", one))]
    return found if len(found) <= _MOST else None


def _parts(token: str) -> list[str]:
    """The token itself, or the two words of a hyphenated token that is not known as a whole."""
    return [token[0]] if token[0] in (ASKS, PAUSE) else [token] if token in _KNOWN else token.split("-")


def letters_of(words: list[str], *, with_places: bool = False) -> Iterator[str]:
    """The letters of each word or phrase of a message, the longest phrases first; empty for an unknown word.

    A word may be known as typed, as spellings.toml normalises it, or with doubled letters written once.
    """
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            piece = " ".join(words[at : at + size])
            letters = _letters(piece) or (_letters(_DOUBLED.sub(r"\1", piece)) if size == 1 else "")
            if not letters and with_places and areas.is_named(piece):
                letters = _PLACE
            if letters:
                break
        yield letters
        at += size


def _letters(piece: str) -> str:
    """The letters of a word or phrase; empty if it is unknown."""
    if piece == PAUSE or piece in _KNOWN:
        return _KNOWN.get(piece, PAUSE)
    spelt = spelling.canonical([word for word in piece.split() if word[0] == ASKS or word[0].isalnum()])
    if " " in piece:
        return _SPELT.get(" ".join(spelt), "")
    known = [_KNOWN.get(word, "") for word in spelt]
    return "".join(known) if all(known) else ""
