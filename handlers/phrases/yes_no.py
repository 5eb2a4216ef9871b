"""Recognises yes, no and "never mind", with one list of words for all questions of residents and of staff.

Only whole messages count: a name or a sentence that contains such a word is none of these.
"""

from data.content import texts
from handlers.reading import Reading

_TYPED = {name: frozenset(words) for name, words in texts.typed("yes_no").items()}
YES = _TYPED["yes"]
AGREES = YES | _TYPED["agrees"]
NO = _TYPED["no"]
FILLERS = _TYPED["fillers"]
"""Words that may stand beside a yes or no without changing it."""
_NO_ALONE = NO | _TYPED["no_alone"]
_FILLERS_OF_NEVER_MIND = FILLERS | _TYPED["fillers_of_never_mind"]
_FILLERS_OF_NOT_YET = _FILLERS_OF_NEVER_MIND | _TYPED["fillers_of_not_yet"]
_NEVER_MIND, _NOT, _NOT_WHAT, _NOT_YET = (_TYPED[name] for name in ("never_mind", "not", "not_what", "not_yet"))
_TOGETHER = tuple(frozenset(phrase.split()) for phrase in _TYPED["together"])


def agrees(reading: Reading) -> bool:
    """Whether the message is a yes and nothing else: "ya", "boleh deh", "oke pak"."""
    words = {*reading.words}
    return bool(words) and words <= AGREES | FILLERS and bool(words & (AGREES | {"oke"}))


def declines(reading: Reading) -> bool:
    """Whether the message is a no and nothing else: "tidak", "nggak dulu", "ga usah ya"."""
    words = {*reading.words}
    return bool(words & _NO_ALONE) and words <= _NO_ALONE | AGREES | FILLERS | _TYPED["declined"]


def never_mind(reading: Reading) -> bool:
    """Whether somebody wants to leave a question: "nggak jadi", "batal deh", "menu", "salah pencet"."""
    said = reading.words
    words = {"".join(said)} if all(len(one) == 1 for one in said) else {*said}  # "B A T A L"
    if words & _NEVER_MIND:
        return words <= _NEVER_MIND | _NOT | _NOT_WHAT | _FILLERS_OF_NEVER_MIND
    if words & _NOT and words & _NOT_WHAT:
        return words <= _NOT | _NOT_WHAT | _FILLERS_OF_NEVER_MIND
    return any(one <= words and words - one <= _FILLERS_OF_NEVER_MIND for one in _TOGETHER)


def not_yet(reading: Reading) -> bool:
    """Whether somebody is not ready to answer: "eh tunggu", "cek dulu", "salah ketik"."""
    words = {*reading.words}
    return bool(words & _NOT_YET) and words <= _NOT_YET | _FILLERS_OF_NOT_YET
