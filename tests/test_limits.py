"""Messages go as fast as Telegram allows, and no faster."""

import asyncio
import itertools

import pytest

from bot.limits import Limits


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
    limits = Limits(30, 1, 3, time)
    moments = []
    for n in range(300):
        await limits.wait(f"chat {n}")
        moments.append(time.now)
    assert all(later - first > 1 for first, later in zip(moments, moments[30:], strict=False))
    assert moments[-1] - moments[0] == pytest.approx(9 * 1.02, abs=0.1)


async def test_one_chat_hears_a_short_burst_and_then_one_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = Limits(30, 1, 3, time)
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
    limits = Limits(1000, 5, 1)
    done: list[str] = []

    async def sends(chat: str) -> None:
        await limits.wait(chat)
        done.append(chat)

    await asyncio.gather(*(sends("busy") for _ in range(3)), *(sends(f"{n}") for n in range(3)))
    assert done == ["busy", "0", "1", "2", "busy", "busy"]


async def test_who_is_silent_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    time = _Time(monkeypatch)
    limits = Limits(1e6, 1, 3, time)
    for n in itertools.islice(itertools.count(), 1000):
        await limits.wait(f"chat {n}")
    time.now += 61
    await limits.wait("one more")
    assert len(limits._chats) == 1
