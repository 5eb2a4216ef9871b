"""Tells somebody who guesses NIKs from many people who ask for their own: by what is asked, never by how much.

A network, or a whole channel, is looked at as one. Strong signs, each enough by itself:

- *neighbours*: NIKs that differ in one part only (serial, day, month, year, place), as somebody tries them in turn. Of
  256 residents of one city hardly two do.
- *misses*: far more NIKs that are not in the list than other people's.
- *turns*: hardly anything but fourth and fifth NIKs of a chat, as somebody asks who goes round many chats in turn. Of
  the checks of chats that use their quota of five up, two in five are.

Weak signs, of which it takes two: *pace* (a machine's, even or too fast for a hall full of people) and *depth* (many
chats that use their quota up; most people ask for one to three).
"""

import math
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from secrets import randbits

WINDOW = 3600.0
"""Seconds that are looked back on, and that a suspicion lasts after its last sign."""
REMEMBERED = 256
"""Checks of one network or channel that are looked at."""
NEIGHBOURS = 10
"""So many NIKs that differ in one and the same part only are tried in turn, by one network ..."""
NEIGHBOURS_OF_MANY = 40
"""... or by a whole channel, of which ..."""
FROM_ONE = 2
"""... one asker counts with so many, so that nobody alone can cast suspicion on all."""
FEWEST_ANSWERS = 40
USUAL_MISSES = 0.85
"""The share of NIKs not in the list, until we have learnt it ..."""
_LEAST_USUAL, _MOST_USUAL = 0.5, 0.985
"""... and the bounds within which it is learnt."""
_QUICKEST, _SLOWEST = 20, 400
"""How many answers weigh as much as what was thought before: at first, and for good."""
_SPREADS = 4.0
"""So many standard deviations above what is usual are no chance."""
_PACE = 32
"""Checks whose pace is looked at."""
_EVEN = 0.35
"""Spread of the pauses over their mean; people who come by chance have 1, give or take 0.2."""
_RUSH = 4.0
"""Seconds in which no hall full of people asks `_PACE` times."""
_EVERY = 8
"""Pace and depth are looked at with every so many checks."""
_DEEP = 4
"""A chat's fourth NIK of a day is a deep one."""
_DEEP_SHARE, _ALL_DEEP = 0.3, 0.6
_SALT = randbits(64)
"""Parts of a NIK stay in memory for an hour, and only as a hash that nobody else can make."""


def parts(nik: str) -> tuple[int, ...]:
    """What is left of a NIK without its serial, day, month, year or place, each as a number that tells nothing."""
    without = ((12, 16), (6, 8), (8, 10), (10, 12), (0, 6))
    return tuple(hash((_SALT, start, nik[:start], nik[end:])) for start, end in without)


@dataclass(slots=True)
class _Asked:
    at: float
    nik: bytes
    parts: tuple[int, ...]
    by: str


