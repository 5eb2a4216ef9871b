"""Decides whether a NIK may be checked now. These limits come on top of the quota of each chat.

A large number of people alone is never a reason to refuse: the volume limits lie far above what comes through the
one address of a mobile carrier, or after an announcement of the city. Where somebody guesses NIKs
(`data.limits.guessing`), the limits fall to about a hundredth; nothing changes elsewhere.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from data.clock import from_unix
from data.limits import expected_crowds, guessing
from data.limits.guessing import Parts, UsualMisses, Watched
from data.limits.networks import Network, Origin
from data.limits.sliding_counters import Counter, MemoryCounter

HOUR = 3600.0
DAY = 86400.0
"""Seconds."""
FEW_NIKS = 3
"""A network that asked for at most this many NIKs in a day is still answered while guesses come from many networks."""
_CHECKS_TO_JUDGE = 20
"""After this many checks, a network is judged by its own behaviour rather than by that of its channel."""
_TIGHT_HOUR, _TIGHT_DAY = 250, 100
"""The usual hourly and daily limits are divided by these where somebody guesses."""
_MOST_WATCHED = 1_000
"""The most networks watched for guessing (the most recently used ones), at up to 240 KB each."""
_NO_LIMIT = 1 << 60
_MOST_EXAMINED = 200
"""The most networks examined when looking for one that can be forgotten."""
_MOST_UNCHECKED = 20_000
"""The most NIKs seen in messages but not yet checked whose hashed parts are kept."""

Where = Literal["network", "crowd", "everywhere"]
"""Which limit is full: that of a network where guessing is suspected, of a network with very many people, or of a
channel."""
Alarm = Callable[[str, str], None]
"""Takes the kind of the alarm and a short detail that identifies nobody."""


@dataclass(frozen=True, slots=True)
class CheckLimits:
    """How many NIKs may be checked; 0 means no limit. The last two apply only while somebody guesses."""

    network_hour: int = 8_000
    network_day: int = 12_000
    web_hour: int = 120
    """For all networks together that asked for more than `FEW_NIKS`, while guesses come from many networks."""
    accounts_hour: int = 120
    """On a channel with accounts, beyond the first NIK of each chat, while guesses come from many accounts."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a NIK cannot be checked now."""

    where: Where
    most: int
    """The limit that was reached."""
    opens: datetime


@dataclass(frozen=True, slots=True)
class _Limit:
    """The most events that a counter may count under one name."""

    where: Where
    counter: Counter
    name: str
    most: int
    alarm: tuple[str, str] | None = None


