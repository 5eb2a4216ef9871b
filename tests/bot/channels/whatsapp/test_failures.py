"""What each code of Meta's becomes."""

import pytest

from bot.channels.whatsapp import failures
from bot.channels.whatsapp.failures import problem_of
from bot.sending import errors
from bot.sending.errors import SendError

CODES: dict[int, type[SendError]] = {
    4: errors.Throttled,
    80007: errors.Throttled,
    130429: errors.Throttled,
    131048: errors.Throttled,
    131056: errors.Busy,
    131047: errors.WindowClosed,
    131026: errors.Undeliverable,
    131049: errors.Undeliverable,
    131050: errors.OptedOut,
    0: errors.Suspended,
    10: errors.Suspended,
    190: errors.Suspended,
    200: errors.Suspended,
    299: errors.Suspended,
    368: errors.Suspended,
    131031: errors.Suspended,
    131042: errors.Suspended,
    133016: errors.Suspended,
    100: errors.Refused,
    131008: errors.Refused,
    131009: errors.Refused,
    131051: errors.Refused,
    131062: errors.Refused,
    132001: errors.Refused,
    1: errors.Unknown,
    131000: errors.Unknown,
    131016: errors.Unknown,
    131057: errors.Unreachable,
    999999: errors.Unrecognised,
    -1: errors.Unrecognised,
}


@pytest.mark.parametrize(("code", "kind"), CODES.items())
def test_a_code_means_one_error(code: int, kind: type[SendError]) -> None:
    problem = problem_of(code)
    assert type(problem) is kind
    assert f"code {code}" in str(problem)


@pytest.mark.parametrize("code", [4, 80007, 130429, 131048])
def test_only_where_we_are_too_fast_is_it_said_when_to_try_again(code: int) -> None:
    assert problem_of(code).retry_after
    assert all(problem_of(one).retry_after is None for one, kind in CODES.items() if kind is not errors.Throttled)


def test_an_unknown_code_is_never_tried_again_blindly_unless_meta_says_that_it_failed() -> None:
    assert not problem_of(424242).retry
    assert type(problem_of(424242, status=503)) is errors.Unknown
    assert type(problem_of(131047, status=500)) is errors.WindowClosed


def test_a_phone_number_that_we_may_not_use_is_no_fault_of_the_message() -> None:
    assert type(problem_of(100, subcode=33)) is errors.Suspended


@pytest.mark.parametrize(
    ("status", "kind"), [(429, errors.Throttled), (502, errors.Unknown), (403, errors.Unknown), (200, errors.Unknown)]
)
def test_an_answer_that_is_not_metas_says_nothing_of_the_message(status: int, kind: type[SendError]) -> None:
    assert type(failures.without_code(status)) is kind
