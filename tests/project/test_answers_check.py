"""`python -m workshop.answers check`: tells who adds an answer what is amiss, in plain words."""

from pathlib import Path

import pytest

from workshop import answer_lines, answers, questions

GOOD = """
["claim.new"]
topic = "claim"
page = "info.claim"
label = { id = "Baru", en = "New" }
id = "Gratis."
en = "Free."
buttons = ["menu"]
"""


def folder(tmp_path: Path, **files: str) -> Path:
    for name, content in files.items():
        (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
    return tmp_path


def lines(tmp_path: Path, *found: str) -> list[Path]:
    file = tmp_path / "author.tsv"
    file.write_text("".join(f"{one}\n" for one in found), encoding="utf-8")
    return [file]


def test_what_is_shipped_has_no_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert answers.main(["check"]) == 0, capsys.readouterr().out
    report = capsys.readouterr().out
    assert "reached by buttons and follow-ups only: " in report
    assert "lines (9" in report, "the model answers more than nine of ten lines that it learned from"
    assert len(report.splitlines()) < 30


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.replace('en = "Free."\n', ""), "claim.toml: claim.new, en: is missing"),
        (GOOD + 'picture = "x"\n', "claim.toml: claim.new, picture: is no field of an answer"),
        (GOOD.replace("Baru", "B" * 21), "claim.toml: claim.new, label id: is longer than 20 characters"),
        (GOOD.replace("Gratis.", "x" * 321), "claim.toml: claim.new, id: is longer than 320 characters"),
        (GOOD.replace("Gratis.", ""), "claim.toml: claim.new, id: is empty"),
        (GOOD.replace('["menu"]', '["a", "b", "c", "d"]'), "claim.toml: claim.new, buttons: has more than 3 entries"),
        (GOOD.replace('["menu"]', '"menu"'), 'claim.toml: claim.new, buttons: has to be a list: ["menu"]'),
        (GOOD.replace('"Gratis."', "1"), "claim.toml: claim.new, id: has to be a text in quotes"),
        (GOOD.replace('"Free."', '"Free.'), "claim.toml: "),
    ],
)
def test_an_answer_that_cannot_be_read_is_named_with_file_and_field(tmp_path: Path, content: str, said: str) -> None:
    problems, remarks = answers.check(folder(tmp_path, claim=content, good=GOOD.replace("new", "good")))
    assert len(problems) == 1
    assert problems[0].startswith(said)
    assert remarks == []


def test_a_name_in_two_files_is_named_with_both(tmp_path: Path) -> None:
    assert answers.malformed(folder(tmp_path, claim=GOOD, other=GOOD)) == [
        "other.toml: claim.new stands in claim.toml, too"
    ]


def test_each_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    written = lines(
        tmp_path, "claim.nothing\tid\tshort\tx", "claim.free\tid\tshort\tbayar ga", "claim.free\tid\t?\tx", "x"
    )
    assert answer_lines.check(written).problems == [
        "author.tsv, line 1: there is no fine question claim.nothing",
        "author.tsv, line 3: there is no language id or no style ?",
        "author.tsv, line 4: give question, language, style and text, with tabs between",
    ]


def test_few_lines_are_counted_and_those_of_the_model_tried(tmp_path: Path) -> None:
    written = lines(
        tmp_path,
        "update.ktp_reprint\tid\tshort\tktp saya hilang gimana",
        "claim.how\tid\tshort\tktp saya hilang gimana",
    )
    remarks = answer_lines.check(written).remarks
    assert "update.ktp_reprint: 1 lines; 20 teach it better" in remarks
    assert "claim.how: of 1 lines the model gives or offers it for 0" in remarks
    assert "the model answers 1 of 2 lines (50%) with a fine question that is right" in remarks


def test_an_answer_that_nothing_leads_to_is_a_problem(tmp_path: Path) -> None:
    """Lines, buttons or follow-ups must lead to it; "office.ask_bpjs" is reached by follow-ups only."""
    written = lines(tmp_path, "claim.how\tid\tshort\tcara klaim")
    nowhere = answer_lines.check(written, root=tmp_path).problems
    assert "office.ask_bpjs: no line asks it, and no button or follow-up leads to it" in nowhere
    assert not any(one.startswith("claim.how:") for one in nowhere)
    assert not any(one.startswith("office.ask_bpjs:") for one in answer_lines.check(written).problems)


def test_models_that_are_older_than_the_lines_are_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "fingerprint", lambda: "of other lines")
    found = answer_lines.check(lines(tmp_path, "claim.how\tid\tshort\tcara klaim")).problems
    assert "the models are older than lines, spellings or topics: python -m workshop.train" in found


def test_help_teaches_how_to_add_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        answers.main(["--help"])
    shown = capsys.readouterr().out
    for word in ("data/content/answers", "workshop/examples/questions", "workshop.train", "tests.bench.understanding"):
        assert word in shown
    assert all(style in shown for style in questions.STYLES), "the styles are those that lines may have"
