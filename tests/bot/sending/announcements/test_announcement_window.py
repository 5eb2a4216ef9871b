"""As many announcements may be on their way as the pace needs, between what is usual and what staff are told."""

import pytest

from bot.sending.rate_limit import AnnouncementWindow
from data.announcements import delivery_claims


def _after(rate: float, *latencies: float) -> int:
    window = AnnouncementWindow(rate)
    for seconds in latencies:
        window.measured(seconds)
    return window.size


@pytest.mark.parametrize(("rate", "usual", "most"), [(25, 6, 50), (0.3, 1, 1), (4, 1, 8), (1000, 100, 100)])
def test_what_staff_are_told_is_where_it_begins_and_where_it_ends(rate: float, usual: int, most: int) -> None:
    assert delivery_claims.usually_open(rate) == _after(rate) == _after(rate, *[0.001] * 50) == usual
    assert delivery_claims.most_open(rate) == _after(rate, *[10.0] * 50) == most


@pytest.mark.parametrize("latency", [0.05, 0.3, 1.0, 1.3])
def test_a_channel_that_is_slow_has_room_for_its_whole_pace(latency: float) -> None:
    assert _after(25, *[latency] * 30) >= 25 * latency + 1


def test_one_message_that_takes_long_hardly_widens_it_and_quick_ones_narrow_it_again() -> None:
    assert _after(25, *[0.1] * 30, 1.5) <= 12
    assert _after(25, *[1.0] * 30) > 30
    assert _after(25, *[1.0] * 30, *[0.05] * 40) == 6
