"""Tells one guesser of NIKs from many people asking for their own: by what is asked for, never by how much.

A network, or a whole channel, is judged as a unit. Strong signs, each of which is enough by itself:

- *neighbours*: three or more NIKs that differ in one part only (serial, day, month, year or place), as when somebody
  tries them in turn. Two may be chance: of 256 people of one kecamatan, about a dozen have such a pair.
- *misses*: far more NIKs that are not in the list than other people ask for.
- *turns*: almost only fourth and fifth NIKs of a chat, as when somebody rotates through many chats. Among chats that
  use up their quota of five, two checks in five are of this kind.

Two weak signs that count only together:

- *machine*: on a network, the pace of a machine (even, or too fast for a hall full of people) together with many
  chats that use up their quota; most people ask for one to three.

People who share a network with a guesser but ask differently are still answered (`Watched.resembles_suspected`).
"""

import math
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from secrets import randbits

from msgspec import Struct

WINDOW = 3600.0
"""Seconds: how far back the checks are judged, and how long a suspicion lasts after its last sign."""
REMEMBERED = 256
"""The most recent checks kept for each network or channel."""
USUAL_MISSES = 0.85
"""The usual share of NIKs that are not in the list, until it has been learnt."""
_LEAST_USUAL, _MOST_USUAL = 0.5, 0.94
"""The bounds within which that share is learnt. Above 0.94, not even 256 misses out of 256 would be unusual."""
_QUICKEST, _SLOWEST = 20, 400
"""How many answers the previous estimate weighs as much as: at first, and later on."""
_SPREADS = 4.0
"""This many standard deviations above the usual share are more than chance."""
_EVEN = 0.35
"""Below this ratio of the spread of the pauses to their mean, the pace is even; chance gives 1, plus or minus 0.2."""
_RUSH = 4.0
"""Seconds: not even a hall full of people asks 32 times within them."""
_EVERY = 8
"""Pace and depth are examined once in this many checks."""
_DEEP = 4
"""From its fourth NIK of a day on, a chat asks for *deep* ones."""
_DEEP_SHARE, _ALL_DEEP = 0.3, 0.8
_ALIKE = 3
"""This many NIKs that share all parts but one are more than chance."""
_ALIKE_WITHOUT_BIRTHDAY = 6
"""The same for birthdays that officials wrote for people who did not know theirs: these are frequent."""
_GIVEN_BIRTHDAYS = frozenset({"0101", "4101", "3112", "7112", "0107", "4107"})
"""DDMM of a NIK, a woman's day plus 40."""
_SALT = randbits(64)
"""Parts of a NIK stay in memory for an hour, and only as salted hashes that nobody else can compute."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on an observation is a sign. The defaults are those of one network."""

    neighbours: int = 10
    """How many NIKs must stand together with others."""
    answers: int = 40
    """With fewer answers than this, the share of misses says nothing."""
    most_per_asker: int = REMEMBERED
    """The most NIKs counted for one asker (a chat or a network), so that no single asker casts suspicion on all."""
    checks: int = 32
    """How many recent checks are examined for turns; 0: none, as each network of the channel is examined by itself."""
    pace: bool = True
    """Whether pace counts. It does not on a whole channel, where many places ask at the same time."""


OF_NETWORKS = Thresholds(neighbours=40, answers=100, most_per_asker=2, checks=0, pace=False)
"""A channel where askers are known by their networks."""
OF_ACCOUNTS = Thresholds(neighbours=40, answers=100, most_per_asker=2, checks=REMEMBERED, pace=False)
"""A channel where askers are known by their accounts."""


class Parts(Struct, frozen=True):
    """A NIK without its serial, day, month, year or place: one salted hash for each of these."""

    without: tuple[int | None, ...]
    """None where many people share it by chance."""
    alike: int
    """How many NIKs must share such a part to stand together."""


def parts(nik: str) -> Parts:
    """The hashed parts of a NIK (16 ASCII digits)."""
    kinds = ((12, 16), (6, 8), (8, 10), (10, 12), (0, 6))
    given = nik[6:10] in _GIVEN_BIRTHDAYS
    without = tuple(
        None if given and 6 <= start < 12 else hash((_SALT, start, nik[:start], nik[end:])) for start, end in kinds
    )
    return Parts(without, _ALIKE_WITHOUT_BIRTHDAY if given else _ALIKE)


class _Asked(Struct, eq=False):
    at: float
    nik: bytes
    parts: Parts
    by: str


