"""How our trainer does on public data sets, beside published figures: `python -m tests.bench.external FOLDER`.

FOLDER is a copy of NusaWrites (Apache-2.0; 250 MB), which whoever runs this fetches once; nothing is downloaded here:

    git clone --depth 1 https://github.com/IndoNLP/nusa-writes FOLDER

Twelve sets of people's own words in Betawi, Javanese and Sundanese: emotion and sentiment of short texts, emotion and
topic of paragraphs. As the published classical models do, each learns from the files `train` and `valid`, and is judged
on `test`: macro-F1, the mean over the labels of the harmonic mean of precision and recall. Ours is the model as it is
shipped: written to a file, rounded to bytes, and read by `data/language/classifier.py`.

`--variant NAME`, as often as wished, sets other ways of learning beside it, from `tests/bench/learners.py`. Whoever
chooses one adds `--folds 3`: then the files `train` and `valid` judge, each third in turn, and `test` has no say.
"""

import argparse
import csv
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.language import classifier, spelling
from workshop.messages import Message

SOURCE = "https://github.com/IndoNLP/nusa-writes"
PARTS = ("train", "valid", "test")


class DataMissing(Exception):
    """A file of the data sets is not there, or is not as published; the message says what to do."""


class UnknownVariant(Exception):
    """There is no such variant; the message lists those there are."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """A task in a language, and the macro-F1 published for it."""

    task: str
    """As the files name it: corpus and task."""
    language: str
    """bew (Betawi), jav (Javanese) or sun (Sundanese)."""
    classical: float
    """The best of naive Bayes, support vector machine and regression: boomer/boomer_result/test_results.csv."""
    large: float
    """XLM-R large, fine-tuned, the best on average: sheet "FT NLU Result" of the log in paper_utils/data."""
    fine_tuned: float
    """The best of the six fine-tuned models on this set: the same sheet."""

    @property
    def name(self) -> str:
        return f"{self.task.removeprefix('nusa_')}-{self.language}"


SETS = (
    DataSet("nusa_kalimat-emot", "bew", 0.6359, 0.7043, 0.7255),
    DataSet("nusa_kalimat-emot", "jav", 0.6334, 0.6870, 0.6934),
    DataSet("nusa_kalimat-emot", "sun", 0.6299, 0.7024, 0.7053),
    DataSet("nusa_kalimat-senti", "bew", 0.8226, 0.8654, 0.8792),
    DataSet("nusa_kalimat-senti", "jav", 0.8187, 0.8613, 0.8613),
    DataSet("nusa_kalimat-senti", "sun", 0.8443, 0.8787, 0.8787),
    DataSet("nusa_alinea-emot", "bew", 0.8452, 0.8692, 0.8692),
    DataSet("nusa_alinea-emot", "jav", 0.8804, 0.8550, 0.8550),
    DataSet("nusa_alinea-emot", "sun", 0.8582, 0.8774, 0.8774),
    DataSet("nusa_alinea-topic", "bew", 0.9263, 0.9233, 0.9233),
    DataSet("nusa_alinea-topic", "jav", 0.9149, 0.9107, 0.9107),
    DataSet("nusa_alinea-topic", "sun", 0.9119, 0.9100, 0.9100),
)

Text = tuple[str, str]
"""A text and its label."""
Way = Callable[[Sequence[Text], Sequence[str]], list[str]]
"""Learns from texts with their labels, and says the label of each unseen text."""


def read(file: Path) -> list[Text]:
    """The texts of a file. Raises DataMissing."""
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            return [(row["text"], row["label"]) for row in csv.DictReader(opened)]
    except (OSError, KeyError) as problem:
        raise DataMissing(
            f"{file} cannot be read as a data set. Fetch the data with `git clone --depth 1 {SOURCE} FOLDER`, and name "
            "that folder"
        ) from problem


def parts(folder: Path, one: DataSet) -> tuple[list[Text], list[Text]]:
    """What a set is learned from, and what it is judged on. Raises DataMissing."""
    train, valid, test = (read(folder / "data" / f"{one.task}-{one.language}-{part}.csv") for part in PARTS)
    return train + valid, test


def folds(found: Sequence[Text], count: int) -> Iterator[tuple[list[Text], list[Text]]]:
    """What is learned from and what is judged, each share of the texts in turn; each share has its part of each label.

    A text that occurs twice is in one share.
    """
    share: dict[str, int] = {}
    seen = Counter[str]()
    for text, label in found:
        if text not in share:
            share[text] = seen[label] % count
            seen[label] += 1
    for at in range(count):
        yield (
            [one for one in found if share[one[0]] != at],
            [one for one in found if share[one[0]] == at],
        )


def macro_f1(right: Sequence[str], said: Sequence[str]) -> float:
    """The mean over the labels of F1, 0 to 1; a label that is never said counts as 0."""
    both = Counter(one for one, other in zip(right, said, strict=True) if one == other)
    wanted, given = Counter(right), Counter(said)
    labels = wanted.keys() | given.keys()
    return sum(2 * both[label] / (wanted[label] + given[label]) for label in labels) / len(labels)


def shipped(known: Sequence[Text], unseen: Sequence[str]) -> list[str]:
    """Learns and reads as the product does."""
    from workshop import train  # noqa: PLC0415 - scikit-learn takes 2 s, and most tests want only the arithmetic

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / classifier.FILE
        train.make([Message((label,), "mixed", "plain", text, "") for text, label in known], "", target)
        learned = classifier.Model(target.read_bytes())
    return [learned.guesses(classifier.keys(spelling.words(text)))[0].label for text in unseen]


def score(way: Way, trials: Sequence[tuple[list[Text], list[Text]]]) -> float:
    """Macro-F1 over all that is judged in these trials."""
    right, said = list[str](), list[str]()
    for known, unseen in trials:
        right += [label for _, label in unseen]
        said += way(known, [text for text, _ in unseen])
    return macro_f1(right, said)


def table(scores: dict[str, dict[str, float]], *, published: bool) -> list[str]:
    """The scores by way and set as a Markdown table, with the means, and the ratio of each mean to the first."""
    columns = {name: dict(of_sets) for name, of_sets in scores.items()}
    if published:
        columns["classical"] = {one.name: one.classical for one in SETS}
        columns["XLM-R large"] = {one.name: one.large for one in SETS}
        columns["best fine-tuned"] = {one.name: one.fine_tuned for one in SETS}
    rows = [one.name for one in SETS if all(one.name in column for column in columns.values())]
    means = [sum(column[row] for row in rows) / len(rows) for column in columns.values()]
    return [
        f"| set | {' | '.join(columns)} |",
        f"|{'---|' * (len(columns) + 1)}",
        *(f"| {row} | {' | '.join(f'{column[row]:.3f}' for column in columns.values())} |" for row in rows),
        f"| mean | {' | '.join(f'{mean:.4f}' for mean in means)} |",
        f"| ratio | {' | '.join(f'{mean / means[0]:.3f}' for mean in means)} |",
    ]


def ways(names: Sequence[str]) -> dict[str, Way]:
    """Ours and the named variants. Raises UnknownVariant."""
    if not names:
        return {"ours": shipped}
    from tests.bench import learners  # noqa: PLC0415 - as above

    if unknown := {*names} - learners.VARIANTS.keys():
        known = "".join(f"\n  {name:18} {one.about}" for name, one in learners.VARIANTS.items())
        raise UnknownVariant(f"there is no variant {min(unknown)}, but:{known}")
    return {"ours": shipped, **{name: learners.VARIANTS[name].label for name in names}}


def compare(folder: Path, compared: dict[str, Way], only: Sequence[str], shares: int) -> dict[str, dict[str, float]]:
    """The scores by way and set, printed as they come. Raises DataMissing."""
    chosen = [one for one in SETS if not only or one.name in only]
    scores: dict[str, dict[str, float]] = {name: {} for name in compared}
    for one in chosen:
        known, unseen = parts(folder, one)
        trials = list(folds(known, shares)) if shares else [(known, unseen)]
        for name, way in compared.items():
            begun = time.perf_counter()
            scores[name][one.name] = score(way, trials)
            seconds = time.perf_counter() - begun
            print(f"{one.name:20} {name:20} {scores[name][one.name]:.4f} {seconds:5.0f} s", flush=True)
    return scores


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, help="a copy of the data sets' repository")
    options.add_argument(
        "--variant", action="append", default=[], help="another way of learning; `list` says which there are"
    )
    options.add_argument(
        "--set",
        action="append",
        default=[],
        choices=[one.name for one in SETS],
        help="only these sets, e.g. kalimat-emot-sun",
    )
    options.add_argument("--folds", type=int, default=0, help="judge by parts of `train` and `valid`, not by `test`")
    chosen = options.parse_args()
    try:
        run = compare(chosen.folder, ways(chosen.variant), chosen.set, chosen.folds)
    except (DataMissing, UnknownVariant) as problem:
        options.error(str(problem))
    print()
    print("\n".join(table(run, published=not chosen.folds)))


if __name__ == "__main__":
    main()
