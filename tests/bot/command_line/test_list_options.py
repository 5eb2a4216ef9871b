"""What the refusal of a list says to type, and what comes of typing it."""

import re
import shlex
from pathlib import Path

import pytest

from bot.command_line import list_options
from data.coverage.importing import sample
from tests.conftest import AS_OF, NOW, write_csv
from tests.support.processes import House


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A list with two columns that may end something; the heading of one has a comma."""
    rows = [[one.nik, one.name, "AKTIF", "31/10/2027", "31/10/2028"] for one in sample.people(30, 5, NOW.date())]
    return write_csv(tmp_path / "peserta.csv", rows, ["NIK", "Nama", "Status", "Masa Laku Kartu", "Blanko, tahap 2"])


def test_the_switches_that_a_refusal_prints_can_be_typed_as_they_stand(house: House, doubtful: Path) -> None:
    words = ["import", str(doubtful), "--as-of", str(AS_OF), "--replace", "--older", "--dry-run"]
    refused = house.sigap(*words)
    assert refused.returncode == 1, refused.stderr
    *each, together = re.findall(r"--ignore-columns (?:'[^']*'|\S+)", refused.stderr.decode())
    assert len(set(each)) == 2
    assert "Kalau semuanya sudah Anda periksa dan benar, tambahkan: --ignore-columns" in refused.stderr.decode()
    for printed in (each, [together]):
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
    assert list_options.names(list_options.column_options(ignored, all_listed=False)[1:]) == ignored
    assert list_options.names(None) == frozenset()


def imported(house: House, *words: str) -> tuple[int, str]:
    """Imports what was typed; the exit code, and what was said to standard error."""
    done = house.sigap("import", *words)
    return done.returncode, done.stderr.decode()


PEOPLE = [[one.nik, one.name, "AKTIF"] for one in sample.people(30, 6, NOW.date())]


def test_the_whole_line_stands_there_where_only_rows_and_people_are_counted(house: House, tmp_path: Path) -> None:
    """Typed as it stands it publishes the list; it is printed where the sentences tell all there is to know."""
    all_of_them = write_csv(tmp_path / "semua.csv", PEOPLE, ["NIK", "Nama", "Status"])
    assert imported(house, str(all_of_them), "--as-of", "2026-11-06", "--replace")[0] == 0
    rows = [*PEOPLE[:12], ["123", "X", "AKTIF"], [PEOPLE[12][0], "Y", "apa"]]
    fewer = write_csv(tmp_path / "kurang.csv", rows, ["NIK", "Nama", "Status"])
    code, told = imported(house, str(fewer), "--as-of", "2026-11-05")
    line = shlex.split(told.rpartition("ketik: ")[2].splitlines()[0])
    assert code == 1
    assert sorted(word for word in line if word.startswith("--")) == [
        "--accept-rejected", "--accept-unclear", "--as-of", "--older", "--replace"
    ]  # fmt: skip
    assert "hanya tambahan, impor bersama daftar sebelumnya: sigap import DAFTAR-LAMA DAFTAR-INI" in told
    assert house.sigap(*line[1:]).returncode == 0


def test_where_many_rows_are_rejected_the_list_is_to_be_looked_into_first(house: House, tmp_path: Path) -> None:
    """Each of them is somebody who would hear that their NIK is not in the data."""
    rows = [*PEOPLE[:20], *([nik + nik, name, status] for nik, name, status in PEOPLE[20:25])]
    two_numbers = write_csv(tmp_path / "peserta.csv", rows, ["NIK", "Nama", "Status"])
    code, told = imported(house, str(two_numbers), "--as-of", str(AS_OF), "--replace", "--older")
    assert code == 1
    assert "5 dari 25 baris ditolak" in told
    assert "ketik: " not in told
    assert "tambahkan: --accept-rejected 5" in told


def test_a_list_with_nobody_of_the_live_one_is_to_be_looked_into_first(house: House, tmp_path: Path) -> None:
    """It is more likely an addition: to type one line would tell all the others that they were removed."""
    for name, people in (("lama", PEOPLE[:20]), ("tambahan", PEOPLE[20:])):
        write_csv(tmp_path / f"{name}.csv", people, ["NIK", "Nama", "Status"])
    before, addition = str(tmp_path / "lama.csv"), str(tmp_path / "tambahan.csv")
    assert imported(house, before, "--as-of", "2026-11-06", "--replace")[0] == 0
    code, told = imported(house, addition, "--as-of", "2026-11-06")
    assert code == 1
    assert "20 orang akan mendengar bahwa mereka tidak tercatat lagi" in told
    assert "ketik: " not in told
    assert "tambahkan: --replace" in told
    assert imported(house, before, addition, "--as-of", "2026-11-06")[0] == 0


def test_the_line_keeps_the_language_and_the_file_that_is_written_back(house: House, tmp_path: Path) -> None:
    bad = write_csv(tmp_path / "bad.csv", [*PEOPLE, ["12", "X", "AKTIF"]], ["NIK", "Nama", "Status"])
    made, switches = tmp_path / "hasil.xlsx", ["--language", "en"]
    code, told = imported(house, str(bad), "--as-of", str(AS_OF), "--replace", "--rejected", str(made), *switches)
    line = shlex.split(told.rpartition("type: ")[2].splitlines()[0])
    assert (code, made.exists()) == (1, True)
    assert line[line.index("--rejected") + 1] == str(tmp_path / "hasil-2.xlsx")  # what lies there is not overwritten
    assert line[line.index("--language") + 1] == "en"
    done = house.sigap(*line[1:])
    assert (done.returncode, b"Published" in done.stdout) == (0, True), done.stderr
    told = imported(house, str(bad), "--as-of", str(AS_OF), "--replace")[1]
    line = shlex.split(told.rpartition("ketik: ")[2].splitlines()[0])
    assert {"--rejected", "--language"}.isdisjoint(line)


def test_where_a_list_must_be_looked_at_no_line_lies_ready_to_publish_it(house: House, tmp_path: Path) -> None:
    """The clerk who was told not to publish candidates copied the line below all the same."""
    candidates = write_csv(tmp_path / "usulan.csv", [[*row[:2], ""] for row in PEOPLE], ["NIK", "Nama", "Status"])
    code, told = imported(house, str(candidates), "--as-of", str(AS_OF), "--older")
    assert code == 1
    assert "jangan terbitkan" in told
    assert "Kalau semuanya sudah Anda periksa dan benar, tambahkan: --all-listed" in told
    assert "sigap import" not in told


@pytest.mark.parametrize("returned", [False, True])
def test_a_refusal_that_names_rows_says_how_to_see_all(house: House, tmp_path: Path, *, returned: bool) -> None:
    bad = write_csv(tmp_path / "bad.csv", [*PEOPLE, *[["12", "X", "AKTIF"]] * 30], ["NIK", "Nama", "Status"])
    words = ["--rejected", str(tmp_path / "hasil.xlsx")] if returned else []
    code, told = imported(house, str(bad), "--as-of", str(AS_OF), "--replace", "--older", *words)
    assert (code, "tambahkan: --rejected hasil.xlsx" in told) == (1, not returned)


def test_a_refusal_that_names_no_row_does_not(house: House, tmp_path: Path) -> None:
    older = write_csv(tmp_path / "semua.csv", PEOPLE, ["NIK", "Nama", "Status"])
    code, told = imported(house, str(older), "--as-of", "2020-01-01", "--replace")
    assert (code, "--rejected" in told, "ketik: sigap import" in told) == (1, False, True)
