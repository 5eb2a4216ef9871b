"""The transcripts are what people read."""

from pathlib import Path

import pytest

from tests import desk_transcript
from tests.transcripts import document

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("channel", ["core", "telegram"])
async def test_the_transcripts_are_what_residents_hear(channel: str) -> None:
    assert (DOCS / "transcripts.md").read_text(encoding="utf-8") == await document(channel), (
        "write them again: python -m tests.transcripts > docs/transcripts.md"
    )


async def test_the_day_at_the_desk_is_as_staff_read_it() -> None:
    assert (DOCS / "desk.md").read_text(encoding="utf-8") == await desk_transcript.document(), (
        "try it as a tired officer, then write it again: python -m tests.desk_transcript > docs/desk.md"
    )
