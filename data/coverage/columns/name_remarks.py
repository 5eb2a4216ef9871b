"""Decides whether a name says that the person has left, died or was replaced."""

import re

from data.coverage.columns.remarks import words_of_leaving

_LONGEST = 500
"""Characters of a name that are looked at."""
_MOST_WORDS, _LONGEST_WORD = 300_000, 40
"""Most words of names that are cached, and most characters of one."""


def name_says_left(name: str) -> bool:
    """Whether a name says that the person has left or died: "Budi alm", "Budi (pindah)"."""
    return bool(words_of_leaving_in_name(name))


def words_of_leaving_in_name(name: str) -> str:
    """The words of a name that say so; empty where none do, as in "Siti binti alm. Joko"."""
    own = name[:_LONGEST].lower()
    if found := _CROSSED.search(own):
        return found[0].strip()
    if title := _TITLE.match(own):
        own = own[title.end() :]
    own = _OF_PARENTS.sub("", own)
    if found := _DIED.search(own):
        return found[0]
    if sign := next((one for one in _SIGNS_OF_LEAVING if one in own), ""):
        return sign
    return next(filter(None, map(words_of_leaving, _BESIDE_A_NAME.findall(own))), "")


_TITLE = re.compile(r"\W*(?:alm|almh|almarhum|almarhumah)\b")
"""Before a name it is a title, as lists give it to heirs, too: nobody is locked out by it
(see `data.coverage.second_factor`)."""
_SIGNS_OF_LEAVING = ("(+)", "(x)", "(na)", "(n/a)", "(out)", "(-)")
_DIED = re.compile(r"\b(?:alm|almh|almarhum|almarhumah|mendiang|meninggal|keluar|pindah|digantikan|diganti)\b")
_OF_PARENTS = re.compile(
    r"\b(?:bin|binti|bt|istri|isteri|janda|anak|putra|putri)\b[ .(]{0,4}(?:(?:bapak|bpk|ibu|h|hj)\b[ .(]{0,4})?"
    r"(?:alm|almh|almarhum|almarhumah)\b"
)
_CROSSED = re.compile(r"[†‡✝✞✟☠⚰\u0335-\u0338]|^\W*~[^~]{3,}~\W*$|(?:[→⇒➔➜➝➞➡⟶]|[-=–—]>|>>).*")
"""Signs of death, struck letters as phones write them, and an arrow to a successor."""
_BESIDE_A_NAME = re.compile(r"[(\[{/*\-–—]([^()\[\]{}/*]{2,60})")
_MAY_SAY_LEFT = re.compile(rf"{_DIED.pattern}|[(\[{{/*\-–—~>→⇒➔➜➝➞➡⟶†‡✝✞✟☠⚰\u0335-\u0338]")
"""Matches every word of a name in which `words_of_leaving_in_name` may find something."""


class NameWords(set[str]):
    """A cache of harmless words: a name that consists of them need not be looked at."""

    def say_left(self, name: str, words: list[str]) -> bool:
        """Whether a name, which consists of these words, says that the person has left or died."""
        if len(self) < _MOST_WORDS:
            self.update(word for word in words if len(word) <= _LONGEST_WORD and not _MAY_SAY_LEFT.search(word.lower()))
        return not self.issuperset(words) and name_says_left(name)
