"""Limits the open connections, in all and from one network; when full, closes an idle connection for a new one.

So nobody is refused while others idle: a thousand silent connections do not keep the next visitor out. Networks with
many connections lose theirs first, so that opening connections fast pushes nobody else out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol

from data.limits.networks import address_of, networks_of


class Connection(Protocol):
    """An open connection."""

    def hang_up(self) -> None:
        """Closes at once, because the slot is needed."""


@dataclass(slots=True)
class _Limit:
    """A limit, and the connections that count for it."""

    name: str
    """The network; empty for the limit over all."""
    most: int
    open: int = 0
    waiting: dict[Connection, None] = field(default_factory=dict)
    """The connections that we wait for, the longest first."""

    @property
    def is_full(self) -> bool:
        return self.most > 0 and self.open >= self.most


class Connections:
    """Counts the connections of one port. 0 means no limit."""

    def __init__(
        self,
        most: int,
        per_network: int = 0,
        proxies: Sequence[IPv4Network | IPv6Network] = (),
        counted: Callable[[str], None] = lambda _why: None,
    ) -> None:
        self._all = _Limit("", most)
        self._per_network = per_network
        self._proxies = proxies
        """Everybody behind a proxy has its address, so only the limit over all applies to it."""
        self._counted = counted
        self._networks: dict[str, _Limit] = {}
        self._sizes: dict[int, dict[str, None]] = {}
        """The smallest networks, by their number of open connections."""
        self._connections: dict[Connection, list[_Limit]] = {}
        """The limits of each connection: over all, then from the smallest network to the widest."""

    @property
    def open(self) -> int:
        """The number of open connections."""
        return self._all.open

    def enter(self, connection: Connection, host: str) -> bool:
        """Takes a slot, if need be that of an idle connection. False when there is none to close."""
        limits = self._limits_of(host)
        for limit in reversed(limits):
            if limit.is_full and not self._make_room(limit, limits):
                return False
        for limit in limits:
            self._resize(limit, 1, nearest=limit in limits[1:2])
        self._connections[connection] = limits
        self.waits(connection)
        return True

    def waits(self, connection: Connection) -> None:
        """Notes that from now on we wait for the client to send or to read."""
        for limit in self._connections.get(connection, ()):
            limit.waiting.pop(connection, None)
            limit.waiting[connection] = None

    def works(self, connection: Connection) -> None:
        """Notes that from now on the client waits for us: its answer is being made."""
        for limit in self._connections.get(connection, ()):
            limit.waiting.pop(connection, None)

    def leave(self, connection: Connection) -> None:
        """Frees the slot, once."""
        limits = self._connections.pop(connection, [])
        for limit in limits:
            limit.waiting.pop(connection, None)
            self._resize(limit, -1, nearest=limit in limits[1:2])

    def _resize(self, limit: _Limit, by: int, *, nearest: bool) -> None:
        if nearest:
            self._sizes.get(limit.open, {}).pop(limit.name, None)
            if not self._sizes.get(limit.open, True):
                del self._sizes[limit.open]
        limit.open += by
        if nearest and limit.open:
            self._sizes.setdefault(limit.open, {})[limit.name] = None
        if limit.name and limit.open:
            self._networks[limit.name] = limit
        elif limit.name:
            self._networks.pop(limit.name, None)

    def _make_room(self, limit: _Limit, newcomer: list[_Limit]) -> bool:
        closed = self._connection_to_close(limit, newcomer)
        self._counted(f"{'network' if limit.name else 'all'}_{'made_room' if closed else 'full'}")
        if closed is None:
            return False
        self.leave(closed)
        closed.hang_up()
        return True

    def _connection_to_close(self, limit: _Limit, newcomer: list[_Limit]) -> Connection | None:
        """Of a full network, its longest idle connection; of a full port, one of the same or the largest network."""
        if not limit.name:
            largest = next(iter(self._sizes[max(self._sizes)]), "") if self._sizes else ""
            for crowd in (*newcomer[1:2], *([self._networks[largest]] if largest and max(self._sizes) > 1 else [])):
                if crowd.waiting:
                    return next(iter(crowd.waiting))
        return next(iter(limit.waiting), None)

    def _limits_of(self, host: str) -> list[_Limit]:
        address = address_of(host)
        if address and any(address in one for one in self._proxies):
            return [self._all]
        networks = networks_of(host)
        return [
            self._all,
            *(self._networks.get(one.name) or _Limit(one.name, self._per_network * one.share) for one in networks),
        ]
