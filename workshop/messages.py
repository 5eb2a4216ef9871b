"""The messages that the model learns from: one file an author, one line a message, each with its label."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from handlers.free_text.intent_pages import MAIN, REDIRECTS
from handlers.words.intent import NOT_OURS

HERE = Path(__file__).parent / "examples"
LABELS = frozenset({*MAIN, *(f"{NOT_OURS}:{door}" for door in REDIRECTS)})
LANGUAGES = frozenset({"id", "btw", "su", "jv", "en", "mixed"})
STYLES = frozenset({"short", "plain", "polite", "slang", "typo", "shout", "voice", "long"})
_COLUMNS = 4


class MalformedLine(Exception):
    """A line is not as it should be; the message says which one, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of an author."""

    labels: tuple[str, ...]
    """The best first; each is right."""
    language: str
    """id, btw (Betawi), su, jv, en or mixed."""
    style: str
    """short, plain, polite, slang, typo, shout, voice or long."""
    text: str
    author: str

    @property
    def topics(self) -> frozenset[str]:
        """The topics that are right."""
        return frozenset(label.partition(":")[0] for label in self.labels)


def read(files: Iterable[Path]) -> list[Message]:
    """The messages of these files, in order. Raises MalformedLine."""
    return [_message(line, file, n) for file in files for n, line in enumerate(lines(file), start=1)]


def lines(file: Path) -> list[str]:
    """The lines of a file that are not empty."""
    return [line for line in file.read_text(encoding="utf-8").split("\n") if line]


def columns(line: str, file: Path, n: int, first: str) -> list[str]:
    """The four columns of a line, of which the first holds a label or a question. Raises MalformedLine."""
    found = line.split("\t")
    if len(found) != _COLUMNS:
        raise MalformedLine(f"{file.name}, line {n}: give {first}, language, style and text, with tabs between")
    return found


def _message(line: str, file: Path, n: int) -> Message:
    labels, language, style, text = columns(line, file, n, "label")
    found = tuple(labels.split("+"))
    if unknown := {*found} - LABELS:
        raise MalformedLine(f"{file.name}, line {n}: there is no label {unknown.pop()}")
    if language not in LANGUAGES or style not in STYLES:
        raise MalformedLine(f"{file.name}, line {n}: there is no language {language} or no style {style}")
    return Message(found, language, style, text, file.stem)


def of_training() -> list[Path]:
    """The files to learn from, by name."""
    return sorted(HERE.glob("*.tsv"))


def fingerprint(files: Iterable[Path]) -> str:
    """SHA-256 over the messages and the spellings: another one means that the model is out of date."""
    spellings = Path(__file__).parent.parent / "data" / "texts" / "spellings.toml"
    digest = hashlib.sha256()
    for file in (*files, spellings):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
