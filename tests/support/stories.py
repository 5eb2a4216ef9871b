"""Writes the stories of residents to be read as these people: docs/transcripts/stories.md.

Each goes through `sigap ask` itself, JSON lines in and out, over real files, at a fixed time.
"""

import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from pydantic import SecretStr

from bot.channels import console
from bot.commands.chat import talking
from bot.settings import Settings
from data import hashing
from tests.conftest import NOW, Office
from tests.support.first_stories import FIRST
from tests.support.latest_stories import LATEST
from tests.support.more_stories import MORE
from tests.support.story import Story

DAYS_BETWEEN_VISITS = 3

STORIES = (*FIRST, *MORE, *LATEST)


@dataclass(frozen=True)
class Heard:
    """One line of a story, and what `sigap ask` answered."""

    said: str
    """As it is shown: typed words, or the button's own in brackets."""
    visit: int
    answer: dict[str, Any]

    @property
    def outcome(self) -> str:
        return str(self.answer["outcome"])

    @property
    def topic(self) -> str | None:
        topic = self.answer["topic"]
        return None if topic is None else str(topic)

    @property
    def bubbles(self) -> list[str]:
        return [str(reply["text"]) for reply in self.answer["replies"]]

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Value and label of each, in order."""
        return [(one["value"], one["label"]) for reply in self.answer["replies"] for one in reply["choices"]]


def tell(story: Story) -> list[Heard]:
    """The whole story, from the first line to the last."""
    heard: list[Heard] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "sigap"
        home.mkdir()
        office = Office(home, hashing.parse("5a" * 32))
        settings = Settings(data_dir=home, nik_key=SecretStr(office.key.secret.hex()))
        for visit in range(len(story.visits)):
            if visit == (1 if story.published_late else 0):
                office.publishes()
            with time_machine.travel(NOW + timedelta(days=visit * DAYS_BETWEEN_VISITS), tick=False):
                out = io.StringIO()
                with talking(settings) as talk:
                    malformed = console.ask(talk, _lines(story, visit, heard, out), out)
            assert malformed == 0, story.name
    return heard


def _lines(story: Story, visit: int, heard: list[Heard], out: io.StringIO) -> Iterator[str]:
    """What one types, each line after the answer to the one before was read."""
    for line in story.visits[visit]:
        button = _offered(heard[-1], line.strip("[]")) if line.startswith("[") else None
        said = {"choice": button[0]} if button else {"text": line}
        begins = out.tell()
        yield json.dumps({"chat": story.name, **said})
        out.seek(begins)
        heard.append(Heard(f"[{button[1]}]" if button else line, visit, json.loads(out.read())))


def _offered(last: Heard, wanted: str) -> tuple[str, str]:
    """Value and label of a button under the last answer; behind `watch` stands a token that only it knows."""
    for value, label in last.buttons:
        if value == wanted or (wanted == "watch" and value.startswith("watch.")):
            return value, label
    raise AssertionError(f"no button {wanted} under {last.said!r}, only {last.buttons}")


def written(number: int, story: Story, heard: list[Heard]) -> str:
    """A story as Markdown."""
    parts, visit = [f"## {number}. {story.title}\n"], 0
    for one in heard:
        if one.visit != visit:
            visit = one.visit
            meanwhile = ", after the city has published its list" if story.published_late else ""
            parts.append(f"*{DAYS_BETWEEN_VISITS} days later{meanwhile}:*\n")
        parts.append(f"**>** {one.said}\n")
        for reply in one.answer["replies"]:
            quoted = "\n".join(f"> {part}".rstrip() for part in reply["text"].splitlines())
            buttons = " ".join(f"`{choice['label']}`" for choice in reply["choices"])
            parts.append(f"{quoted}\n{f'>{chr(10)}> {buttons}{chr(10)}' if buttons else ''}")
        parts.append(f"<sub>{one.outcome} · {one.topic}</sub>\n")
    return "\n".join(parts)


def document() -> str:
    """The whole file docs/transcripts/stories.md."""
    head = (
        "# Thirty-two people and the bot\n\nWritten by `python -m tests.transcripts` through `sigap ask`; a test keeps"
        f" it true. All people and NIKs are made up. The day is {NOW:%-d %B %Y}.\n"
    )
    return "\n".join([head, *[written(number, one, tell(one)) for number, one in enumerate(STORIES, start=1)]])
