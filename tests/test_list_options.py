"""What is said of a list beside its name, typed as the messages say."""

import re
import shlex
from pathlib import Path

import pytest

from bot.commands import list_options
from data import sample
from tests.conftest import AS_OF, NOW, write_csv
from tests.processes import House


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A list with two columns that may end something; the heading of one has a comma."""
    rows = [[one.nik, one.name, "AKTIF", "31/10/2027", "31/10/2028"] for one in sample.people(30, 5, NOW.date())]
    return write_csv(tmp_path / "peserta.csv", rows, ["NIK", "Nama", "Status", "Masa Laku Kartu", "Blanko, tahap 2"])


def test_the_switches_that_a_refusal_prints_can_be_typed_as_they_stand(house: House, doubtful: Path) -> None:
    words = ["import", str(doubtful), "--as-of", str(AS_OF), "--replace", "--older", "--dry-run"]
    refused = house.sigap(*words)
    assert refused.returncode == 1, refused.stderr
    printed = re.findall(r"--ignore-columns (?:'[^']*'|\S+)", refused.stderr.decode())
    assert len(set(printed)) >= 2
    done = house.sigap(*words, *shlex.split(" ".join(printed)))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "switches",
    [
        ["--ignore-columns", "Masa Laku Kartu,Blanko, tahap 2"],
        ["--ignore-columns", "blanko, tahap 2", "--ignore-columns", "MASA LAKU KARTU"],
    ],
)
def test_columns_are_named_with_commas_or_one_after_the_other(
    house: House, doubtful: Path, switches: list[str]
) -> None:
    done = house.sigap("import", str(doubtful), "--as-of", str(AS_OF), "--replace", "--older", "--dry-run", *switches)
    assert done.returncode == 0, done.stderr


def test_what_was_typed_is_typed_again_as_it_was_meant() -> None:
    ignored = list_options.names(["A, B", " C", ""])
    assert ignored == {"A", "B", "C"}
    assert list_options.names(list_options.typed(ignored, all_listed=False)[1:]) == ignored
    assert list_options.names(None) == frozenset()
