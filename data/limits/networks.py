"""Where a message comes from, as the limits see it: named networks from narrow to wide, never kept on disk."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_WIDTHS = ((64, 1), (56, 2), (48, 4))
"""IPv6 prefixes (a household, a site, a customer), each with its multiple of the limit of one address."""
_NAT64 = IPv6Network("64:ff9b::/96")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Network:
    """One network that a message came through."""

    name: str
    share: int = 1
    """How many times the limit of one address it may use."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message comes from."""

    channel: str
    networks: tuple[Network, ...] = ()
    """Narrowest first. Empty on a channel that has no addresses but accounts, which take effort to create."""

    @property
    def nearest(self) -> str:
        """The name of the narrowest network; empty if none is known."""
        return self.networks[0].name if self.networks else ""


def address_of(host: str | None) -> IPv4Address | IPv6Address | None:
    """The IP address of a host, as IPv4 if IPv6 only wraps it; None if the text is no IP address."""
    try:
        address = ip_address((host or "").partition("%")[0])
    except ValueError:
        return None
    return (_inner(address) or address) if isinstance(address, IPv6Address) else address


@lru_cache(maxsize=4096)
def networks_of(host: str | None) -> tuple[Network, ...]:
    """The networks of an IP address: an IPv4 address itself; of IPv6 its /64, /56 and /48."""
    address = address_of(host)
    if address is None:
        return (Network(UNKNOWN),)
    if isinstance(address, IPv4Address):
        return (Network(str(address)),)
    return tuple(Network(f"{IPv6Address(int(address) >> 128 - bits << 128 - bits)}/{bits}", n) for bits, n in _WIDTHS)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one only wraps: ::ffff:1.2.3.4, 64:ff9b::1.2.3.4 (RFC 6052), 6to4 (RFC 3056)."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
