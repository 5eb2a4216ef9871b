"""Tells somebody who guesses NIKs from many people who ask for their own: by what is asked, never by how much.

A network, or a whole channel, is looked at as one. Strong signs, each enough by itself:

- *neighbours*: NIKs that differ in one part only (serial, day, month, year, place), three and more together, as
  somebody tries them in turn. Two alike are chance: of 256 people of one kecamatan a dozen have a pair.
- *misses*: far more NIKs that are not in the list than other people's.
- *turns*: hardly anything but fourth and fifth NIKs of a chat, as somebody asks who goes round many chats in turn. Of
  the checks of chats that use their quota of five up, two in five are.

- *machine*: on a network, a machine's pace (even, or too fast for a hall full of people) together with many chats that
  use their quota up; most people ask for one to three.

Who comes the same way as somebody who guesses, and asks otherwise, goes on (`Watched.concerns`).
"""

import math
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from secrets import randbits
from typing import TypeVar

WINDOW = 3600.0
"""Seconds that are looked back on, and that a suspicion lasts after its last sign."""
REMEMBERED = 256
"""Checks of one network or channel that are looked at."""
USUAL_MISSES = 0.85
"""The share of NIKs not in the list, until we have learnt it ..."""
_LEAST_USUAL, _MOST_USUAL = 0.5, 0.94
"""... and the bounds within which it is learnt. Above these, not even 256 misses of 256 were unusual."""
_QUICKEST, _SLOWEST = 20, 400
"""How many answers weigh as much as what was thought before: at first, and for good."""
_SPREADS = 4.0
"""So many standard deviations above what is usual are no chance."""
_EVEN = 0.35
"""Spread of the pauses over their mean; people who come by chance have 1, give or take 0.2."""
_RUSH = 4.0
"""Seconds in which no hall full of people asks 32 times."""
_EVERY = 8
"""Pace and depth are looked at with every so many checks."""
_DEEP = 4
"""A chat's fourth NIK of a day is a deep one."""
_DEEP_SHARE, _ALL_DEEP = 0.3, 0.8
_ALIKE = 3
"""So many NIKs that share all but one part are no chance ..."""
_ALIKE_WITHOUT_BIRTHDAY = 6
"""... but of those who do not know their birthday, and were given one, so many are."""
_GIVEN_BIRTHDAYS = frozenset({"0101", "4101", "3112", "7112", "0107", "4107"})
"""DDMM of a NIK, a woman's day plus 40."""
_SALT = randbits(64)
"""Parts of a NIK stay in memory for an hour, and only as a hash that nobody else can make."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From when on what is seen is a sign: as for one network, unless said otherwise."""

    neighbours: int = 10
    """So many NIKs that stand together with others are tried in turn."""
    answers: int = 40
    """Fewer say nothing of how many are usually in the list."""
    of_one: int = REMEMBERED
    """One asker (a chat, a network) counts with so many at most, so that nobody alone casts suspicion on all."""
    checks: int = 32
    """The last so many are looked at for turns; 0: a channel of networks, each of which is looked at by itself."""
    pace: bool = True
    """Whether these checks come from one place. What a whole channel hears is as quick as the city is large."""


OF_NETWORKS = Thresholds(neighbours=40, answers=100, of_one=2, checks=0, pace=False)
"""A channel to which people come by networks."""
OF_ACCOUNTS = Thresholds(neighbours=40, answers=100, of_one=2, checks=REMEMBERED, pace=False)
"""A channel to which people come by accounts."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What is left of a NIK without its serial, day, month, year or place, each as a number that tells nothing."""

    without: tuple[int | None, ...]
    """None where many share it by chance."""
    alike: int
    """From so many NIKs on that share such a part they stand together."""