@dataclass(slots=True)
class Watched:
    """The recent checks of one network, or on one channel."""

    limits: Thresholds = field(default_factory=Thresholds)
    until: dict[str, float] = field(default_factory=dict)
    """By sign: until when guessing is suspected."""
    _asked: deque[_Asked] = field(default_factory=deque)
    _niks: set[bytes] = field(default_factory=set)
    _by: dict[str, int] = field(default_factory=dict)
    """By asker: how many of the NIKs it asked for."""
    _parts: list[dict[int, int]] = field(default_factory=lambda: [{} for _ in range(5)])
    """By kind of part: how many of the NIKs share each one."""
    _together: list[int] = field(default_factory=lambda: [0] * 5)
    """By kind of part: how many of the NIKs stand together with others."""
    _answers: OrderedDict[bytes, tuple[float, bool, str]] = field(default_factory=OrderedDict)
    """One answer for each NIK: otherwise one known to be in the list, asked often, would hide many that are not."""
    _answered: dict[str, int] = field(default_factory=dict)
    """By asker: how many of these NIKs it asked for."""
    _misses: int = 0
    _checks: deque[tuple[float, bool]] = field(default_factory=deque)
    _deep: int = 0
    """How many of these checks were deep."""
    _seen: int = 0

    def suspected(self, now: float) -> bool:
        """Whether guessing is suspected here."""
        return bool(self.until) and any(self._lasts(until, now) for until in self.until.values())

    @staticmethod
    def _lasts(until: float, now: float) -> bool:
        """Whether a suspicion still holds; at most one window from now, as the clock may have been set back."""
        return now < until <= now + WINDOW

    def resembles_suspected(self, nik_hash: bytes, of_nik: Parts | None, nth: int, now: float) -> bool:
        """Whether a check resembles the suspected ones; other checks through the same network are still answered."""
        if not self.until:
            return False
        signs = {sign for sign, until in self.until.items() if self._lasts(until, now)}
        return bool(
            "misses" in signs
            or ("neighbours" in signs and (of_nik is None or self._joins(nik_hash, of_nik)))
            or (signs & {"turns", "machine"} and nth >= _DEEP)
        )

    def _joins(self, nik_hash: bytes, of_nik: Parts) -> bool:
        """Whether a NIK would stand together with others, counting one more to come."""
        others = of_nik.alike - 2 + (nik_hash in self._niks)
        return any(
            part is not None and alike.get(part, 0) >= others
            for alike, part in zip(self._parts, of_nik.without, strict=True)
        )

    def record_nik(self, nik_hash: bytes, of_nik: Parts, by: str, now: float) -> None:
        """Records that this asker (a chat or a network) is about to check a NIK."""
        while self._asked and (len(self._asked) >= REMEMBERED or not now - WINDOW <= self._asked[0].at <= now + WINDOW):
            self._forget(self._asked[0])
        if nik_hash in self._niks:
            return
        if self._by.get(by, 0) >= self.limits.most_per_asker:
            self._forget(next(one for one in self._asked if one.by == by))
        self._asked.append(_Asked(now, nik_hash, of_nik, by))
        self._niks.add(nik_hash)
        self._by[by] = self._by.get(by, 0) + 1
        enough = of_nik.alike
        for kind, part in enumerate(of_nik.without):
            if part is not None:
                counts = self._parts[kind]
                alike = counts[part] = counts.get(part, 0) + 1
                if alike >= enough:
                    self._together[kind] += alike if alike == enough else 1

    def _forget(self, gone: _Asked) -> None:
        self._asked.remove(gone)
        self._niks.discard(gone.nik)
        _decrement(self._by, gone.by)
        enough = gone.parts.alike
        for kind, part in enumerate(gone.parts.without):
            if part is not None:
                counts = self._parts[kind]
                alike = counts[part]
                if alike >= enough:
                    self._together[kind] -= alike if alike == enough else 1
                if alike > 1:
                    counts[part] = alike - 1
                else:
                    del counts[part]

    def record_check(self, nth: int, now: float) -> None:
        """Records that a chat checks its `nth` different NIK of the day."""
        if not self.limits.checks:
            return
        if len(self._checks) >= self.limits.checks:
            _, was_deep = self._checks.popleft()
            self._deep -= was_deep
        self._checks.append((now, nth >= _DEEP))
        self._deep += nth >= _DEEP
        self._seen += 1

    def record_answer(self, nik_hash: bytes, by: str, *, missed: bool, now: float) -> None:
        """Records an answer to this asker. `missed`: the NIK was not listed, or its second factor did not match."""
        while self._answers and (
            len(self._answers) >= REMEMBERED or not now - WINDOW <= self._oldest_answer() <= now + WINDOW
        ):
            _, (_, was_missed, asker) = self._answers.popitem(last=False)
            self._misses -= was_missed
            _decrement(self._answered, asker)
        if nik_hash not in self._answers and self._answered.get(by, 0) < self.limits.most_per_asker:
            self._answers[nik_hash] = (now, missed, by)
            self._answered[by] = self._answered.get(by, 0) + 1
            self._misses += missed

    def _oldest_answer(self) -> float:
        return next(iter(self._answers.values()))[0]

    def judge(self, usual_misses: float, now: float) -> tuple[str, ...]:
        """Looks for signs of guessing; returns those that are new."""
        signs = [*self._strong(usual_misses)]
        full = len(self._checks) == self.limits.checks and self.limits.checks
        if full and self._seen % _EVERY == 0 and now - WINDOW <= self._checks[0][0] <= now:
            signs += ["turns"] if self._deep / len(self._checks) > _ALL_DEEP else []
            signs += ["machine"] if self.limits.pace and len([*self._weak()]) > 1 else []
        if not signs:
            return ()
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
        if self._deep / len(self._checks) > _DEEP_SHARE:
            yield "depth"


def _decrement(counts: dict[str, int], name: str) -> None:
    counts[name] -= 1
    if not counts[name]:
        del counts[name]


class UsualMisses:
    """The share of NIKs not in the list when people ask for their own."""

    def __init__(self, found: int = 0, missed: int = 0) -> None:
        """Starts from the answers of the last days, as far as they are kept."""
        self._weight = min(_SLOWEST, _QUICKEST + found + missed)
        self.probability = _bounded((USUAL_MISSES * _QUICKEST + missed) / (_QUICKEST + found + missed))

    def learn(self, *, missed: bool) -> None:
        """Learns from one answer. Pass only answers to people who ask little, since a guesser asks much."""
        self.probability = _bounded(self.probability + (missed - self.probability) / self._weight)
        self._weight = min(_SLOWEST, self._weight + 1)


def _bounded(share: float) -> float:
    return min(_MOST_USUAL, max(_LEAST_USUAL, share))
