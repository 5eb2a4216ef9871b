"""What failed is tried again after growing pauses, which no test waits for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending.backoff import Backoff, until_done
from bot.sending.errors import Gone, SendError, Throttled, Unauthorised, Unknown, Unreachable
from workshop.reference import failures


def test_each_pause_is_twice_as_long_up_to_the_longest() -> None:
    backoff = Backoff(0.5, 3.0, jitter=0)
    assert [backoff.next() for _ in range(5)] == [0.5, 1.0, 2.0, 3.0, 3.0]
    assert backoff.tries == 5
    backoff.reset()
    assert backoff.next() == 0.5


@given(st.integers(0, 5000))
def test_the_pauses_differ_a_little_so_that_not_all_come_back_at_once(tries: int) -> None:
    backoff = Backoff(0.5, 60.0)
    backoff.tries = tries
    exact: float = min(60.0, 0.5 * 2.0 ** min(tries, 64))
    assert 0.8 * exact <= backoff.next() <= 1.2 * exact


@given(st.floats(0, 3600))
def test_the_channels_own_word_counts_however_short_or_long(seconds: float) -> None:
    backoff = Backoff(5.0, 60.0)
    assert seconds <= backoff.next(seconds) <= seconds + 0.2
    assert backoff.tries == 1


class _Channel:
    """A channel that fails with these errors, one after the other, and then works; and the pauses meanwhile."""

    def __init__(self, *problems: SendError) -> None:
        self._problems = [*problems]
        self.pauses: list[float] = []

    async def call(self) -> str:
        if self._problems:
            raise self._problems.pop(0)
        return "sent"

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def test_it_is_tried_until_it_works() -> None:
    channel = _Channel(Unreachable(), Throttled(retry_after=7), Unknown())
    failed: list[SendError] = []
    backoff = Backoff(1.0, 60.0, jitter=0)
    assert await until_done(channel.call, backoff, failed=failed.append, sleep=channel.sleep) == "sent"
    assert channel.pauses == [1.0, 7.0, 4.0]
    assert [one.code for one in failed] == ["unreachable", "throttled", "unknown"]


@pytest.mark.parametrize("final", [Gone(), Unauthorised()], ids=["gone", "unauthorised"])
async def test_where_trying_again_would_not_help_it_ends_at_once(final: SendError) -> None:
    channel = _Channel(Unreachable(), final)
    with pytest.raises(type(final)):
        await until_done(channel.call, Backoff(1.0, 60.0, jitter=0), sleep=channel.sleep)
    assert channel.pauses == [1.0]


async def test_after_the_most_tries_it_ends_without_another_pause() -> None:
    channel = _Channel(*(Unreachable() for _ in range(3)))
    with pytest.raises(Unreachable):
        await until_done(channel.call, Backoff(1.0, 60.0, jitter=0), most_tries=3, sleep=channel.sleep)
    assert channel.pauses == [1.0, 2.0]


def test_every_failure_has_a_whole_policy() -> None:
    named = [*failures.named()]
    assert len({one.code for one in named}) == len(named) == 12
    assert [one.code for one in named if one.delivered == "maybe"] == ["unknown", "unrecognised"]
    assert [one.code for one in named if one("why").ends_channel] == ["unauthorised"]
    assert [one.code for one in named if one.ends_subscription] == ["gone", "opted_out"]
    assert {one.code for one in named if one.retry} == {"throttled", "busy", "unreachable", "unknown", "suspended"}
