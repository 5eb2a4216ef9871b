"""How well free text is understood, how fast, and in how much memory: `python -m tests.bench.understanding`.

Two measures, both on messages the model has not learned from:

- *held out*: tests/messages, written by people who saw no line of workshop/examples;
- *grouped*: each author of workshop/examples, and each style, is left out in turn, and the model made anew without it.

"right": answered at once with a right topic, or "not sure" to what is not ours. "or offered": also where the right
topic was among those to choose from. "wrong": answered at once with a wrong topic.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.language import classifier, question_model, spelling
from handlers.words import intent
from handlers.words.intent import NOT_OURS, Intent
from tests.bench import real_messages
from tests.support.paths import TESTS
from workshop import messages
from workshop.messages import Message

HELD_OUT = TESTS / "messages"
Reader = Callable[[str], Intent]


@dataclass
class Tally:
    """What became of some messages."""

    messages: int = 0
    right: int = 0
    offered: int = 0
    """Not right at once, but among those offered."""
    wrong: int = 0

    def note(self, meaning: Intent, topics: Iterable[str]) -> None:
        topics = set(topics)
        self.messages += 1
        if meaning.topic in topics or (meaning.topic is None and NOT_OURS in topics):
            self.right += 1
        elif meaning.topic is None:
            self.offered += bool(topics & {*meaning.suggestions})
        else:
            self.wrong += 1

    def __str__(self) -> str:
        def percent(n: int) -> str:
            return f"{100 * n / self.messages:5.1f} %"

        return (
            f"{self.messages:6,} messages: right {percent(self.right)}, right or offered "
            f"{percent(self.right + self.offered)}, wrong {percent(self.wrong)}"
        )


def tally(read: Reader, found: Sequence[Message]) -> Tally:
    """How a reader does on messages."""
    result = Tally()
    for one in found:
        result.note(read(one.text), one.topics)
    return result


def tally_meanings(found: Iterable[tuple[Intent, frozenset[str]]]) -> Tally:
    """How messages were read of which the right topics are known."""
    result = Tally()
    for meaning, topics in found:
        result.note(meaning, topics)
    return result


def understand(text: str) -> Intent:
    """Reads a message as the bot does."""
    return intent.understand(spelling.words(text))


def reader_of(learned: classifier.Model) -> Reader:
    """Reads messages with a model of one's own."""
    return lambda text: intent.intent_of(learned, spelling.words(text))


def without(found: Sequence[Message], left_out: Callable[[Message], bool]) -> tuple[Reader, list[Message]]:
    """A model made without some messages, and those messages."""
    from workshop import train  # noqa: PLC0415 - scikit-learn takes 2 s, and the tests want only `tally`

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / classifier.FILE
        train.make([one for one in found if not left_out(one)], "", target)
        return reader_of(classifier.Model(target.read_bytes())), [one for one in found if left_out(one)]


def grouped(found: Sequence[Message], by: str) -> None:
    """Leaves each group out in turn."""
    whole = Tally()
    for group in sorted({getattr(one, by) for one in found}):
        read, unseen = without(found, lambda one, group=group: getattr(one, by) == group)  # type: ignore[misc]
        result = tally(read, unseen)
        print(f"  without {group:10} {result}", flush=True)
        for name in ("messages", "right", "offered", "wrong"):
            setattr(whole, name, getattr(whole, name) + getattr(result, name))
    print(f"  {by}s together    {whole}\n")


def confusion(read: Reader, found: Sequence[Message]) -> None:
    """Which topic (rows) was taken for which (columns); `?` is not sure."""
    counted = Counter[tuple[str, str]]()
    for one in found:
        meaning = read(one.text)
        wanted = meaning.topic if meaning.topic in one.topics else one.labels[0].partition(":")[0]
        counted[str(wanted), meaning.topic or "?"] += 1
    rows = sorted({row for row, _ in counted})
    columns = [*rows, "?"]
    print(f"{'':18}" + "".join(f"{column[:6]:>7}" for column in columns))
    for row in rows:
        print(f"{row:18}" + "".join(f"{counted[row, column] or '·':>7}" for column in columns))
    print()


def cost(found: Sequence[Message]) -> None:
    """Milliseconds a message, and megabytes of both models beside a Python that only loads the same libraries."""
    classifier.shipped()
    question_model.shipped()
    texts = [one.text for one in found]
    taken = []
    for text in texts:
        begun = time.perf_counter()
        understand(text)
        taken.append(1000 * (time.perf_counter() - begun))
    taken.sort()
    longest = "saya mau tanya soal ini itu dan yang lain-lain juga " * 80
    begun = time.perf_counter()
    understand(longest)
    at_most = 1000 * (time.perf_counter() - begun)
    print(
        f"  {taken[len(taken) // 2]:.2f} ms in the median, {taken[int(len(taken) * 0.99)]:.2f} ms at p99, "
        f"{at_most:.2f} ms for 4,096 characters; {_megabytes(load=True) - _megabytes(load=False):.0f} MB of memory, "
        f"{_file_megabytes():.1f} MB of files"
    )


def _megabytes(*, load: bool) -> float:
    """The memory of a fresh Python, with or without the model."""
    code = "import psutil; from data.content import fine_answers; "
    code += "from data.language import classifier, question_model, spelling; fine_answers.answers(); "
    code += "classifier.shipped(); question_model.shipped(); " if load else ""
    code += "print(psutil.Process().memory_info().rss)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return int(done.stdout) / 2**20


def _file_megabytes() -> float:
    """The size of both models."""
    folder = Path(classifier.__file__).parent
    return sum((folder / name).stat().st_size for name in (classifier.FILE, question_model.FILE)) / 1e6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="only the held-out messages: seconds, not minutes")
    options.add_argument("--real", action="store_true", help="only messages adapted from public comments, by source")
    chosen = options.parse_args()
    if chosen.real:
        real_messages.report(tally_meanings)
        return
    held_out = sorted(HELD_OUT.glob("*.tsv"))
    print("Held out:")
    for file in held_out:
        print(f"  {file.stem:18} {tally(understand, messages.read([file]))}")
    everything = messages.read(held_out)
    print(f"  {'together':18} {tally(understand, everything)}\n")
    confusion(understand, everything)
    print("Cost:")
    cost(everything)
    if not chosen.quick:
        found = messages.read(messages.of_training())
        print(f"\nGrouped, {len(found):,} messages:")
        grouped(found, "author")
        grouped(found, "style")


if __name__ == "__main__":
    main()
