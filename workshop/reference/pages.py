"""Which pages there are, and the index that lists them with those written by hand."""

from collections.abc import Iterator
from pathlib import Path

from workshop.reference import alarms, channels, commands, failures, metrics, modules, outcomes, retention, settings
from workshop.reference.markdown import document, table
from workshop.reference.source import ROOT, first_sentence

FOLDER = ROOT / "docs" / "reference"
INDEX = "index.md"
_PAGES = {
    "settings.md": settings.page,
    "commands.md": commands.page,
    "outcomes.md": outcomes.page,
    "alarms.md": alarms.page,
    "metrics.md": metrics.page,
    "channels.md": channels.page,
    "failures.md": failures.page,
    "retention.md": retention.page,
    "modules.md": modules.page,
}
NAMES = (*_PAGES, INDEX)
"""The files of the generated pages."""


def written() -> dict[str, str]:
    """Every generated page by the name of its file, as it should stand in docs/reference/."""
    pages = {name: page() for name, page in _PAGES.items()}
    by_hand = {path.name: path.read_text(encoding="utf-8") for path in _by_hand()}
    return pages | {INDEX: _index(pages | by_hand)}


def _by_hand() -> Iterator[Path]:
    return (path for path in sorted(FOLDER.glob("*.md")) if path.name not in {INDEX, *_PAGES})


def _index(pages: dict[str, str]) -> str:
    """Lists each page by its title and its first sentence."""
    rows = []
    for name, text in pages.items():
        title, first = (part for part in text.split("\n\n", 2)[:2])
        rows.append((f"[{title.removeprefix('# ')}]({name})", first_sentence(first)))
    return document("Reference", "What there is to look up, page by page.", table(("page", "what it lists"), rows))
