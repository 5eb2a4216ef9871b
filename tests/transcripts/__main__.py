"""Writes docs/transcripts again: `python -m tests.transcripts`. So does `pytest --update`."""

import asyncio
import logging

from bot import logs
from tests.support import desk_transcript, stories
from tests.transcripts import residents
from tests.transcripts.files import DESK, RESIDENTS, STORIES

if __name__ == "__main__":
    logs.configure("text", logging.CRITICAL)
    for name, text in asyncio.run(residents.documents()).items():
        (RESIDENTS / name).write_text(text, encoding="utf-8")
    STORIES.write_text(stories.document(), encoding="utf-8")
    DESK.write_text(asyncio.run(desk_transcript.document()), encoding="utf-8")