class CheckLimiter:
    """The check limits of one running bot. The counts are in memory; `counters` may share them between processes."""

    def __init__(self, most: CheckLimits, alarm: Alarm, counters: Callable[[float], Counter] = MemoryCounter) -> None:
        self._most = most
        self._alarm = alarm
        self._hour, self._day = counters(HOUR), counters(DAY)
        self._tight_hour, self._tight_day = counters(HOUR), counters(DAY)
        self._networks: OrderedDict[str, Watched] = OrderedDict()
        self._channels: dict[str, Watched] = {}
        self._usual: dict[str, UsualMisses] = {}
        """By channel."""
        self._parts: OrderedDict[bytes, Parts] = OrderedDict()
        """By the hash of each NIK seen in a message, until that NIK is checked."""
        self.expected_people = 0
        """How many people are expected today beyond the usual number (`data.limits.expected_crowds`)."""

    def learn_usual(self, channel: str, found: int, missed: int) -> None:
        """Sets the usual share of misses from recent days, so that a restart gives a guesser no fresh start."""
        self._usual[channel] = UsualMisses(found, missed)

    def remember_nik(self, nik_hash: bytes, nik: str) -> None:
        """Remembers the hashed parts of a NIK seen in a message, by its keyed hash; its 16 digits are not kept."""
        self._parts[nik_hash] = guessing.parts(nik)
        self._parts.move_to_end(nik_hash)
        if len(self._parts) > _MOST_UNCHECKED:
            self._parts.popitem(last=False)

    async def refuses(self, origin: Origin, chat: str, nik_hash: bytes, asked: int, now: datetime) -> Refusal | None:
        """Counts the NIK and returns None if the chat, which asked for `asked` others today, may ask for it."""
        moment, of_nik = now.timestamp(), self._parts.pop(nik_hash, None)
        near, channel = [(one, self._network(one, moment)) for one in origin.networks], self._channel(origin)
        for _, watched in near:
            self._note(watched, origin.channel, (nik_hash, of_nik, ""), asked + 1, moment)
        self._note(channel, origin.channel, (nik_hash, of_nik, _asker(origin, chat)), asked + 1, moment)
        guessed = [network for network, one in near if one.resembles_suspected(nik_hash, of_nik, asked + 1, moment)]
        limits = [*self._volume_limits(origin), *self._guessing_limits(guessed)] if near else []
        everywhere = channel.resembles_suspected(nik_hash, of_nik, asked + 1, moment)
        if everywhere and not await self._is_exempt(origin, asked, moment):
            limits.append(self._channel_limit(origin))
        for taken, limit in enumerate(limits):
            if opens := await limit.counter.take(limit.name, limit.most, moment):
                for one in limits[:taken]:
                    await one.counter.give_back(one.name, moment)
                if limit.alarm:
                    self._alarm(*limit.alarm)
                return Refusal(limit.where, limit.most, from_unix(opens))
        for network in origin.networks:
            if await self._day.count(network.name, moment) == self._usual_limit(self._most.network_day, network) // 2:
                self._alarm("network_full", "One network asked for half of the NIKs that it may ask for in a day.")
        return None

    async def record_result(
        self, origin: Origin, chat: str, nik_hash: bytes, asked: int, *, missed: bool, now: datetime
    ) -> None:
        """Records the result of a check. `missed`: the NIK was not in the list, or its second factor did not match."""
        moment, channel = now.timestamp(), self._channel(origin)
        near = [self._network(one, moment) for one in origin.networks]
        honest = asked == 1 and not any(watched.suspected(moment) for watched in (channel, *near))
        if honest and await self._asked_for_few(origin, moment):
            self._usual_on(origin.channel).learn(missed=missed)
        channel.record_answer(nik_hash, _asker(origin, chat), missed=missed, now=moment)
        for watched in near:
            watched.record_answer(nik_hash, "", missed=missed, now=moment)

    def alarm_factor_guessing(self) -> None:
        """Raises the alarm: the second factor of one NIK was tried as often as a day allows."""
        self._alarm("factor_guessing", "Somebody may be guessing the second factor of a NIK.")

    # ------------------------------------------------------------ the limits

    def _volume_limits(self, origin: Origin) -> Iterator[_Limit]:
        alarm = "network_full", "One network asked for as many NIKs as any may."
        for network in origin.networks:
            for counter, most in ((self._hour, self._most.network_hour), (self._day, self._most.network_day)):
                yield _Limit("crowd", counter, network.name, self._usual_limit(most, network) or _NO_LIMIT, alarm)

    def _guessing_limits(self, guessed: list[Network]) -> Iterator[_Limit]:
        kept = (
            (self._tight_hour, self._most.network_hour, _TIGHT_HOUR),
            (self._tight_day, self._most.network_day, _TIGHT_DAY),
        )
        for network in guessed:
            for counter, most, part in kept:
                may = max(1, most // part) * network.share if most else _NO_LIMIT
                yield _Limit("network", counter, network.name, may)

    def _channel_limit(self, origin: Origin) -> _Limit:
        """The limit shared by the whole channel while guesses come from many networks or many accounts."""
        most = self._most.web_hour if origin.networks else self._most.accounts_hour
        alarm = "check_brake", f"Guessed NIKs on {origin.channel}: only who asked little is answered."
        return _Limit("everywhere", self._tight_hour, origin.channel, most or _NO_LIMIT, alarm)

    async def _is_exempt(self, origin: Origin, asked: int, now: float) -> bool:
        """Whether an asker is exempt from the channel's limit: it asked little, or its own network is well known."""
        if not origin.networks:
            return asked == 0
        known = await self._day.count(origin.networks[-1].name, now) >= _CHECKS_TO_JUDGE
        return known or await self._asked_for_few(origin, now)

    def _usual_limit(self, most: int, network: Network) -> int:
        """What a network may ask for where nobody guesses; 0 means no limit."""
        return most * network.share * expected_crowds.limit_factor(self.expected_people)

    # ------------------------------------------------------------ the signs

    async def _asked_for_few(self, origin: Origin, now: float) -> bool:
        """Whether each of its networks asked little; where no network is known, the quota of the chat is enough."""
        for network in origin.networks:
            if await self._day.count(network.name, now) > FEW_NIKS * network.share:
                return False
        return True

    def _note(self, watched: Watched, channel: str, nik: tuple[bytes, Parts | None, str], nth: int, now: float) -> None:
        """Records a check with a watched network or channel, and looks for signs of guessing."""
        nik_hash, of_nik, asker = nik
        if of_nik is not None:
            watched.record_nik(nik_hash, of_nik, asker, now)
        watched.record_check(nth, now)
        if signs := watched.judge(self._usual_on(channel).probability, now):
            self._alarm("guessing", f"Somebody may be guessing NIKs: {', '.join(signs)}.")

    def _usual_on(self, channel: str) -> UsualMisses:
        if channel not in self._usual:
            self._usual[channel] = UsualMisses()
        return self._usual[channel]

    def _channel(self, origin: Origin) -> Watched:
        if origin.channel not in self._channels:
            limits = guessing.OF_NETWORKS if origin.networks else guessing.OF_ACCOUNTS
            self._channels[origin.channel] = Watched(limits)
        return self._channels[origin.channel]

    def _network(self, network: Network, now: float) -> Watched:
        watched = self._networks.get(network.name)
        if watched is None:
            watched = self._networks[network.name] = Watched()
            if len(self._networks) > _MOST_WATCHED:
                self._drop_oldest(now)
        self._networks.move_to_end(network.name)
        return watched

    def _drop_oldest(self, now: float) -> None:
        """Drops the network that was silent longest, sparing suspected ones while there is another."""
        oldest = islice(self._networks, _MOST_EXAMINED)
        del self._networks[
            next((name for name in oldest if not self._networks[name].suspected(now)), next(iter(self._networks)))
        ]


def _asker(origin: Origin, chat: str) -> str:
    """The name under which a channel counts an asker: its widest network or, where none is known, its chat."""
    return origin.networks[-1].name if origin.networks else chat
