"""Counting within a sliding window."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.limits.sliding_counters import MemoryCounter, take_all

NOW = 1_800_000_000.0
HOUR = 3600.0


async def test_what_is_older_than_the_window_counts_no_longer() -> None:
    counter = MemoryCounter(60)
    for second in range(3):
        await counter.add("chat", NOW + second)
    assert await counter.count("chat", NOW + 3) == 3
    assert await counter.opens("chat", 4, NOW + 3) is None
    opens = await counter.opens("chat", 3, NOW + 3)
    assert opens is not None
    assert NOW + 60 < opens <= NOW + 62
    assert await counter.opens("chat", 3, opens + 0.001) is None
    assert await counter.count("chat", NOW + 64) == 0


async def test_names_do_not_share_and_the_silent_are_forgotten_first() -> None:
    counter = MemoryCounter(60, most_names=2)
    for name in ("first", "second", "first", "third"):
        await counter.add(name, NOW)
    assert [await counter.count(name, NOW) for name in ("first", "second", "third")] == [2, 0, 1]


async def test_a_clock_set_back_loses_nothing() -> None:
    counter = MemoryCounter(3600)
    await counter.add("chat", NOW)
    await counter.add("chat", NOW - 600)
    assert await counter.count("chat", NOW) == 2


async def test_taking_counts_up_to_the_limit_and_then_nothing() -> None:
    counter = MemoryCounter(60)
    taken = [await counter.take("chat", 3, NOW) for _ in range(5)]
    assert taken[:3] == [None] * 3
    assert all(opens is not None and opens > NOW + 59 for opens in taken[3:])
    assert await counter.count("chat", NOW) == 3
    await counter.give_back("chat", NOW)
    assert await counter.take("chat", 3, NOW) is None
    await counter.give_back("nobody", NOW)
    assert await counter.count("nobody", NOW) == 0


async def test_of_several_limits_all_are_counted_or_none() -> None:
    narrow, wide = MemoryCounter(60), MemoryCounter(HOUR)
    limits = ((narrow, "house", 5), (wide, "street", 3))
    opens = await asyncio.gather(*(take_all(limits, NOW) for _ in range(9)))
    assert [one is None for one in opens] == [True] * 3 + [False] * 6
    assert await narrow.count("house", NOW) == await wide.count("street", NOW) == 3


@pytest.mark.parametrize("back", [2.0, 59.0, 600.0, 7 * HOUR, 400 * 24 * HOUR])
@pytest.mark.parametrize("window", [60.0, HOUR, 24 * HOUR])
async def test_a_clock_set_back_makes_no_limit_longer_than_its_window(window: float, back: float) -> None:
    counter = MemoryCounter(window)
    for _ in range(10):
        await counter.add("ahead", NOW + back)
        await counter.add("met again later", NOW + back)
    opens = await counter.opens("ahead", 10, NOW)
    assert opens is not None
    assert opens <= NOW + window * 62 / 60
    assert await counter.opens("ahead", 11, NOW) is None
    assert await counter.take("ahead", 10, NOW + window * 62 / 60) is None
    assert await counter.count("ahead", NOW + window * 62 / 60) == 1
    assert await counter.opens("met again later", 10, NOW + back / 2) is not None
    assert await counter.opens("met again later", 10, NOW + back / 2 + window * 62 / 60) is None


async def test_a_clock_that_jumps_ahead_and_back_counts_on() -> None:
    counter = MemoryCounter(60)
    for now in (NOW, NOW + 7 * HOUR, NOW + 1, NOW + 7 * HOUR, NOW + 2):
        await counter.add("chat", now)
    assert await counter.count("chat", NOW + 2) == 2  # that of the last time ahead, and the one after it
    assert await counter.count("chat", NOW + 64) == 0


@given(st.lists(st.floats(-9 * HOUR, 9 * HOUR), min_size=1, max_size=30), st.integers(1, 5))
async def test_however_the_clock_leaps_nobody_waits_longer_than_a_window(leaps: list[float], most: int) -> None:
    counter, now = MemoryCounter(HOUR), NOW
    for leap in leaps:
        now += leap
        opens = await counter.take("chat", most, now)
        assert opens is None or now <= opens <= now + HOUR * 62 / 60
        assert await counter.count("chat", now) <= most


@given(st.lists(st.floats(0, 300), max_size=40), st.integers(1, 20))
async def test_it_is_exact_to_one_step_of_the_window(pauses: list[float], most: int) -> None:
    counter, now, moments = MemoryCounter(60), NOW, []
    for pause in pauses:
        now += pause
        await counter.add("chat", now)
        moments.append(now)
    fewest = sum(moment > now - 60 for moment in moments)
    at_most = sum(moment > now - 62 for moment in moments)
    assert fewest <= await counter.count("chat", now) <= at_most
    opens = await counter.opens("chat", most, now)
    if opens is not None:
        assert opens > now - 1
        assert await counter.count("chat", opens) < most


async def test_who_is_silent_for_a_window_leaves_nothing_behind() -> None:
    counter = MemoryCounter(60)
    for n in range(1000):
        await counter.add(f"chat {n}", NOW + n)
    assert len(counter._names) < 70
