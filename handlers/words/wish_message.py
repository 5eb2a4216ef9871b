"""A message as class letters (`wish_words`), and what they show: a question, a request, somebody else's matter."""

import re
from dataclasses import dataclass

from handlers.words import wish_words
from handlers.words.wish_words import ASKS, BESIDE_A_WISH, PLEASE, SOFT

_SAME = str.maketrans({"J": "v", "Z": "s", "P": "s", "U": "s", "A": "s", "D": "b"})
"""Letters that the patterns do not distinguish; they differ only in what else a message must contain."""
_OF_OTHERS = re.compile(r"[@<]\+|>@|[vVsRJZPUAdl]@|@[EIS]")
"""About somebody else: "ibu saya", "ke petugas", "kabari bapak", "hapus data ibu", "bapak Sunda"."""
_BY_OTHERS = re.compile("@(?:w?[bkxDlY]|u+w?[zbkxDrlY])")
"""What somebody else does, unless the message asks for it: "petugas berhenti"."""
_BETWEEN = "-/%&^"
"""Letters that may stand between a word and the word that it belongs to."""
LED_TO = re.compile(r"\A[^A-Za-z>]*>")
"""A preposition at the beginning: "dari Indonesia"."""
_BY_ME = re.compile(rf"\+[{_BETWEEN}]{{0,9}}[svA]")
"""The sender will send something: "saya kirim pengumuman"."""
_ME = re.compile(rf"[svA][{_BETWEEN}]{{0,9}}\+")
"""Something for the sender; without it, "mau kirim info" says what the sender is about to do."""
_TO_ME = re.compile(rf"A|s(?:[{_BETWEEN}]*|[{_BETWEEN}tTgN]*>)\+")
"""To be sent to the sender: "kirim saya info", "kirim pengumuman ke saya"."""
_MINE = re.compile(r"\A[^A-Za-z]*l[^A-Za-z+&]*[+&][^A-Za-z]*\Z")
"""About an existing subscription: "langganan saya", "langganan terus"."""


@dataclass(frozen=True, slots=True)
class WishMessage:
    """A message in which every word is known."""

    letters: str
    """The letters of its words, in order."""

    @property
    def wish(self) -> str:
        """The letters without words beside the wish, and without the "ga" of "bisa tolong stop ga?"."""
        wish = "".join(letter for letter in self.letters if letter not in BESIDE_A_WISH).translate(_SAME)
        return wish.removesuffix("n") if ASKS in self.letters and PLEASE in self.letters else wish

    @property
    def asks(self) -> bool:
        """Whether it is a question and not a polite request."""
        return ASKS in self.letters and PLEASE not in self.letters

    @property
    def has_request_word(self) -> bool:
        """Whether it has a word of request: "tolong", "aja", "dong"."""
        return PLEASE in self.letters or SOFT in self.letters

    @property
    def is_about_others(self) -> bool:
        """Whether it is about somebody other than its sender."""
        return bool(_OF_OTHERS.search(self.letters) or (_BY_OTHERS.search(self.letters) and not self.has_request_word))

    @property
    def asks_for_delivery(self) -> bool:
        """Whether it asks us to tell or send something, rather than reporting that somebody did or will."""
        said = self.letters
        if LED_TO.match(said) or "lU" in said:  # "dari langganan", "langganan WA"
            return False
        if _MINE.match(said) and not self.has_request_word:
            return False
        if not {*"JZP"}.isdisjoint(said) and not (self.has_request_word or "w" in said or "i" in said):
            return False  # "saya dikabari"
        sends = "w" in said and not {*"svA"}.isdisjoint(said) and not _ME.search(said)
        if PLEASE not in said and (sends or _BY_ME.search(said)):
            return False
        return "s" not in said or bool(_TO_ME.search(said)) or (PLEASE in said and "w" not in said)


def read(words: list[str] | None, *, with_places: bool = False) -> WishMessage | None:
    """Reads the tokens of a message; None if a word is unknown, if it is too long, or if it is about somebody else."""
    if words is None:
        return None
    known: list[str] = []
    for letters in wish_words.letters_of(words, with_places=with_places):
        if not letters:
            return None
        known.append(letters)
    message = WishMessage("".join(known))
    return None if message.is_about_others else message
