"""Telegram goes deaf in every way we know, and people are still answered: each story of `tests.faults.deaf`."""

from pathlib import Path

import pytest

from tests.faults import deaf


@pytest.mark.parametrize("story", deaf.STORIES)
async def test_nobody_is_lost_while_telegram_is_deaf(story: str, tmp_path: Path) -> None:
    found = await deaf.run([story], tmp_path)
    assert len(found) > 1
    assert deaf.wrong(found) == {}


def test_each_figure_is_looked_at_by_one_story() -> None:
    stories = {name.partition(".")[0] for name in deaf.RIGHT}
    assert stories == {*deaf.STORIES, "tracebacks"}
