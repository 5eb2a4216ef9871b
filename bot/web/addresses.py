"""Where a web request came from, as a quota sees it: nobody's address is kept."""

from ipaddress import IPv6Address, ip_address


def network_of(host: str | None) -> str:
    """The host, or the /64 network of an IPv6 one: a household has 2^64 of those addresses."""
    try:
        address = ip_address(host or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
