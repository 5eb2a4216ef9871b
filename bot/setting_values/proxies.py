"""Checks the trusted proxies: anybody in one of their networks can claim to come from any address."""

from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

Network = IPv4Network | IPv6Network

_TRANSLATED = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/96", "2002::/16", "::/96", "::ffff:0:0/96")))
"""IPv6 networks that hold every IPv4 address, right behind these bits (RFC 6052, RFC 3056, RFC 4291)."""
_TOO_MANY = {4: 1 << 25, 6: 1 << 97}
"""Public addresses, by IP version: networks of this size include strangers."""


def read(written: str) -> list[Network]:
    """The networks; a single address is a network of one. Raises ValueError."""
    found = []
    names = [one for one in map(str.strip, written.split(",")) if one]
    for number, name in enumerate(names, start=1):
        try:
            found.append(ip_network(name))
        except ValueError:
            if _is_network(name):
                raise ValueError(
                    f"the {_ordinal(number)} proxy is a network whose address has bits behind its prefix length. Name "
                    "each of your proxies by its own address, such as 10.0.0.7 or ::1"
                ) from None
            raise ValueError(
                f"the {_ordinal(number)} proxy is not an address. Name each of your proxies by its own address, such "
                "as 10.0.0.7 or ::1, with commas between"
            ) from None
    return found


def _ordinal(number: int) -> str:
    if number <= 3:
        return ("first", "second", "third")[number - 1]
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _is_network(name: str) -> bool:
    """Whether this would be a network if the bits behind its prefix were zero."""
    try:
        ip_network(name, strict=False)
    except ValueError:
        return False
    return True


def reach_the_internet(networks: list[Network]) -> list[str]:
    """The networks so wide, alone or together, that they include strangers on the internet."""
    public = [one for one in networks if not _untranslated(one).is_private and _untranslated(one).num_addresses > 1]
    alone = [one for one in public if _untranslated(one).num_addresses >= _TOO_MANY[_untranslated(one).version]]
    return [
        str(one)
        for one in (alone or [one for one in public if _untranslated(one).version in _versions_too_wide(public)])
    ]


def _versions_too_wide(public: list[Network]) -> set[int]:
    """The IP versions of which these networks together hold too many addresses."""
    v4 = [plain for one in public if isinstance(plain := _untranslated(one), IPv4Network)]
    v6 = [plain for one in public if isinstance(plain := _untranslated(one), IPv6Network)]
    held = {
        4: sum(one.num_addresses for one in collapse_addresses(v4)),
        6: sum(one.num_addresses for one in collapse_addresses(v6)),
    }
    return {version for version, count in held.items() if count >= _TOO_MANY[version]}


def wider_than_needed(networks: list[Network]) -> list[str]:
    """The other networks with more than one public address, or with a large private range."""
    wide = reach_the_internet(networks)
    return [str(one) for one in networks if str(one) not in wide and _is_wide(_untranslated(one))]


def _is_wide(network: Network) -> bool:
    if network.is_private:
        return network.prefixlen < (24 if network.version == 4 else 64)
    return network.num_addresses > 1


def _untranslated(network: Network) -> Network:
    """The IPv4 network that an IPv6 network stands for; any other network unchanged."""
    if isinstance(network, IPv4Network):
        return network
    for translated in _TRANSLATED:
        if translated.subnet_of(network):  # it holds every IPv4 address
            return IPv4Network("0.0.0.0/0")
        if network.subnet_of(translated):
            behind = int(network.network_address) >> (128 - translated.prefixlen - 32)
            return IPv4Network((behind & 0xFFFFFFFF, min(32, network.prefixlen - translated.prefixlen)))
    return network
