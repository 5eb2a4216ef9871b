"""Each delivered message is billed: at most one a turn, and at most two from the first message to a status.

That each turn of the transcripts is answered in one message on WhatsApp, tests/transcripts shows; here, the stories.
"""

import tempfile
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from data import hashing
from tests.bench import whatsapp_costs
from tests.bench.whatsapp_costs import MOST, WALKS, Walk
from tests.conftest import Clock, Office
from tests.support.stories import DAYS_BETWEEN_VISITS, STORIES
from tests.support.story import Story
from tests.support.whatsapp_channel import OnWhatsApp, on_whatsapp

STATUSES = {"check.found", "check.ended", "check.not_listed"}


@pytest.mark.parametrize("one", WALKS, ids=lambda one: one.name)
async def test_a_status_with_its_next_step_comes_within_two_messages(one: Walk) -> None:
    walked = await whatsapp_costs.walk(one)
    assert walked.outcomes[-1] in STATUSES
    assert set(walked.messages) == {1}
    assert sum(walked.messages) <= one.most


def test_only_a_second_factor_and_a_first_message_without_a_nik_cost_one_more() -> None:
    assert {one.name: one.most - MOST for one in WALKS if one.most > MOST} == {
        "greeting, then NIK": 1,
        "greeting, button, then NIK": 1,
        "photo of a KTP, then NIK": 1,
        "voice note, then NIK": 1,
        "NIK at once, then the name": 1,
        "NIK at once, then digits of the KK": 1,
        "greeting, NIK, then the name": 2,
        "greeting, button, NIK, then the name": 2,
    }


async def _counts(story: Story) -> list[tuple[str, int]]:
    """What was said, each with the messages that arrived for it."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder) / "sigap", hashing.parse("5a" * 32))
        office.home.mkdir()
        clock = Clock()
        settings = Settings(data_dir=office.home, nik_key=SecretStr(office.key.secret.hex()))
        async with on_whatsapp(settings, clock) as person:
            for visit, lines in enumerate(story.visits):
                if visit == (1 if story.published_late else 0):
                    office.publishes()
                for line in lines:
                    before = len(person.phone.replies) if person.phone else 0
                    await _does(person, line)
                    assert person.phone
                    found.append((line, len(person.phone.replies) - before))
                clock.passes(days=DAYS_BETWEEN_VISITS)
    return found


async def _does(person: OnWhatsApp, line: str) -> None:
    if not line.startswith("["):
        await person.says(line)
        return
    wanted = line.strip("[]")
    value = next((one.value for one in person.choices if one.value.startswith("watch.")), "")
    await person.presses_value(value if wanted == "watch" else wanted)


@pytest.mark.parametrize("story", STORIES, ids=lambda one: one.name)
async def test_each_message_of_a_story_is_answered_in_one(story: Story) -> None:
    assert [(said, count) for said, count in await _counts(story) if count != 1] == []


@pytest.mark.parametrize(("people", "cost"), [(500, 0), (1000, 0), (1001, 0.025), (54_000, 1325)])
def test_what_is_free_is_not_counted(people: int, cost: float) -> None:
    assert whatsapp_costs.dollars(1, people, 0.025) == pytest.approx(cost)
