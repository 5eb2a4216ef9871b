"""Where the transcripts lie."""

from pathlib import Path

FOLDER = Path(__file__).parent.parent.parent / "docs" / "transcripts"
RESIDENTS = FOLDER / "residents"
"""A file a topic, in every language."""
STORIES = FOLDER / "stories.md"
DESK = FOLDER / "desk.md"
