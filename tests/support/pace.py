"""How fast this processor is now: what takes time is counted in pieces of a fixed work, done beside it.

So a limit says how much work something may be, and a machine that is slow or busy is slow in both.
"""

import math
import re
import time
import unicodedata
from collections.abc import Callable

_LETTERS = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_TEXT = "nomor induk kependudukan " * 140


def piece() -> float:
    """How long one piece of work takes, in seconds: about a millisecond of an idle core of 2023.

    It is of what reading a message is made of.
    """
    begun = time.thread_time()
    for letter in _TEXT:
        unicodedata.category(letter)
    for _ in range(12):
        _LETTERS.findall(_TEXT)
    return time.thread_time() - begun


def fewest_pieces(work: Callable[[], object], enough: float, tries: int = 20) -> float:
    """How many pieces of work this is: the fewest of some tries, as a busy machine spoils one; `enough` ends them."""
    fewest = math.inf
    for _ in range(tries):
        begun = time.thread_time()
        work()
        fewest = min(fewest, (time.thread_time() - begun) / piece())
        if fewest < enough:
            break
    return fewest
