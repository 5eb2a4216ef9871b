"""Splits a message into words in canonical spelling (one for "gak", "kagak" and "teu"), without numbers and links."""

import re
from functools import cache
from importlib.resources import files

import tomli
from pydantic import TypeAdapter

from data.language import redaction
from data.language.disguised_digits import in_latin
from data.language.normalize import normalize

LONGEST = 1000
"""The most characters of a message that are read."""

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]++\.(?:com|id|co|net|org|my|xyz|info|me|ly|gle|link|site|online)\b\S*"
)
_NUMBER = re.compile(r"\d[\d.,]{4,}")
_TOKEN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*|\?+")
_REPEATED = re.compile(r"([^\W_])\1{2,}")
_TWICE = re.compile(r"^([^\W\d]{2,}+)2(nya|an|in)?$")
_LONGEST_PHRASE = 3

_FILE = TypeAdapter(dict[str, dict[str, str]])


@cache
def _spellings() -> tuple[dict[str, str], frozenset[str]]:
    """The canonical form of each word and phrase, and the first words of phrases."""
    written = files("data").joinpath("texts/spellings.toml").read_text(encoding="utf-8")
    found = {
        variant.strip(): word
        for word, variants in _FILE.validate_python(tomli.loads(written))["words"].items()
        for variant in variants.split(",")
    }
    return found, frozenset(variant.partition(" ")[0] for variant in found if " " in variant)


def canonical_words() -> frozenset[str]:
    """The canonical words."""
    return frozenset(word for spelt in _spellings()[0].values() for word in spelt.split())


def words(text: str) -> list[str]:
    """The words of a message in canonical spelling; `?` is a word, long numbers are xnikx or xnumberx."""
    return words_in(normalize(text[:LONGEST]))


def words_in(plain: str) -> list[str]:
    """The same for a message that is normalized already, of at most `LONGEST` characters."""
    text = _LINK.sub(" xlinkx ", in_latin(plain))
    text = redaction.IN_A_MESSAGE.sub(" xnikx ", text)
    text = _NUMBER.sub(" xnumberx ", text)
    text = _REPEATED.sub(r"\1", text)
    return canonical(["?" if token[0] == "?" else token for token in _TOKEN.findall(text)])


def fold(text: str) -> str:
    """The text in lower case, with single spaces and without repeated letters: "Haloooo!!" is "halo"."""
    letters = re.sub(r"[^\w\s]", " ", in_latin(text.casefold()))
    return " ".join(re.sub(r"(.)\1{2,}", r"\1", letters).split())


def canonical(tokens: list[str]) -> list[str]:
    """Words, normalized and without numbers and links, in canonical spelling."""
    spellings, beginnings = _spellings()
    found: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        size = 1
        if token in beginnings:
            for longer in range(min(_LONGEST_PHRASE, len(tokens) - at), 1, -1):
                if (phrase := " ".join(tokens[at : at + longer])) in spellings:
                    token, size = phrase, longer
                    break
        at += size
        if token not in spellings and (twice := _TWICE.match(token)):
            token = twice[1]  # "apa2" is "apa-apa"
        found += spellings.get(token, token).split(" ")
    return found
