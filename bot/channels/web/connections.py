"""How many connections may be open: over all, and from one network. When full, somebody who keeps us waiting must go.

Nobody is turned away while somebody idles: a thousand silent connections cost the next visitor nothing. Who opens many
makes room first, so that opening fast pushes nobody else out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol

from data.limits.networks import address_of, networks_of


class Guest(Protocol):
    """An open connection."""

    def hang_up(self) -> None:
        """Closes at once, as its place is needed."""


@dataclass(slots=True)
class _Room:
    """One limit, and the connections that count for it."""

    name: str
    """Of the network; empty for all together."""
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
        self._all = _Room("", most)
        self._per_network = per_network
        self._proxies = proxies
        """Behind these everybody has one address, so only the limit over all holds."""
        self._counted = counted
        self._networks: dict[str, _Room] = {}
        self._sizes: dict[int, dict[str, None]] = {}
        """The nearest networks by how many connections they have open."""
        self._guests: dict[Guest, list[_Room]] = {}
        """The rooms of each: of all, then from the nearest network to the widest."""

    @property
    def open(self) -> int:
        """How many there are."""
        return self._all.open

    def enter(self, guest: Guest, host: str) -> bool:
        """Takes a place, if need be that of one who waits. False when nobody can go."""
        rooms = self._rooms(host)
        for room in reversed(rooms):
            if room.is_full and not self._makes_place(room, rooms):
                return False
        for room in rooms:
            self._resize(room, 1, nearest=room in rooms[1:2])
        self._guests[guest] = rooms
        self.waits(guest)
        return True

    def waits(self, guest: Guest) -> None:
        """From now on it is its turn to send or to take something."""
        for room in self._guests.get(guest, ()):
            room.waiting.pop(guest, None)
            room.waiting[guest] = None

    def works(self, guest: Guest) -> None:
        """It is our turn: its answer is being made."""
        for room in self._guests.get(guest, ()):
            room.waiting.pop(guest, None)

    def leave(self, guest: Guest) -> None:
        """Gives its place back, once."""
        rooms = self._guests.pop(guest, [])
        for room in rooms:
            room.waiting.pop(guest, None)
            self._resize(room, -1, nearest=room in rooms[1:2])

    def _resize(self, room: _Room, by: int, *, nearest: bool) -> None:
        if nearest:
            self._sizes.get(room.open, {}).pop(room.name, None)
            if not self._sizes.get(room.open, True):
                del self._sizes[room.open]
        room.open += by
        if nearest and room.open:
            self._sizes.setdefault(room.open, {})[room.name] = None
        if room.name and room.open:
            self._networks[room.name] = room
        elif room.name:
            self._networks.pop(room.name, None)

    def _makes_place(self, room: _Room, newcomer: list[_Room]) -> bool:
        leaves = self._who_leaves(room, newcomer)
        self._counted(f"{'network' if room.name else 'all'}_{'made_room' if leaves else 'full'}")
        if leaves is None:
            return False
        self.leave(leaves)
        leaves.hang_up()
        return True

    def _who_leaves(self, room: _Room, newcomer: list[_Room]) -> Guest | None:
        """In a full network who waits longest; in a full house one of the newcomer's network, or of the largest."""
        if not room.name:
            largest = next(iter(self._sizes[max(self._sizes)]), "") if self._sizes else ""
            for crowd in (*newcomer[1:2], *([self._networks[largest]] if largest and max(self._sizes) > 1 else [])):
                if crowd.waiting:
                    return next(iter(crowd.waiting))
        return next(iter(room.waiting), None)

    def _rooms(self, host: str) -> list[_Room]:
        address = address_of(host)
        if address and any(address in one for one in self._proxies):
            return [self._all]
        networks = networks_of(host)
        return [
            self._all,
            *(self._networks.get(one.name) or _Room(one.name, self._per_network * one.share) for one in networks),
        ]
