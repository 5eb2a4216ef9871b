"""The transcripts are what people read today. `pytest --update` writes those that differ again."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import desk_transcript
from tests.transcripts import residents
from tests.transcripts.files import DESK, FOLDER, RESIDENTS, STORIES
from tests.transcripts.scenes import PAGES


@pytest.mark.parametrize("channel", ["core", "telegram", "whatsapp"])
async def test_the_transcripts_are_what_residents_hear(channel: str, as_written: Callable[[Path, str], None]) -> None:
    documents = await residents.documents(channel)
    for name, text in documents.items():
        as_written(RESIDENTS / name, text)
    assert {path.name for path in RESIDENTS.iterdir()} == documents.keys()


async def test_the_day_at_the_desk_is_as_staff_read_it(as_written: Callable[[Path, str], None]) -> None:
    as_written(DESK, await desk_transcript.document())


async def test_every_scene_stands_on_one_page() -> None:
    told = Counter(title for page in PAGES.values() for title in page.scenes)
    assert set(told.values()) == {1}
    assert told.keys() == (await residents.scenes("id")).keys()


def test_the_front_page_leads_to_every_transcript() -> None:
    front = (FOLDER / "index.md").read_text(encoding="utf-8")
    for path in (*RESIDENTS.iterdir(), STORIES, DESK):
        assert f"({path.relative_to(FOLDER).as_posix()})" in front
