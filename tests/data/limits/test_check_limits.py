"""Who is refused a check beyond the quota of a chat, and who never is."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from data.limits.check_limits import CheckLimiter, CheckLimits, Refusal
from data.limits.networks import Origin, networks_of
from tests.conftest import BUDI, Office, Opened
from tests.faults.crowd import in_turn, resident

NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
TELEGRAM = Origin("telegram")


def web(host: str) -> Origin:
    return Origin("web", networks_of(host))


@dataclass
class Gate:
    """A check limiter, and people whose checks it limits."""

    most: CheckLimits = field(default_factory=CheckLimits)
    now: datetime = NOW
    alarms: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    rng: random.Random = field(default_factory=lambda: random.Random(1))
    asked: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.check_limiter = CheckLimiter(self.most, lambda kind, _: self.alarms.append(kind))

    async def asks(self, origin: Origin, nik: str = "", chat: str = "", *, listed: bool = False) -> Refusal | None:
        """One more NIK, by a chat of its own unless one is named."""
        nik, chat = nik or resident(self.rng), chat or f"chat {next(self.numbers)}"
        before = self.asked.get(chat, 0)
        self.check_limiter.remember_nik(nik.encode(), nik)
        refusal = await self.check_limiter.refuses(origin, chat, nik.encode(), before, self.now)
        if refusal is None:
            self.asked[chat] = before + 1
            await self.check_limiter.record_result(
                origin, chat, nik.encode(), before + 1, missed=not listed, now=self.now
            )
        return refusal

    async def usual_day(self) -> None:
        """200 residents, a quarter of whom are in the list."""
        for n in range(200):
            self.passes(seconds=self.rng.expovariate(1 / 60))
            await self.asks(web(f"10.9.{n}.1") if n % 2 else TELEGRAM, listed=n % 4 == 0)

    def passes(self, **much: float) -> None:
        self.now += timedelta(**much)


async def test_a_network_that_guesses_keeps_one_in_250_of_its_limit() -> None:
    gate, turn = Gate(CheckLimits(network_hour=2500, network_day=10_000)), in_turn(random.Random(1))
    refused = []
    for _ in range(60):
        gate.passes(seconds=2)
        refused.append(await gate.asks(web("192.0.2.1"), next(turn)))
    assert refused.index(next(filter(None, refused))) in range(15, 25)
    last = refused[-1]
    assert last is not None
    assert (last.where, last.most) == ("network", 10)
    assert gate.alarms == ["guessing"]
    assert await gate.asks(web("192.0.2.2")) is None
    gate.now = last.opens + timedelta(seconds=1)
    assert await gate.asks(web("192.0.2.1")) is None


async def test_volume_alone_refuses_far_above_what_people_bring_and_says_so() -> None:
    gate = Gate(CheckLimits(network_hour=100))
    for _ in range(100):
        gate.passes(seconds=gate.rng.expovariate(1 / 10))
        assert await gate.asks(web("192.0.2.1"), listed=gate.rng.random() < 0.3) is None
    refusal = await gate.asks(web("192.0.2.1"))
    assert refusal is not None
    assert refusal.most == 100
    assert gate.alarms == ["network_full"]
    gate.check_limiter.expected_people = 20_000
    assert await gate.asks(web("192.0.2.1")) is None


async def test_somebody_should_look_before_one_network_has_asked_all_it_may() -> None:
    gate = Gate(CheckLimits(network_day=100))
    for n in range(50):
        assert gate.alarms == []
        gate.passes(seconds=gate.rng.expovariate(1 / 60))
        assert await gate.asks(web("192.0.2.1"), listed=n % 4 == 0) is None
    assert gate.alarms == ["network_full"]


async def test_an_expected_crowd_raises_nothing_where_somebody_guesses() -> None:
    gate, turn = Gate(CheckLimits(network_hour=1000)), in_turn(random.Random(1))
    gate.check_limiter.expected_people = 1_000_000
    refused = [await gate.asks(web("192.0.2.1"), next(turn)) for _ in range(60)]
    assert sum(one is not None for one in refused) > 30


async def test_wider_networks_of_ipv6_are_limited_too_and_others_of_the_provider_are_not() -> None:
    gate, turn = Gate(), in_turn(random.Random(1))
    refused = []
    for n in range(400):
        gate.passes(seconds=2)
        refused.append(await gate.asks(web(f"2001:db8:1:{n % 256:x}::1"), next(turn)))
    assert sum(one is None for one in refused) < 80
    assert await gate.asks(web("2001:db8:2::1")) is None


async def test_on_telegram_the_first_nik_of_a_chat_is_never_refused() -> None:
    gate, turn = Gate(CheckLimits(accounts_hour=5)), in_turn(random.Random(1))
    await gate.usual_day()
    refused = []
    for n in range(900):
        gate.passes(seconds=1)
        refused.append((n < 300, await gate.asks(TELEGRAM, next(turn), f"account {n % 300}")))
    assert not [one for first, one in refused if first and one]
    assert sum(one is None for first, one in refused if not first) <= 10
    assert {"guessing", "check_brake"} <= {*gate.alarms}
    assert await gate.asks(TELEGRAM, chat="somebody honest") is None
    second = await gate.asks(TELEGRAM, next(turn), "somebody honest")
    assert second is not None
    assert second.where == "everywhere"


async def test_while_many_networks_guess_those_known_and_those_that_ask_little_go_on() -> None:
    gate, turn = Gate(CheckLimits(web_hour=10)), in_turn(random.Random(1))
    await gate.usual_day()
    for n in range(40):  # a carrier's address, with people who come by chance
        gate.passes(seconds=gate.rng.expovariate(1 / 20))
        assert await gate.asks(web("192.0.2.200"), listed=n % 4 == 0) is None
    refused = []
    for n in range(400):
        gate.passes(seconds=1)
        refused.append(await gate.asks(web(f"10.1.{n % 50}.1"), next(turn)))
    assert "check_brake" in gate.alarms
    assert sum(one is None for one in refused[250:]) == 0
    assert await gate.asks(web("192.0.2.200")) is None
    assert await gate.asks(web("198.51.100.5")) is None


async def test_the_guesses_of_others_teach_nobody_what_is_usual() -> None:
    gate, niks = Gate(), in_turn(random.Random(1))
    await gate.usual_day()
    before = gate.check_limiter._usual["telegram"].probability
    for n in range(400):
        await gate.asks(TELEGRAM, next(niks), f"account {n}")
    assert gate.check_limiter._usual["telegram"].probability < before + 0.15


async def test_the_number_of_watched_networks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.limits.check_limits._MOST_WATCHED", 50)
    gate = Gate()
    for n in range(200):
        await gate.asks(web(f"10.1.{n}.1"))
    assert len(gate.check_limiter._networks) == 50


async def test_people_behind_the_address_of_one_who_guesses_go_on() -> None:
    gate, turn = Gate(), in_turn(random.Random(1))
    await gate.usual_day()
    refused = []
    for n in range(600):
        gate.passes(seconds=gate.rng.expovariate(1 / 6))
        if n % 10 < 2:
            await gate.asks(web("192.0.2.1"), next(turn))
        else:
            refused.append(await gate.asks(web("192.0.2.1"), listed=n % 4 == 0))
    assert "guessing" in gate.alarms
    assert sum(one is not None for one in refused) < len(refused) * 0.03


async def test_one_customer_of_ipv6_casts_no_suspicion_on_all() -> None:
    gate, turn = Gate(), in_turn(random.Random(1))
    for n in range(300):
        gate.passes(seconds=30)
        await gate.asks(web(f"2001:db8:1:{n % 256:x}::1"), next(turn))
    assert not gate.check_limiter._channels["web"].until
    assert gate.alarms


async def test_what_stands_in_a_message_is_no_sign_until_it_is_checked() -> None:
    gate, turn = Gate(), in_turn(random.Random(1))
    for _ in range(300):
        nik = next(turn)
        gate.check_limiter.remember_nik(nik.encode(), nik)
    assert await gate.asks(web("192.0.2.1")) is None
    assert gate.alarms == []


async def test_a_network_that_is_suspected_is_not_forgotten_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.limits.check_limits._MOST_WATCHED", 50)
    gate, turn = Gate(), in_turn(random.Random(1))
    for _ in range(20):
        await gate.asks(web("192.0.2.1"), next(turn))
    for n in range(200):
        await gate.asks(web(f"10.1.{n}.1"))
    assert gate.check_limiter._networks["192.0.2.1"].suspected(gate.now.timestamp())


async def test_what_was_usual_is_known_after_a_restart(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    for n in range(30):
        chat.address = f"chat {n}"
        await chat.says(BUDI if n % 2 else f"32750101038896{n:02}")
    again = (await bot()).app
    await again.shared_state.learn_usual_results()
    usual = again.dispatch._services.check_limiter._usual["test"]
    assert 0.6 < usual.probability < 0.7  # of 30 half, and 20 as we think before we know


@pytest.mark.parametrize("origin", [web("192.0.2.1"), TELEGRAM], ids=["web", "telegram"])
async def test_nought_switches_every_limit_off(origin: Origin) -> None:
    gate, turn = Gate(CheckLimits(0, 0, 0, 0)), in_turn(random.Random(1))
    refused = [await gate.asks(origin, next(turn), f"chat {n % 100}") for n in range(500)]
    assert not any(refused)
