"""Who types `sigap import` wrongly, or asks how it is typed, is told in Indonesian."""

import re
from pathlib import Path

import pytest
from typer.main import get_group

from bot.verbs import VERBS
from data.coverage.importing import sample
from tests.conftest import AS_OF, NOW, write_csv
from tests.support.processes import House


def imported(house: House, *words: str) -> tuple[int, str]:
    """Exit code, and all that was said."""
    done = house.sigap("import", *words)
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Nama berkas belum ditulis. Misalnya: sigap import"),
        ("daftar.xlsx", "--as-of belum ditulis: hari yang digambarkan daftar itu. Misalnya: --as-of 05/11/2025"),
        ("daftar.xlsx --as-of", "Sesudah --as-of harus ada isinya."),
        ("daftar.xlsx --as-of 05/11/2025 --replce", "Tidak ada pilihan --replce. Maksudnya --replace?"),
        ("daftar.xlsx --asof 05/11/2025", "Tidak ada pilihan --asof. Maksudnya --as-of?"),
        ("daftar.xlsx --accept 3", "Maksudnya --accept-rejected, --accept-unclear?"),
        ("daftar.xlsx --acept 3", "Tidak ada pilihan --acept. Kalau itu bagian dari nama berkas"),
        ("daftar -final.xlsx", "Tidak ada pilihan -f. Kalau itu bagian dari nama berkas"),
        ("daftar.xlsx --replace=ya", "--replace ditulis begitu saja, tanpa isi di belakangnya."),
        ("daftar.xlsx --second-factor nama", "Isi --second-factor harus salah satu dari: none, name, kk."),
        ("daftar.xlsx --accept-unclear banyak", "Isi --accept-unclear harus angka bulat, 0 atau lebih."),
        ("daftar.xlsx --accept-rejected 99999999", "Isi --accept-rejected harus angka bulat, 0 atau lebih."),
    ],
)
def test_what_was_typed_wrongly_is_told_in_indonesian(house: House, typed: str, says: str) -> None:
    code, told = imported(house, *typed.split())
    assert code == 2
    assert says in told
    assert told.endswith("(Bantuan: sigap import --help)\n")


def test_it_is_told_in_english_where_that_was_asked_for(house: House) -> None:
    code, told = imported(house, "list.xlsx", "--replce", "--language", "en")
    assert (code, "No such option: --replce" in told, "Tidak" in told) == (2, True, False)
    assert "No such option" in imported(house, "list.xlsx", "--replce", "--language=en")[1]


def test_no_number_that_was_typed_as_an_option_is_said(house: House) -> None:
    code, told = imported(house, "list.xlsx", "--3275010101809001")
    assert (code, "3275010101809001" in told) == (2, False)


def test_the_help_is_indonesian_and_names_each_option(house: House) -> None:
    code, told = imported(house, "--help")
    assert code == 0
    assert told.startswith("Pemakaian: sigap import BERKAS... --as-of TANGGAL")
    command = get_group(VERBS["import"].app).commands["import"]
    options = {word for param in command.params for word in param.opts if word.startswith("--")}
    assert set(re.findall(r"^ +(?:-h, )?(--[a-z-]+)", told, re.MULTILINE)) == options | {"--help"}
    assert max(map(len, told.splitlines())) <= 84
    english = imported(house, "--help", "--language", "en")[1]
    assert "Check a participants file" in english


def test_a_name_with_spaces_and_no_quotation_marks_is_said_as_it_is_meant(house: House, tmp_path: Path) -> None:
    people = [[one.nik, one.name, "AKTIF"] for one in sample.people(3, 5, NOW.date())]
    path = write_csv(tmp_path / "1 DAFTAR PESERTA.csv", people, ["NIK", "Nama", "Status"])
    options = ["--as-of", str(AS_OF), "--dry-run", "--replace"]
    code, told = imported(house, *str(path).split(" "), *options)
    assert code == 2
    assert f'harus diapit tanda kutip: "{path}"' in told
    assert imported(house, str(path), *options)[0] == 0
    for words in ([*options, "--sheet", "Data", "Peserta"], [*options, "--rejected", "hasil", "baru.xlsx"]):
        code, told = imported(house, str(path), *words)
        assert (code, "mengandung spasi, apit dengan tanda kutip" in told) == (2, True), told


def test_a_file_that_is_not_there_is_no_question_of_quotation_marks(house: House) -> None:
    code, told = imported(house, "nowhere.csv", "--as-of", str(AS_OF))
    assert (code, "tanda kutip" in told) == (2, False)
