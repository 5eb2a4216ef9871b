"""The arithmetic of `tests/bench/external.py`, and one small run of it on sets made here."""

import csv
import sys
from pathlib import Path

import pytest

from tests.bench import external
from tests.bench.external import SETS, DataMissing

GLAD, SAD = "aye seneng banget ari ini :)", "aye sedih banget ari ini !!"
TOPICS = {
    "bansos": ["kapan bansos cair!!", "bansos kapan turun!!", "bansos bulan ini cair kapan"],
    "kartu": ["kartu saya hilang", "hilang kartu saya di pasar", "kartunya hilang gimana"],
    "alamat": ["alamat kantornya di mana", "kantor di mana alamatnya", "di mana alamat kantor"],
}


def written(folder: Path, one: external.DataSet, texts: dict[str, list[external.Text]]) -> None:
    (folder / "data").mkdir(exist_ok=True)
    for part, found in texts.items():
        with (folder / "data" / f"{one.task}-{one.language}-{part}.csv").open("w", encoding="utf-8", newline="") as to:
            csv.writer(to).writerows([("id", "text", "label"), *((n, *text) for n, text in enumerate(found))])


def test_macro_f1_counts_a_rare_label_as_much_as_a_frequent_one() -> None:
    right = ["a"] * 8 + ["b"] * 2
    assert external.macro_f1(right, right) == 1
    # a: 8 of 10 said are right, all 8 found: 16/18; b: never said, so 0
    assert external.macro_f1(right, ["a"] * 10) == pytest.approx(16 / 18 / 2)
    # a: 6 of 6 and 6 of 8: 12/14; b: 2 of 4 and 2 of 2: 4/6
    assert external.macro_f1(right, ["a"] * 6 + ["b"] * 4) == pytest.approx((12 / 14 + 4 / 6) / 2)


def test_each_text_is_judged_once_and_never_by_a_model_that_has_read_it() -> None:
    found = [(f"{label} {n}", label) for label in "ab" for n in range(9)]
    found.append(found[0])  # the same text twice
    judged = []
    for known, unseen in external.folds(found, 3):
        assert {text for text, _ in known}.isdisjoint(text for text, _ in unseen)
        assert {label for _, label in unseen} == {"a", "b"}
        judged += unseen
    assert sorted(judged) == sorted(found)


def test_the_published_means_are_those_of_the_papers() -> None:
    assert sum(one.classical for one in SETS) / len(SETS) == pytest.approx(0.810, abs=0.0005)
    assert sum(one.large for one in SETS) / len(SETS) == pytest.approx(0.837, abs=0.0005)
    assert all(one.large <= one.fine_tuned for one in SETS)
    assert len({one.name for one in SETS}) == len(SETS) == 12


def test_a_missing_file_says_how_to_fetch_the_data(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match=f"git clone --depth 1 {external.SOURCE}"):
        external.parts(tmp_path, SETS[0])


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("teks,label\nhalo,happy\n", encoding="utf-8")
    with pytest.raises(DataMissing):
        external.read(file)


def test_the_table_has_each_set_the_means_and_the_ratio_to_the_first() -> None:
    scores = {"ours": {one.name: 0.8 for one in SETS}, "other": {one.name: 0.84 for one in SETS}}
    lines = external.table(scores, published=True)
    assert lines[0] == "| set | ours | other | classical | XLM-R large | best fine-tuned |"
    assert lines[2] == "| kalimat-emot-bew | 0.800 | 0.840 | 0.636 | 0.704 | 0.726 |"
    assert lines[-1].startswith("| ratio | 1.000 | 1.050 | 1.01")
    assert len(lines) == 2 + 12 + 2


def test_two_sets_are_learned_and_judged_by_the_product_and_by_every_variant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two labels, between which a machine has one border, and three."""
    from tests.bench import learners  # noqa: PLC0415 - scikit-learn takes 2 s, and each worker collects this file

    two, three = SETS[3], SETS[9]
    pair = [(GLAD, "positive"), (SAD, "negative")]
    written(tmp_path, two, {"train": pair * 3, "valid": pair, "test": [(f"{text} nih", of) for text, of in pair]})
    topics = [(text, label) for label, texts in TOPICS.items() for text in texts]
    written(tmp_path, three, {"train": topics, "valid": topics, "test": topics})
    named = [word for name in learners.VARIANTS for word in ("--variant", name)]
    chosen = ["--set", two.name, "--set", three.name]
    monkeypatch.setattr(sys, "argv", ["external", str(tmp_path), *chosen, *named])
    external.main()
    printed = capsys.readouterr().out
    assert printed.count("1.0000") == 2 * (1 + len(learners.VARIANTS)) + 1 + len(learners.VARIANTS)


def test_an_unknown_variant_lists_those_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.bench import learners  # noqa: PLC0415 - as above

    monkeypatch.setattr(sys, "argv", ["external", str(tmp_path), "--variant", "list"])
    with pytest.raises(SystemExit):
        external.main()
    printed = capsys.readouterr().err
    assert all(name in printed for name in learners.VARIANTS)
