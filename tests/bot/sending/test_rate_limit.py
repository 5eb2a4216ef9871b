"""Messages go as fast as Telegram allows, and no faster."""

import asyncio
import itertools

import pytest

from bot.sending.rate_limit import RateLimit


class _Time:
    """A loop's time that passes only when everybody waits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(asyncio, "sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def __call__(self) -> float:
        return self.now


async def test_overall_there_are_never_more_than_the_rate_in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(30, 1, 3, time)
    moments = []
    for n in range(300):
        await limits.wait(f"chat {n}")
        moments.append(time.now)
    assert all(later - first > 1 for first, later in zip(moments, moments[30:], strict=False))
    assert moments[-1] - moments[0] == pytest.approx(9 * 1.02, abs=0.1)


async def test_one_chat_hears_a_short_burst_and_then_one_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(30, 1, 3, time)
    moments = []
    for _ in range(6):
        await limits.wait("chat")
        moments.append(time.now - 1000)
    assert moments == pytest.approx([0, 0, 0, 1, 2, 3], abs=0.01)
    time.now += 60
    before = time.now
    await limits.wait("chat")
    assert time.now == before


async def test_a_chat_that_waits_takes_nobodys_place() -> None:
    limits = RateLimit(1000, 5, 1)
    done: list[str] = []

    async def sends(chat: str) -> None:
        await limits.wait(chat)
        done.append(chat)

    await asyncio.gather(*(sends("busy") for _ in range(3)), *(sends(f"{n}") for n in range(3)))
    assert done == ["busy", "0", "1", "2", "busy", "busy"]


async def test_who_is_silent_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(1e6, 1, 3, time)
    for n in itertools.islice(itertools.count(), 1000):
        await limits.wait(f"chat {n}")
    time.now += 61
    await limits.wait("one more")
    assert len(limits._chats) == 1


# ---------------------------------------------------------------- the lane below replies


async def test_what_nobody_waits_for_goes_evenly_from_the_first_second(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(30, 1, 3, time, bulk_rate=25)
    moments = []
    for n in range(300):
        await limits.wait(f"chat {n}", bulk=True)
        moments.append(time.now - 1000)
    assert moments == pytest.approx([n / 25 for n in range(300)], abs=0.01)


async def test_the_bulk_lane_catches_up_a_quarter_of_a_second_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(30, 1, 3, time, bulk_rate=25)

    async def sent(seconds: float) -> int:
        end, count = time.now + seconds - 1e-6, 0
        while (left := end - time.now) > 0:
            count += await limits.reserve_bulk(100, patience=left)
        return count

    assert await sent(1) == 25  # no burst at the start
    time.now += 0.2
    assert await sent(10) == pytest.approx(255, abs=1)
    time.now += 60
    assert await sent(10) == pytest.approx(250, abs=1)  # what was not sent while it stood still is sent later


@pytest.mark.parametrize("rate", [25, 200])
async def test_however_often_it_stands_still_no_second_has_a_heap(monkeypatch: pytest.MonkeyPatch, rate: int) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(rate * 2, 1, 3, time, bulk_rate=rate)
    moments: list[float] = []
    for stall in range(10):
        while time.now < 1005 + 5 * stall:
            count = await limits.reserve_bulk(1000)
            moments += [time.now] * count
            time.now += 0.001
        time.now += 0.15  # the disk now and then takes its time
    most = max(sum(one <= other < one + 1 for other in moments[n : n + 2 * rate]) for n, one in enumerate(moments))
    assert most <= rate * 1.08
    assert len(moments) / (moments[-1] - moments[0]) == pytest.approx(rate, rel=0.01)


async def test_what_leaves_late_counts_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(4, 1, 3, time, bulk_rate=1000)
    assert await limits.reserve_bulk(1) == 1
    time.now += 0.02
    assert await limits.reserve_bulk(2) == 2
    time.now += 0.48  # while they are written down
    for _ in range(3):
        limits.mark_sent()
    for n in range(2):
        await limits.wait(f"asks {n}")
    assert time.now - 1000 == pytest.approx(0.5 + 1.02, abs=0.01)


async def test_places_that_nobody_needed_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(30, 1, 3, time, bulk_rate=25)
    for _ in range(100):
        assert await limits.reserve_bulk(1) == 1  # and then there was nobody to be written to
    time.now += 2
    assert await limits.reserve_bulk(1) == 1
    limits.mark_sent()
    limits.mark_sent()
    assert not limits._reserved


async def test_held_the_bulk_lane_gives_no_place_and_replies_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(30, 1, 3, time, bulk_rate=25)
    limits.pause_bulk(7)
    assert await limits.reserve_bulk(5, patience=1) == 0
    assert time.now - 1000 == pytest.approx(1, abs=0.01)
    await limits.wait("asks")
    assert time.now - 1000 == pytest.approx(1, abs=0.01)
    while not await limits.reserve_bulk(5):
        pass
    assert time.now - 1000 == pytest.approx(7, abs=0.01)


async def test_a_chat_that_just_heard_something_is_left_for_later(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(30, 1, 3, time)
    assert [limits.chat_is_free("chat") for _ in range(4)] == [True, True, True, False]
    time.now += 1
    assert limits.chat_is_free("chat")


async def test_replies_find_their_places_free_however_much_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(30, 1, 3, time)
    moments = []
    for n in range(200):
        await limits.wait(f"watcher {n}", bulk=True)
        moments.append(time.now)
        if n % 5 == 4:  # a sixth of all
            before = time.now
            await limits.wait(f"asks {n}")
            assert time.now == before
            moments.append(time.now)
    assert all(later - first > 1 for first, later in zip(moments, moments[30:], strict=False))


async def test_while_replies_take_the_whole_second_nothing_else_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(30, 1, 3, time)
    for n in range(30):
        await limits.wait(f"asks {n}")
    await limits.wait("watcher", bulk=True)
    assert time.now - 1000 == pytest.approx(1.02, abs=0.01)
    for n in range(29):  # beside the one that was told
        await limits.wait(f"asks again {n}")
    before = time.now
    await limits.wait("another watcher", bulk=True)
    assert time.now - before == pytest.approx(1.02, abs=0.01)


async def test_what_waits_below_goes_on_once_replies_leave_room() -> None:
    limits = RateLimit(60, 1000, 1000)
    done: list[str] = []

    async def sends(chat: str, *, bulk: bool) -> None:
        await limits.wait(chat, bulk=bulk)
        done.append(chat)

    for n in range(58):
        await limits.wait(f"before {n}")
    await asyncio.gather(
        *(sends(f"low {n}", bulk=True) for n in range(8)), *(sends(f"reply {n}", bulk=False) for n in range(10))
    )
    assert done[0] == "low 0"  # the last place that is not kept free
    replies = {f"reply {n}" for n in range(10)}
    assert replies <= set(done[1:12])  # on a busy machine two timers may swap
    assert len(set(done) - replies) == 8


async def test_one_chat_hears_no_more_below_than_above(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(30, 1, 3, time)
    moments = []
    for n in range(6):
        await limits.wait("chat", bulk=bool(n % 2))
        moments.append(time.now - 1000)
    assert moments == pytest.approx([0, 0, 0, 1, 2, 3], abs=0.01)


@pytest.mark.parametrize("rate", [0.5, 1, 5, 7, 12, 30, 1000])
async def test_at_any_rate_what_is_below_comes_to_its_end(monkeypatch: pytest.MonkeyPatch, rate: float) -> None:
    time = _Time(monkeypatch)
    limits = RateLimit(rate, 1e6, 3, time)
    for n in range(50):
        await limits.wait(f"chat {n}", bulk=True)
    assert time.now - 1000 == pytest.approx(49 / (rate * 5 / 6), rel=0.15)