def parts(nik: str) -> Parts:
    """The parts of a NIK (16 ASCII digits)."""
    kinds = ((12, 16), (6, 8), (8, 10), (10, 12), (0, 6))
    given = nik[6:10] in _GIVEN_BIRTHDAYS
    without = tuple(
        None if given and 6 <= start < 12 else hash((_SALT, start, nik[:start], nik[end:])) for start, end in kinds
    )
    return Parts(without, _ALIKE_WITHOUT_BIRTHDAY if given else _ALIKE)


@dataclass(slots=True, eq=False)
class _Asked:
    at: float
    nik: bytes
    parts: Parts
    by: str


@dataclass(slots=True)
class Watched:
    """What was asked of late by one network, or on one channel."""

    limits: Thresholds = field(default_factory=Thresholds)
    until: dict[str, float] = field(default_factory=dict)
    """By sign, until when it is suspected."""
    _asked: deque[_Asked] = field(default_factory=deque)
    _niks: set[bytes] = field(default_factory=set)
    _by: dict[str, int] = field(default_factory=dict)
    """How many of them each asker asked."""
    _parts: list[dict[int, int]] = field(default_factory=lambda: [{} for _ in range(5)])
    """By kind of part, how many of them share one."""
    _together: list[int] = field(default_factory=lambda: [0] * 5)
    """By kind of part, how many of them stand together with others."""
    _answers: OrderedDict[bytes, tuple[float, bool, str]] = field(default_factory=OrderedDict)
    """Each NIK once: one that is known to be in the list would hide many that are not."""
    _answered: dict[str, int] = field(default_factory=dict)
    """How many of them each asker asked."""
    _misses: int = 0
    _checks: deque[tuple[float, bool]] = field(default_factory=deque)
    _seen: int = 0

    def suspected(self, now: float) -> bool:
        """Whether somebody guesses here."""
        return any(self._lasts(until, now) for until in self.until.values())

    @staticmethod
    def _lasts(until: float, now: float) -> bool:
        """Whether a suspicion lasts; none goes beyond its window, whatever the clock said when it rose."""
        return now < until <= now + WINDOW

    def concerns(self, nik_hash: bytes, of_nik: Parts | None, nth: int, now: float) -> bool:
        """Whether a check is like those that are suspected: others who come this way go on."""
        signs = {sign for sign, until in self.until.items() if self._lasts(until, now)}
        return bool(
            "misses" in signs
            or ("neighbours" in signs and (of_nik is None or self._joins(nik_hash, of_nik)))
            or (signs & {"turns", "machine"} and nth >= _DEEP)
        )

    def _joins(self, nik_hash: bytes, of_nik: Parts) -> bool:
        """Whether a NIK would stand together with others if one more came."""
        others = of_nik.alike - 2 + (nik_hash in self._niks)
        return any(
            part is not None and alike.get(part, 0) >= others
            for alike, part in zip(self._parts, of_nik.without, strict=True)
        )

    def saw(self, nik_hash: bytes, of_nik: Parts, by: str, now: float) -> None:
        """A NIK is to be checked for this asker: a chat, or a network."""
        while self._asked and (len(self._asked) >= REMEMBERED or not now - WINDOW <= self._asked[0].at <= now + WINDOW):
            self._forget(self._asked[0])
        if nik_hash in self._niks:
            return
        if self._by.get(by, 0) >= self.limits.of_one:
            self._forget(next(one for one in self._asked if one.by == by))
        self._asked.append(_Asked(now, nik_hash, of_nik, by))
        self._niks.add(nik_hash)
        self._by[by] = self._by.get(by, 0) + 1
        for kind, part in enumerate(of_nik.without):
            if part is not None:
                alike = self._parts[kind][part] = self._parts[kind].get(part, 0) + 1
                self._together[kind] += alike if alike == of_nik.alike else alike > of_nik.alike

    def _forget(self, gone: _Asked) -> None:
        self._asked.remove(gone)
        self._niks.discard(gone.nik)
        _decrement(self._by, gone.by)
        for kind, part in enumerate(gone.parts.without):
            if part is not None:
                alike = self._parts[kind][part]
                self._together[kind] -= alike if alike == gone.parts.alike else alike > gone.parts.alike
                _decrement(self._parts[kind], part)

    def checked(self, nth: int, now: float) -> None:
        """A chat asks for its `nth` different NIK of the day."""
        if not self.limits.checks:
            return
        if len(self._checks) >= self.limits.checks:
            self._checks.popleft()
        self._checks.append((now, nth >= _DEEP))
        self._seen += 1

    def answered(self, nik_hash: bytes, by: str, *, missed: bool, now: float) -> None:
        """A NIK was looked up for this asker, and was not in the list, or its second factor did not match."""
        while self._answers and (
            len(self._answers) >= REMEMBERED or not now - WINDOW <= self._oldest_answer() <= now + WINDOW
        ):
            _, (_, was_missed, asker) = self._answers.popitem(last=False)
            self._misses -= was_missed
            _decrement(self._answered, asker)
        if nik_hash not in self._answers and self._answered.get(by, 0) < self.limits.of_one:
            self._answers[nik_hash] = (now, missed, by)
            self._answered[by] = self._answered.get(by, 0) + 1
            self._misses += missed

    def _oldest_answer(self) -> float:
        return next(iter(self._answers.values()))[0]

    def judge(self, usual_misses: float, now: float) -> tuple[str, ...]:
        """Looks for signs; those that were not there before."""
        signs = [*self._strong(usual_misses)]
        full = len(self._checks) == self.limits.checks and self.limits.checks
        if full and self._seen % _EVERY == 0 and now - WINDOW <= self._checks[0][0] <= now:
            signs += ["turns"] if self._deep() > _ALL_DEEP else []
            signs += ["machine"] if self.limits.pace and len([*self._weak()]) > 1 else []
        new = tuple(sign for sign in signs if not self._lasts(self.until.get(sign, -math.inf), now))
        self.until |= dict.fromkeys(signs, now + WINDOW)
        return new

    def _strong(self, usual: float) -> Iterator[str]:
        if max(self._together) >= self.limits.neighbours:
            yield "neighbours"
        count = len(self._answers)
        if count >= self.limits.answers:
            chance = usual + _SPREADS * math.sqrt(usual * (1 - usual) / count)
            if self._misses / count > chance:
                yield "misses"

    def _weak(self) -> Iterator[str]:
        moments = [at for at, _ in self._checks]
        mean = (moments[-1] - moments[0]) / (len(moments) - 1)
        pauses = [later - earlier for earlier, later in pairwise(moments)]
        spread = math.sqrt(sum((pause - mean) ** 2 for pause in pauses) / len(pauses))
        if moments[-1] - moments[0] < _RUSH or spread < _EVEN * mean:
            yield "pace"
        if self._deep() > _DEEP_SHARE:
            yield "depth"

    def _deep(self) -> float:
        """The share of deep ones among the last checks."""
        return sum(deep for _, deep in self._checks) / len(self._checks)


Name = TypeVar("Name", str, int)


def _decrement(counts: dict[Name, int], name: Name) -> None:
    counts[name] -= 1
    if not counts[name]:
        del counts[name]


class UsualMisses:
    """The share of NIKs that are not in the list, as people ask for their own."""

    def __init__(self, found: int = 0, missed: int = 0) -> None:
        """Begins with the answers of the last days, as far as they are kept."""
        self._weight = min(_SLOWEST, _QUICKEST + found + missed)
        self.probability = _bounded((USUAL_MISSES * _QUICKEST + missed) / (_QUICKEST + found + missed))

    def learn(self, *, missed: bool) -> None:
        """To be told of those alone who ask little: who guesses asks much."""
        self.probability = _bounded(self.probability + (missed - self.probability) / self._weight)
        self._weight = min(_SLOWEST, self._weight + 1)


def _bounded(share: float) -> float:
    return min(_MOST_USUAL, max(_LEAST_USUAL, share))
