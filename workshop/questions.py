"""The messages that the model of fine questions learns from: one file an author, one line a message."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data.content import fine_answers
from workshop import messages
from workshop.messages import HERE, MalformedLine, columns, lines

QUESTIONS = HERE / "questions"
NONE = "none"
"""The label of a message that asks nothing which a fine answer could answer."""
LANGUAGES = frozenset({"id", "en", "su", "jv", "bt"})
STYLES = frozenset({"short", "plain", "slang", "rant", "story", "indirect", "quote", "reply", "caps", "typo"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One message of an author."""

    names: tuple[str, ...]
    """The fine questions that it asks, the best first; each is right."""
    language: str
    """id, en, su, jv or bt (Betawi)."""
    style: str
    """How it is written: short, plain, slang, rant, story, indirect, quote, reply, caps or typo."""
    text: str
    author: str


def read(files: Iterable[Path]) -> list[Asked]:
    """The messages of these files, in order. Raises MalformedLine."""
    return [_asked(line, file, n) for file in files for n, line in enumerate(lines(file), start=1)]


def malformed(files: Iterable[Path]) -> list[str]:
    """What is wrong with the lines of these files, a sentence for each line that cannot be read."""
    found = []
    for file in files:
        for n, line in enumerate(lines(file), start=1):
            try:
                _asked(line, file, n)
            except MalformedLine as problem:
                found.append(str(problem))
    return found


def _asked(line: str, file: Path, n: int) -> Asked:
    joined, language, style, text = columns(line, file, n, "question")
    names = tuple(joined.split("+"))
    if unknown := {*names} - fine_answers.answers().keys() - {NONE}:
        raise MalformedLine(f"{file.name}, line {n}: there is no fine question {unknown.pop()}")
    if language not in LANGUAGES or style not in STYLES:
        raise MalformedLine(f"{file.name}, line {n}: there is no language {language} or no style {style}")
    return Asked(names, language, style, text, file.stem)


def of_training() -> list[Path]:
    """The files to learn from, by name."""
    return sorted(QUESTIONS.glob("*.tsv"))


def fingerprint() -> str:
    """SHA-256 over all training messages, the spellings, and the topics of the fine questions that are asked."""
    asked = {name for one in read(of_training()) for name in one.names} - {NONE}
    topics = "\n".join(f"{name} {fine_answers.answers()[name].topic}" for name in sorted(asked))
    learned = messages.fingerprint(messages.of_training() + of_training())
    return hashlib.sha256(f"{learned}\n{topics}".encode()).hexdigest()
