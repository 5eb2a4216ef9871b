"""What leads to the answers to fine questions: training lines, the model, buttons; and what is amiss with that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.content import fine_answers
from data.content.fine_answers import PREFIX
from data.language import classifier, question_model, spelling
from handlers.words import intent
from workshop import questions
from workshop.questions import Asked

ROOT = Path(__file__).parent.parent
FEWEST = 20
"""Fewer lines than this hardly teach the model a question."""
TRIED = 5
"""Lines of each question, to see whether the model gives it."""


@dataclass(slots=True)
class Findings:
    """What the check found, in sentences."""

    problems: list[str] = field(default_factory=list)
    """What must be mended."""
    remarks: list[str] = field(default_factory=list)
    """What is worth a look."""


def check(files: Sequence[Path], root: Path = ROOT) -> Findings:
    """Checks the lines of these files, what else leads to the answers, and the shipped models."""
    found = Findings(questions.malformed(files))
    if found.problems:
        return found
    answers, lines = fine_answers.answers(), of_each(questions.read(files))
    without = [name for name in answers if name not in lines]
    unseen = out_of_reach(without, root)
    found.problems += [f"{one}: no line asks it, and no button or follow-up leads to it" for one in unseen]
    if by_buttons := [one for one in without if one not in unseen]:
        found.remarks.append(
            f"{len(by_buttons)} without a line, reached by buttons and follow-ups only: " + ", ".join(by_buttons)
        )
    few = sorted((len(own), name) for name, own in lines.items() if name in answers and len(own) < FEWEST)
    found.remarks += [f"{name}: {count} lines; {FEWEST} teach it better" for count, name in few]
    heads = classifier.shipped().head, question_model.shipped().head
    if {one.data_sha256 for one in heads} != {questions.fingerprint()}:
        found.problems.append("the models are older than lines, spellings or topics: python -m workshop.train")
    found.remarks += _by_the_model(lines)
    return found


def of_each(asked: Iterable[Asked]) -> Mapping[str, list[Asked]]:
    """The lines that ask each fine question."""
    found: dict[str, list[Asked]] = {}
    for one in asked:
        for name in one.names:
            found.setdefault(name, []).append(one)
    return found


def out_of_reach(without_lines: Sequence[str], root: Path = ROOT) -> list[str]:
    """Those of the names to which no button and no follow-up leads: nobody would ever see the answer."""
    places = (*root.glob("data/**/*.toml"), *root.glob("handlers/**/*.py"))
    text = "\n".join(one.read_text(encoding="utf-8") for one in places)
    return [name for name in without_lines if f'"{PREFIX}{name}"' not in text]


def _by_the_model(lines: Mapping[str, Sequence[Asked]]) -> list[str]:
    """How many of a few lines the shipped model answers, and which questions it does not even offer for most of them.

    What a page answers is not looked at.
    """
    found, answered, all_tried = [], 0, 0
    for name, own in lines.items():
        answer = fine_answers.answers().get(name)
        if answer is None or answer.by_page:
            continue
        tried = own[:: max(1, len(own) // TRIED)][:TRIED]
        read = [(frozenset(one.names), intent.understand(spelling.words(one.text))) for one in tried]
        offered = sum(not names.isdisjoint({one.question, *(fine for _, fine in one.offers)}) for names, one in read)
        answered += sum(one.question in names for names, one in read)
        all_tried += len(tried)
        if 2 * offered < len(tried):
            found.append(f"{name}: of {len(tried)} lines the model gives or offers it for {offered}")
    share = f" ({answered / all_tried:.0%})" if all_tried else ""
    return [*found, f"the model answers {answered:,} of {all_tried:,} lines{share} with a fine question that is right"]
