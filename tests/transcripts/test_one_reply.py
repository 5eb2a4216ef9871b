"""Each message of a resident is answered in one message, over all transcripts and stories."""

import re
from pathlib import Path

import pytest

from handlers import one_message
from tests.transcripts.files import RESIDENTS, STORIES

APART: dict[str, str] = {}
"""What a resident said, and why it is answered in more than one message."""
MESSAGES = sorted([*RESIDENTS.glob("*.md"), STORIES])
_LABEL = re.compile(r"`([^`]+)`")


def turns(path: Path) -> list[tuple[str, list[str]]]:
    """What was said, line by line, each with the messages that answered it."""
    found: list[tuple[str, list[str]]] = []
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("**>**"):
            found.append((line.removeprefix("**>** "), []))
        elif line.startswith(">") and found:
            replies = found[-1][1]
            replies[-1:] = [f"{replies[-1]}\n{line[2:]}"] if inside else [*replies[-1:], line[2:]]
        inside = line.startswith(">")
    return found


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_every_message_is_answered_in_one(path: Path) -> None:
    told = turns(path)
    assert told
    assert [(said, len(replies)) for said, replies in told if len(replies) != 1 and said not in APART] == []


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_an_answer_fits_a_message_with_buttons_and_its_labels_fit_them(path: Path) -> None:
    for said, replies in turns(path):
        for reply in replies:
            words, _, buttons = reply.rpartition("\n\n") if reply.endswith("`") else (reply, "", "")
            assert len(words) <= one_message.LONGEST, said
            assert [label for label in _LABEL.findall(buttons) if len(label) > 20] == [], said


def test_two_messages_would_be_counted(tmp_path: Path) -> None:
    path = tmp_path / "two.md"
    path.write_text("**>** halo\n\n> Satu.\n>\n> `Menu`\n\n> Dua.\n\n<sub>menu</sub>\n", encoding="utf-8")
    assert turns(path) == [("halo", ["Satu.\n\n`Menu`", "Dua."])]