@dataclass(slots=True)
class Watched:
    """What was asked of late by one network, or on one channel."""

    neighbours: int = NEIGHBOURS
    from_one: int = REMEMBERED
    suspected_until: float = -math.inf
    signs: tuple[str, ...] = ()
    """What the suspicion rests on."""
    _asked: deque[_Asked] = field(default_factory=deque)
    _niks: set[bytes] = field(default_factory=set)
    _by: Counter[str] = field(default_factory=Counter)
    _parts: list[Counter[int]] = field(default_factory=lambda: [Counter() for _ in range(5)])
    _crowded: list[int] = field(default_factory=lambda: [0] * 5)
    _answers: deque[tuple[float, bool]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _misses: int = 0
    _checks: deque[tuple[float, bool]] = field(default_factory=lambda: deque(maxlen=_PACE))
    _seen: int = 0

    def suspected(self, now: float) -> bool:
        """Whether somebody guesses here."""
        return now < self.suspected_until

    def saw(self, nik_hash: bytes, of_nik: tuple[int, ...], by: str, now: float) -> None:
        """A NIK stood in a message of this asker: a chat, or a network."""
        while self._asked and (len(self._asked) >= REMEMBERED or self._asked[0].at < now - WINDOW):
            gone = self._asked.popleft()
            self._niks.discard(gone.nik)
            self._by[gone.by] -= 1
            if not self._by[gone.by]:
                del self._by[gone.by]
            self._take_away(gone.parts)
        if nik_hash in self._niks or self._by[by] >= self.from_one:
            return
        self._asked.append(_Asked(now, nik_hash, of_nik, by))
        self._niks.add(nik_hash)
        self._by[by] += 1
        for kind, part in enumerate(of_nik):
            alike = self._parts[kind][part] = self._parts[kind][part] + 1
            self._crowded[kind] += (0, 0, 2)[alike] if alike < 3 else 1

    def _take_away(self, of_nik: tuple[int, ...]) -> None:
        for kind, part in enumerate(of_nik):
            alike = self._parts[kind][part] = self._parts[kind][part] - 1
            self._crowded[kind] -= (0, 2)[alike] if alike < 2 else 1
            if not alike:
                del self._parts[kind][part]

    def checked(self, nth: int, now: float) -> None:
        """A chat asked its `nth` different NIK of the day."""
        self._checks.append((now, nth >= _DEEP))
        self._seen += 1

    def answered(self, *, missed: bool, now: float) -> None:
        """A NIK was looked up, and was not in the list, or its second factor did not match."""
        if len(self._answers) == REMEMBERED:
            self._misses -= self._answers[0][1]
        self._answers.append((now, missed))
        self._misses += missed
        while self._answers[0][0] < now - WINDOW:
            self._misses -= self._answers.popleft()[1]

    def judge(self, usual_misses: float, now: float) -> bool:
        """Looks for signs; whether a suspicion begins with them."""
        strong = [*self._strong(usual_misses)]
        weak: list[str] = []
        if self._seen % _EVERY == 0 and len(self._checks) == _PACE and self._checks[0][0] >= now - WINDOW:
            weak = [*self._weak()]
            strong += ["turns"] if self._deep() > _ALL_DEEP else []
        if not strong and len(weak) < 2:
            return False
        begins = not self.suspected(now)
        self.signs = (*strong, *weak)
        self.suspected_until = now + WINDOW
        return begins

    def _strong(self, usual: float) -> Iterator[str]:
        if max(self._crowded) >= self.neighbours:
            yield "neighbours"
        count = len(self._answers)
        if count >= FEWEST_ANSWERS:
            chance = usual + _SPREADS * math.sqrt(usual * (1 - usual) / count)
            if self._misses / count > chance:
                yield "misses"

    def _weak(self) -> Iterator[str]:
        moments = [at for at, _ in self._checks]
        mean = (moments[-1] - moments[0]) / (_PACE - 1)
        pauses = [later - earlier for earlier, later in pairwise(moments)]
        spread = math.sqrt(sum((pause - mean) ** 2 for pause in pauses) / len(pauses))
        if moments[-1] - moments[0] < _RUSH or spread < _EVEN * mean:
            yield "pace"
        if self._deep() > _DEEP_SHARE:
            yield "depth"

    def _deep(self) -> float:
        """The share of deep ones among the last checks."""
        return sum(deep for _, deep in self._checks) / _PACE


class UsualMisses:
    """The share of NIKs that are not in the list, as people ask for their own."""

    def __init__(self) -> None:
        self.share = USUAL_MISSES
        self._weight = _QUICKEST

    def learn(self, *, missed: bool) -> None:
        """To be told of those alone who ask little: who guesses asks much."""
        self.share += (missed - self.share) / self._weight
        self.share = min(_MOST_USUAL, max(_LEAST_USUAL, self.share))
        self._weight = min(_SLOWEST, self._weight + 1)
