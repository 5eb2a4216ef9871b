"""Small runs of `tests/bench/broadcast.py` and `tests/bench/rate.py`, which are run at length by hand."""

from dataclasses import replace

import pytest

from tests.bench import broadcast, rate
from tests.faults.web import house
from tests.support.processes import House


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> House:
    return house(tmp_path_factory.mktemp("bench"), 200)


async def test_everybody_gets_one_message_from_ours_and_from_each_peer(
    made: House, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await broadcast.speed(made, 60, 1)
    assert found.keys() == broadcast.NAMES.keys()
    assert all(min(one.per_second, one.cpu) > 0 for (one,) in found.values())
    broadcast._print_speed(found)
    assert "aiogram 3, bare loop" in capsys.readouterr().out


async def test_a_list_is_made_sent_in_part_and_written_off(made: House, capsys: pytest.CaptureFixture[str]) -> None:
    found = await broadcast.size(made, 10_000, 1.5, quiet=0.3)
    assert 0 < found.sent < found.people == 10_000
    assert min(found.list_seconds, found.clear_seconds, found.memory, found.longest_wait_before) > 0
    assert 0 <= found.silent_seconds < found.clear_seconds + 60  # a lane that went on would send for minutes
    broadcast._print_size([found])
    assert "10,000" in capsys.readouterr().out


async def test_a_broadcast_beside_people_who_ask_is_counted_message_by_message(
    made: House, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = await rate.run(made, "webhook", rate.Order(seconds=1, quiet=0.3, warm=0.3))
    assert (seen.recipients, seen.missing, seen.repeated) == (25, 0, 0)
    assert 0 < seen.per_second < 30
    assert 0 < seen.p95_with < 10_000
    rate._table([seen])
    assert "webhook" in capsys.readouterr().out


def test_the_verdict_on_a_pace_sees_each_broken_promise() -> None:
    good = rate.Pace(
        "polling", 25, 4500, 24.9, 25, 25, 27, 26, 24, 30, 0, 0, 0, 480, 4.0, 8.0, 20.0, 4.0, 8.0, 20.0, 0.05, 114.0
    )
    assert good.bad == []
    for worse in (
        {"per_second": 24.4},
        {"fullest_counted": 28},
        {"first_second": 28},
        {"throttled": 1},
        {"missing": 1},
    ):
        assert len(replace(good, **worse).bad) == 1
    assert replace(good, per_second=24.0, left_by_replies=23.8).bad == []


def test_messages_are_counted_in_any_second_and_in_each() -> None:
    moments = [0.0, 0.5, 0.9, 1.2, 1.4, 1.45, 2.6, 3.1]
    assert rate._busiest(moments) == 5
    assert rate._by_second(moments) == [3, 3, 1]
