"""Several files are one list together: 43,000 people in one, 11,666 in another."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
import xlsxwriter

from data.coverage.columns.headings import UnreadableFile
from data.coverage.importing import given_lists, importer, sample
from data.coverage.importing.job import ImportJob, Report
from data.coverage.lists.sheets import place
from data.coverage.second_factor import Factor
from tests.conftest import AS_OF, BUDI, DEWI, JOKO, NOW, SITI, Office, write_csv
from tests.support.processes import House

PEOPLE = [(one.nik, one.name) for one in sample.people(200, 5, NOW.date())]


def imported(office: Office, *paths: Path, factor: Factor = Factor.NONE) -> Report:
    order = ImportJob(paths[0], AS_OF, NOW, office.key, office.snapshots, factor, more=paths[1:], all_listed=True)
    return importer.publish(order, lambda *_: None)


def book(path: Path, rows: Iterable[Iterable[str]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("Peserta")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return path


def test_a_workbook_and_a_csv_with_columns_of_their_own_are_one_list(office: Office) -> None:
    one = book(
        office.home / "A.xlsx", [("DAFTAR",), ("No", "NIK", "Status"), ("1", BUDI, "Aktif"), ("2", SITI, "Keluar")]
    )
    two = write_csv(
        office.home / "B.csv", [("Aktif", DEWI, "x"), ("Non Aktif", JOKO, "")], ("STATUS", "No KTP", "Ket RT")
    )
    shares: list[float] = []
    order = ImportJob(one, AS_OF, NOW, office.key, office.snapshots, more=(two,))
    report = importer.publish(order, lambda what, share: shares.append(share) if what == "reading" else None)
    assert report.about
    assert (report.rows, report.about.listed, report.about.ended) == (4, 2, 2)
    assert report.unread_columns == ["No", "Ket RT"]
    sums = "".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in (one, two))
    assert report.about.source_sha256 == hashlib.sha256(sums.encode()).hexdigest()
    assert shares[-1] == 1.0


def test_the_same_person_in_two_files_is_one_and_each_row_says_its_file(office: Office) -> None:
    one = write_csv(office.home / "A.csv", [*PEOPLE[:150], (BUDI, "BUDI"), ("123", "X")], ("NIK", "Nama"))
    two = write_csv(office.home / "B.csv", [(BUDI, "BUDI"), *PEOPLE[150:]], ("NIK", "Nama"))
    report = imported(office, one, two)
    assert report.about
    assert (report.about.people, report.duplicates) == (201, 1)
    assert [[place(row, report.sheets) for row in rows] for rows in report.duplicate_rows] == [
        [("A.csv", 152), ("B.csv", 2)]
    ]
    assert report.rejected == Counter(nik_too_short=1)
    ((row, _),) = report.rejected_rows["nik_too_short"]
    assert place(row, report.sheets) == ("A.csv", 153)


def test_a_row_that_has_slipped_is_seen_in_any_file(office: Office) -> None:
    cells = [(nik, name, "a", "Aktif") for nik, name in PEOPLE]
    one = write_csv(office.home / "A.csv", cells, ("NIK", "Nama", "Alamat", "Status"))
    two = office.home / "B.csv"
    two.write_text(f"NIK,Status\n{BUDI},Aktif,x\n{SITI},Aktif,\n", encoding="utf-8")
    assert imported(office, one, two).unclear == Counter(row_slipped=1)
    assert imported(office, two, one).unclear == Counter(row_slipped=1)


def test_two_columns_of_one_heading_stay_two(office: Office) -> None:
    one = write_csv(office.home / "A.csv", [(BUDI, "1", "2")], ("NIK", "RT", "RT"))
    two = write_csv(office.home / "B.csv", [("3", SITI)], ("rt", "NIK"))
    with given_lists.open_lists([one, two]) as found:
        assert found.headings == ["NIK", "RT", "RT"]
        assert [cells for _, cells in found.rows] == [[BUDI, "1", "2"], [SITI, "3", ""]]


@pytest.mark.parametrize("status", [("Status",), ("Tanggal Akhir",)])
def test_nobody_is_listed_because_their_file_says_no_status(office: Office, status: tuple[str]) -> None:
    one = write_csv(office.home / "A.csv", [(BUDI, "")], ("NIK", *status))
    two = write_csv(office.home / "B.csv", [(SITI,)], ("NIK",))
    for paths in ((one, two), (two, one)):
        with pytest.raises(UnreadableFile, match=r"^B\.csv has no status and no end date, and A\.csv has"):
            imported(office, *paths)


def test_the_column_that_may_be_the_status_of_a_file_is_named(office: Office) -> None:
    one = write_csv(office.home / "A.csv", [(BUDI, "Aktif")], ("NIK", "Status"))
    two = write_csv(office.home / "B.csv", [(SITI, "x", "Non Aktif")], ("NIK", "Ket", "STS"))
    with pytest.raises(UnreadableFile, match=r"Column C \(STS\) may be the status"):
        imported(office, one, two)


def test_each_file_has_the_second_factor(office: Office) -> None:
    one = write_csv(office.home / "A.csv", [(BUDI, "BUDI")], ("NIK", "Nama"))
    two = write_csv(office.home / "B.csv", [(SITI,)], ("NIK",))
    with pytest.raises(UnreadableFile, match=r"^B\.csv has no column for the name"):
        imported(office, one, two, factor=Factor.NAME)


def test_what_cannot_be_read_says_in_which_file(office: Office) -> None:
    one = write_csv(office.home / "A.csv", [(BUDI,)], ("NIK",))
    (office.home / "B.csv").write_text(f'NIK,Nama\n{SITI},"X\n{DEWI},Y\n', encoding="utf-8")
    for two, said in (
        ("B.csv", "B.csv: The file cannot be read after row 1"),
        ("C.csv", "C.csv cannot be read"),
        ("A.csv", "A.csv is named twice"),
    ):
        with pytest.raises(UnreadableFile, match=said):
            imported(office, one, office.home / two)
    (office.home / "D.csv").write_text("Nama\nX\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"D\.csv: No NIK column"):
        imported(office, one, office.home / "D.csv")
    with pytest.raises(UnreadableFile, match="At most 50"):
        imported(office, *[one] * 51)


def test_two_files_of_one_name_are_told_by_their_folders(tmp_path: Path) -> None:
    assert given_lists.names([tmp_path / "a" / "x.csv", tmp_path / "b" / "x.csv", tmp_path / "y.csv"]) == (
        str(tmp_path / "a" / "x.csv")[:60] + "…" * (len(str(tmp_path / "a" / "x.csv")) > 60),
        str(tmp_path / "b" / "x.csv")[:60] + "…" * (len(str(tmp_path / "b" / "x.csv")) > 60),
        "y.csv",
    )


def test_a_clerk_imports_both_halves_and_finds_the_row(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    house.sigap("key", house.env["SIGAP_NIK_KEY_FILE"])
    one = write_csv(tmp_path / "barat.csv", PEOPLE[:100], ("NIK", "Nama"))
    two = write_csv(tmp_path / "timur.csv", [*PEOPLE[100:], ("12", "X"), PEOPLE[0]], ("NIK", "Nama"))
    done = house.sigap("import", str(one), str(two), "--as-of", str(AS_OF), "--all-listed")
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "baris 'timur.csv' 102" in said
    assert "baris 'barat.csv' 2, 'timur.csv' 103" in said
