"""Judges the proxies that are trusted: whoever is in one of their networks can say to come from any address."""

from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network

_TRANSLATED = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/96", "2002::/16", "::/96", "::ffff:0:0/96")))
"""Those in which each IPv4 address has a place."""
_MAPPED = ip_network("::ffff:0:0/96")


def read(written: str) -> list[Network]:
    """The networks, an address alone being a network of one. Raises ValueError."""
    found = []
    names = [one for one in map(str.strip, written.split(",")) if one]
    for number, name in enumerate(names, start=1):
        try:
            found.append(ip_network(name))
        except ValueError:
            if _is_network(name):
                raise ValueError(
                    f"the {_ordinal(number)} proxy is a network whose address does not end in zeros where its length "
                    "says so. Name each proxy of yours by its own address, such as 10.0.0.7 or ::1"
                ) from None
            raise ValueError(
                f"the {_ordinal(number)} proxy is no address. Name each proxy of yours by its own address, such as "
                "10.0.0.7 or ::1, with commas between"
            ) from None
    return found


def _ordinal(number: int) -> str:
    if number <= 3:
        return ("first", "second", "third")[number - 1]
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _is_network(name: str) -> bool:
    """Whether this would be a network, were its last bits zero."""
    try:
        ip_network(name, strict=False)
    except ValueError:
        return False
    return True


def reach_the_internet(networks: list[Network]) -> list[str]:
    """Those so wide that strangers are in them."""
    return [
        str(one)
        for one in networks
        if _holds_all_of_ipv4(one) or (_bits(one) <= (7 if _as_v4(one) else 31) and not _plain(one).is_private)
    ]


def _holds_all_of_ipv4(network: Network) -> bool:
    """Whether every IPv4 address can be written as one of these (RFC 6052, RFC 3056, RFC 4291)."""
    return network.version == 6 and any(one.subnet_of(network) for one in _TRANSLATED)


def wider_than_needed(networks: list[Network]) -> list[str]:
    """The others of more than one public address, or of more than a small network of one's own."""
    wide = reach_the_internet(networks)
    return [str(one) for one in networks if str(one) not in wide and _is_wide(_plain(one))]


def _is_wide(network: Network) -> bool:
    if network.is_private:
        return network.prefixlen < (24 if network.version == 4 else 64)
    return network.num_addresses > 1


def _as_v4(network: Network) -> bool:
    return _plain(network).version == 4


def _bits(network: Network) -> int:
    return _plain(network).prefixlen


def _plain(network: Network) -> Network:
    """An IPv4 network that is written as IPv6 as what it is."""
    if isinstance(network, IPv6Network) and network.prefixlen >= 96 and network.subnet_of(_MAPPED):  # type: ignore[arg-type]
        last = int(network.network_address) & 0xFFFFFFFF
        return IPv4Network((last, network.prefixlen - 96))
    return network
