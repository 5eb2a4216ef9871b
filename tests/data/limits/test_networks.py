"""Which networks an address lies in."""

import pytest

from data.limits.networks import UNKNOWN, Network, networks_of


def test_an_address_of_ipv6_lies_in_three_networks() -> None:
    assert networks_of("2001:db8:1:203::5") == (
        Network("2001:db8:1:203::/64"),
        Network("2001:db8:1:200::/56", 2),
        Network("2001:db8:1::/48", 4),
    )


@pytest.mark.parametrize(
    "written", ["203.0.113.7", "::ffff:203.0.113.7", "64:ff9b::203.0.113.7", "2002:cb00:7107::1", "2002:cb00:7107:5::2"]
)
def test_who_comes_with_an_ipv4_address_is_that_address_however_it_is_wrapped(written: str) -> None:
    assert networks_of(written) == (Network("203.0.113.7"),)


@pytest.mark.parametrize("written", [None, "", "unix:", "proxy.local", "1.2.3.4, 5.6.7.8"])
def test_whoever_has_no_address_shares_one_name(written: str | None) -> None:
    assert networks_of(written) == (Network(UNKNOWN),)


def test_the_zone_of_a_link_tells_nothing_apart() -> None:
    assert networks_of("fe80::1%eth0") == networks_of("fe80::1%eth1")
