"""The model of fine questions: what its file says is what it answers, and a broken file is refused."""

from pathlib import Path

import pytest

from data.language import classifier, ngram_table, question_model
from data.language.classifier import Header, ModelProblem
from data.language.ngram_table import Key
from data.language.question_model import MOST_WEIGHTS, QuestionModel

LABELS = tuple(f"question.{at}" for at in range(60))
UP, DOWN = 255, 1
"""The bytes of the largest weight and of its opposite; 128 is none."""


def header(ngrams: int) -> Header:
    return Header(
        labels=LABELS, biases=(0.0,) * len(LABELS), max_weight=4.0, max_length=1.0, ngrams=ngrams, data_sha256="x"
    )


def keys(*ngrams: str) -> list[Key]:
    return ngram_table.keys(ngrams)


def written(path: Path, rows: dict[str, dict[int, int]]) -> QuestionModel:
    question_model.write(path, header(len(rows)), list(rows), [(UP, row) for row in rows.values()])
    return QuestionModel(path.read_bytes())


def test_an_ngram_that_speaks_for_one_question_makes_it_the_best(tmp_path: Path) -> None:
    model = written(tmp_path / "model", {"w motor": {7: UP}, "w rumah": {3: UP, 7: DOWN}})
    assert model.guesses(keys("w motor"))[0].label == "question.7"
    assert model.guesses(keys("w rumah"))[0].label == "question.3"
    both = {one.label: one.probability for one in model.guesses(keys("w motor", "w rumah", "w unknown"))}
    assert both["question.3"] > both["question.7"]


def test_an_ngram_with_many_weights_counts_like_the_same_ones_apart(tmp_path: Path) -> None:
    """Many weights are added up as one integer, few one by one: neither may change what comes out."""
    row = {at: UP if at % 2 else DOWN for at in range(50)}
    many = written(tmp_path / "many", {"w a": row}).guesses(keys("w a"))
    parts = {f"w a{first}": {at: row[at] for at in range(first, first + 10)} for first in range(0, 50, 10)}
    apart = written(tmp_path / "apart", parts)
    # five n-grams make the message longer by the square root of five
    few = apart.guesses(keys(*parts))
    odd = {f"question.{n}" for n in range(1, 50, 2)}
    assert {one.label for one in many[:25]} == {one.label for one in few[:25]} == odd
    assert many[0].probability > few[0].probability


def test_probabilities_are_shares_of_one_and_best_first() -> None:
    found = question_model.shipped().guesses(classifier.keys("kartu bpjs saya hilang".split()))
    assert found[0].label == "check.card_lost"
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
    assert 0.5 < sum(one.probability for one in found) <= 1.0 + 1e-9


def test_nothing_known_says_nothing_certain() -> None:
    assert all(one.probability < 0.1 for one in question_model.shipped().guesses(keys("w qqqq")))


def test_the_most_weights_of_one_ngram_fit_into_the_file(tmp_path: Path) -> None:
    assert len(LABELS) < MOST_WEIGHTS
    model = written(tmp_path / "model", {"w a": dict.fromkeys(range(len(LABELS)), UP)})
    assert len(model.guesses(keys("w a"))) == len(LABELS)


@pytest.mark.parametrize("harm", ["cut", "no header", "other count"])
def test_a_broken_file_is_refused(harm: str, tmp_path: Path) -> None:
    written(tmp_path / "model", {"w motor": {7: UP}})
    raw = (tmp_path / "model").read_bytes()
    broken = {
        "cut": raw[:-1],
        "no header": raw.partition(b"\n")[2],
        "other count": raw.replace(b'"pieces":1', b'"pieces":2'),
    }
    with pytest.raises(ModelProblem, match=r"python -m workshop\.train"):
        QuestionModel(broken[harm])
