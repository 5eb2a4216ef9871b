"""Where the transcripts lie."""

from tests.support.paths import ROOT

FOLDER = ROOT / "docs" / "transcripts"
RESIDENTS = FOLDER / "residents"
"""A file a topic, in every language."""
STORIES = FOLDER / "stories.md"
DESK = FOLDER / "desk.md"
READ_OUT = FOLDER / "read-out.md"
"""A visit to the web chat as a screen reader says it."""
