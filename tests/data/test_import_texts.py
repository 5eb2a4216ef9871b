"""What an import says is said in both languages, by keys that exist."""

import re
from pathlib import Path
from string import Formatter

import pytest

from data import import_texts
from data.coverage.columns.headings import UnreadableFile
from data.import_texts import LANGUAGES, Sentence
from tests.support.paths import ROOT

SOURCES = {
    path: path.read_text(encoding="utf-8") for folder in ("data", "bot") for path in (ROOT / folder).rglob("*.py")
}
TABLE = import_texts._all()

_RAISED = "UnreadableFile|SnapshotProblem|Missing|Damaged|WrongKey|WrongSchema|StatusWordsProblem|CannotReturn"
SAID = re.compile(rf'\b(?:{_RAISED}|Sentence|render)\(\s*(f?)"((?:[^"\\]|\\.)*)"')
"""Where a sentence is named, or written."""


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("key", TABLE)
def test_each_sentence_stands_in_both_languages_with_the_same_values(key: str) -> None:
    both = TABLE[key]
    assert both.id.strip()
    assert both.en.strip()
    assert fields(both.id) == fields(both.en)


def named_in(path: Path) -> list[tuple[bool, str]]:
    """Each key that a file names; of one that is filled in (True) its begin."""
    return [(bool(letter), key.partition("{")[0] if letter else key) for letter, key in SAID.findall(SOURCES[path])]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_sentence_of_an_import_has_a_key(path: Path) -> None:
    begins = {f"{key.partition('.')[0]}." for key in TABLE}
    for filled, key in named_in(path):
        assert any(key.startswith(one) for one in begins) if filled else key in TABLE, key


def test_those_who_raise_them_are_found() -> None:
    assert {"list_files.py", "distant_blanks.py", "snapshots.py", "gates.py"} <= {
        path.name for path in SOURCES if named_in(path)
    }


def test_each_step_of_an_import_has_a_name() -> None:
    steps = {step for text in SOURCES.values() for step in re.findall(r'\bprogress\("(\w+)"', text)}
    assert steps
    assert {f"progress.{step}" for step in steps} <= TABLE.keys()


def test_no_sentence_is_left_over() -> None:
    texts = "\n".join(SOURCES.values())
    begins = tuple(re.findall(r"""f["']([a-z_]+\.[a-z_]*)\{""", texts))
    assert [key for key in TABLE if not key.startswith(begins) and not re.search(rf"[\"']{key}[\"']", texts)] == []


def test_a_sentence_that_is_not_in_the_table_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        str(UnreadableFile("This list is wrong."))


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert [import_texts.shown(1_234_567, one) for one in LANGUAGES] == ["1.234.567", "1,234,567"]


def test_a_sentence_within_a_sentence_goes_through_json() -> None:
    inner = Sentence("few", {"names": "a, b", "more": 3000})
    whole = Sentence("book.no_sheet", {"sheet": "x", "sheets": inner})
    read = Sentence.read(whole.plain())
    assert read == whole
    assert read.in_language("id") == "Tidak ada lembar (sheet) bernama 'x'. Yang ada: a, b dan 3.000 lagi."
