"""Who is listed costs an answer the same work as who is not, so that its time tells nothing."""

from functools import partial
from itertools import count

import pytest

from bot.app import App
from data.coverage.second_factor import Factor
from data.limits.networks import Origin, networks_of
from handlers.outcomes import Outcome
from tests.conftest import BUDI, DEWI, NOBODY, SITI, Office, Opened
from tests.handlers.coverage.test_check_quota import Visitor
from tests.support import work
from tests.support.work import Work

NIK_OF_NOBODY = "3275010203904512"
MOST_APART = 0.04
"""The share of calls that may differ: other texts have other buttons, and a chat that is asked something is counted."""
BEFORE = {
    "new": (),
    "that saw the menu": ("menu",),
    "that asked before": (NIK_OF_NOBODY,),
    "that was asked already": (SITI,),
}
"""What a chat said before."""
_NAMES = count()


async def least(app: App, *messages: str) -> tuple[Work, Outcome | str]:
    """The work of the last message, and its outcome: the least of three chats, as the bot also works by itself."""
    found: list[tuple[Work, Outcome | str]] = []
    for _ in range(3):
        number = next(_NAMES)
        who = Visitor(app, f"work {number}", Origin("web", networks_of(f"198.51.100.{number % 250}")))
        for said in messages[:-1]:
            await who.says(said)
        done = await work.of(app, partial(who.says, messages[-1]))
        assert who.last
        found.append((done, who.last.outcome))
    return min(found, key=lambda one: one[0].calls.total())


def assert_alike(one: Work, other: Work) -> None:
    assert one.statements == other.statements
    most, least_of = max(one.calls.total(), other.calls.total()), min(one.calls.total(), other.calls.total())
    apart = dict(((one.calls - other.calls) + (other.calls - one.calls)).most_common(12))
    assert most - least_of <= MOST_APART * most, apart


@pytest.fixture
async def app(office: Office, bot: Opened) -> App:
    office.publishes()
    app = (await bot(checks_per_day=1000)).app
    for nik in (BUDI, DEWI, NOBODY):
        await least(app, nik)
    return app


@pytest.mark.parametrize("chat", BEFORE)
@pytest.mark.parametrize(("nik", "outcome"), [(BUDI, Outcome.CHECK_FOUND), (DEWI, Outcome.CHECK_ENDED)])
async def test_a_check_takes_the_same_work_for_who_is_in_the_list(
    app: App, nik: str, outcome: Outcome, chat: str
) -> None:
    listed, said = await least(app, *BEFORE[chat], nik)
    assert said == outcome
    other, said = await least(app, *BEFORE[chat], NOBODY)
    assert said == Outcome.CHECK_NOT_LISTED
    assert_alike(listed, other)


@pytest.mark.parametrize(("factor", "wrong"), [(Factor.NAME, "Slamet"), (Factor.KK, "1234")])
async def test_a_wrong_second_factor_takes_the_same_work_for_who_is_listed(
    office: Office, bot: Opened, factor: Factor, wrong: str
) -> None:
    office.publishes(factor=factor)
    app = (await bot(checks_per_day=1000)).app
    for nik in (BUDI, NOBODY):
        await least(app, nik, wrong)
    alike = [await least(app, nik, wrong) for nik in (BUDI, NOBODY)]
    assert [said for _, said in alike] == [Outcome.CHECK_NOT_LISTED] * 2
    assert_alike(alike[0][0], alike[1][0])
