"""Tells somebody who guesses NIKs from many people who ask for their own: by what is asked, never by how much.

A network, or a whole channel, is looked at as one. Strong signs, each enough by itself:

- *neighbours*: NIKs that differ in one part only (serial, day, month, year, place), as somebody tries them in turn. Of
  256 residents of one city hardly two do.
- *misses*: far more NIKs that are not in the list than other people's.
- *turns*: hardly anything but fourth and fifth NIKs of a chat, as somebody asks who goes round many chats in turn. Of
  the checks of chats that use their quota of five up, two in five are.

- *machine*: a machine's pace (even, or too fast for a hall full of people) together with many chats that use their
  quota up; most people ask for one to three.

Who comes the same way as somebody who guesses, and asks otherwise, goes on (`Watched.concerns`).
"""

import math
from collections import OrderedDict, deque
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
_LEAST_USUAL, _MOST_USUAL = 0.5, 0.94
"""... and the bounds within which it is learnt. Above these, not even 256 misses of 256 were unusual."""
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


Parts = tuple[int, ...]


def parts(nik: str) -> Parts:
    """What is left of a NIK without its serial, day, month, year or place, each as a number that tells nothing."""
    without = ((12, 16), (6, 8), (8, 10), (10, 12), (0, 6))
    return tuple(hash((_SALT, start, nik[:start], nik[end:])) for start, end in without)


@dataclass(slots=True, eq=False)
class _Asked:
    at: float
    nik: bytes
    parts: Parts
    by: str


@dataclass(slots=True)
class Watched:
    """What was asked of late by one network, or on one channel."""

    neighbours: int = NEIGHBOURS
    from_one: int = REMEMBERED
    until: dict[str, float] = field(default_factory=dict)
    """By sign, until when it is suspected."""
    _asked: deque[_Asked] = field(default_factory=deque)
    _niks: set[bytes] = field(default_factory=set)
    _by: dict[str, int] = field(default_factory=dict)
    """How many of them each asker asked."""
    _parts: list[dict[int, int]] = field(default_factory=lambda: [{} for _ in range(5)])
    """By kind of part, how many of them share one."""
    _crowded: list[int] = field(default_factory=lambda: [0] * 5)
    _answers: OrderedDict[bytes, tuple[float, bool]] = field(default_factory=OrderedDict)
    """Each NIK once: one that is known to be in the list would hide many that are not."""
    _misses: int = 0
    _checks: deque[tuple[float, bool]] = field(default_factory=lambda: deque(maxlen=_PACE))
    _seen: int = 0

    def suspected(self, now: float) -> bool:
        """Whether somebody guesses here."""
        return any(now < until for until in self.until.values())

    def concerns(self, nik_hash: bytes, of_nik: Parts | None, nth: int, now: float) -> bool:
        """Whether a check is like those that are suspected: others who come this way go on."""
        signs = {sign for sign, until in self.until.items() if now < until}
        return bool(
            "misses" in signs
            or ("neighbours" in signs and (of_nik is None or self._has_neighbours(nik_hash, of_nik)))
            or (signs & {"turns", "machine"} and nth >= _DEEP)
        )

    def _has_neighbours(self, nik_hash: bytes, of_nik: Parts) -> bool:
        itself = nik_hash in self._niks
        return any(alike.get(part, 0) > itself for alike, part in zip(self._parts, of_nik, strict=True))

    def saw(self, nik_hash: bytes, of_nik: Parts, by: str, now: float) -> None:
        """A NIK is to be checked for this asker: a chat, or a network."""
        while self._asked and (len(self._asked) >= REMEMBERED or self._asked[0].at < now - WINDOW):
            self._forget(self._asked[0])
        if nik_hash in self._niks:
            return
        if self._by.get(by, 0) >= self.from_one:
            self._forget(next(one for one in self._asked if one.by == by))
        self._asked.append(_Asked(now, nik_hash, of_nik, by))
        self._niks.add(nik_hash)
        self._by[by] = self._by.get(by, 0) + 1
        for kind, part in enumerate(of_nik):
            alike = self._parts[kind][part] = self._parts[kind].get(part, 0) + 1
            self._crowded[kind] += (0, 0, 2)[alike] if alike < 3 else 1

    def _forget(self, gone: _Asked) -> None:
        self._asked.remove(gone)
        self._niks.discard(gone.nik)
        self._by[gone.by] -= 1
        if not self._by[gone.by]:
            del self._by[gone.by]
        for kind, part in enumerate(gone.parts):
            alike = self._parts[kind][part] = self._parts[kind][part] - 1
            self._crowded[kind] -= (0, 2)[alike] if alike < 2 else 1
            if not alike:
                del self._parts[kind][part]

    def checked(self, nth: int, now: float) -> None:
        """A chat asks for its `nth` different NIK of the day."""
        self._checks.append((now, nth >= _DEEP))
        self._seen += 1

    def answered(self, nik_hash: bytes, *, missed: bool, now: float) -> None:
        """A NIK was looked up, and was not in the list, or its second factor did not match."""
        while self._answers and (
            len(self._answers) >= REMEMBERED or next(iter(self._answers.values()))[0] < now - WINDOW
        ):
            self._misses -= self._answers.popitem(last=False)[1][1]
        if nik_hash not in self._answers:
            self._answers[nik_hash] = (now, missed)
            self._misses += missed

    def judge(self, usual_misses: float, now: float) -> tuple[str, ...]:
        """Looks for signs; those that were not there before."""
        signs = [*self._strong(usual_misses)]
        if self._seen % _EVERY == 0 and len(self._checks) == _PACE and self._checks[0][0] >= now - WINDOW:
            signs += ["turns"] if self._deep() > _ALL_DEEP else []
            signs += ["machine"] if len([*self._weak()]) > 1 else []
        new = tuple(sign for sign in signs if now >= self.until.get(sign, -math.inf))
        self.until |= dict.fromkeys(signs, now + WINDOW)
        return new

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

    def __init__(self, found: int = 0, missed: int = 0) -> None:
        """Begins with the answers of the last days, as far as they are kept."""
        self._weight = min(_SLOWEST, _QUICKEST + found + missed)
        self.share = _bounded((USUAL_MISSES * _QUICKEST + missed) / (_QUICKEST + found + missed))

    def learn(self, *, missed: bool) -> None:
        """To be told of those alone who ask little: who guesses asks much."""
        self.share = _bounded(self.share + (missed - self.share) / self._weight)
        self._weight = min(_SLOWEST, self._weight + 1)


def _bounded(share: float) -> float:
    return min(_MOST_USUAL, max(_LEAST_USUAL, share))
