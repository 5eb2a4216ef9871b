"""Messages of one chat, and of one network, that are too many."""

from datetime import timedelta

from bot.floods import Floods, Most, Verdict
from data.caps import Caps
from data.origins import Origin, networks_of
from tests.conftest import NOW

HERE = Origin("web", networks_of("192.0.2.1"))


async def test_fresh_cookies_of_one_address_do_not_refill_what_it_may_send() -> None:
    floods = Floods(Most(of_network=50))
    said = [await floods.judge("web", f"cookie {n}", HERE, NOW) for n in range(60)]
    assert said == [Verdict.PASS] * 50 + [Verdict.CROWDED] * 10
    assert await floods.judge("web", "cookie", Origin("web", networks_of("192.0.2.2")), NOW) is Verdict.PASS
    assert await floods.judge("web", "cookie", HERE, NOW + timedelta(seconds=62)) is Verdict.PASS


async def test_chats_of_one_address_are_counted_once_an_hour() -> None:
    floods = Floods(Most(chats_of_network=3))
    said = [await floods.judge("web", f"cookie {n % 5}", HERE, NOW) for n in range(15)]
    assert [one is Verdict.PASS for one in said] == [True, True, True, False, False] * 3
    floods.expected_people = 10_000
    assert await floods.judge("web", "cookie 4", HERE, NOW) is Verdict.PASS


async def test_an_ipv6_customer_has_no_endless_addresses() -> None:
    floods = Floods(Most(of_network=10))
    said = [
        await floods.judge("web", f"{n}", Origin("web", networks_of(f"2001:db8:1:{n:x}::1")), NOW) for n in range(200)
    ]
    assert said.count(Verdict.PASS) == 20  # all in one /56


async def test_nought_is_no_limit_and_where_nothing_is_known_only_the_chat_counts() -> None:
    floods = Floods(Most(of_chat=1))
    assert [await floods.judge("web", f"{n}", HERE, NOW) for n in range(100)] == [Verdict.PASS] * 100
    floods = Floods(Most(of_chat=1, of_network=1, chats_of_network=1))
    assert [await floods.judge("telegram", f"{n}", Origin("telegram"), NOW) for n in range(9)] == [Verdict.PASS] * 9


async def test_a_network_may_make_us_keep_so_many_subscriptions_and_no_more() -> None:
    caps = Caps()
    kept = [await caps.allows("subscription", HERE, f"chat {n}", NOW) for n in range(600)]
    assert kept.count(True) == 500
    assert await caps.allows("question", HERE, "chat", NOW)
    assert await caps.allows("subscription", HERE, "chat", NOW + timedelta(hours=25))
