"""Recognises who names the desil of the family, and at most asks if that is enough: "saya desil 2", "desil 3 bisa?"."""

import re

from data.content import follow_up_texts
from data.language import spelling

_NUMBERS = {word: n for n, word in enumerate("satu dua tiga empat lima enam tujuh delapan sembilan sepuluh".split(), 1)}
_BETWEEN = "saya|kami|keluarga|itu|di|is|ke|nomor|angka"
_NAMED = re.compile(rf"\bdesil(?:nya)?(?: (?:{_BETWEEN})){{0,3}}[ -]?(?:ke-?)?(10|[1-9]|{'|'.join(_NUMBERS)})\b")
_LAST_OF_THOSE_CHOSEN = 5
_BESIDE = frozenset(word for one in follow_up_texts.follow_ups().own_desil["beside"] for word in spelling.words(one))
_TAG = ("tidak", "?")
"""What may end a question, and makes it a denial elsewhere: "saya desil 1 tidak dapat"."""


def step(words: list[str]) -> str:
    """The step for who names one desil and says nothing else but whether it may do; empty for anybody else."""
    said = list(words)
    while said and said[-1] in _TAG:
        said.pop()
    named = _NAMED.findall(" ".join(said))
    if len(named) != 1 or not _BESIDE.issuperset(_NAMED.sub(" ", " ".join(said)).split()):
        return ""
    chosen = _NUMBERS.get(named[0]) or int(named[0])
    return "answer.eligible.in_desil" if chosen <= _LAST_OF_THOSE_CHOSEN else "answer.eligible.desil_high"
