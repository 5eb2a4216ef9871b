"""Messages of one chat, and of one network, that are too many."""

import asyncio
from datetime import timedelta

import pytest

from bot.inbound_limit import Decision, InboundLimiter, InboundLimits
from data.database.sqlite import Database
from data.limits import storage_caps as caps_of
from data.limits.networks import Origin, networks_of
from data.limits.sliding_counters import MemoryCounter
from data.limits.storage_caps import Caps
from handlers.messages import Incoming
from tests.conftest import NOW, Opened

HERE = Origin("web", networks_of("192.0.2.1"))


async def test_fresh_cookies_of_one_address_do_not_refill_what_it_may_send() -> None:
    floods = InboundLimiter(InboundLimits(of_network=50))
    said = [await floods.check("web", f"cookie {n}", HERE, NOW) for n in range(60)]
    assert said == [Decision.ALLOW] * 50 + [Decision.CROWDED] * 10
    assert await floods.check("web", "cookie", Origin("web", networks_of("192.0.2.2")), NOW) is Decision.ALLOW
    assert await floods.check("web", "cookie", HERE, NOW + timedelta(seconds=62)) is Decision.ALLOW


async def test_chats_of_one_address_are_counted_once_an_hour() -> None:
    floods = InboundLimiter(InboundLimits(chats_of_network=3))
    said = [await floods.check("web", f"cookie {n % 5}", HERE, NOW) for n in range(15)]
    assert [one is Decision.ALLOW for one in said] == [True, True, True, False, False] * 3
    floods.expected_people = 10_000
    assert await floods.check("web", "cookie 4", HERE, NOW) is Decision.ALLOW


async def test_an_ipv6_customer_has_no_endless_addresses() -> None:
    floods = InboundLimiter(InboundLimits(of_network=10))
    said = [
        await floods.check("web", f"{n}", Origin("web", networks_of(f"2001:db8:1:{n:x}::1")), NOW) for n in range(200)
    ]
    assert said.count(Decision.ALLOW) == 20  # all in one /56


async def test_nought_is_no_limit_and_where_nothing_is_known_only_the_chat_counts() -> None:
    floods = InboundLimiter(InboundLimits(of_chat=1))
    assert [await floods.check("web", f"{n}", HERE, NOW) for n in range(100)] == [Decision.ALLOW] * 100
    floods = InboundLimiter(InboundLimits(of_chat=1, of_network=1, chats_of_network=1))
    assert [await floods.check("telegram", f"{n}", Origin("telegram"), NOW) for n in range(9)] == [Decision.ALLOW] * 9


class Shared(MemoryCounter):
    """Counts as one does that several processes share: others have their turn before each answer."""

    async def add(self, name: str, now: float) -> None:
        await asyncio.sleep(0)
        await super().add(name, now)

    async def count(self, name: str, now: float) -> int:
        await asyncio.sleep(0)
        return await super().count(name, now)

    async def opens(self, name: str, most: int, now: float) -> float | None:
        await asyncio.sleep(0)
        return await super().opens(name, most, now)

    async def take(self, name: str, most: int, now: float) -> float | None:
        await asyncio.sleep(0)
        return await super().take(name, most, now)

    async def give_back(self, name: str, now: float) -> None:
        await asyncio.sleep(0)
        await super().give_back(name, now)


@pytest.mark.parametrize(
    "most", [InboundLimits(of_chat=20), InboundLimits(of_network=50), InboundLimits(chats_of_network=50)]
)
async def test_all_at_once_pass_no_limit(most: InboundLimits) -> None:
    floods, one_chat = InboundLimiter(most, Shared), not most.of_network and not most.chats_of_network
    chats = ("chat" if one_chat else f"{n}" for n in range(500))
    said = await asyncio.gather(*(floods.check("web", chat, HERE, NOW) for chat in chats))
    assert said.count(Decision.ALLOW) == (20 if one_chat else 50)
    assert said.count(Decision.WARN) == one_chat


async def test_all_at_once_are_not_kept_beyond_a_cap() -> None:
    caps = Caps(lambda *_: None, Shared)
    kept = await asyncio.gather(*(caps.allows("question", HERE, "chat", NOW) for _ in range(100)))
    assert kept.count(True) == 20
    kept = await asyncio.gather(*(caps.allows("question", HERE, f"chat {n}", NOW) for n in range(400)))
    assert kept.count(True) == 180


async def test_what_is_too_much_of_one_chat_counts_for_its_network_within_its_limit() -> None:
    floods = InboundLimiter(InboundLimits(of_chat=20, of_network=100))
    for _ in range(500):
        await floods.check("web", "flooder", HERE, NOW)
    assert await floods.check("web", "neighbour", HERE, NOW) is Decision.CROWDED
    assert await floods.check("web", "neighbour", HERE, NOW + timedelta(seconds=62)) is Decision.ALLOW


async def test_a_clock_set_right_keeps_nobody_waiting() -> None:
    floods = InboundLimiter(InboundLimits(of_chat=3, of_network=30))
    for n in range(40):
        await floods.check("web", f"{n}", HERE, NOW + timedelta(hours=7))
    await floods.check("web", "resident", HERE, NOW)
    said = [await floods.check("web", "resident", HERE, NOW + timedelta(minutes=2 * n)) for n in range(1, 60)]
    assert said == [Decision.ALLOW] * 59


async def test_a_flood_on_the_web_is_answered_in_its_language_without_the_database(
    bot: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatch = (await bot(messages_per_minute=2)).app.dispatch
    read = 0
    shared = Database.group_commit

    async def counted(database: Database, *work: object) -> object:
        nonlocal read
        read += 1
        return await shared(database, *work)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "group_commit", counted)

    async def says(number: int, text: str) -> str:
        return (await dispatch.handle(Incoming(f"{number}", "web", "chat", text, origin=HERE))).replies[0].text

    await says(0, "english")
    await says(1, "menu")
    told = await says(2, "menu")
    before = read
    assert {await says(n, "menu") for n in range(3, 60)} == {told}
    assert "too fast" in told
    assert read == before


async def test_a_network_may_make_us_keep_so_many_subscriptions_and_no_more() -> None:
    alarms: list[str] = []
    caps = Caps(lambda kind, _meaning: alarms.append(kind))
    kept = [await caps.allows("subscription", HERE, f"chat {n}", NOW) for n in range(3_200)]
    assert kept.count(True) == 3_000
    assert alarms == ["no_room"]
    assert await caps.allows("question", HERE, "chat", NOW)
    assert await caps.allows("subscription", HERE, "chat", NOW + timedelta(hours=25))


async def test_caps_rise_with_the_crowd_that_is_expected() -> None:
    caps = Caps(lambda *_: None)
    caps.expected_people = 10_000
    assert all([await caps.allows("subscription", HERE, f"chat {n}", NOW) for n in range(6_000)])
    assert not await caps.allows("subscription", HERE, "chat", NOW)


async def test_what_one_chat_is_refused_raises_no_alarm_and_costs_its_network_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alarms: list[str] = []
    monkeypatch.setitem(caps_of._OF_NETWORK, "question", 25)
    caps = Caps(lambda kind, _meaning: alarms.append(kind))
    kept = [await caps.allows("question", HERE, "chat", NOW) for _ in range(50)]
    assert kept.count(True) == 20
    assert alarms == []
    assert [await caps.allows("question", HERE, "another", NOW) for _ in range(6)] == [True] * 5 + [False]
