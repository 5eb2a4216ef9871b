"""How many connections may be open: over all, and from one network. When full, who kept us waiting longest must go.

Nobody is turned away while somebody idles: a thousand silent connections cost the next visitor nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol

WIDER = ((64, 1), (56, 2), (48, 4))
"""Networks of IPv6, and how many times as many connections may come from each: a line at home may have a /56."""


class Guest(Protocol):
    """An open connection."""

    def hang_up(self) -> None:
        """Closes at once, as its place is needed."""


@dataclass(slots=True)
class _Room:
    """One limit, and the connections that count for it."""

    most: int
    open: int = 0
    waiting: dict[Guest, None] = field(default_factory=dict)
    """Those that keep us waiting, the longest first."""

    @property
    def is_full(self) -> bool:
        return self.most > 0 and self.open >= self.most


class Connections:
    """Counts the connections of one port. A limit of 0 is none."""

    def __init__(
        self,
        most: int,
        per_network: int = 0,
        proxies: Sequence[IPv4Network | IPv6Network] = (),
        counted: Callable[[str], None] = lambda _why: None,
    ) -> None:
        self._all = _Room(most)
        self._per_network = per_network
        self._proxies = proxies
        """Behind these everybody has one address, so only the limit over all holds."""
        self._counted = counted
        self._networks: dict[str, _Room] = {}
        self._guests: dict[Guest, tuple[tuple[str, _Room], ...]] = {}

    @property
    def open(self) -> int:
        """How many there are."""
        return self._all.open

    def enter(self, guest: Guest, host: str) -> bool:
        """Takes a place, if need be that of one who waits. False when nobody can go."""
        rooms = self._rooms(host)
        for name, room in reversed(rooms):
            if room.is_full and not self._makes_place(room, "network" if name else "all"):
                return False
        for name, room in rooms:
            room.open += 1
            if name:
                self._networks[name] = room
        self._guests[guest] = rooms
        self.waits(guest)
        return True

    def waits(self, guest: Guest) -> None:
        """From now on it is its turn to send or to take something."""
        for _, room in self._guests.get(guest, ()):
            room.waiting.pop(guest, None)
            room.waiting[guest] = None

    def works(self, guest: Guest) -> None:
        """It is our turn: its answer is being made."""
        for _, room in self._guests.get(guest, ()):
            room.waiting.pop(guest, None)

    def leave(self, guest: Guest) -> None:
        """Gives its place back, once."""
        for name, room in self._guests.pop(guest, ()):
            room.waiting.pop(guest, None)
            room.open -= 1
            if name and not room.open:
                self._networks.pop(name, None)

    def _makes_place(self, room: _Room, why: str) -> bool:
        longest = next(iter(room.waiting), None)
        self._counted(f"{why}_made_room" if longest else f"{why}_full")
        if longest is None:
            return False
        self.leave(longest)
        longest.hang_up()
        return True

    def _rooms(self, host: str) -> tuple[tuple[str, _Room], ...]:
        networks = _networks(host, self._proxies) if self._per_network else ()
        known = [(name, self._networks.get(name) or _Room(self._per_network * times)) for name, times in networks]
        return (("", self._all), *known)


def _networks(host: str, proxies: Sequence[IPv4Network | IPv6Network]) -> tuple[tuple[str, int], ...]:
    """The networks of an address that have limits of their own, with how many times the usual one."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return (("unknown", 1),)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in one for one in proxies):
        return ()
    if isinstance(address, IPv6Address):
        return tuple((f"{IPv6Network((address, bits), strict=False)}", times) for bits, times in WIDER)
    return ((str(address), 1),)
