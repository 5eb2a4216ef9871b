"""Prints the answers to short follow-ups, to be read: `python -m tests.support.follow_ups examples.jsonl`.

Each line of the file is an object: `before` (what was said or, in brackets, the label of a button that was pressed),
`text`, and what a good answer does (`expects`). The list is that of the tests.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from bot.app import running
from bot.settings import Settings
from data import hashing
from data.content import texts
from handlers.messages import Answer
from tests.conftest import Clock, Office, Person

_STEPS = {label: step for step, label in texts.language(texts.DEFAULT).labels.items()}


async def say(person: Person, said: str) -> Answer:
    """Types the words or, in brackets, presses the button with this label; a label of before is typed."""
    step = _STEPS.get(said.strip("[]")) if said.startswith("[") else None
    return await (person.presses_value(step) if step else person.says(said.strip("[]")))


async def answers(examples: list[dict[str, object]], folder: Path) -> list[list[Answer]]:
    """The answers to each message of each example, each in a chat of its own."""
    office = Office(folder, hashing.parse("5a" * 32))
    office.publishes()
    settings = Settings.model_validate({"data_dir": folder, "nik_key": office.key.secret.hex()})
    async with running(settings, Clock()) as app:
        return [
            [await say(person, str(said)) for said in (*_before(one), one["text"])]
            for n, one in enumerate(examples)
            if (person := Person(app, address=f"resident-{n}"))
        ]


def _before(example: dict[str, object]) -> list[str]:
    before = example["before"]
    assert isinstance(before, list)
    return [str(one) for one in before]


def written(example: dict[str, object], heard: list[Answer]) -> str:
    """One example as it is read: what was said, the outcomes, and the last answer in full."""
    *earlier, last = heard
    lines = [f"> {said}   -> {answer.outcome}" for said, answer in zip(_before(example), earlier, strict=True)]
    lines += [f"> {example['text']}   -> {last.outcome}   EXPECTS {example.get('expects', '')}"]
    for reply in last.replies:
        lines += [*(f"    {line}" for line in reply.spoken.splitlines()), f"    {[one.label for one in reply.choices]}"]
    return "\n".join(lines)


def main() -> None:
    """Reads the file that is named, and prints each of its examples."""
    examples = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line]
    with tempfile.TemporaryDirectory() as folder:
        for n, heard in enumerate(asyncio.run(answers(examples, Path(folder))), start=1):
            sys.stdout.write(f"{n}. {written(examples[n - 1], heard)}\n\n")


if __name__ == "__main__":
    main()
