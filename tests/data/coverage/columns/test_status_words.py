"""Staff add the status words of their own lists, and see those that are not known."""

from pathlib import Path

import pytest

from data import import_texts
from data.coverage.columns import status_words
from data.coverage.columns.status_words import StatusWordsProblem
from data.coverage.importing import importer
from data.coverage.importing.job import ImportJob, Refused
from tests.conftest import AS_OF, BUDI, DEWI, NOW, SITI, Office, write_csv
from tests.support.processes import House

HEADINGS = ("NIK", "Status")
ROWS = [(BUDI, "Aktip"), (SITI, "AKTIP "), (DEWI, "Sudah  Resign")]
OWN = '[listed]\nwords = ["aktip"]\n[ended]\nwords = ["sudah_resign"]\n'


def added(folder: Path, written: str) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / status_words.FILE
    path.write_text(written, encoding="utf-8")
    return path


def test_without_the_file_there_are_none(tmp_path: Path) -> None:
    assert status_words.read(tmp_path) == {}


def test_words_that_staff_added_are_read_however_they_are_written(office: Office, tmp_path: Path) -> None:
    added(tmp_path, OWN)
    path = write_csv(office.home / "list.csv", ROWS, HEADINGS)
    words = status_words.read(tmp_path)
    report = importer.publish(
        ImportJob(path, AS_OF, NOW, office.key, office.snapshots, status_words=words), lambda *_: None
    )
    assert report.about
    assert (report.about.listed, report.about.ended) == (2, 1)


def test_unknown_words_are_counted_the_commonest_first(office: Office) -> None:
    path = write_csv(office.home / "list.csv", [*ROWS, (BUDI, f"lihat {SITI}")], HEADINGS)
    with pytest.raises(Refused) as refused:
        importer.publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots), lambda *_: None)
    assert refused.value.report.unknown_words == [("Aktip", 2), ("Sudah Resign", 1), ("lihat …", 1)]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('[listed]\nwords = ["cuti"]\n[ended]\nwords = ["CUTI"]', "words.in_both"),
        ('[listed]\nwords = ["Meninggal"]', "words.ours"),
        ('[ended]\nwords = ["aktif"]', "words.ours"),
        ('[listed]\nwords = ["#N/A"]', "words.unfit"),
        ('[listed]\nwords = ["--"]', "words.unfit"),
        ('[listed]\nwords = ["3275010302619000"]', "words.unfit"),
        ('[listed]\nwords = [" "]', "words.form"),
        ('[listed]\nwords = [1]', "words.form"),
        ('[listed]\nword = ["aktip"]', "words.form"),
        ('listed = ["aktip"]', "words.form"),
        ('[listed\nwords = ["aktip"]', "words.no_toml"),
        (f"{'a.' * 20_000}a = 1", "words.no_toml"),
        ("x" * 70_000, "file.unreadable"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_is_named_and_no_number_of_a_person(tmp_path: Path, written: str, key: str) -> None:
    added(tmp_path, written)
    with pytest.raises(StatusWordsProblem) as problem:
        status_words.read(tmp_path)
    assert problem.value.sentence.key == key
    for language in import_texts.LANGUAGES:
        told = problem.value.sentence.in_language(language)
        assert status_words.FILE in told
        assert "3275010302619000" not in told


def test_the_same_word_with_our_meaning_is_no_mistake(tmp_path: Path) -> None:
    added(tmp_path, '[listed]\nwords = ["Aktif"]')
    assert status_words.read(tmp_path) == {"aktif": True}


def test_a_clerk_sees_the_words_adds_them_and_publishes(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    house.sigap("key", house.env["SIGAP_NIK_KEY_FILE"])
    path = str(write_csv(tmp_path / "list.csv", ROWS, HEADINGS))
    refused = house.sigap("import", path, "--as-of", str(AS_OF))
    assert refused.returncode == 1
    assert "Status 'Aktip' tidak dikenal, di 2 baris." in refused.stdout.decode()
    file = added(Path(house.env["SIGAP_DATA_DIR"]), OWN.replace("sudah_resign", "aktip"))
    done = house.sigap("import", path, "--as-of", str(AS_OF))
    assert done.returncode == 2
    assert "'aktip' ada di [listed] dan di [ended]" in done.stderr.decode()
    assert f"{file}" in house.sigap("doctor").stdout.decode()
    added(Path(house.env["SIGAP_DATA_DIR"]), OWN)
    done = house.sigap("import", path, "--as-of", str(AS_OF))
    assert done.returncode == 0, done.stderr
    assert "Terbit" in done.stdout.decode()
    assert "2 of your own" in house.sigap("doctor").stdout.decode()
