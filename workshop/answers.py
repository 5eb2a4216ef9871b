"""Checks the answers to fine questions and what leads to them: `python -m workshop.answers check`.

To add an answer:

1. Write it into a file of data/content/answers, beside one like it: a name, its topic and page, a label, the answer in
   Indonesian and English, a simpler version, at most three buttons, the sources of its facts.
2. Write at least 20 lines that ask it into a file of workshop/examples/questions: its name, the language (id, en, su,
   jv, bt), the style (short, plain, slang, rant, story, indirect, quote, reply, caps, typo) and the words, with tabs
   between. Made-up words, never a resident's. An answer without a line is reached by buttons and follow-ups only.
3. python -m workshop.answers check
4. python -m workshop.train (some minutes); then check again: does the model give the answer now?
5. python -m tests.bench.understanding --quick, and --real: is anything else understood worse?

The exit code is 1 if something must be mended; what is only worth a look does not count.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli
from pydantic import ValidationError

from data.content import fine_answers

FOLDER = Path(fine_answers.__file__).parent / "answers"
_PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is no field of an answer",
    "string_too_long": "is longer than {max_length} characters",
    "string_too_short": "is empty",
    "too_long": "has more than {max_length} entries",
    "string_type": "has to be a text in quotes",
    "tuple_type": 'has to be a list: ["menu"]',
}
"""In the words of who writes answers, by the kind of an error of pydantic; other kinds say it themselves."""


def malformed(folder: Path) -> list[str]:
    """Why answers cannot be read: file, name, field, and what is wrong; also a name that stands in two files."""
    found: list[str] = []
    file_of: dict[str, str] = {}
    for file in sorted(folder.iterdir()):
        try:
            read = fine_answers.read(file.read_text(encoding="utf-8"))
        except tomli.TOMLDecodeError as problem:
            found.append(f"{file.name}: {problem}")
        except ValidationError as problem:
            found += [f"{file.name}: {_in_plain_words(error)}" for error in map(dict, problem.errors())]
        else:
            found += [f"{file.name}: {name} stands in {file_of[name]}, too" for name in read if name in file_of]
            file_of |= dict.fromkeys(read, file.name)
    return found


def _in_plain_words(error: Mapping[str, Any]) -> str:
    name, *field = map(str, error["loc"])
    said = _PLAIN.get(error["type"], "").format_map(error.get("ctx", {})) or error["msg"]
    return ": ".join(filter(None, (f"{name}, {' '.join(field)}" if field else name, said)))


def check(folder: Path = FOLDER) -> tuple[list[str], list[str]]:
    """What must be mended, and what is worth a look, in sentences."""
    if unreadable := malformed(folder):
        return unreadable, []
    # The conversation cannot even be imported as long as an answer cannot be read.
    from workshop import answer_lines, answer_rules, questions  # noqa: PLC0415

    broken = [f"{one.name}, {one.where}: {one.what}" for one in answer_rules.broken()]
    found = answer_lines.check(questions.of_training())
    return broken + found.problems, found.remarks


def main(words: Sequence[str] | None = None) -> int:
    """Runs the check. Returns the exit code."""
    parser = argparse.ArgumentParser(
        "python -m workshop.answers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=["check"], help="check everything, and print a short report")
    parser.parse_args(words)
    problems, remarks = check()
    for heading, found in (("To mend", problems), ("Worth a look", remarks)):
        if found:
            sys.stdout.write(f"{heading}:\n" + "".join(f"- {one}\n" for one in found))
    sys.stdout.write(f"{len(problems)} to mend.\n" if problems else "All answers can be shipped.\n")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
