"""Recognises a whole sentence in English or Sundanese by its small words; a mixture with Indonesian is not sure.

Javanese and Betawi are recognised, too: we answer in Indonesian, and say so.
"""

from data.content.dialects import dialects

_SURE_ENGLISH, _SURELY_SUNDANESE = frozenset(dialects()["en"].sure), frozenset(dialects()["su"].sure)
_ENGLISH = _SURE_ENGLISH.union(dialects()["en"].shared)
_SUNDANESE = _SURELY_SUNDANESE.union(dialects()["su"].shared)
_POINTS = frozenset(dialects()["en"].points)
_INDONESIAN = frozenset(dialects()["id"].sure)
_DIALECTS = {code: (frozenset(dialects()[code].sure), frozenset(dialects()[code].shared)) for code in ("jv", "bt")}
"""The words of each that are its own, and those that others have, too."""
_FEWEST = 4
"""In words; a shorter English message is known by all of its words alone."""
_SHORTEST_ENGLISH = 3
_MOST = 80
_FEWEST_MARKS = 3
_ENGLISH_SHARE, _SUNDANESE_SHARE = 0.45, 0.5
_FEWEST_SUNDANESE, _SURE_SUNDANESE = 3, 2
"""The fewest words of a Sundanese message, and how many of them must be Sundanese alone."""

_FEWEST_SURE, _FEWEST_IN_A_MIXTURE = {"jv": 1, "bt": 2}, 2
"""The fewest different words that are of the dialect alone: those of Betawi are slang elsewhere, too."""
_FEWEST_OF_A_DIALECT, _DIALECT_SHARE = 2, 0.2


def spoken(plain: str) -> str:
    """The language of a normalized message, "en" or "su", where it is sure; empty otherwise."""
    words = _words(plain)
    if len(words) > _MOST or not _INDONESIAN.isdisjoint(words):
        return ""
    if len(words) >= _FEWEST and sum(word in _ENGLISH for word in words) >= max(
        _FEWEST_MARKS, _ENGLISH_SHARE * len(words)
    ):
        return "en"
    if _is_short_english(words):
        return "en"
    return "su" if len(words) >= _FEWEST_SUNDANESE and _is_sundanese(words) else ""


def dialect(plain: str) -> str:
    """Which of Javanese ("jv") and Betawi ("bt") a normalized message is in, where that is clear; empty otherwise.

    The message is in no other language (`spoken`).
    """
    words = _words(plain)
    sure = {code: len(own.intersection(words)) for code, (own, _) in _DIALECTS.items()}
    code = max(sure, key=sure.__getitem__)
    if len(words) > _MOST or not sure[code]:
        return ""
    own, shared = _DIALECTS[code]
    marks = sum(word in own or word in shared for word in words)
    fewest = _FEWEST_SURE[code] if _INDONESIAN.isdisjoint(words) else _FEWEST_IN_A_MIXTURE
    enough = sure[code] >= fewest and marks >= max(_FEWEST_OF_A_DIALECT, _DIALECT_SHARE * len(words))
    return code if enough else ""


def _words(plain: str) -> list[str]:
    return [word for one in plain.replace("’", "'").split() if (word := one.strip(".,;:!?()\"'")) and word[0].isalpha()]


def _is_short_english(words: list[str]) -> bool:
    """Whether three words are all English, and one of them asks or points, or two are English alone."""
    if not _SHORTEST_ENGLISH <= len(words) < _FEWEST or not _ENGLISH.issuperset(words):
        return False
    alone = len(_SURE_ENGLISH.intersection(words))
    return alone > 1 or (alone > 0 and not _POINTS.isdisjoint(words))


def _is_sundanese(words: list[str]) -> bool:
    """Whether at least half are Sundanese, and two of these not Indonesian, too; of three words, one: "X teh naon"."""
    marks = [word for word in words if word in _SUNDANESE]
    sure = _SURELY_SUNDANESE.intersection(marks)
    fewest = _SURE_SUNDANESE if len(words) != _FEWEST_MARKS else 1
    return len(sure) >= fewest and len(marks) >= max(_SURE_SUNDANESE, _SUNDANESE_SHARE * len(words))
